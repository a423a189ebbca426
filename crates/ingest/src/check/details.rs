//! Checks the other sheets of the return: contacts, support, outcomes and service use.
//!
//! Their rows hang on the referrals: a row counts if its referral does, and takes the keys of the person from it.

mod cells;
mod columns;
mod contacts;
mod days;
mod ignored;
mod once;
mod records;
mod said;

use std::collections::{HashMap, HashSet};

use hub_standard::ids::Month;
use hub_standard::stored::Record;
use jiff::civil::Date;

use super::collect::Findings;
use super::columns::Column;
use super::place::Places;
use super::rows::{FieldCounts, has_extra_fields};
use super::screen;
use super::slots;
use super::values::Reader;
use crate::anonymise::{DetailRow, Identities, Owner, StoredKey, StoredRow};
use crate::checked::RowCounts;
use crate::clock::Clock;
use crate::sheet::Row;
use crate::upload::Upload;
use crate::watch::Watch;

pub(crate) use columns::DetailSheet;
pub(crate) use contacts::fill_contacts;
pub(crate) use said::second_sheet;

use days::DayColumn;
use ignored::Unchecked;
use once::{Once, Repeats};

/// The referrals of the return, for the rows that hang on them.
#[derive(Default)]
pub(crate) struct Parents {
    counted: HashMap<StoredKey, Parent>,
    left_out: HashSet<StoredKey>,
    /// Closed before the month, so that they are not in its return.
    over: HashSet<StoredKey>,
}

#[derive(Clone, Copy)]
struct Parent {
    owner: Owner,
    referred: Date,
    /// What its row says of contacts in the month.
    contacts: Option<i16>,
}

impl Parents {
    /// Of the rows that count, the keys of those that closed before the month, and the keys of all rows that have one.
    pub(crate) fn of(
        rows: &[StoredRow<'_>],
        over: HashSet<StoredKey>,
        keys: impl Iterator<Item = StoredKey>,
    ) -> Self {
        let counted: HashMap<StoredKey, Parent> = rows
            .iter()
            .map(|row| {
                let owner = Owner {
                    referral_key: row.referral_key,
                    person_key: row.person_key,
                    local_key: row.local_key,
                };
                let parent = Parent {
                    owner,
                    referred: row.referred,
                    contacts: row.contacts,
                };
                (row.referral_key, parent)
            })
            .collect();
        let left_out = keys.filter(|key| !counted.contains_key(key)).collect();
        Self {
            counted,
            left_out,
            over,
        }
    }
}

/// What a sheet is checked against.
pub(crate) struct Against<'c> {
    pub(crate) upload: &'c Upload,
    pub(crate) parents: &'c Parents,
    /// Whether the sheets are text files, in which a separator too many moves the values of its row.
    pub(crate) is_text: bool,
    pub(crate) clock: &'c Clock,
    pub(crate) watch: &'c Watch,
}

/// What came of the check of a sheet.
pub(crate) struct Outcome {
    pub(crate) counts: RowCounts,
    pub(crate) rows: Vec<DetailRow>,
    /// Referrals of which some row does not count.
    pub(crate) incomplete: HashSet<StoredKey>,
}

/// A sheet under check.
struct Checker<'c> {
    record: Record,
    month: Month,
    today: Date,
    from_1904: bool,
    parents: &'c Parents,
    identities: &'c mut Identities,
    findings: &'c mut Findings,
    places: Places<'c>,
    definition: &'static hub_standard::Sheet,
    /// The column of each item, how its days are read, and the reader of its codes.
    columns: Vec<Option<&'c Column>>,
    days: Vec<DayColumn>,
    readers: Vec<Option<Reader>>,
    /// Cells that hold something personal.
    personal: HashSet<(u32, slots::Slot)>,
    /// Whether the row under check is left out.
    left_out: bool,
    /// The referral of the row under check, if it says which, and whether that closed before the month.
    referral: Option<StoredKey>,
    is_over: bool,
    counts: RowCounts,
    /// The rows that count.
    kept: Vec<DetailRow>,
    /// Rows that are ignored: those of earlier months, and those of referrals that closed before the month.
    earlier: Vec<u32>,
    over: Vec<u32>,
    incomplete: HashSet<StoredKey>,
    /// Rows of a text file with more values than there are columns.
    extra_fields: Findings,
    /// Rows that count where there can be one of their kind, and what tells of the others which are there twice.
    once: Vec<Once>,
    repeats: Repeats,
}

/// Checks a sheet. None if it has no rows, or cannot be used: then that is said.
pub(crate) fn check(
    sheet: &DetailSheet<'_>,
    against: &Against<'_>,
    identities: &mut Identities,
    findings: &mut Findings,
) -> Option<Outcome> {
    let Against {
        upload,
        parents,
        is_text,
        clock,
        watch,
    } = *against;
    let headings = &sheet.headings;
    let shown_name = sheet.sheet.name.as_deref().map(screen::shown_name);
    let places = Places::new(shown_name, headings);
    let (kinds, rows) = super::sort_rows(sheet.sheet, headings, &upload.choices);
    let unchecked = Unchecked::of(sheet, kinds);
    if rows.is_empty() {
        unchecked.say_of_no_rows(sheet, &places, findings);
        return None;
    }
    let screened = screen::look(&rows, headings, &places, clock);
    for finding in screened.findings {
        findings.push(finding);
    }
    if !sheet.missing.is_empty() {
        findings.push(said::not_read(sheet, places.sheet()));
        return None;
    }
    let days = days::columns(sheet, &rows, &places, against, findings);
    let mut fields = FieldCounts::default();
    rows.iter().for_each(|row| fields.look(row));
    let fields = is_text.then(|| (headings.fields, fields.usual()));
    let mut checker = Checker {
        record: sheet.record,
        month: upload.month,
        today: upload.today,
        from_1904: sheet.sheet.from_1904,
        parents,
        identities,
        findings,
        definition: sheet.definition,
        columns: columns_of(sheet),
        days,
        readers: readers_of(sheet, upload.month),
        places,
        personal: screened.cells,
        left_out: false,
        referral: None,
        is_over: false,
        counts: RowCounts::default(),
        kept: Vec::with_capacity(rows.len()),
        earlier: Vec::new(),
        over: Vec::new(),
        incomplete: HashSet::new(),
        extra_fields: Findings::default(),
        once: Vec::new(),
        repeats: Repeats::default(),
    };
    for row in &rows {
        if clock.is_over() {
            break;
        }
        match fields {
            Some((table, usual)) if has_extra_fields(row, table, usual) => {
                checker.moved(row, table);
            }
            _ => checker.check(row),
        }
        watch.row();
    }
    checker.settle_once();
    checker.finish(sheet, &unchecked, &upload.choices);
    let Checker {
        mut counts,
        kept,
        incomplete,
        ..
    } = checker;
    counts.ignored = counts.ignored.saturating_add(unchecked.n_rows());
    counts.read = counts.counted + counts.left_out + counts.ignored;
    Some(Outcome {
        counts,
        rows: kept,
        incomplete,
    })
}

fn columns_of<'c>(sheet: &'c DetailSheet<'_>) -> Vec<Option<&'c Column>> {
    (0..sheet.definition.items.len())
        .map(|at| sheet.headings.column_of(slots::DETAILS + at))
        .collect()
}

fn readers_of(sheet: &DetailSheet<'_>, month: Month) -> Vec<Option<Reader>> {
    let items = sheet.definition.items.iter();
    items
        .map(|item| item.code_list().map(|list| Reader::new(list, month)))
        .collect()
}

impl Checker<'_> {
    /// Checks a row, and counts what becomes of it.
    fn check(&mut self, row: &Row<'_>) {
        (self.left_out, self.is_over, self.referral) = (false, false, None);
        match self.row(row) {
            Some(Some(stored)) if !self.left_out => self.keep(row, stored),
            Some(None) if !self.left_out => {
                self.earlier.push(row.number());
                self.counts.ignored += 1;
            }
            None if self.is_over && !self.left_out => {
                self.over.push(row.number());
                self.counts.ignored += 1;
            }
            _ => {
                self.counts.left_out += 1;
                self.incomplete.extend(self.referral);
            }
        }
    }

    /// What becomes of a row: none if it has a problem or its referral is over, `Some(None)` if it is of an earlier month.
    fn row(&mut self, row: &Row<'_>) -> Option<Option<DetailRow>> {
        match self.record {
            Record::Contacts => self.contact(row),
            Record::Support => self.support(row).map(Some),
            Record::Outcomes => self.outcome(row).map(Some),
            Record::ServiceUse => self.service_use(row).map(Some),
            Record::Referrals => None,
        }
    }
}
