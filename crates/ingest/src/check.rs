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
pub(crate) mod how_read;
mod ignored;
mod line;
mod masking;
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
mod tally;
mod values;
mod whereabouts;

use std::collections::HashSet;

use hub_reference::Reference;

use crate::anonymise::{Identities, StoredKey, StoredRow};
use crate::checked::{ItemQuality, RowCounts, Summary};
use crate::choices::Choices;
use crate::clock::Clock;
use crate::sheet::{Row, Sheet};
use crate::upload::Upload;
use crate::watch::Watch;

pub(crate) use collect::Findings;
pub(crate) use masking::Showing;
pub(crate) use practices::OrganisationNames;

use columns::Headings;
use context::Context;
use ignored::RowKind;
use place::Places;
use quality::Quality;
use rows::Checker;
use tally::Tallies;

/// What a sheet is checked against.
pub(crate) struct Against<'a> {
    pub(crate) upload: &'a Upload,
    pub(crate) reference: &'a Reference,
    pub(crate) names: &'a OrganisationNames,
    pub(crate) identities: Identities,
    /// The sheet's name as findings show it.
    pub(crate) sheet_name: Option<String>,
    /// Whether the contacts are on a sheet of their own.
    pub(crate) has_contacts: bool,
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
    pub(crate) findings: Findings,
    pub(crate) counts: RowCounts,
    pub(crate) items: Vec<ItemQuality>,
    pub(crate) rows: Vec<StoredRow<'a>>,
    pub(crate) reference_digits: Option<u8>,
    /// The key of every row that has one, whether or not it counts.
    pub(crate) keys: Vec<StoredKey>,
    /// The keys of rows that closed before the month.
    pub(crate) over: HashSet<StoredKey>,
    pub(crate) identities: Identities,
}

/// Checks the rows of a sheet.
pub(crate) fn check<'a>(
    sheet: &'a Sheet,
    headings: &'a Headings,
    against: Against<'a>,
    mut findings: Findings,
) -> Outcome<'a> {
    let Against {
        upload,
        reference,
        names,
        mut identities,
        sheet_name,
        has_contacts,
        clock,
        watch,
    } = against;
    let places = Places::new(sheet_name, headings);
    let (kinds, referrals) = sort_rows(sheet, headings, &upload.choices);
    naming::columns(headings, &places, has_contacts, &mut findings);
    let screened = screen::look(&referrals, headings, &places, clock);
    for finding in screened.findings {
        findings.push(finding);
    }
    let context = Context::new(&places, upload, sheet.from_1904);
    let other_service = context.file_of_other_service(&referrals, &places);
    let calendar = month::look_through(&referrals, &places, upload, sheet.from_1904);
    let other_month = context
        .file_of_other_month(&referrals, &places)
        .or(calendar.other_month);
    let (is_other_service, is_other_month) = (other_service.is_some(), other_month.is_some());
    // Said only of dates that can be read and of a file that may be for this month.
    let quiet = calendar
        .quiet
        .filter(|_| !is_other_month && calendar.findings.is_empty());
    for finding in other_service
        .into_iter()
        .chain(other_month)
        .chain(calendar.findings)
        .chain(quiet)
        .chain(context.not_compared(&referrals, &places))
    {
        findings.push(finding);
    }
    // A row for another service or month is left out as that, and is no second row of a referral of this return.
    let own: Vec<Row<'_>> = referrals
        .iter()
        .filter(|row| is_other_service || !context.is_of_other_service(row))
        .filter(|row| is_other_month || !context.is_of_other_month(row))
        .copied()
        .collect();
    let found = duplicates::find(&own, &places, &mut identities);
    let mut checker = Checker {
        reference,
        service: &upload.service,
        month: upload.month,
        today: upload.today,
        from_1904: sheet.from_1904,
        earlier: upload.earlier.as_deref(),
        context,
        clock,
        watch,
        places,
        identities,
        practices: practices::Practices::new(reference, names, upload.month),
        readers: rows::readers(upload.month),
        contacts_max: rows::contacts_max(),
        swapped: calendar.swapped,
        orders: calendar.orders,
        is_other_month,
        is_other_service,
        duplicates: found.duplicates,
        personal_cells: screened.cells,
        findings,
        tallies: Tallies::default(),
        quality: Quality::new(),
        rows: Vec::new(),
        over: HashSet::new(),
    };
    let is_text = sheet.name.is_none();
    let mut counts = checker.run(&referrals, headings, &found.keys, is_text);
    let Checker {
        places,
        identities,
        mut findings,
        tallies,
        quality,
        rows,
        over,
        ..
    } = checker;
    changes::zeros(&identities, &places, &mut findings);
    let items = quality.finish();
    let layout = notes::Layout {
        sheet,
        choices: &upload.choices,
        headings,
        places: &places,
        kinds: &kinds,
        n_cells: &screened.n_cells,
        has_contacts,
    };
    notes::gaps(&layout, &items, counts, tallies, &mut findings);
    counts.ignored += notes::ignored(&layout, &mut findings);
    counts.read = counts.counted + counts.left_out + counts.ignored;
    // When the time has run out the door says so, and the rows that were not reached say nothing.
    let is_whole = !clock.has_run_out();
    if is_whole && counts.counted + counts.left_out == 0 {
        findings.push(notes::headings_only(&places, upload));
    } else if is_whole && counts.counted == 0 && !findings.has_file_level() {
        findings.push(hub_standard::finding::Finding::of(
            "every_row_left_out",
            places.sheet(),
        ));
    }
    Outcome {
        findings,
        counts,
        items,
        rows,
        reference_digits: identities.reference_digits(),
        keys: found.keys.into_values().collect(),
        over,
        identities,
    }
}

/// The kinds of the rows under the headings, and those that are referrals.
fn sort_rows<'a>(
    sheet: &'a Sheet,
    headings: &Headings,
    choices: &Choices,
) -> (Vec<(u32, RowKind)>, Vec<Row<'a>>) {
    let is_left_out = |row: &Row<'_>| {
        choices.hidden_rows_left_out && sheet.hidden_rows.binary_search(&row.number()).is_ok()
    };
    let mut kinds = Vec::new();
    let mut referrals = Vec::with_capacity(sheet.rows().len());
    for row in sheet.rows().filter(|row| row.number() > headings.row) {
        match ignored::kind_of(&row, headings) {
            RowKind::Referral if is_left_out(&row) => kinds.push((row.number(), RowKind::Hidden)),
            RowKind::Referral => referrals.push(row),
            kind => kinds.push((row.number(), kind)),
        }
    }
    (kinds, referrals)
}

/// What the rows that count add up to.
pub(crate) fn summary(rows: &[StoredRow<'_>], upload: &Upload) -> Summary {
    let mut people: Vec<&StoredKey> = rows.iter().map(|row| &row.person_key).collect();
    people.sort_unstable();
    people.dedup();
    let count = |wanted: &dyn Fn(&StoredRow<'_>) -> bool| {
        u32::try_from(rows.iter().filter(|row| wanted(row)).count()).unwrap_or(u32::MAX)
    };
    Summary {
        new_referrals: count(&|row| row.month_received == upload.month),
        people: u32::try_from(people.len()).unwrap_or(u32::MAX),
        contacts: rows
            .iter()
            .filter_map(|row| row.contacts)
            .map(|n| u32::from(n.unsigned_abs()))
            .sum(),
        first_contacts: count(&|row| row.month_first_contact == Some(upload.month)),
        closed: count(&|row| row.month_closed == Some(upload.month)),
        declined: count(&|row| !row.declined.is_empty()),
    }
}
