//! What the manifest says of a release before it has a number.

use std::collections::BTreeMap;

use hub_disclosure::{Ledger, LedgerEntry, Policy};
use hub_engine::{Catalogue, Dimension, Fact, UnitKind};
use hub_standard::calendar;
use hub_standard::ids::{Month, ReleaseId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Build;
use super::measures::Made;
use super::places::UnitLists;
use super::plan::MonthPlan;
use crate::encode::{Ready, hex, sha256_hex};
use crate::live;
use crate::manifest::{Manifest, MonthUnits, PlaceUnits, PublishedFact};
use crate::measure::{LeftOut, MeasureInfo};

/// The day that a release of that time is named by.
pub(super) fn day_of(at: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(at).date()
}

/// A manifest without its number and objects.
#[derive(Debug, Clone)]
pub(super) struct ManifestDraft {
    pub(super) day: Date,
    label: String,
    created: Timestamp,
    journal_seq: u64,
    journal_head: String,
    months: Vec<Month>,
    provisional_months: Vec<Month>,
    sql: BTreeMap<String, String>,
    facts: BTreeMap<String, PublishedFact>,
    policy: Policy,
    ledger: Ledger,
    measures: Vec<MeasureInfo>,
    left_out: Vec<LeftOut>,
    units: BTreeMap<Month, MonthUnits>,
    places: BTreeMap<UnitKind, BTreeMap<Month, PlaceUnits>>,
    reference: String,
    previous: Option<ReleaseId>,
    public_key: String,
}

impl ManifestDraft {
    /// The manifest, but for its number and its objects, which are known once they are written.
    pub(super) fn of(build: &Build<'_>, plans: &[MonthPlan], made: Made) -> Self {
        let day = day_of(build.options.at);
        let provisional = build
            .months
            .iter()
            .filter(|month| build.options.provisional_months.contains(month));
        let provisional: Vec<Month> = provisional.copied().collect();
        let label = match build.options.label.as_str() {
            "" => label(
                &build.months,
                &provisional,
                calendar::day_of(build.options.at),
            ),
            given => given.to_owned(),
        };
        Self {
            day,
            label,
            created: build.options.at,
            journal_seq: build.state.seq.unwrap_or_default(),
            journal_head: build.state.head_hash.clone(),
            months: build.months.clone(),
            provisional_months: provisional,
            sql: sql_hashes(&build.catalogue),
            facts: build.facts.published.clone(),
            policy: build.builder.policy.clone(),
            ledger: ledger(&build.catalogue, &build.builder.policy),
            measures: made.measures,
            left_out: made.faults.iter().map(LeftOut::of).collect(),
            units: plans
                .iter()
                .map(|plan| (plan.month, plan.units_for_manifest(build.units.atoms())))
                .collect(),
            places: places(&build.units, plans),
            reference: build.builder.reference.label().to_owned(),
            previous: build.previous.as_ref().map(|release| release.id.clone()),
            public_key: hex(&build.builder.keys.public_key()),
        }
    }

    pub(super) fn numbered(&self, id: &ReleaseId, ready: &[Ready]) -> Manifest {
        let draft = self.clone();
        Manifest {
            id: id.clone(),
            label: draft.label,
            created: draft.created,
            journal_seq: draft.journal_seq,
            journal_head: draft.journal_head,
            months: draft.months,
            provisional_months: draft.provisional_months,
            objects: ready.iter().map(|object| object.object(id)).collect(),
            sql: draft.sql,
            facts: draft.facts,
            policy: draft.policy,
            ledger: draft.ledger,
            measures: draft.measures,
            left_out: draft.left_out,
            units: draft.units,
            places: draft.places,
            reference: draft.reference,
            previous: draft.previous,
            public_key: draft.public_key,
        }
    }
}

/// "Returns up to October 2026; provisional: October 2026". Few have sent a month that is not over, and it names no release.
fn label(months: &[Month], provisional: &[Month], day: Date) -> String {
    let present = Month::of(day);
    let last = months.iter().rev().find(|month| **month < present);
    let Some(last) = last.or(months.last()) else {
        return String::new();
    };
    let open = provisional.iter().filter(|month| *month <= last);
    let open: Vec<String> = open.map(|month| month.words()).collect();
    match open.as_slice() {
        [] => format!("Returns up to {}", last.words()),
        open => format!(
            "Returns up to {}; provisional: {}",
            last.words(),
            open.join(", ")
        ),
    }
}

/// By kind, only those of which some place has cells.
fn places(
    lists: &UnitLists,
    plans: &[MonthPlan],
) -> BTreeMap<UnitKind, BTreeMap<Month, PlaceUnits>> {
    let mut places: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for kind in lists.kinds_of_places() {
        for plan in plans {
            if let Some(units) = plan.places_for_manifest(kind) {
                places.entry(kind).or_default().insert(plan.month, units);
            }
        }
    }
    places
}

/// SHA-256 of every file of `sql/` that a release runs.
fn sql_hashes(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let hash = |folder: &str, name: &str, text: &str| {
        (format!("{folder}/{name}.sql"), sha256_hex(text.as_bytes()))
    };
    let views = |folder: &'static str, files: &[hub_engine::ViewFile]| -> Vec<_> {
        files
            .iter()
            .map(|file| hash(folder, &file.name, &file.sql))
            .collect()
    };
    let mut hashes: BTreeMap<_, _> = views("staging", &catalogue.staging).into_iter().collect();
    hashes.extend(views("shared", &catalogue.shared));
    hashes.extend(
        catalogue
            .facts
            .iter()
            .map(|file| hash("facts", &file.fact.id, &file.text)),
    );
    hashes.extend(
        catalogue
            .measures
            .iter()
            .map(|file| hash("measures", &file.meta.id, &file.text)),
    );
    hashes
}

fn ledger(catalogue: &Catalogue, policy: &Policy) -> Ledger {
    let entries = catalogue.facts.iter().flat_map(|file| {
        let sets = codes_held(&file.fact);
        let fact = &file.fact;
        fact.countables
            .iter()
            .map(move |countable| {
                LedgerEntry::of(
                    policy,
                    &fact.id,
                    &countable.name,
                    countable.kind.clip(),
                    &sets,
                )
            })
            .collect::<Vec<_>>()
    });
    Ledger::new(
        policy,
        entries
            .chain(live::ledger(policy))
            .chain([LedgerEntry::of_versions(policy)])
            .collect(),
    )
}

/// For each table of cells, how many codes one row can hold in each of its dimensions.
fn codes_held(fact: &Fact) -> Vec<Vec<u32>> {
    let held = |index: &usize| {
        let dimension = fact.dimensions.get(*index);
        dimension.map_or(1, Dimension::codes_held)
    };
    fact.dimension_sets()
        .iter()
        .map(|set| set.iter().map(held).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn months(names: &[&str]) -> Vec<Month> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn a_release_is_named_by_the_months_that_it_has() {
        let day = date(2026, 11, 30);
        let all = months(&["2026-08", "2026-09"]);
        assert_eq!(label(&all, &[], day), "Returns up to September 2026");
        let all = months(&["2026-09", "2026-10", "2026-11"]);
        let open = months(&["2026-10", "2026-11"]);
        assert_eq!(
            label(&all, &open, day),
            "Returns up to October 2026; provisional: October 2026",
            "November is not over"
        );
        let only = months(&["2026-11"]);
        assert_eq!(
            label(&only, &only, day),
            "Returns up to November 2026; provisional: November 2026"
        );
    }
}
