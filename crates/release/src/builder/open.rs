//! The open tables: what SQL may read besides cells, none of it about people.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_engine::Catalogue;
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Service, State};

use crate::error::{ReleaseError, Result};

/// Months without a return after which a service is no longer expected to send one.
const SILENT_MONTHS_MAX: i32 = 7;

/// Tables of schema `reference` inside the barrier.
pub(super) fn inside_tables(
    reference: &[(String, RecordBatch)],
    state: &State,
) -> Result<Vec<(String, RecordBatch)>> {
    let practices = reference
        .iter()
        .find(|(name, _)| name == "practices")
        .cloned()
        .ok_or_else(|| ReleaseError::shape("reference", "no table practices"))?;
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
    Ok(vec![practices, ("services".to_owned(), services)])
}

/// Which returns were expected and which came.
pub(super) struct Completeness {
    /// By area atom and month: expected, received.
    pub(super) counts: BTreeMap<(String, Month), (i64, i64)>,
    returns: Vec<(ServiceCode, String, Month, &'static str)>,
}

impl Completeness {
    /// From the journal: a service is expected from its first month on, until it has been silent for long.
    pub(super) fn of(state: &State, months: &[Month], atoms: &[String]) -> Self {
        let mut counts = BTreeMap::new();
        for atom in atoms {
            counts.extend(months.iter().map(|month| ((atom.clone(), *month), (0, 0))));
        }
        let mut returns = Vec::new();
        for month in months {
            for service in state.services.values() {
                let current = state.current_for(&service.code, *month);
                if current.is_none() && !is_expected(state, service, *month) {
                    continue;
                }
                let (expected, received) =
                    counts.entry((service.atom.clone(), *month)).or_default();
                *expected += 1;
                *received += i64::from(current.is_some());
                let status = match current {
                    None => "missing",
                    Some(accepted) if accepted.nil => "nil",
                    Some(_) => "sent",
                };
                returns.push((service.code.clone(), service.atom.clone(), *month, status));
            }
        }
        Self { counts, returns }
    }

    /// `completeness` and `returns`.
    pub(super) fn tables(&self) -> Result<Vec<(String, RecordBatch)>> {
        let months =
            |months: Vec<Month>| text(months.iter().map(Month::to_string).collect::<Vec<_>>());
        let whole = |numbers: Vec<i64>| -> ArrayRef { Arc::new(Int64Array::from(numbers)) };
        let completeness = table(
            "completeness",
            vec![
                ("atom", text(self.counts.keys().map(|(atom, _)| atom))),
                (
                    "month",
                    months(self.counts.keys().map(|(_, month)| *month).collect()),
                ),
                (
                    "expected",
                    whole(
                        self.counts
                            .values()
                            .map(|(expected, _)| *expected)
                            .collect(),
                    ),
                ),
                (
                    "received",
                    whole(
                        self.counts
                            .values()
                            .map(|(_, received)| *received)
                            .collect(),
                    ),
                ),
            ],
        )?;
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
                    months(self.returns.iter().map(|(_, _, month, _)| *month).collect()),
                ),
                (
                    "status",
                    text(self.returns.iter().map(|(.., status)| status)),
                ),
            ],
        )?;
        Ok(vec![
            ("completeness".to_owned(), completeness),
            ("returns".to_owned(), returns),
        ])
    }
}

/// Whether a service that sent nothing for `month` should have.
fn is_expected(state: &State, service: &Service, month: Month) -> bool {
    let sent_for = (0..=SILENT_MONTHS_MAX).any(|back| {
        state
            .current_for(&service.code, month.plus(-back))
            .is_some()
    });
    let first = (service.code.clone(), Month::MIN);
    let sent_before = state
        .current
        .range(first..=(service.code.clone(), month))
        .next()
        .is_some();
    sent_for || (!sent_before && service.at_month <= month)
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
pub(super) fn months_table(months: &[Month], provisional: &[Month]) -> Result<RecordBatch> {
    let is_provisional: Vec<_> = months
        .iter()
        .map(|month| provisional.contains(month))
        .collect();
    table(
        "months",
        vec![
            (
                "month",
                text(months.iter().map(Month::to_string).collect::<Vec<_>>()),
            ),
            ("provisional", Arc::new(BooleanArray::from(is_provisional))),
        ],
    )
}

fn text<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> ArrayRef {
    Arc::new(words.into_iter().map(Some).collect::<StringArray>())
}

fn table(name: &str, columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    RecordBatch::try_from_iter(columns).map_err(|error| ReleaseError::encode(name, error))
}
