//! The open tables: what SQL may read besides cells, none of it about people.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_engine::{Catalogue, UnitKind};
use hub_standard::calendar;
use hub_standard::ids::{Month, ServiceCode};
use hub_store::State;
use jiff::civil::Date;

use super::places::listed_table;
use super::plan::MonthPlan;
use crate::error::{ReleaseError, Result};
use crate::manifest::UnitReturns;

/// Tables of schema `reference` inside the barrier.
pub(crate) fn inside_tables(
    reference: &[(String, RecordBatch)],
    state: &State,
) -> Result<Vec<(String, RecordBatch)>> {
    let practices = reference_table(reference, "practices")?.clone();
    let services = table(
        "services",
        vec![
            (
                "service",
                text(state.services.values().map(|service| service.code.as_str())),
            ),
            (
                "atom",
                text(state.services.values().map(|service| service.atom.as_str())),
            ),
        ],
    )?;
    let listed = listed_table(&practices)?;
    Ok(vec![
        ("practices".to_owned(), practices),
        ("services".to_owned(), services),
        ("listed_places".to_owned(), listed),
    ])
}

/// A table of the reference data.
pub(super) fn reference_table<'a>(
    reference: &'a [(String, RecordBatch)],
    name: &str,
) -> Result<&'a RecordBatch> {
    reference
        .iter()
        .find(|(found, _)| found == name)
        .map(|(_, rows)| rows)
        .ok_or_else(|| ReleaseError::shape("reference", format!("no table {name}")))
}

/// Returns expected and received, by area atom and month.
pub(super) type ReturnCounts = BTreeMap<(String, Month), UnitReturns>;

/// Which returns were expected and which came, as of the journal.
pub(super) struct Completeness {
    counts: ReturnCounts,
    /// As received: those that counted at the first close, of months that have had it.
    in_time: ReturnCounts,
    returns: Vec<(ServiceCode, String, Month, &'static str)>,
}

impl Completeness {
    /// From the journal, on a day: a service is expected from its first month on, until it has been silent for long.
    pub(super) fn of(state: &State, months: &[Month], atoms: &[String], day: Date) -> Self {
        let mut counts = ReturnCounts::new();
        for atom in atoms {
            let none = |month: &Month| ((atom.clone(), *month), UnitReturns::default());
            counts.extend(months.iter().map(none));
        }
        let mut in_time = ReturnCounts::new();
        let mut returns = Vec::new();
        for month in months {
            let closes = calendar::due(*month);
            for service in state.services.values() {
                let current = state.current_for(&service.code, *month);
                if !state.expects(service, *month) {
                    continue;
                }
                let count = counts.entry((service.atom.clone(), *month)).or_default();
                count.expected += 1;
                count.received += u32::from(current.is_some());
                if closes < day {
                    let sent = state.counted_at_close(&service.code, *month, closes);
                    let count = in_time.entry((service.atom.clone(), *month)).or_default();
                    count.expected += 1;
                    count.received += u32::from(sent.is_some());
                }
                let status = match current {
                    None => "missing",
                    Some(accepted) if accepted.nil => "nil",
                    Some(_) => "sent",
                };
                returns.push((service.code.clone(), service.atom.clone(), *month, status));
            }
        }
        Self {
            counts,
            in_time,
            returns,
        }
    }

    /// Of one area and month.
    pub(super) fn of_unit(&self, atom: &str, month: Month) -> UnitReturns {
        let counts = self.counts.get(&(atom.to_owned(), month));
        counts.copied().unwrap_or_default()
    }

    /// `completeness`, `timeliness` and `returns`.
    pub(super) fn tables(&self) -> Result<Vec<(String, RecordBatch)>> {
        let completeness = counts_table("completeness", &self.counts)?;
        let timeliness = counts_table("timeliness", &self.in_time)?;
        let returns = table(
            "returns",
            vec![
                (
                    "service",
                    text(self.returns.iter().map(|(service, ..)| service.as_str())),
                ),
                ("atom", text(self.returns.iter().map(|(_, atom, ..)| atom))),
                (
                    "month",
                    months(self.returns.iter().map(|(_, _, month, _)| month)),
                ),
                (
                    "status",
                    text(self.returns.iter().map(|(.., status)| status)),
                ),
            ],
        )?;
        Ok(vec![
            ("completeness".to_owned(), completeness),
            ("timeliness".to_owned(), timeliness),
            ("returns".to_owned(), returns),
        ])
    }
}

/// The returns behind the cells of each area and month, which may be fewer than have come since.
pub(super) fn behind_cells(plans: &[MonthPlan], atoms: &[String]) -> ReturnCounts {
    let mut counts = ReturnCounts::new();
    for plan in plans {
        let units = atoms.iter().zip(plan.of(UnitKind::Area));
        counts.extend(units.filter_map(|(atom, unit)| {
            let returns = unit.as_ref()?.returns;
            Some(((atom.clone(), plan.month), returns))
        }));
    }
    counts
}

/// A table of returns by area atom and month: `completeness` as of the journal, `timeliness` of those that came in time,
/// `cell_returns` behind the cells.
pub(super) fn counts_table(name: &str, counts: &ReturnCounts) -> Result<RecordBatch> {
    let whole = |of: fn(&UnitReturns) -> u32| -> ArrayRef {
        Arc::new(
            counts
                .values()
                .map(|count| Some(i64::from(of(count))))
                .collect::<Int64Array>(),
        )
    };
    table(
        name,
        vec![
            ("atom", text(counts.keys().map(|(atom, _)| atom))),
            ("month", months(counts.keys().map(|(_, month)| month))),
            ("expected", whole(|count| count.expected)),
            ("received", whole(|count| count.received)),
        ],
    )
}

/// Variance of the noise of one cell, by fact and countable.
pub(super) fn noise_table(catalogue: &Catalogue, policy: &Policy) -> Result<RecordBatch> {
    let countables = || {
        catalogue
            .facts
            .iter()
            .flat_map(|file| file.fact.countables.iter().map(|c| (&file.fact.id, c)))
    };
    let variance: Float64Array = countables()
        .map(|(_, countable)| Some(policy.noise_variance(countable.kind.clip())))
        .collect();
    table(
        "noise",
        vec![
            ("fact", text(countables().map(|(fact, _)| fact))),
            (
                "countable",
                text(countables().map(|(_, countable)| &countable.name)),
            ),
            ("variance", Arc::new(variance)),
        ],
    )
}

/// The months of the release.
pub(super) fn months_table(covered: &[Month], provisional: &[Month]) -> Result<RecordBatch> {
    let is_provisional: Vec<_> = covered
        .iter()
        .map(|month| provisional.contains(month))
        .collect();
    table(
        "months",
        vec![
            ("month", months(covered)),
            ("provisional", Arc::new(BooleanArray::from(is_provisional))),
        ],
    )
}

fn months<'a>(months: impl IntoIterator<Item = &'a Month>) -> ArrayRef {
    text(months.into_iter().map(Month::to_string))
}

fn text<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> ArrayRef {
    Arc::new(words.into_iter().map(Some).collect::<StringArray>())
}

fn table(name: &str, columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    RecordBatch::try_from_iter(columns).map_err(|error| ReleaseError::encode(name, error))
}
