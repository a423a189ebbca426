//! Goes through the rows.

use std::collections::{HashMap, HashSet};

use hub_reference::Reference;
use hub_standard::definition::Kind;
use hub_standard::ids::{Month, ServiceCode};
use jiff::civil::Date;

use super::collect::Findings;
use super::columns::{Headings, slot_of};
use super::context::Context;
use super::dates::Order;
use super::duplicates::Duplicate;
use super::line::Line;
use super::place::Places;
use super::practices::Practices;
use super::quality::{Class, Quality};
use super::slots::{self, SLOTS, Slot};
use super::tally::Tallies;
use super::values::Reader;
use crate::anonymise::{Identities, StoredKey, StoredRow};
use crate::checked::RowCounts;
use crate::clock::Clock;
use crate::earlier::Earlier;
use crate::sheet::Row;
use crate::watch::Watch;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Counted,
    LeftOut,
    Ignored,
}

/// Everything that the check of one row needs from beyond the row.
pub(crate) struct Checker<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) service: &'a ServiceCode,
    pub(crate) month: Month,
    pub(crate) today: Date,
    pub(crate) from_1904: bool,
    /// What the service sent before.
    pub(crate) earlier: Option<&'a Earlier>,
    pub(crate) context: Context<'a>,
    pub(crate) clock: &'a Clock,
    pub(crate) watch: &'a Watch,
    pub(crate) places: Places<'a>,
    pub(crate) identities: Identities,
    pub(crate) practices: Practices<'a>,
    pub(crate) readers: [Option<Reader>; SLOTS],
    pub(crate) contacts_max: i64,
    pub(crate) swapped: [bool; SLOTS],
    /// Which comes first in a column of dates.
    pub(crate) orders: [Order; SLOTS],
    pub(crate) is_other_month: bool,
    pub(crate) is_other_service: bool,
    pub(crate) duplicates: HashMap<u32, Duplicate>,
    pub(crate) personal_cells: HashSet<(u32, Slot)>,
    pub(crate) findings: Findings,
    pub(crate) tallies: Tallies,
    pub(crate) quality: Quality,
    pub(crate) rows: Vec<StoredRow<'a>>,
    /// Referrals that closed before the month.
    pub(crate) over: HashSet<StoredKey>,
}

impl std::fmt::Debug for Checker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker")
            .field("service", &self.service)
            .field("month", &self.month)
            .finish_non_exhaustive()
    }
}

impl<'a> Checker<'a> {
    /// Checks the rows that are referrals. In a text file (`is_text`) a separator too many moves the values of its row.
    pub(crate) fn run(
        &mut self,
        rows: &[Row<'a>],
        headings: &'a Headings,
        keys: &HashMap<u32, StoredKey>,
        is_text: bool,
    ) -> RowCounts {
        let slot_by_column = slots_by_column(headings);
        let fields = is_text.then(|| (headings.fields, usual_fields(rows)));
        let mut counts = RowCounts::default();
        self.rows.reserve(rows.len());
        for row in rows {
            if self.clock.is_over() {
                break;
            }
            let verdict = match fields {
                Some((table, usual)) if has_extra_fields(row, table, usual) => {
                    self.field_count(row, table)
                }
                _ => self.row(row, &slot_by_column, keys.get(&row.number()).copied()),
            };
            match verdict {
                Verdict::Counted => counts.counted += 1,
                Verdict::LeftOut => counts.left_out += 1,
                Verdict::Ignored => counts.ignored += 1,
            }
            self.watch.row();
        }
        counts
    }

    fn row(
        &mut self,
        row: &Row<'a>,
        slot_by_column: &[Option<Slot>],
        key: Option<StoredKey>,
    ) -> Verdict {
        let mut line = Line {
            number: row.number(),
            cells: [None; SLOTS],
            classes: [Class::Missing; SLOTS],
            left_out: false,
            is_other_month: false,
        };
        for (column, value) in row.cells() {
            let slot = slot_by_column.get(usize::from(column)).copied().flatten();
            if let Some(cell) = slot.and_then(|slot| line.cells.get_mut(slot)) {
                *cell = Some(value);
            }
        }
        let verdict = self.referral(&mut line, key);
        if verdict != Verdict::Ignored {
            self.quality.count(&line.classes);
        }
        verdict
    }

    /// A row of a text file in which a separator too many has moved the values.
    fn field_count(&mut self, row: &Row<'_>, fields: u16) -> Verdict {
        let places = &self.places;
        let found = row.fields();
        self.findings.at(
            "field_count",
            None,
            "",
            || places.row(row.number()),
            |finding| {
                let said = format!(
                    "{} has {found} values; there are {fields} columns. {} {}",
                    finding.place, finding.why, finding.fix
                );
                finding
                    .found(&format!("{found} values"))
                    .expected(format!("{fields} values"))
                    .said(said)
            },
        );
        // No value of the row can be used.
        self.quality.count(&[Class::Invalid; SLOTS]);
        Verdict::LeftOut
    }
}

/// A reader for each column that holds codes.
pub(crate) fn readers(month: Month) -> [Option<Reader>; SLOTS] {
    let mut readers = std::array::from_fn(|_| None);
    for (item, first) in slots::items() {
        let Some(list) = item.code_list() else {
            continue;
        };
        for slot in first..first + usize::from(item.repeat.max(1)) {
            if let Some(reader) = readers.get_mut(slot) {
                *reader = Some(Reader::new(list, month));
            }
        }
    }
    readers
}

/// The most contacts that a month can have.
pub(crate) fn contacts_max() -> i64 {
    slots::items()
        .find(|(_, slot)| *slot == slots::CONTACTS)
        .and_then(|(item, _)| match item.kind {
            Kind::Integer { max, .. } => Some(max),
            _ => None,
        })
        .unwrap_or(i64::from(i16::MAX))
}

fn slots_by_column(headings: &Headings) -> Vec<Option<Slot>> {
    let last = headings
        .columns
        .last()
        .map_or(0, |column| usize::from(column.index) + 1);
    let mut slots = vec![None; last];
    for column in &headings.columns {
        if let Some(slot) = slots.get_mut(usize::from(column.index)) {
            *slot = slot_of(&column.role);
        }
    }
    slots
}

/// Whether a row has values beyond the last heading, or more values than both the headings and most rows. Rows that all
/// end in a separator are no such rows.
fn has_extra_fields(row: &Row<'_>, table: u16, usual: u16) -> bool {
    row.fields() > table && (row.fields() > usual || row.cells().any(|(column, _)| column >= table))
}

/// How many values most rows have, blank ones included.
fn usual_fields(rows: &[Row<'_>]) -> u16 {
    let mut counts: HashMap<u16, usize> = HashMap::new();
    for row in rows {
        *counts.entry(row.fields()).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(fields, n)| (*n, std::cmp::Reverse(*fields)));
    most.map_or(0, |(fields, _)| fields)
}
