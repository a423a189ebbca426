//! Checks one sheet: everything that is the matter with it, in one pass for the sender.

mod changes;
mod collect;
pub(crate) mod columns;
mod context;
pub(crate) mod corrected;
mod dates;
mod days;
pub(crate) mod details;
mod duplicates;
pub(crate) mod fixable;
mod homes;
pub(crate) mod how_read;
mod ignored;
mod line;
mod masking;
mod memo;
mod month;
mod naming;
mod notes;
mod person;
mod personal;
pub(crate) mod place;
mod practices;
mod quality;
mod referral;
mod rows;
pub(crate) mod screen;
mod slots;
mod sums;
mod survey;
mod tally;
pub(crate) mod usual;
mod values;
mod whereabouts;

use std::collections::HashSet;

use ahash::RandomState;
use hub_reference::Reference;

use crate::anonymise::{Identities, SealedPart, StoredKey, StoredRow, seal_part};
use crate::checked::{ItemQuality, RowCounts, Summary};
use crate::choices::Choices;
use crate::clock::Clock;
use crate::read::Refusal;
use crate::sheet::{Row, Sheet};
use crate::table::Table;
use crate::upload::{Limits, Upload};
use crate::watch::Watch;

pub(crate) use collect::Findings;
pub(crate) use masking::Showing;
pub(crate) use practices::OrganisationNames;
pub(crate) use sums::Sums;

use columns::Headings;
use context::Context;
use ignored::RowKind;
use place::Places;
use rows::{Checked, Checker, Rules};
use survey::{Survey, Surveyor};

/// What a sheet is checked against.
pub(crate) struct Against<'a> {
    pub(crate) upload: &'a Upload,
    pub(crate) reference: &'a Reference,
    pub(crate) names: &'a OrganisationNames,
    /// Makes the identities of one thread of the check.
    pub(crate) identities: &'a (dyn Fn() -> Identities + Sync),
    pub(crate) limits: &'a Limits,
    pub(crate) places: &'a Places<'a>,
    /// Whether the sheet is a text file, in which a separator too many moves the values of its row.
    pub(crate) is_text: bool,
    /// Whether other sheets have rows that hang on these, and whether the contacts are among them.
    pub(crate) has_details: bool,
    pub(crate) has_contacts: bool,
    /// Whether the rows that count are wanted, or the findings alone.
    pub(crate) keeps_rows: bool,
    pub(crate) clock: &'a Clock,
    pub(crate) watch: &'a Watch,
}

impl std::fmt::Debug for Against<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Against")
            .field("upload", self.upload)
            .finish_non_exhaustive()
    }
}

/// What came of the check.
pub(crate) struct Outcome<'a> {
    pub(crate) counts: RowCounts,
    pub(crate) items: Vec<ItemQuality>,
    pub(crate) summary: Summary,
    /// The rows that count, where other sheets have rows that hang on them.
    pub(crate) rows: Vec<StoredRow<'a>>,
    /// The rows that count, in batches, where not.
    pub(crate) batches: Vec<SealedPart>,
    pub(crate) reference_digits: Option<u8>,
    /// The key of every row that has one, whether or not it counts.
    pub(crate) keys: Vec<StoredKey>,
    /// The keys of rows that closed before the month.
    pub(crate) over: HashSet<StoredKey>,
    pub(crate) identities: Identities,
}

/// Checks the rows of a sheet: once through all of them for what only all together tell, and once for each by itself.
///
/// # Errors
/// Where some of it cannot be read, or there is more of it than the limits allow.
pub(crate) fn check<'a>(
    table: &Table<'_>,
    headings: &'a Headings,
    against: &Against<'a>,
    findings: &mut Findings,
) -> Result<Outcome<'a>, Refusal> {
    let Against { upload, places, .. } = *against;
    let mut identities = (against.identities)();
    let survey = survey(table, headings, against, &mut identities)?;
    how_read::long_text(&survey.how, table, headings, against.clock, findings);
    naming::columns(headings, places, against.has_contacts, findings);
    let screened = survey.screen.judge(headings, places);
    for finding in screened.findings {
        findings.push(finding);
    }
    let context = Context::new(places, upload, table.head().from_1904);
    let other_service = survey.whose.file_of_other_service(&context, places);
    let calendar = survey.dates.calendar(places, upload);
    let other_month = survey
        .whose
        .file_of_other_month(&context, places)
        .or(calendar.other_month);
    let (is_other_service, is_other_month) = (other_service.is_some(), other_month.is_some());
    let (later_month, later) = calendar.later.filter(|_| !is_other_month).unzip();
    // Said only of dates that can be read and of a file that may be for this month.
    let quiet = calendar
        .quiet
        .filter(|_| !is_other_month && calendar.findings.is_empty());
    for finding in other_service
        .into_iter()
        .chain(other_month)
        .chain(later)
        .chain(calendar.findings)
        .chain(calendar.without_days)
        .chain(quiet)
        .chain(survey.whose.not_compared(&context, places))
    {
        findings.push(finding);
    }
    let fields = against
        .is_text
        .then(|| (headings.fields, survey.fields.usual()));
    let rules = Rules {
        reference: against.reference,
        names: against.names,
        service: &upload.service,
        month: upload.month,
        today: upload.today,
        earlier: upload.earlier.as_deref(),
        context,
        watch: against.watch,
        places,
        headings,
        contacts_max: rows::contacts_max(),
        swapped: calendar.swapped,
        spans: month::spans(calendar.orders, upload.today, table.head().from_1904),
        is_other_month,
        later_month,
        is_other_service,
        duplicates: survey
            .references
            .duplicates(is_other_service, is_other_month),
        personal_cells: screened.cells,
        kinds: survey.layout.kinds,
        fields,
        has_details: against.has_details,
        keeps_rows: against.keeps_rows || against.has_details,
    };
    let kept = check_rows(table, against, &rules, &mut identities)?;
    let Checked {
        mut counts,
        findings: of_rows,
        tallies,
        quality,
        sums,
        rows,
        over,
        keys,
    } = kept.checked;
    findings.extend(of_rows);
    let mut readers = rows::readers(upload.month);
    findings.offer(|slot, text| {
        let reader = readers.get_mut(slot).and_then(Option::as_mut);
        reader.map(|reader| reader.offer(text))
    });
    changes::zeros(&identities, places, findings);
    let items = quality.finish();
    let layout = notes::Layout {
        sheet: table.head(),
        choices: &upload.choices,
        headings,
        places,
        rows: &survey::RowsSeen {
            kinds: rules.kinds,
            ..survey.layout
        },
        n_cells: &screened.n_cells,
        has_contacts: against.has_contacts,
    };
    notes::gaps(&layout, &items, &quality, counts, tallies, findings);
    counts.ignored += notes::ignored(&layout, findings);
    counts.read = counts.counted + counts.left_out + counts.ignored;
    // When the time has run out the door says so, and the rows that were not reached say nothing.
    let is_whole = !against.clock.has_run_out();
    if is_whole && counts.counted + counts.left_out == 0 {
        findings.push(notes::headings_only(places, upload));
    } else if is_whole && counts.counted == 0 && !findings.has_file_level() {
        findings.push(hub_standard::finding::Finding::of(
            "every_row_left_out",
            places.sheet(),
        ));
    }
    Ok(Outcome {
        counts,
        items,
        summary: sums.summary(),
        rows,
        batches: kept.batches,
        keys,
        over,
        reference_digits: identities.reference_digits(),
        identities,
    })
}

/// Looks through all rows.
fn survey(
    table: &Table<'_>,
    headings: &Headings,
    against: &Against<'_>,
    identities: &mut Identities,
) -> Result<Survey, Refusal> {
    let Against {
        upload,
        places,
        limits,
        ..
    } = *against;
    let from_1904 = table.head().from_1904;
    let seed = RandomState::new();
    let mut survey = Survey::blank(places, upload, from_1904);
    let surveyors = table.each(
        against.clock,
        |clock| Surveyor {
            upload,
            headings,
            places,
            context: Context::new(places, upload, from_1904),
            from_1904,
            seed: &seed,
            identities: (against.identities)(),
            clock,
        },
        Surveyor::look,
        |part| {
            survey.extend(part);
            survey.within(table, limits)
        },
    )?;
    for surveyor in &surveyors {
        identities.add_counts(&surveyor.identities);
    }
    if survey.layout.tidied == 0 {
        survey.layout.tidied = table.head().tidied;
    }
    Ok(survey)
}

/// What came of all rows.
struct Kept<'a> {
    checked: Checked<'a>,
    batches: Vec<SealedPart>,
}

/// Checks each row by itself.
fn check_rows<'a>(
    table: &Table<'_>,
    against: &Against<'a>,
    rules: &Rules<'a>,
    identities: &mut Identities,
) -> Result<Kept<'a>, Refusal> {
    let Against {
        upload,
        has_details,
        keeps_rows,
        ..
    } = *against;
    let is_sealed = keeps_rows && !has_details;
    let mut kept = Kept {
        checked: Checked::default(),
        batches: Vec::new(),
    };
    let checkers = table.each(
        against.clock,
        |clock| Checker::new(rules, (against.identities)(), clock),
        |checker, part| {
            let mut checked = checker.check(part.rows());
            let sealed = is_sealed.then(|| seal_part(&upload.service, upload.month, &checked.rows));
            if !has_details {
                checked.rows = Vec::new();
            }
            (checked, sealed.flatten())
        },
        |(checked, sealed)| {
            kept.checked.extend(checked);
            kept.batches.extend(sealed);
            Ok(())
        },
    )?;
    for checker in &checkers {
        identities.people_restored += checker.identities.people_restored;
    }
    Ok(kept)
}

/// The kinds of the rows under the headings, and those that are referrals.
fn sort_rows<'a>(
    sheet: &'a Sheet,
    headings: &Headings,
    choices: &Choices,
) -> (Vec<(u32, RowKind)>, Vec<Row<'a>>) {
    let mut kinds = Vec::new();
    let mut referrals = Vec::with_capacity(sheet.rows().len());
    for row in sheet.rows().filter(|row| row.number() > headings.row) {
        let is_hidden = sheet.hidden_rows.binary_search(&row.number()).is_ok();
        match survey::kind(&row, headings, choices, is_hidden) {
            RowKind::Referral => referrals.push(row),
            kind => kinds.push((row.number(), kind)),
        }
    }
    (kinds, referrals)
}
