//! Findings about the sheet as a whole: what is missing throughout, and what was ignored.

use hub_standard::definition::Requirement;
use hub_standard::finding::{Finding, Place, shorten};

use super::collect::Findings;
use super::columns::{Column, Headings, Role, slot_of};
use super::ignored::RowKind;
use super::masking::{shown, shown_in, shown_number};
use super::personal;
use super::place::Places;
use super::quality::Quality;
use super::slots::{self, Slot};
use super::survey::RowsSeen;
use super::tally::Tallies;
use crate::checked::{ItemQuality, RowCounts};
use crate::choices::{Choices, LEAVE_OUT};
use crate::sheet::{Row, Sheet, Value};
use crate::upload::Upload;

/// One row in so many may lack a value before the sender is asked to look.
const GAPS_ONE_IN: u32 = 10;
/// So many rows are named in a note.
const ROWS_NAMED_MAX: usize = 10;

/// What is known of the sheet once its rows have been gone through.
#[derive(Debug)]
pub(crate) struct Layout<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) choices: &'a Choices,
    pub(crate) headings: &'a Headings,
    pub(crate) places: &'a Places<'a>,
    /// Which rows there are.
    pub(crate) rows: &'a RowsSeen,
    pub(crate) n_cells: &'a [u32],
    /// Whether the contacts are on a sheet of their own.
    pub(crate) has_contacts: bool,
}

/// What many rows lack, and what was changed in them.
pub(crate) fn gaps(
    layout: &Layout<'_>,
    items: &[ItemQuality],
    quality: &Quality,
    counts: RowCounts,
    mut tallies: Tallies,
    findings: &mut Findings,
) {
    let n_rows = counts.counted + counts.left_out;
    let is_many = |n: u32| n > 0 && n * GAPS_ONE_IN > n_rows;
    for ((item, slot), classes) in slots::items().zip(items) {
        let Some(column) = layout.places.column(slot) else {
            continue;
        };
        let default = tallies.take("default_code_used", slot);
        if let Some(tally) = default.filter(|tally| is_many(tally.count)) {
            let mut finding = Finding::of(
                "default_code_used",
                layout.places.cell(slot, tally.first_row),
            );
            finding.count = tally.count;
            finding.more_places = cells(layout, slot, &tally.more_rows);
            let said = format!(
                "{} of {n_rows} rows have a code for not known in {}. {}",
                tally.count, item.id, finding.fix
            );
            findings.push(finding.said(said));
        }
        let is_elsewhere = layout.has_contacts && slot == slots::CONTACTS;
        let is_asked =
            item.requirement == Requirement::Required && !is_event(slot) && !is_elsewhere;
        if is_asked && is_many(classes.missing) {
            let mut finding = Finding::of("not_recorded", layout.places.of(column));
            finding.count = classes.missing;
            finding.more_places = cells(layout, slot, quality.missing(slot));
            let said = format!(
                "{} is not recorded in {} of {n_rows} rows.{} {}",
                item.id,
                classes.missing,
                what_it_decides(&item.id),
                finding.fix
            );
            findings.push(finding.said(said));
        }
    }
    if let Some(tally) = tallies.take("closed_before_month", slots::CLOSED) {
        let mut finding = Finding::of(
            "closed_before_month",
            layout.places.cell(slots::CLOSED, tally.first_row),
        );
        finding.count = tally.count;
        let rows = if tally.count == 1 {
            "1 referral"
        } else {
            &format!("{} referrals", tally.count)
        };
        let said = format!(
            "We ignored {rows} that closed before the month. {}",
            finding.why
        );
        findings.push(finding.said(said));
    }
    for finding in tallies.into_findings(layout.places) {
        findings.push(finding);
    }
}

/// What more depends on an item than its own breakdown, as the end of a sentence's paragraph.
pub(super) fn what_it_decides(item: &str) -> &'static str {
    match item {
        "gp_practice" => " The practice decides which area a referral counts for.",
        _ => "",
    }
}

/// The cells of a column in some rows.
fn cells(layout: &Layout<'_>, slot: Slot, rows: &[u32]) -> Vec<Place> {
    let places = rows.iter().map(|row| layout.places.cell(slot, *row));
    places.collect()
}

/// Items that are blank as long as something has not happened.
fn is_event(slot: Slot) -> bool {
    matches!(
        slot,
        slots::FIRST_CONTACT | slots::CLOSED | slots::CLOSURE_REASON
    )
}

/// Lists what was ignored, and answers how many rows that is.
pub(crate) fn ignored(layout: &Layout<'_>, findings: &mut Findings) -> u32 {
    let Layout {
        headings,
        places,
        rows,
        ..
    } = layout;
    if headings.row > 1 {
        let said = format!("We used row {} as the column headings.", headings.row);
        findings.push(Finding::of("title_rows_skipped", places.row(headings.row)).said(said));
    }
    for kind in [
        RowKind::Total,
        RowKind::Note,
        RowKind::Example,
        RowKind::Headings,
        RowKind::Hidden,
    ] {
        let numbers: Vec<u32> = rows
            .kinds
            .iter()
            .filter(|(_, other)| *other == kind)
            .map(|(number, _)| *number)
            .collect();
        let finding = kind.rule().and_then(|rule| of_rows(rule, places, &numbers));
        if let Some(mut finding) = finding {
            let text = rows.text_of(kind);
            let rows = rows_in_words(&numbers);
            let said = match text {
                Some(text) => format!("{}: {rows} (\"{text}\").", finding.title),
                None => format!("{}: {rows}.", finding.title),
            };
            if let Some(text) = text {
                finding = finding.found(text);
            }
            findings.push(finding.said(said));
        }
    }
    let n_blank = rows.n_blank(headings.row);
    if n_blank > 0 {
        let mut finding = Finding::of("blank_rows_ignored", places.sheet());
        finding.count = n_blank;
        let said = if n_blank == 1 {
            "We ignored 1 blank row.".to_owned()
        } else {
            format!("We ignored {n_blank} blank rows.")
        };
        findings.push(finding.said(said));
    }
    unused_columns(layout, findings);
    sheet_layout(layout, findings);
    let n_kinds = u32::try_from(rows.kinds.len()).unwrap_or(u32::MAX);
    rows.n_titles
        .saturating_add(n_kinds)
        .saturating_add(n_blank)
}

/// What an ignored total or note says, so that the sender can tell it from a referral.
pub(super) fn text_of_ignored(row: &Row<'_>, kind: RowKind, headings: &Headings) -> Option<String> {
    let (index, text) = row.cells().find_map(|(index, value)| match value {
        Value::Text(text) => Some((index, text)),
        _ => None,
    })?;
    let text = match kind {
        RowKind::Total => shown(text),
        RowKind::Note => match headings.column_at(index) {
            // A note is often under the first column, whose own values are never shown.
            Some(column) if slot_of(&column.role) != Some(slots::REFERRAL_ID) => {
                shown_in(slot_of(&column.role), text)
            }
            _ => shown_number(text),
        },
        RowKind::Referral | RowKind::Example | RowKind::Headings | RowKind::Hidden => return None,
    };
    Some(shorten(&text))
}

fn unused_columns(layout: &Layout<'_>, findings: &mut Findings) {
    let Layout {
        headings,
        places,
        n_cells,
        ..
    } = layout;
    let has_cells = |index: u16| n_cells.get(usize::from(index)).is_some_and(|n| *n > 0);
    let mut unused: Vec<(String, Option<&Column>)> = Vec::new();
    for (index, n) in (0_u16..).zip(n_cells.iter()) {
        match headings.column_at(index) {
            None if *n > 0 => {
                unused.push((format!("column {}", crate::sheet::letters(index)), None))
            }
            Some(column)
                if column.role == Role::Unused
                    && personal::kind_of_heading(&column.heading).is_none()
                    && *n > 0 =>
            {
                unused.push((format!("\"{}\"", column.heading), Some(column)));
            }
            _ => {}
        }
    }
    if let Some((_, first)) = unused.first() {
        let place = first.map_or_else(|| places.sheet(), |column| places.of(column));
        let mut finding = Finding::of("columns_not_used", place);
        for (_, column) in unused.iter().skip(1) {
            finding.also(column.map_or_else(|| places.sheet(), |column| places.of(column)));
        }
        let names: Vec<&str> = unused.iter().map(|(name, _)| name.as_str()).collect();
        findings.push(finding.said(format!("We did not use: {}.", names.join(", "))));
    }
    let n_blank = (0..headings.fields)
        .filter(|index| headings.column_at(*index).is_none() && !has_cells(*index))
        .count();
    if let Ok(n_blank @ 1..) = u32::try_from(n_blank) {
        let mut finding = Finding::of("blank_columns_ignored", places.sheet());
        finding.count = n_blank;
        let said = format!(
            "We ignored {n_blank} blank {}.",
            if n_blank == 1 { "column" } else { "columns" }
        );
        findings.push(finding.said(said));
    }
}

/// Hidden rows and columns, merged cells, spaces.
fn sheet_layout(layout: &Layout<'_>, findings: &mut Findings) {
    let Layout {
        sheet,
        headings,
        places,
        choices,
        rows,
        ..
    } = layout;
    if !choices.hidden_rows_left_out
        && let Some(finding) = hidden_rows("your sheet", places, &rows.hidden)
    {
        findings.push(finding);
    }
    if sheet.has_hidden_columns {
        findings.push(Finding::of("hidden_columns", places.sheet()));
    }
    for (range, row, column) in &sheet.merged {
        // Below the last row with something in it a merged cell holds nothing, and may be at any row that a file claims.
        let has_row = *row > headings.row && *row <= rows.last_row;
        let in_table = |column: &&Column| has_row && column.role != Role::Unused;
        if let Some(column) = headings.column_at(*column).filter(in_table) {
            let place = || places.of(column).in_row(*row);
            let letter = &column.letter;
            if choices.fill_down.contains(letter) {
                findings.at(
                    "merged_cells_filled",
                    Some(column.index),
                    "",
                    place,
                    |finding| finding.found(range),
                );
            } else {
                let words =
                    format!("Use the value of a merged cell in column {letter} for all its rows");
                findings.at("merged_cells", Some(column.index), "", place, |finding| {
                    finding
                        .found(range)
                        .asking("fill_down", [(letter.clone(), words)])
                });
            }
        }
    }
    if rows.tidied > 0 {
        let mut finding = Finding::of("spaces_removed", places.sheet());
        finding.count = rows.tidied;
        let cells = if rows.tidied == 1 {
            "1 cell".to_owned()
        } else {
            format!("{} cells", rows.tidied)
        };
        findings.push(finding.said(format!("We removed spaces from {cells}.")));
    }
}

/// A finding about rows; none if there are none.
pub(crate) fn of_rows(rule: &str, places: &Places<'_>, numbers: &[u32]) -> Option<Finding> {
    let (first, more) = numbers.split_first()?;
    let mut finding = Finding::of(rule, places.row(*first));
    more.iter()
        .for_each(|number| finding.also(places.row(*number)));
    Some(finding)
}

/// Says which rows of a sheet, named in words, are hidden and counted, and asks whether that is right.
pub(crate) fn hidden_rows(sheet: &str, places: &Places<'_>, numbers: &[u32]) -> Option<Finding> {
    let finding = of_rows("hidden_rows", places, numbers)?;
    let are = match numbers.len() {
        1 => "1 row is".to_owned(),
        n => format!("{n} rows are"),
    };
    let said = format!(
        "{are} hidden in {sheet} ({}). We have counted them. Is that right? If they should not count, say so, or delete them.",
        rows_in_words(numbers)
    );
    let answer = (
        LEAVE_OUT.to_owned(),
        "Do not count the hidden rows".to_owned(),
    );
    Some(finding.said(said).asking("hidden_rows", [answer]))
}

/// There are headings and no referral under them.
pub(crate) fn headings_only(places: &Places<'_>, upload: &Upload) -> Finding {
    let finding = Finding::of("headers_only", places.sheet());
    let said = format!(
        "There are column headings but no referrals under them. If you had none in {}, choose \"Nothing to report\".",
        upload.month.words()
    );
    finding.said(said)
}

/// Numbers of rows in words: `row 66`, `rows 12 to 29`, `rows 3, 7 and 9`.
pub(crate) fn rows_in_words(numbers: &[u32]) -> String {
    match numbers {
        [] => String::new(),
        [only] => format!("row {only}"),
        [first, .., last]
            if numbers.len() > 2
                && numbers
                    .windows(2)
                    .all(|pair| matches!(pair, [a, b] if a + 1 == *b)) =>
        {
            format!("rows {first} to {last}")
        }
        [named @ .., last] if numbers.len() <= ROWS_NAMED_MAX => {
            let named: Vec<String> = named.iter().map(u32::to_string).collect();
            format!("rows {} and {last}", named.join(", "))
        }
        _ => {
            let named: Vec<String> = numbers
                .iter()
                .take(ROWS_NAMED_MAX)
                .map(u32::to_string)
                .collect();
            format!(
                "rows {} and {} more",
                named.join(", "),
                numbers.len() - ROWS_NAMED_MAX
            )
        }
    }
}
