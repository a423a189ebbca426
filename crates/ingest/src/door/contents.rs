//! From what a file holds to the rows of its sheets, checked.

use std::collections::BTreeMap;

use ahash::RandomState;
use hub_standard::finding::{Finding, Place};
use hub_standard::stored::Record;

use super::Door;
use super::choice::{Choice, choose};
use crate::anonymise::{Identities, Keys, seal, seal_details, seal_part};
use crate::check::columns::Headings;
use crate::check::details::{self, DetailSheet, Parents};
use crate::check::place::Places;
use crate::check::screen::shown_name;
use crate::check::{self, Against, Findings, OrganisationNames, Sums, fixable, screen};
use crate::checked::{CheckedReturn, DetailRows};
use crate::clock::Clock;
use crate::read::{Contents, Refusal};
use crate::refuse;
use crate::sheet::Sheet;
use crate::table::Table;
use crate::upload::Upload;
use crate::watch::{CheckStage, Watch};

/// A file that was read, and how it is to be checked.
pub(super) struct Reading<'r> {
    pub(super) upload: &'r Upload,
    pub(super) contents: &'r Contents<'r>,
    /// Whether the sheets are text files.
    pub(super) is_text: bool,
    /// Whether the rows that count are wanted, or the findings alone.
    pub(super) keeps_rows: bool,
    pub(super) clock: &'r Clock,
    pub(super) watch: &'r Watch,
}

impl Door {
    pub(super) fn check_contents(
        &self,
        reading: &Reading<'_>,
        findings: &mut Findings,
        answer: &mut CheckedReturn,
    ) {
        let Reading {
            upload,
            contents,
            clock,
            watch,
            ..
        } = *reading;
        for name in &contents.sheet_names {
            if let Some(finding) = screen::name("sheet", name) {
                findings.push(finding);
            }
        }
        let choices = &upload.choices;
        // The only sheet of a file is the return, whatever it looks like.
        let mut details: Vec<DetailSheet<'_>> = match contents.sheets.as_slice() {
            [_] => Vec::new(),
            sheets => sheets
                .iter()
                .filter_map(|sheet| DetailSheet::of(sheet, choices))
                .collect(),
        };
        let mut choice = choose(&contents.sheets, &details, choices);
        if matches!(choice, Choice::None) && !details.is_empty() {
            // Then one of them is what the sender takes for the return, and is told what it lacks.
            details.clear();
            choice = choose(&contents.sheets, &details, choices);
        }
        let (sheet, headings) = match choice {
            Choice::One(sheet, headings) => (sheet, headings),
            Choice::Several(sheets) => {
                findings.push(refuse::several_sheets(&sheets));
                return;
            }
            Choice::Missing(wanted) => {
                screen_others(contents, &[], clock, findings);
                findings.push(refuse::no_such_sheet(wanted, &contents.sheets));
                return;
            }
            Choice::None => {
                screen_others(contents, &[], clock, findings);
                findings.push(refuse::no_headings(&contents.sheets));
                return;
            }
        };
        watch.reach(CheckStage::ColumnsFound);
        let mut used = vec![sheet];
        for (n, detail) in details.iter().enumerate() {
            // Of two sheets of a kind the second is not used, so it is looked through like any other.
            let mut before = details.iter().take(n);
            if !before.any(|other| other.record == detail.record) {
                used.push(detail.sheet);
            }
        }
        screen_others(contents, &used, clock, findings);
        answer.sheet = sheet.name.as_deref().map(shown_name);
        answer.headings = headings.chosen();
        let table = Table::new(sheet, contents.long.as_ref(), self.limits.max_threads);
        let tables = tables(table, &headings, &details);
        let is_checked = self.check_sheets(reading, &tables, &details, findings, answer);
        if let Err(refusal) = is_checked {
            // That the time ran out is said at the end.
            if refusal != Refusal::TookTooLong {
                findings.push(refuse::finding(&refusal));
            }
            return;
        }
        check::usual::compare(answer, upload, findings);
        fixable::look(&tables, findings.all(), upload, clock, answer);
    }

    /// Checks the rows of the return and of the other sheets.
    fn check_sheets(
        &self,
        reading: &Reading<'_>,
        tables: &[fixable::Table<'_>],
        details: &[DetailSheet<'_>],
        findings: &mut Findings,
        answer: &mut CheckedReturn,
    ) -> Result<(), Refusal> {
        let Reading {
            upload,
            is_text,
            keeps_rows,
            clock,
            watch,
            ..
        } = *reading;
        let [referrals, ..] = tables else {
            return Ok(());
        };
        let names = self
            .names
            .get_or_init(|| OrganisationNames::of(&self.reference));
        let places = Places::new(answer.sheet.clone(), referrals.headings);
        let is_kept = keeps_rows || upload.earlier.is_some();
        let seeds = [RandomState::new(), RandomState::new()];
        let identities = || {
            let keys = match is_kept {
                true => Keys::Sealed(Box::new(self.keys.pseudonymiser())),
                false => Keys::Passing(seeds.clone()),
            };
            Identities::new(
                keys,
                upload.service.clone(),
                self.options.allow_test_numbers,
                upload.earlier.clone(),
            )
        };
        let has_contacts = details
            .iter()
            .any(|detail| detail.record == Record::Contacts && detail.can_be_read());
        let against = Against {
            upload,
            reference: &self.reference,
            names,
            identities: &identities,
            limits: &self.limits,
            places: &places,
            is_text,
            has_details: !details.is_empty(),
            has_contacts,
            keeps_rows,
            clock,
            watch,
        };
        let mut checked = check::check(&referrals.rows, referrals.headings, &against, findings)?;
        answer.counts = checked.counts;
        answer.items = checked.items;
        answer.reference_digits = checked.reference_digits;
        answer.summary = checked.summary;
        if !details.is_empty() {
            let over = std::mem::take(&mut checked.over);
            let parents = Parents::of(&checked.rows, over, checked.keys.into_iter());
            let against = details::Against {
                upload,
                parents: &parents,
                is_text,
                clock,
                watch,
            };
            let mut identities = checked.identities;
            for (record, outcome) in check_details(details, &against, &mut identities, findings) {
                if record == Record::Contacts {
                    details::fill_contacts(&mut checked.rows, &outcome);
                }
                let rows = seal_details(record, &upload.service, upload.month, outcome.rows);
                if rows.is_none() {
                    findings.push(refuse::finding(&Refusal::Damaged));
                }
                answer.details.push(DetailRows {
                    record,
                    counts: outcome.counts,
                    rows,
                });
            }
            let mut sums = Sums::default();
            for row in &checked.rows {
                sums.count(row, upload.month);
            }
            answer.summary = sums.summary();
        }
        // Rows that the time was too short for were not checked.
        if !clock.has_run_out() {
            watch.reach(CheckStage::RowsChecked);
        }
        if keeps_rows && !findings.has_file_level() {
            if !details.is_empty() {
                checked
                    .batches
                    .extend(seal_part(&upload.service, upload.month, &checked.rows));
            }
            let (batches, threads) = (checked.batches, self.limits.max_threads);
            answer.rows = seal(&upload.service, upload.month, batches, threads);
            if answer.rows.is_none() {
                findings.push(refuse::finding(&Refusal::Damaged));
            }
        }
        Ok(())
    }
}

/// Looks through the sheets that are not of the return, and says which one is where others are not.
fn screen_others(contents: &Contents<'_>, used: &[&Sheet], clock: &Clock, findings: &mut Findings) {
    let is_used = |sheet: &Sheet| used.iter().any(|used| std::ptr::eq(*used, sheet));
    let others = contents.sheets.iter().filter(|sheet| !is_used(sheet));
    for sheet in others.clone() {
        let name = sheet
            .name
            .as_deref()
            .map_or_else(|| "text".to_owned(), shown_name);
        if let Some(finding) = screen::other_sheet(sheet, &name, clock) {
            findings.push(finding);
        }
    }
    let n_with_cells = others.filter(|sheet| sheet.n_cells() > 0).count();
    let n_others = n_with_cells + contents.n_passed_over;
    // Of the other sheets of the return it is said apart that they were read.
    if let Some(name) = used
        .first()
        .and_then(|sheet| sheet.name.as_deref())
        .filter(|_| n_others > 0)
    {
        let no_other = match used.len() {
            1 => "and no other",
            _ => "for the referrals, and no sheet that is not part of the return",
        };
        let said = format!("We used the sheet \"{}\" {no_other}.", shown_name(name));
        findings.push(Finding::of("sheet_used", Place::file()).said(said));
    }
}

/// The sheets of the return with their headings.
fn tables<'t>(
    rows: Table<'t>,
    headings: &'t Headings,
    details: &'t [DetailSheet<'_>],
) -> Vec<fixable::Table<'t>> {
    let referrals = fixable::Table {
        rows,
        headings,
        definition: None,
    };
    let details = details.iter().map(|detail| fixable::Table {
        rows: Table::new(detail.sheet, None, 1),
        headings: &detail.headings,
        definition: Some(detail.definition),
    });
    std::iter::once(referrals).chain(details).collect()
}

/// Checks the other sheets of the return.
fn check_details(
    sheets: &[DetailSheet<'_>],
    against: &details::Against<'_>,
    identities: &mut Identities,
    findings: &mut Findings,
) -> BTreeMap<Record, details::Outcome> {
    let mut checked = BTreeMap::new();
    for sheet in sheets {
        let record = sheet.record;
        if checked.contains_key(&record) {
            findings.push(details::second_sheet(sheet));
            continue;
        }
        if let Some(outcome) = details::check(sheet, against, identities, findings) {
            checked.insert(record, outcome);
        }
    }
    checked
}
