//! Goes through the rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use hub_reference::Reference;
use hub_standard::definition::Kind;
use hub_standard::ids::{Month, ServiceCode};
use jiff::civil::Date;

use super::collect::Findings;
use super::columns::{Headings, slot_of};
use super::context::Context;
use super::dates::Span;
use super::duplicates::Duplicate;
use super::homes::Homes;
use super::ignored::RowKind;
use super::line::Line;
use super::place::Places;
use super::practices::{OrganisationNames, Practices};
use super::quality::{Class, Quality};
use super::slots::{self, SLOTS, Slot};
use super::sums::Sums;
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

/// What holds for all rows of a sheet.
pub(crate) struct Rules<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) names: &'a OrganisationNames,
    pub(crate) service: &'a ServiceCode,
    pub(crate) month: Month,
    pub(crate) today: Date,
    /// What the service sent before.
    pub(crate) earlier: Option<&'a Earlier>,
    pub(crate) context: Context<'a>,
    pub(crate) watch: &'a Watch,
    pub(crate) places: &'a Places<'a>,
    pub(crate) headings: &'a Headings,
    pub(crate) contacts_max: i64,
    pub(crate) swapped: [bool; SLOTS],
    /// The days that a number in each column may stand for, and which comes first in a date there.
    pub(crate) spans: [Span; SLOTS],
    pub(crate) is_other_month: bool,
    /// The later month whose file it seems to be.
    pub(crate) later_month: Option<Month>,
    pub(crate) is_other_service: bool,
    pub(crate) duplicates: HashMap<u32, Duplicate>,
    pub(crate) personal_cells: HashSet<(u32, Slot)>,
    /// The rows that are no referrals, in order.
    pub(crate) kinds: Vec<(u32, RowKind)>,
    /// In a text file how many values the headings and most rows have: a separator too many moves the values of its row.
    pub(crate) fields: Option<(u16, u16)>,
    /// Whether rows of other sheets hang on these.
    pub(crate) has_details: bool,
    /// Whether the rows that count are wanted, or what they add up to alone.
    pub(crate) keeps_rows: bool,
}

impl std::fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rules")
            .field("service", &self.service)
            .field("month", &self.month)
            .finish_non_exhaustive()
    }
}

/// Checks rows, one part of the sheet after another.
pub(crate) struct Checker<'c, 'a> {
    pub(super) rules: &'c Rules<'a>,
    clock: Clock,
    pub(crate) identities: Identities,
    pub(crate) practices: Practices<'a>,
    pub(crate) homes: Homes<'a>,
    pub(crate) readers: [Option<Reader>; SLOTS],
    /// What came of the part under check.
    pub(super) checked: Checked<'a>,
}

/// What came of the rows of a part, or of several.
#[derive(Default)]
pub(crate) struct Checked<'a> {
    pub(crate) counts: RowCounts,
    pub(crate) findings: Findings,
    pub(crate) tallies: Tallies,
    pub(crate) quality: Quality,
    pub(crate) sums: Sums,
    pub(crate) rows: Vec<StoredRow<'a>>,
    /// Referrals that closed before the month.
    pub(crate) over: HashSet<StoredKey>,
    /// The key of every row that has one, whether or not it counts, where rows of other sheets hang on them.
    pub(crate) keys: Vec<StoredKey>,
}

impl std::fmt::Debug for Checked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checked")
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Checker<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl<'c, 'a> Checker<'c, 'a> {
    pub(crate) fn new(rules: &'c Rules<'a>, identities: Identities, clock: Clock) -> Self {
        Self {
            rules,
            clock,
            identities,
            practices: Practices::new(rules.reference, rules.names, rules.month),
            homes: Homes::new(rules.reference),
            readers: readers(rules.month),
            checked: Checked::default(),
        }
    }

    /// Checks the rows of a part that are referrals.
    pub(crate) fn check<'r>(&mut self, rows: impl Iterator<Item = Row<'r>>) -> Checked<'a> {
        let rules = self.rules;
        let mut kinds: Option<&[(u32, RowKind)]> = None;
        for row in rows.skip_while(|row| row.number() <= rules.headings.row) {
            if self.clock.is_over() {
                break;
            }
            let number = row.number();
            let others = kinds.get_or_insert_with(|| {
                let from = rules.kinds.partition_point(|(other, _)| *other < number);
                rules.kinds.get(from..).unwrap_or_default()
            });
            if let [(other, _), rest @ ..] = others
                && *other == number
            {
                *others = rest;
                continue;
            }
            let verdict = match rules.fields {
                Some((table, usual)) if has_extra_fields(&row, table, usual) => {
                    self.field_count(&row, table)
                }
                _ => self.row(&row),
            };
            let counts = &mut self.checked.counts;
            match verdict {
                Verdict::Counted => counts.counted += 1,
                Verdict::LeftOut => counts.left_out += 1,
                Verdict::Ignored => counts.ignored += 1,
            }
            rules.watch.row();
        }
        std::mem::take(&mut self.checked)
    }

    fn row(&mut self, row: &Row<'_>) -> Verdict {
        let mut line = Line {
            number: row.number(),
            cells: [None; SLOTS],
            classes: [Class::Missing; SLOTS],
            left_out: false,
            is_other_month: false,
        };
        for (column, value) in row.cells() {
            let column = self.rules.headings.column_at(column);
            let slot = column.and_then(|column| slot_of(&column.role));
            if let Some(cell) = slot.and_then(|slot| line.cells.get_mut(slot)) {
                *cell = Some(value);
            }
        }
        let verdict = self.referral(&mut line);
        if verdict != Verdict::Ignored {
            self.checked.quality.count(line.number, &line.classes);
        }
        verdict
    }

    /// A row of a text file in which a separator too many has moved the values.
    fn field_count(&mut self, row: &Row<'_>, fields: u16) -> Verdict {
        too_many_fields(self.rules.places, row, fields, &mut self.checked.findings);
        // No value of the row can be used, but its rows on other sheets are to be told that it is left out.
        let reference = self.rules.places.column(slots::REFERRAL_ID);
        if let Some(value) = reference.and_then(|column| row.get(column.index))
            && self.rules.has_details
        {
            self.checked
                .keys
                .extend(self.identities.referral(value).ok());
        }
        self.checked
            .quality
            .count(row.number(), &[Class::Invalid; SLOTS]);
        Verdict::LeftOut
    }
}

impl<'a> Checked<'a> {
    /// Adds what came of later rows.
    pub(crate) fn extend(&mut self, later: Self) {
        self.counts.counted += later.counts.counted;
        self.counts.left_out += later.counts.left_out;
        self.counts.ignored += later.counts.ignored;
        self.findings.extend(later.findings);
        self.tallies.extend(later.tallies);
        self.quality.add(&later.quality);
        self.sums.extend(later.sums);
        self.rows.extend(later.rows);
        self.over.extend(later.over);
        self.keys.extend(later.keys);
    }
}

/// Says that a row has more values than there are columns.
pub(crate) fn too_many_fields(
    places: &Places<'_>,
    row: &Row<'_>,
    fields: u16,
    findings: &mut Findings,
) {
    let found = row.fields();
    findings.at(
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

/// Whether a row has values beyond the last heading, or more values than both the headings and most rows. Rows that all
/// end in a separator are no such rows.
pub(crate) fn has_extra_fields(row: &Row<'_>, table: u16, usual: u16) -> bool {
    row.fields() > table && (row.fields() > usual || row.cells().any(|(column, _)| column >= table))
}

/// How many values the rows have, blank ones included.
#[derive(Debug, Default)]
pub(crate) struct FieldCounts(BTreeMap<u16, usize>);

impl FieldCounts {
    pub(crate) fn look(&mut self, row: &Row<'_>) {
        *self.0.entry(row.fields()).or_default() += 1;
    }

    /// Adds those of later rows.
    pub(crate) fn extend(&mut self, later: Self) {
        for (fields, n) in later.0 {
            *self.0.entry(fields).or_default() += n;
        }
    }

    /// How many most rows have.
    pub(crate) fn usual(&self) -> u16 {
        let most = self
            .0
            .iter()
            .max_by_key(|(fields, n)| (**n, std::cmp::Reverse(**fields)));
        most.map_or(0, |(fields, _)| *fields)
    }
}
