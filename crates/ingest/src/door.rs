//! The door: one file in, one answer out.

mod admit;
mod choice;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use hub_reference::Reference;
use hub_standard::definition::ReturnDefinition;
use hub_standard::finding::{Finding, Place, Severity};
use hub_standard::stored::Record;

use crate::anonymise::{Identities, IdentityKeys, seal, seal_details};
use crate::check::columns::Headings;
use crate::check::details::{self, DetailSheet, Parents};
use crate::check::screen::shown_name;
use crate::check::{
    self, Against, Findings, OrganisationNames, corrected, fixable, how_read, screen,
};
use crate::checked::{CheckedReturn, DetailRows, FileKind, Outcome, RowCounts, Summary};
use crate::clock::Clock;
use crate::corrections::CellPlace;
use crate::read::{self, Bounds, Contents, Refusal};
use crate::refuse;
use crate::sheet::Sheet;
use crate::upload::{DoorOptions, Limits, Upload};
use crate::watch::{CheckStage, Watch};

pub use admit::NotAdmitted;

use choice::{Choice, choose};

/// Checks uploads. Cheap to share; a check is synchronous and keeps one core busy.
pub struct Door {
    keys: IdentityKeys,
    reference: Arc<Reference>,
    limits: Limits,
    options: DoorOptions,
    names: OnceLock<OrganisationNames>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door")
            .field("reference", &self.reference.label())
            .field("limits", &self.limits)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Door {
    /// A door with its keys, the places and organisations that it knows, and its bounds.
    #[must_use]
    pub fn new(
        keys: IdentityKeys,
        reference: Arc<Reference>,
        limits: Limits,
        options: DoorOptions,
    ) -> Self {
        Self {
            keys,
            reference,
            limits,
            options,
            names: OnceLock::new(),
        }
    }

    /// The bounds.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Checks one file. A broken or hostile file is an answer with findings, never an error, and the same file gives the
    /// same answer.
    #[must_use]
    pub fn check(&self, upload: &Upload) -> CheckedReturn {
        self.check_watched(upload, &Watch::default())
    }

    /// The same, for somebody who watches how far it has come.
    #[must_use]
    pub fn check_watched(&self, upload: &Upload, watch: &Watch) -> CheckedReturn {
        let file_tag = self.keys.file_tag(&upload.bytes);
        let mut answer = CheckedReturn {
            outcome: Outcome::Unreadable,
            kind: None,
            sheet: None,
            findings: Vec::new(),
            counts: RowCounts::default(),
            summary: Summary::default(),
            items: Vec::new(),
            headings: BTreeMap::new(),
            reference_digits: None,
            content_tag: String::new(),
            file_tag: file_tag.to_string(),
            corrections: Vec::new(),
            fixable: Vec::new(),
            rows: None,
            details: Vec::new(),
        };
        let clock = Clock::start(&self.limits);
        let mut findings = Findings::default();
        if let Some(finding) = upload
            .file_name
            .as_deref()
            .and_then(|name| screen::name("file", name))
        {
            findings.push(finding);
        }
        match self.read(upload, &mut answer.kind, &clock) {
            Ok(mut contents) => {
                watch.reach(CheckStage::Opened);
                how_read::notes(upload, &contents, answer.kind, &mut findings);
                if !upload.choices.fill_down.is_empty() {
                    for sheet in &mut contents.sheets {
                        sheet.fill_down(&upload.choices.fill_down);
                    }
                }
                answer.corrections = corrected::apply(
                    &upload.choices.corrections,
                    &answer.file_tag,
                    &mut contents.sheets,
                    &mut findings,
                );
                findings =
                    self.check_contents(upload, &contents, &clock, watch, findings, &mut answer);
                if clock.has_run_out() {
                    findings.push(refuse::finding(&Refusal::TookTooLong));
                }
            }
            Err(finding) => findings.push(*finding),
        }
        let read_as = upload.choices.mark(&answer.headings);
        let is_made = |cell: &CellPlace| answer.corrections.iter().any(|made| made.cell == *cell);
        let corrections = upload.choices.corrections.iter();
        let made = corrections.filter(|(cell, _)| is_made(cell));
        let content_tag = self.keys.content_tag(file_tag, &read_as, made);
        answer.content_tag = content_tag.to_string();
        answer.findings = findings.finish();
        how_read::settle_template(&mut answer.findings);
        answer.outcome = outcome(&answer.findings);
        if answer.outcome == Outcome::Unreadable {
            // Nothing of the file is kept.
            answer.rows = None;
            answer.details = Vec::new();
            answer.fixable = Vec::new();
            answer.summary = Summary::default();
            answer.counts.left_out += std::mem::take(&mut answer.counts.counted);
        }
        answer
    }

    /// Reads the file, or says why it cannot be read.
    fn read(
        &self,
        upload: &Upload,
        kind: &mut Option<FileKind>,
        clock: &Clock,
    ) -> Result<Contents, Box<Finding>> {
        let bytes = &upload.bytes;
        if bytes.len() > self.limits.max_bytes {
            return Err(Box::new(refuse::too_big(
                bytes.len(),
                self.limits.max_bytes,
            )));
        }
        let sheets = &ReturnDefinition::v1().sheets;
        let bounds = Bounds {
            limits: &self.limits,
            clock,
            refuse_macros: self.options.refuse_macros,
            is_heading: &|text| sheets.iter().any(|sheet| sheet.find_header(text).is_some()),
        };
        read::read(bytes, bounds, kind).map_err(|refusal| Box::new(refuse::finding(&refusal)))
    }

    fn check_contents(
        &self,
        upload: &Upload,
        contents: &Contents,
        clock: &Clock,
        watch: &Watch,
        mut findings: Findings,
        answer: &mut CheckedReturn,
    ) -> Findings {
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
                return findings;
            }
            Choice::Missing(wanted) => {
                self.screen_others(contents, &[], clock, &mut findings);
                findings.push(refuse::no_such_sheet(wanted, &contents.sheets));
                return findings;
            }
            Choice::None => {
                self.screen_others(contents, &[], clock, &mut findings);
                findings.push(refuse::no_headings(&contents.sheets));
                return findings;
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
        self.screen_others(contents, &used, clock, &mut findings);
        let sheet_name = sheet.name.as_deref().map(shown_name);
        answer.sheet.clone_from(&sheet_name);
        answer.headings = headings.chosen();
        let names = self
            .names
            .get_or_init(|| OrganisationNames::of(&self.reference));
        let identities = Identities::new(
            self.keys.pseudonymiser(),
            upload.service.clone(),
            self.options.allow_test_numbers,
            upload.earlier.clone(),
        );
        let against = Against {
            upload,
            reference: &self.reference,
            names,
            identities,
            sheet_name,
            has_contacts: details
                .iter()
                .any(|detail| detail.record == Record::Contacts && detail.can_be_read()),
            clock,
            watch,
        };
        let mut checked = check::check(sheet, &headings, against, findings);
        answer.counts = checked.counts;
        answer.items = checked.items;
        answer.reference_digits = checked.reference_digits;
        let mut findings = checked.findings;
        let over = std::mem::take(&mut checked.over);
        let parents = Parents::of(&checked.rows, over, checked.keys.into_iter());
        let against = details::Against {
            upload,
            parents: &parents,
            clock,
            watch,
        };
        let mut identities = checked.identities;
        for (record, outcome) in check_details(&details, &against, &mut identities, &mut findings) {
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
        // Rows that the time was too short for were not checked.
        if !clock.has_run_out() {
            watch.reach(CheckStage::RowsChecked);
        }
        answer.summary = check::summary(&checked.rows, upload);
        let tables = tables(sheet, &headings, &details);
        fixable::look(&tables, findings.all(), upload, answer);
        if !findings.has_file_level() {
            answer.rows = seal(&upload.service, upload.month, checked.rows);
            if answer.rows.is_none() {
                findings.push(refuse::finding(&Refusal::Damaged));
            }
        }
        findings
    }

    /// Looks through the sheets that are not of the return, and says which one is where others are not.
    fn screen_others(
        &self,
        contents: &Contents,
        used: &[&Sheet],
        clock: &Clock,
        findings: &mut Findings,
    ) {
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
}

/// The sheets of the return with their headings.
fn tables<'t>(
    sheet: &'t Sheet,
    headings: &'t Headings,
    details: &'t [DetailSheet<'_>],
) -> Vec<fixable::Table<'t>> {
    let referrals = fixable::Table {
        sheet,
        headings,
        definition: None,
    };
    let details = details.iter().map(|detail| fixable::Table {
        sheet: detail.sheet,
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

fn outcome(findings: &[Finding]) -> Outcome {
    let worst = findings.iter().map(|finding| finding.severity).min();
    match worst {
        Some(Severity::File) => Outcome::Unreadable,
        Some(Severity::Record) => Outcome::Problems,
        Some(Severity::Warning) => Outcome::Warnings,
        Some(Severity::Note) | None => Outcome::Ready,
    }
}
