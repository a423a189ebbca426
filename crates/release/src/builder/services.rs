//! The table of services: the live totals of the journal as they stand, kept with the release.
//!
//! These totals were adjusted when their returns were accepted. To adjust the same counts again, under other names,
//! would give readers two figures to average; so nothing is drawn here, and nothing about people is read.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_standard::ids::Month;
use hub_store::{LiveTotals, Service, State};

use crate::encode::Ready;
use crate::error::{ReleaseError, Result};
use crate::{layout, live};

/// The newest live totals of every service and month of which a return counts, as the object `places/<table>.parquet`
/// of a release of these months.
///
/// None where there are no such totals, or where the release is made under another policy than they are: what it hides
/// they could show.
///
/// # Errors
/// [`ReleaseError::Encode`] where the table cannot be written.
pub(super) fn table(state: &State, months: &[Month], policy: &Policy) -> Result<Option<Ready>> {
    if !live::is_made_under(policy) {
        return Ok(None);
    }
    let totals = totals(state, months);
    if totals.is_empty() {
        return Ok(None);
    }
    let table = live::service_fact().cell_table(&[]);
    let rows = rows(&table, &totals, policy)?;
    Ready::table(layout::places(&table), &rows.schema(), &[rows]).map(Some)
}

/// One row: a service, a month, and what is known of them.
type Row<'s> = (&'s Service, Month, &'s LiveTotals);

/// By month, then by service.
fn totals<'s>(state: &'s State, months: &[Month]) -> Vec<Row<'s>> {
    let of_month = |month: &Month| {
        let month = *month;
        state.services.values().filter_map(move |service| {
            state.current_for(&service.code, month)?;
            let totals = state.newest_live_totals(&service.code, month)?;
            Some((service, month, totals))
        })
    };
    months.iter().flat_map(of_month).collect()
}

/// A total of people and one of referrals are shown together or not at all, and no more people than referrals: as they
/// are while the month comes in.
fn rows(table: &str, totals: &[Row<'_>], policy: &Policy) -> Result<RecordBatch> {
    let text = |of: &dyn Fn(&Row<'_>) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(totals.iter().map(of)))
    };
    let whole = |of: &dyn Fn(&LiveTotals) -> i64| -> ArrayRef {
        let numbers = totals.iter().map(|(.., totals)| of(totals));
        Arc::new(Int64Array::from_iter_values(numbers))
    };
    let floors = totals.iter().map(|(.., of)| {
        let both = policy
            .display(of.people, of.floor_met)
            .and(policy.display(of.referrals, of.floor_met));
        both.is_some()
    });
    let floors: Vec<bool> = floors.collect();
    let versions = totals
        .iter()
        .map(|(.., of)| i32::try_from(of.version).unwrap_or(i32::MAX));
    let [persons, referrals] = live::SERVICE_COUNTS;
    let columns: Vec<(&str, ArrayRef)> = vec![
        // Readers of cells know the place of a unit by this name.
        (
            "atom",
            text(&|(service, ..)| service.code.as_str().to_owned()),
        ),
        ("area", text(&|(service, ..)| service.atom.clone())),
        ("month", text(&|(_, month, _)| month.to_string())),
        (
            persons,
            whole(&|totals| totals.people.min(totals.referrals)),
        ),
        (referrals, whole(&|totals| totals.referrals)),
        ("floor_met", Arc::new(BooleanArray::from(floors))),
        ("version", Arc::new(Int32Array::from_iter_values(versions))),
    ];
    RecordBatch::try_from_iter(columns).map_err(|error| ReleaseError::encode(table, error))
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;
    use hub_testkit::fixtures::{REFERENCE, accepted, month, service, submission};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;

    const CODES: [&str; 3] = ["YA001", "YA002", "YA003"];

    /// Three services that each sent October, the last one before the hub made live totals.
    fn state() -> State {
        let atom = &REFERENCE.atoms()[0];
        let mut state = State::default();
        for (n, code) in (0_u64..).zip(CODES) {
            let code = service(code);
            let known = Service {
                code: code.clone(),
                name: "A service".to_owned(),
                atom: atom.id.to_string(),
                icb: atom.now.clone(),
                at_month: month("2026-09"),
                ends: None,
                kind: None,
            };
            let mut sent = accepted(&submission(n), &code, month("2026-10"));
            sent.live = (n < 2).then(|| {
                Box::new(LiveTotals {
                    version: 2,
                    of: submission(n),
                    people: 38,
                    referrals: 41,
                    floor_met: true,
                })
            });
            let (sent, key) = (Arc::new(sent), (code.clone(), month("2026-10")));
            state.services.insert(code, known);
            state.history.insert(key.clone(), vec![Arc::clone(&sent)]);
            state.current.insert(key, sent);
        }
        state
    }

    fn written(state: &State, policy: &Policy) -> Option<RecordBatch> {
        let months = [month("2026-09"), month("2026-10")];
        let ready = table(state, &months, policy).unwrap()?;
        assert_eq!(ready.name, "places/referrals_by_service.parquet");
        let reader = ParquetRecordBatchReaderBuilder::try_new(ready.bytes).unwrap();
        reader.build().unwrap().next().transpose().unwrap()
    }

    #[test]
    fn the_table_has_the_live_totals_as_they_are_and_no_row_where_there_are_none() {
        let mut state = state();
        let rows = written(&state, &Policy::sdc_1()).unwrap();
        let totals = state.newest_live_totals(&service("YA001"), month("2026-10"));
        let totals = [totals.unwrap(); 2];
        let column = |name: &str| Arc::clone(rows.column_by_name(name).unwrap());
        let numbers = |of: fn(&LiveTotals) -> i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(totals.map(of)))
        };
        let services: ArrayRef = Arc::new(StringArray::from(vec!["YA001", "YA002"]));
        assert_eq!(&column("atom"), &services);
        assert_eq!(&column("persons"), &numbers(|totals| totals.people));
        assert_eq!(&column("referrals"), &numbers(|totals| totals.referrals));
        // A return that was taken back counts no more, whatever was once shown of it.
        state.current.remove(&(service("YA001"), month("2026-10")));
        let rows = written(&state, &Policy::sdc_1()).unwrap();
        assert_eq!(rows.num_rows(), 1);
    }

    #[test]
    fn what_is_hidden_while_a_month_comes_in_is_hidden_here() {
        let mut state = state();
        let key = (service("YA001"), month("2026-10"));
        let mut sent = accepted(&submission(0), &key.0, key.1);
        sent.live = Some(Box::new(LiveTotals {
            version: 2,
            of: submission(0),
            people: 20,
            referrals: 5,
            floor_met: true,
        }));
        let sent = Arc::new(sent);
        state.history.insert(key.clone(), vec![Arc::clone(&sent)]);
        state.current.insert(key, sent);
        let rows = written(&state, &Policy::sdc_1()).unwrap();
        let floors = rows.column_by_name("floor_met").unwrap().as_boolean();
        assert!(!floors.value(0) && floors.value(1));
        let people = rows.column_by_name("persons").unwrap();
        assert_eq!(
            people
                .as_primitive::<arrow::datatypes::Int64Type>()
                .value(0),
            5
        );
    }

    #[test]
    fn a_release_under_another_policy_has_no_table_of_services() {
        assert!(written(&state(), &Policy::hes_2018()).is_none());
        assert!(written(&State::default(), &Policy::sdc_1()).is_none());
    }
}
