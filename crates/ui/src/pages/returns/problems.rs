//! Groups of problems, warnings and changes, as S7 shows them.

use maud::{Markup, html};

use crate::components::forms::{check_box, field_errors, group_class};
use crate::components::table::{Head, Table};
use crate::components::{counted, details, thousands};
use crate::view::{Change, FormError, Place, ProblemGroup};

/// Places shown at once; the others open on demand.
const PLACES_SHOWN: usize = 10;
/// What is expected at every place alike, and is longer than this, is said once.
const EXPECTED_CHARS_MAX: usize = 60;

/// One kind of problem: why it matters, how to fix it, where it is.
pub(super) fn group(group: &ProblemGroup) -> Markup {
    html! {
        section class="hub-problem" id={ "rule-" (group.code) } {
            h3 class="nhsuk-heading-s" { (group.title) }
            @if !group.places.is_empty() || group.count > 1 {
                p class="hub-quiet hub-extent" {
                    (extent(group))
                    @if group.rows_left_out > 0 { ", leaves out " (counted(group.rows_left_out, "row", "rows")) }
                    "."
                }
            }
            @for said in &group.said { p { (said) } }
            @if !group.why.is_empty() { p { strong { "Why it matters: " } (group.why) } }
            @if !group.fix.is_empty() { p { strong { "How to fix it: " } (group.fix) } }
            (places(group))
            p class="hub-quiet hub-rule" { "Rule " (group.code) "." }
        }
    }
}

/// A warning: the same, with a box to say that it was looked at.
pub(super) fn warning(warning: &ProblemGroup, errors: &[FormError]) -> Markup {
    let id = format!("ok-{}", warning.code);
    html! {
        (group(warning))
        div class=(group_class(errors, &id)) {
            (field_errors(errors, &id))
            (check_box(&id, "ok", &warning.code, &format!("I have looked at this: {}", warning.title), warning.ticked, errors))
        }
    }
}

/// Things that were changed or not used.
pub(super) fn changes(changes: &[Change]) -> Markup {
    html! {
        ul class="nhsuk-list hub-changes" {
            @for change in changes {
                li {
                    @if !change.title.is_empty() { strong { (change.title) } @if !change.detail.is_empty() { ": " } }
                    (change.detail)
                    @if change.count > 1 && !says(&change.detail, change.count) { " (" (counted(change.count, "time", "times")) ")" }
                    @if !change.examples.is_empty() {
                        ul class="nhsuk-list nhsuk-list--bullet" {
                            @for example in &change.examples {
                                li { "\u{201c}" (example.before) "\u{201d} was read as \u{201c}" (example.after) "\u{201d}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a sentence has the number already, with or without commas.
fn says(sentence: &str, number: u32) -> bool {
    let mut words = sentence.split(|c: char| !c.is_ascii_digit() && c != ',');
    words.any(|word| word.replace(',', "") == number.to_string())
}

fn places(group: &ProblemGroup) -> Markup {
    let shown: Vec<&Place> = group.places.iter().take(PLACES_SHOWN).collect();
    let rest: Vec<&Place> = group.places.iter().skip(PLACES_SHOWN).collect();
    let known = u32::try_from(group.places.len()).unwrap_or(u32::MAX);
    let expected = expected_of_all(group);
    html! {
        @if let Some(expected) = expected { p { strong { "What we expect: " } (expected) "." } }
        @if !shown.is_empty() { (table(&format!("Where: {}", group.title), &shown, expected.is_none())) }
        @if !rest.is_empty() {
            (details(&format!("Show {} more", thousands(u32::try_from(rest.len()).unwrap_or(u32::MAX))),
                &table(&format!("Further places: {}", group.title), &rest, expected.is_none())))
        }
        @if group.count > known && !are_columns(group) {
            @match known {
                0 => {}
                // One cause for a whole column.
                1 => { p class="hub-quiet" { (counted(group.count, "place", "places")) " in all." } }
                _ => {
                    p class="hub-quiet" {
                        "The first " (thousands(known)) " of " (counted(group.count, "place", "places")) " are listed here."
                    }
                }
            }
        }
    }
}

/// In how many places it is, or of how many columns.
fn extent(group: &ProblemGroup) -> String {
    let known = u32::try_from(group.places.len()).unwrap_or(u32::MAX);
    if !are_columns(group) {
        return counted(group.count, "place", "places");
    }
    let columns = counted(known, "column", "columns");
    match group.count > known {
        // Of a column all cells are meant.
        true => format!("{} in {columns}", counted(group.count, "cell", "cells")),
        false => columns,
    }
}

/// Whether whole columns are named, and no cells of them.
fn are_columns(group: &ProblemGroup) -> bool {
    let is_column = |place: &Place| {
        place.row.is_none() && !(place.column.is_empty() && place.header.is_empty())
    };
    !group.places.is_empty() && group.places.iter().all(is_column)
}

/// In how many places something is to be fixed, and how many kinds of problem that is.
pub(super) fn places_and_kinds(places: u32, kinds: u32) -> (String, String) {
    let kinds = match (places, kinds) {
        (1, _) => String::new(),
        (_, 1) => ", one kind of problem".to_owned(),
        (_, kinds) => format!(", {} kinds of problem", thousands(kinds)),
    };
    (counted(places, "place", "places"), kinds)
}

/// What is expected at each place, where that is the same list of words for all.
fn expected_of_all(group: &ProblemGroup) -> Option<&str> {
    let first = &group.places.first()?.expected;
    let is_long = first.chars().count() > EXPECTED_CHARS_MAX;
    let mut places = group.places.iter();
    (is_long && places.all(|place| place.expected == *first)).then_some(first.as_str())
}

/// Columns that no place fills are left out, so that the table fits a small screen.
fn table(caption: &str, places: &[&Place], says_expected: bool) -> Markup {
    let with_sheet = places.iter().any(|place| !place.sheet.is_empty());
    let with_row = places.iter().any(|place| place.row.is_some());
    let with_found = places.iter().any(|place| !place.found.is_empty());
    let with_expected = says_expected && places.iter().any(|place| !place.expected.is_empty());
    let with_column = places
        .iter()
        .any(|place| place.row.is_some() || !place.column.is_empty() || place.header.is_empty());
    let mut heads = Vec::new();
    if with_row {
        heads.push(Head::text("Row"));
    }
    // What was typed has no columns.
    heads.push(Head::text(if with_column { "Column" } else { "Where" }));
    if with_found {
        heads.push(Head::text("What we found"));
    }
    if with_expected {
        heads.push(Head::text("What we expect"));
    }
    if with_sheet {
        heads.push(Head::text("Sheet"));
    }
    let rows = places.iter().map(|place| {
        let mut cells = Vec::new();
        if with_row {
            cells.push(html! { @if let Some(row) = place.row { (row) } });
        }
        cells.push(column(place));
        if with_found {
            cells.push(
                html! { @if !place.found.is_empty() { code class="hub-found" { (place.found) } } },
            );
        }
        if with_expected {
            cells.push(html! { (place.expected) });
        }
        if with_sheet {
            cells.push(html! { (place.sheet) });
        }
        cells
    });
    Table::with_quiet_caption(caption, heads, rows.collect())
        .stacking()
        .render()
}

fn column(place: &Place) -> Markup {
    html! {
        @match (place.column.is_empty(), place.header.is_empty()) {
            (false, false) => { (place.column) " (" (place.header) ")" },
            (false, true) => { (place.column) },
            (true, false) => { (place.header) },
            (true, true) => { @if place.row.is_some() { "whole row" } @else { "whole file" } },
        }
    }
}
