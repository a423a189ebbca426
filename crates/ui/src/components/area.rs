//! Filter bar, completeness strip, heading and areas inside, of the pages about areas.

use maud::{Markup, html};

use crate::view::{
    AreaHead, AreaPast, AreaTable, FilterBar, FilterHint, OldRelease, Select, Strip,
};

use super::button::Button;
use super::figure::{in_cell, key};
use super::table::{Head, Table};
use super::{inset, link_or_text};

/// Longer titles are set smaller where the screen is narrow: names of boards can be sentences.
const TITLE_CHARS_MAX: usize = 44;

/// `h1` with what the page is about, the filters in use as a sentence, and the form that changes them.
pub(crate) fn heading(area: &AreaHead, page: Option<&str>, filter: &FilterBar) -> Markup {
    heading_with(area, page, filter, &html! {})
}

/// The same, with further fields in the form.
pub(crate) fn heading_with(
    area: &AreaHead,
    page: Option<&str>,
    filter: &FilterBar,
    more: &Markup,
) -> Markup {
    let title = page.unwrap_or(&area.name);
    let is_long = title.chars().count() > TITLE_CHARS_MAX;
    let class = match is_long {
        true => "hub-heading hub-heading--long",
        false => "hub-heading",
    };
    let above = match page {
        Some(_) => Some(&area.name),
        None => Some(&area.kind).filter(|kind| !kind.is_empty()),
    };
    let above = above.map(|words| html! { (words) });
    html! {
        (super::heading::heading(1, "l", class, above.as_ref(), &html! { (title) }))
        @if !filter.sentence.is_empty() { p class="hub-sentence" { (filter.sentence) } }
        @if let Some(note) = &area.note { p class="hub-quiet" { (note) } }
        @if let Some(old) = &filter.old_release { (old_release(old)) }
        @for past in &area.past { p class="hub-quiet" { (self::past(past)) } }
        (filter_bar(filter, more))
    }
}

/// That the page is not of the newest release.
fn old_release(old: &OldRelease) -> Markup {
    inset(&html! {
        p class="hub-quiet" { (old.text) " " a href=(old.newest.href) { (old.newest.label) } }
    })
}

/// A part of the area's past, with its areas one after the other.
fn past(past: &AreaPast) -> Markup {
    let last = past.links.len().saturating_sub(1);
    html! {
        (past.text)
        @for (position, link) in past.links.iter().enumerate() {
            (joined(position, last))
            a href=(link.href) { (link.label) }
        }
        "."
    }
}

/// What stands before the item of a sentence that lists several.
fn joined(position: usize, last: usize) -> &'static str {
    match position {
        0 => " ",
        n if n == last => " and ",
        _ => ", ",
    }
}

/// The completeness strip.
pub(crate) fn strip(strip: &Strip) -> Markup {
    let incomplete =
        strip.expected > 0 && u64::from(strip.received) * 5 < u64::from(strip.expected) * 4;
    html! {
        @if !strip.month.is_empty() {
            div class={ "hub-strip" @if incomplete { " hub-strip--low" } @else if !strip.more.is_empty() { " hub-strip--part" } } {
                p {
                    @if strip.expected == 0 {
                        "No returns were expected for " (strip.month) "."
                    } @else {
                        strong { (strip.received) " of " (strip.expected) }
                        @if strip.expected == 1 { " service has sent " } @else { " services have sent " }
                        (strip.month) " (" (percent(strip.received, strip.expected)) "%)."
                    }
                    @if strip.provisional { " " (month_name(&strip.month)) " is provisional." }
                    @if incomplete { " Treat these figures with caution." }
                    @for sentence in &strip.more { " " (sentence) }
                    " "
                    @if !strip.href.is_empty() { (link_or_text("Can I trust it?", &strip.href)) }
                }
            }
        }
    }
}

/// The areas inside, with the same measures.
pub(crate) fn inside(table: &AreaTable) -> Markup {
    let mut heads = vec![Head::text(table.area_heading.clone())];
    heads.extend(
        table
            .columns
            .iter()
            .map(|column| Head::number(column.clone())),
    );
    let rows = table.rows.iter().map(|row| {
        let mut cells = vec![link_or_text(&row.name, &row.href)];
        cells.extend(row.cells.iter().map(in_cell));
        cells
    });
    html! {
        h2 class="nhsuk-heading-m" { "Inside this area" }
        (Table::new(&table.caption, heads, rows.collect()).render())
        (key(table.rows.iter().flat_map(|row| &row.cells)))
        @if let Some(note) = &table.note { p class="hub-quiet" { (note) } }
    }
}

/// The filter bar: a GET form, folded where the screen is narrow.
fn filter_bar(filter: &FilterBar, more: &Markup) -> Markup {
    html! {
        @if !filter.selects.is_empty() {
            details class="nhsuk-details hub-filter-box" {
                summary class="nhsuk-details__summary" {
                    span class="nhsuk-details__summary-text" { "Change what you see" }
                }
                (filter_form(filter, more))
            }
        }
    }
}

fn filter_form(filter: &FilterBar, more: &Markup) -> Markup {
    html! {
            form class="hub-filter" action=(filter.action) method="get" aria-label="Filters" {
                @for (name, value) in &filter.hidden { input type="hidden" name=(name) value=(value); }
                @for select in &filter.selects { (select_field(select, filter.hint.as_ref())) }
                @if let Some(hint) = &filter.hint { p class="hub-quiet hub-filter__hint" id="filter-hint" { (hint.text) } }
                (more)
                div class="hub-filter__buttons" {
                    (Button::new("Apply").classes("nhsuk-button--secondary nhsuk-button--small").render())
                    @if !filter.reset_href.is_empty() { a href=(filter.reset_href) { "Reset" } }
                }
            }
    }
}

/// One filter, described by the hint if that is its own.
pub(crate) fn select_field(select: &Select, hint: Option<&FilterHint>) -> Markup {
    let id = format!("filter-{}", select.name);
    let described = hint
        .filter(|hint| hint.of == select.name)
        .map(|_| "filter-hint");
    html! {
        div class="hub-filter__field" {
            label class="nhsuk-label" for=(id) { (select.label) }
            select class="nhsuk-select" id=(id) name=(select.name) aria-describedby=[described] {
                @for choice in &select.choices {
                    option value=(choice.value) selected[choice.selected] { (choice.label) }
                }
            }
        }
    }
}

/// Whole per cent; never 100 while one is missing, never 0 while one is there.
fn percent(part: u32, whole: u32) -> u64 {
    let (part, whole) = (u64::from(part), u64::from(whole.max(1)));
    let rounded = (part * 200 + whole) / (whole * 2);
    match rounded {
        100.. if part < whole => 99,
        0 if part > 0 => 1,
        other => other,
    }
}

fn month_name(month: &str) -> &str {
    month.split(' ').next().unwrap_or(month)
}
