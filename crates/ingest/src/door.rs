//! The door: one file in, one answer out.

mod admit;
mod choice;
mod contents;

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::{Arc, OnceLock};

use hub_reference::Reference;
use hub_standard::definition::ReturnDefinition;
use hub_standard::finding::{Finding, Severity};
use hub_standard::rule;

use crate::anonymise::{ContentTag, IdentityKeys};
use crate::check::{Findings, OrganisationNames, corrected, how_read, screen};
use crate::checked::{CheckedReturn, FileKind, Outcome, RowCounts, Summary};
use crate::clock::Clock;
use crate::corrections::CellPlace;
use crate::read::{self, Bounds, Contents, Refusal};
use crate::refuse;
use crate::upload::{DoorOptions, Limits, Upload};
use crate::watch::{CheckStage, Watch};

pub use admit::NotAdmitted;

use contents::Reading;

/// What is asked of the door.
struct Asked<'q> {
    upload: &'q Upload,
    file_tag: ContentTag,
    clock: &'q Clock,
    watch: &'q Watch,
    /// Whether the rows that count are wanted, or the findings alone.
    keeps_rows: bool,
}

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
        let clock = Clock::start(&self.limits);
        let asked = Asked {
            upload,
            file_tag: self.keys.file_tag(&upload.bytes),
            clock: &clock,
            watch,
            keeps_rows: true,
        };
        let mut kind = None;
        let contents = self.read(upload, &mut kind, &clock);
        self.check_read(&asked, kind, contents)
    }

    /// Checks one file for what can be found in it, and for nothing more: the answer has no rows and no tags.
    #[must_use]
    pub fn findings(&self, upload: &Upload) -> CheckedReturn {
        let (clock, watch) = (Clock::start(&self.limits), Watch::default());
        let mut kind = None;
        let contents = self.read(upload, &mut kind, &clock);
        self.check_read(&self.for_findings(upload, &clock, &watch), kind, contents)
    }

    /// The findings of a text file of any length, which is read a part at a time, in place of the upload's bytes. None if
    /// it is another kind of file: those are read as a whole.
    #[must_use]
    pub fn findings_of_text(&self, file: File, upload: &Upload) -> Option<CheckedReturn> {
        let (clock, watch) = (Clock::start(&self.limits), Watch::default());
        let mut kind = None;
        let contents = read::read_long_text(file, self.bounds(&clock), &mut kind)?
            .map_err(|refusal| Box::new(refuse::finding(&refusal)));
        let asked = self.for_findings(upload, &clock, &watch);
        Some(self.check_read(&asked, kind, contents))
    }

    fn for_findings<'q>(
        &self,
        upload: &'q Upload,
        clock: &'q Clock,
        watch: &'q Watch,
    ) -> Asked<'q> {
        Asked {
            upload,
            file_tag: self.keys.file_tag(b""),
            clock,
            watch,
            keeps_rows: false,
        }
    }

    fn check_read(
        &self,
        asked: &Asked<'_>,
        kind: Option<FileKind>,
        contents: Result<Contents<'_>, Box<Finding>>,
    ) -> CheckedReturn {
        let Asked {
            upload,
            file_tag,
            clock,
            watch,
            keeps_rows,
        } = *asked;
        let mut answer = CheckedReturn {
            outcome: Outcome::Unreadable,
            kind,
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
            replaced: None,
        };
        let mut findings = Findings::default();
        if let Some(finding) = upload
            .file_name
            .as_deref()
            .and_then(|name| screen::name("file", name))
        {
            findings.push(finding);
        }
        match contents {
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
                    &mut contents,
                    &mut findings,
                );
                let against = Reading {
                    upload,
                    contents: &contents,
                    is_text: matches!(kind, Some(FileKind::Csv | FileKind::CsvZip)),
                    keeps_rows,
                    clock,
                    watch,
                };
                self.check_contents(&against, &mut findings, &mut answer);
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
            hide_beside_personal(&mut answer.findings);
        }
        answer
    }

    /// Reads the file, or says why it cannot be read.
    fn read<'u>(
        &self,
        upload: &'u Upload,
        kind: &mut Option<FileKind>,
        clock: &Clock,
    ) -> Result<Contents<'u>, Box<Finding>> {
        let bytes = &upload.bytes;
        if bytes.len() > self.limits.max_bytes {
            return Err(Box::new(refuse::too_big(
                bytes.len(),
                self.limits.max_bytes,
            )));
        }
        read::read(bytes, self.bounds(clock), kind)
            .map_err(|refusal| Box::new(refuse::finding(&refusal)))
    }

    fn bounds<'b>(&'b self, clock: &'b Clock) -> Bounds<'b> {
        Bounds {
            limits: &self.limits,
            clock,
            refuse_macros: self.options.refuse_macros,
            is_heading: &|text| {
                let mut sheets = ReturnDefinition::v1().sheets.iter();
                sheets.any(|sheet| sheet.find_header(text).is_some())
            },
        }
    }
}

/// Where a file was refused for personal details, values beside those of the refusal itself are shown no more either: columns
/// may hold anything.
fn hide_beside_personal(findings: &mut [Finding]) {
    let is_personal = |finding: &Finding| {
        rule::named("personal_data_column").is_some_and(|rule| rule.code == finding.code)
    };
    if findings.iter().any(is_personal) {
        let rows = findings
            .iter_mut()
            .filter(|finding| finding.severity != Severity::File && finding.place.row.is_some());
        rows.for_each(Finding::hide_values);
    }
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
