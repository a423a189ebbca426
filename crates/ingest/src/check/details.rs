//! Checks the other sheets of the return: contacts, support, outcomes and service use.
//!
//! Their rows hang on the referrals: a row counts if its referral does, and takes the keys of the person from it.

mod cells;
mod columns;
mod records;

use std::collections::{HashMap, HashSet};

use hub_standard::finding::{Finding, Place};
use hub_standard::ids::Month;
use hub_standard::stored::Record;
use jiff::civil::Date;

use super::collect::Findings;
use super::columns::Column;
use super::place::Places;
use super::screen;
use super::slots;
use super::values::Reader;
use crate::anonymise::{DetailRow, DetailValue, Identities, Owner, StoredKey, StoredRow};
use crate::checked::RowCounts;
use crate::clock::Clock;
use crate::sheet::Row;
use crate::upload::Upload;
use crate::watch::Watch;

pub(crate) use columns::DetailSheet;

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

/// Where a stored contact says whether the person came.
const ATTENDED: usize = 3;
/// Codes of contacts that did not take place.
const NOT_MET: [&str; 4] = ["2", "3", "4", "7"];

/// What a sheet is checked against.
pub(crate) struct Against<'c> {
    pub(crate) upload: &'c Upload,
    pub(crate) parents: &'c Parents,
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

/// Referral, questionnaire and phase.
type ScoreKey = (StoredKey, &'static str, &'static str);

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
    /// The column of each item, and the reader of its codes.
    columns: Vec<Option<&'c Column>>,
    readers: Vec<Option<Reader>>,
    /// Cells that hold something personal.
    personal: HashSet<(u32, slots::Slot)>,
    /// Whether the row under check is left out.
    left_out: bool,
    n_earlier: u32,
    /// The referral of the row under check, if it says which, and whether that closed before the month.
    referral: Option<StoredKey>,
    is_over: bool,
    incomplete: HashSet<StoredKey>,
    /// The first row with each score, and the score.
    scores: HashMap<ScoreKey, (u32, f64)>,
    /// Scores of which there are two that differ.
    contradicted: HashSet<ScoreKey>,
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
        clock,
        watch,
    } = *against;
    let headings = &sheet.headings;
    let shown_name = sheet.sheet.name.as_deref().map(screen::shown_name);
    let places = Places::new(shown_name, headings);
    let (kinds, rows) = super::sort_rows(sheet.sheet, headings, &upload.choices);
    if rows.is_empty() {
        return None;
    }
    let screened = screen::look(&rows, headings, &places, clock);
    for finding in screened.findings {
        findings.push(finding);
    }
    if !sheet.missing.is_empty() {
        findings.push(not_read(sheet, places.sheet()));
        return None;
    }
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
        readers: readers_of(sheet, upload.month),
        places,
        personal: screened.cells,
        left_out: false,
        n_earlier: 0,
        referral: None,
        is_over: false,
        incomplete: HashSet::new(),
        scores: HashMap::new(),
        contradicted: HashSet::new(),
    };
    let mut counts = RowCounts {
        ignored: u32::try_from(kinds.len()).unwrap_or(u32::MAX),
        ..RowCounts::default()
    };
    let mut kept = Vec::with_capacity(rows.len());
    for row in &rows {
        if clock.is_over() {
            break;
        }
        (checker.left_out, checker.is_over, checker.referral) = (false, false, None);
        match checker.row(row) {
            Some(Some(row)) if !checker.left_out => {
                kept.push(row);
                counts.counted += 1;
            }
            Some(None) if !checker.left_out => counts.ignored += 1,
            None if checker.is_over => counts.ignored += 1,
            _ => {
                counts.left_out += 1;
                checker.incomplete.extend(checker.referral);
            }
        }
        watch.row();
    }
    checker.take_back(&mut kept, &mut counts);
    checker.finish(sheet, &kept, counts);
    counts.read = counts.counted + counts.left_out + counts.ignored;
    Some(Outcome {
        counts,
        rows: kept,
        incomplete: checker.incomplete,
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

fn not_read(sheet: &DetailSheet<'_>, place: Place) -> Finding {
    let missing = sheet.missing.join(", ");
    let said = format!(
        "We could not use {}, which looks like the sheet {} of the return: it has no column for {missing}. Add it and select the \
         file again, or go on without these rows.",
        named(sheet),
        sheet.record.sheet_name(),
    );
    Finding::of("details_not_read", place)
        .expected(missing)
        .said(said)
}

/// The sheet in words.
fn named(sheet: &DetailSheet<'_>) -> String {
    let name = sheet.sheet.name.as_deref().map(screen::shown_name);
    format!("the sheet \"{}\"", name.unwrap_or_default())
}

/// Says that there are two sheets of one kind, of which the first is used.
pub(crate) fn second_sheet(sheet: &DetailSheet<'_>) -> Finding {
    let place = Place {
        sheet: sheet.sheet.name.as_deref().map(screen::shown_name),
        ..Place::file()
    };
    let said = format!(
        "We did not use {}: another sheet has the {} too. Put all their rows in one sheet and select the file again.",
        named(sheet),
        sheet.record.sheet_name(),
    );
    Finding::of("details_not_read", place).said(said)
}

impl Checker<'_> {
    /// Takes back the first of two scores that differ.
    fn take_back(&mut self, kept: &mut Vec<DetailRow>, counts: &mut RowCounts) {
        if self.contradicted.is_empty() {
            return;
        }
        let before = kept.len();
        kept.retain(|row| match row.values {
            [DetailValue::Code(instrument), DetailValue::Code(phase), ..] => {
                let key = (row.owner.referral_key, instrument, phase);
                !self.contradicted.contains(&key)
            }
            _ => true,
        });
        let n = u32::try_from(before - kept.len()).unwrap_or(u32::MAX);
        counts.counted -= n;
        counts.left_out += n;
    }

    /// What is said of the sheet as a whole.
    fn finish(&mut self, sheet: &DetailSheet<'_>, kept: &[DetailRow], counts: RowCounts) {
        if self.n_earlier > 0 {
            let mut finding = Finding::of("earlier_contacts_ignored", self.places.sheet());
            let rows = words(self.n_earlier, "contact");
            finding.count = self.n_earlier;
            let said = format!(
                "We did not count {rows} of earlier months in {}: they were for the returns of their months.",
                named(sheet)
            );
            self.findings.push(finding.said(said));
        }
        if self.record == Record::Contacts {
            self.compare_contacts(kept);
        }
        let said = format!(
            "We also read {} as {}: {} counted, {} left out.",
            named(sheet),
            sheet.record.sheet_name(),
            words(counts.counted, "row"),
            counts.left_out,
        );
        let place = self.places.sheet();
        self.findings
            .push(Finding::of("details_read", place).said(said));
        self.say_unused(sheet);
    }

    /// Says which columns were not used.
    fn say_unused(&mut self, sheet: &DetailSheet<'_>) {
        let unused = sheet.headings.columns.iter();
        let unused: Vec<String> = unused
            .filter(|column| super::columns::slot_of(&column.role).is_none())
            .map(|column| format!("{} (\"{}\")", column.letter, column.heading))
            .collect();
        if unused.is_empty() {
            return;
        }
        let said = format!(
            "We did not use these columns of {}: {}.",
            named(sheet),
            unused.join(", ")
        );
        let place = self.places.sheet();
        self.findings
            .push(Finding::of("columns_not_used", place).said(said));
    }

    /// The contacts of the month should be as many as the referral's own row says.
    fn compare_contacts(&mut self, kept: &[DetailRow]) {
        let n_rows = contacts_by_referral(kept);
        let differ = |parent: &&Parent| {
            if self.incomplete.contains(&parent.owner.referral_key) {
                return false;
            }
            let rows = n_rows.get(&parent.owner.referral_key);
            parent
                .contacts
                .is_some_and(|said| said != rows.copied().unwrap_or(0))
        };
        let n = self.parents.counted.values().filter(differ).count();
        let Ok(n @ 1..) = u32::try_from(n) else {
            return;
        };
        let mut finding = Finding::of("contacts_disagree", self.places.sheet());
        finding.count = n;
        let said = format!(
            "For {} the number in contacts_this_month is not the number of rows in Contacts. We keep both as they are. {}",
            words(n, "referral"),
            finding.fix
        );
        self.findings.push(finding.said(said));
    }

    /// What becomes of a row: none if it has a problem, `Some(None)` if it is not for this return.
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

/// Gives referrals whose own row does not say how many contacts they had the number of those on their own sheet. Not where
/// some of them do not count, and none where the sheet has no contact of the month: that is not known, and no zero.
pub(crate) fn fill_contacts(referrals: &mut [StoredRow<'_>], contacts: &Outcome) {
    if contacts.rows.is_empty() {
        return;
    }
    let n_rows = contacts_by_referral(&contacts.rows);
    for row in referrals {
        if contacts.incomplete.contains(&row.referral_key) {
            continue;
        }
        let n = n_rows.get(&row.referral_key).copied().unwrap_or(0);
        row.contacts.get_or_insert(n);
    }
}

/// How many contacts each referral had: what was missed or cancelled is a row of the sheet and no contact.
fn contacts_by_referral(rows: &[DetailRow]) -> HashMap<StoredKey, i16> {
    let mut n_rows: HashMap<StoredKey, i16> = HashMap::new();
    let took_place = |row: &&DetailRow| !matches!(row.values.get(ATTENDED), Some(DetailValue::Code(code)) if NOT_MET.contains(code));
    for row in rows.iter().filter(took_place) {
        let n = n_rows.entry(row.owner.referral_key).or_default();
        *n = n.saturating_add(1);
    }
    n_rows
}

fn words(n: u32, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}
