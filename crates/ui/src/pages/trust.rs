mod since;

use maud::{Markup, html};

use self::since::since;
use crate::components::area::{heading, strip};
use crate::components::figure::{in_cell, key};
use crate::components::table::{Head, Table};
use crate::components::{details, empty_note, link_list, scroll_region, scrolls_sideways};
use crate::layout::{Page, document};
use crate::view::{ChaseLetter, Frame, HeatRow, HeatTable, ItemShare, ReturnMark, Strip, Trust};

/// C9: how complete and how good the data are.
#[must_use]
pub fn c9_trust(frame: &Frame, view: &Trust) -> Markup {
    // The strip's link leads here.
    let here = Strip {
        href: String::new(),
        ..view.strip.clone()
    };
    let content = html! {
        (heading(&view.area, Some("Can I trust it?"), &view.filter))
        (strip(&here))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                @if !view.finding.is_empty() { p class="hub-findings" { (view.finding) } }
                h2 class="nhsuk-heading-m" { "Returns by service and month" }
                (heat(&view.heat))
                @if view.heat.restricted.is_some() { (missing(view)) }
                (chase(view))
                (items(view))
                (issues(view))
                @if let Some(block) = &view.since { (since(block)) }
            }
        }
        @if !view.downloads.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Downloads" }
                (link_list(&view.downloads))
            }
        }
    };
    document(
        frame,
        &Page::new("C9", "Can I trust it?").about(&view.area.name),
        &content,
    )
}

/// The main message, completeness by column and known issues: all that names no service.
pub(super) fn in_brief(view: &Trust) -> Markup {
    html! {
        @if !view.finding.is_empty() { p class="hub-findings" { (view.finding) } }
        (missing(view))
        (items(view))
        (issues(view))
    }
}

/// Of which months returns are missing, where no service is named.
fn missing(view: &Trust) -> Markup {
    html! {
        @if !view.missing.is_empty() { p { "Missing returns by month: " (view.missing.join("; ")) "." } }
    }
}

/// Class, letter and words of a mark.
fn mark(mark: ReturnMark) -> (&'static str, &'static str, &'static str) {
    match mark {
        ReturnMark::Sent => ("sent", "S", "sent"),
        ReturnMark::Late => ("late", "L", "sent late"),
        ReturnMark::Nil => ("nil", "N", "sent, nothing to report"),
        ReturnMark::Partly => ("partly", "P", "sent, with rows left out"),
        ReturnMark::Missing => ("missing", "M", "missing"),
        ReturnMark::Due => ("due", "D", "due, not closed yet"),
        ReturnMark::NotExpected => ("none", "–", "not expected"),
    }
}

const MARKS: [ReturnMark; 7] = [
    ReturnMark::Sent,
    ReturnMark::Late,
    ReturnMark::Nil,
    ReturnMark::Partly,
    ReturnMark::Missing,
    ReturnMark::Due,
    ReturnMark::NotExpected,
];

/// So many months stand beside a service's name on a small screen.
const MONTHS_FIT: usize = 4;

fn heat(heat: &HeatTable) -> Markup {
    if let Some(who) = &heat.restricted {
        return html! { p { (who) } };
    }
    html! {
        (legend(heat.rows.iter()))
        (grid(heat))
    }
}

/// What the letters mean that stand in some of these rows.
pub(super) fn legend<'a>(rows: impl Iterator<Item = &'a HeatRow> + Clone) -> Markup {
    let used = |kind: &ReturnMark| rows.clone().any(|row| row.marks.contains(kind));
    html! {
        ul class="hub-legend" {
            @for kind in MARKS.iter().filter(|kind| used(kind)) {
                @let (class, letter, words) = mark(*kind);
                li { span class={ "hub-heat__mark hub-heat__mark--" (class) } aria-hidden="true" { (letter) } " " (words) }
            }
        }
    }
}

/// Services by month, a letter in each cell.
pub(super) fn grid(heat: &HeatTable) -> Markup {
    html! {
        @if heat.months.len() > MONTHS_FIT { (scrolls_sideways()) }
        (scroll_region(&heat.caption, &html! {
            table class="hub-heat" {
                caption class="nhsuk-table__caption nhsuk-table__caption--s" { (heat.caption) }
                thead {
                    tr {
                        th scope="col" { "Service" }
                        @for month in &heat.months { th scope="col" class="hub-heat__month" { (month) } }
                    }
                }
                tbody {
                    @for row in &heat.rows {
                        tr {
                            th scope="row" { (row.service) }
                            @for kind in &row.marks {
                                @let (class, letter, words) = mark(*kind);
                                td class={ "hub-heat__mark hub-heat__mark--" (class) } {
                                    span aria-hidden="true" { (letter) }
                                    span class="nhsuk-u-visually-hidden" { (words) }
                                }
                            }
                        }
                    }
                }
            }
        }))
    }
}

fn chase(view: &Trust) -> Markup {
    html! {
        @if !view.chase.is_empty() {
            h2 class="nhsuk-heading-m" { "Services to remind" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for row in &view.chase { li { (row.service) ": " (row.months) } }
            }
            @if let Some(letter) = &view.letter { (self::letter(letter)) }
        }
    }
}

/// The list as a letter: paper has the list alone.
fn letter(letter: &ChaseLetter) -> Markup {
    html! {
        div class="hub-screen-only" {
            (details("The list as an e-mail", &html! {
                @if !letter.mailto.is_empty() {
                    p { a href=(letter.mailto) { "Open it in your mail program" } " and add the addresses, or copy the text." }
                } @else {
                    p { "Copy the text into a new message and add the addresses." }
                }
                p { "Subject: " (letter.subject) }
                pre class="hub-code" tabindex="0" { (letter.text) }
            }))
        }
    }
}

fn items(view: &Trust) -> Markup {
    html! {
        @if !view.items.is_empty() {
            h2 class="nhsuk-heading-m" { "Completeness by column" }
            (completeness(&view.items_caption, &view.items))
        }
    }
}

/// The share that is known of each column, and what would help most.
pub(super) fn completeness(caption: &str, items: &[ItemShare]) -> Markup {
    let mut heads = vec![
        Head::text("Column"),
        Head::number("Known"),
        Head::text("Share"),
    ];
    // A column that would be empty is left out.
    let has_fixes = items.iter().any(|item| !item.fix.is_empty());
    if has_fixes {
        heads.push(Head::text("What would help most"));
    }
    let rows = items.iter().map(|item| {
        let mut cells = vec![html! { (item.item) }, in_cell(&item.figure), meter(item)];
        if has_fixes {
            cells.push(html! { (item.fix) });
        }
        cells
    });
    html! {
        (Table::new(caption, heads, rows.collect()).stacking().render())
        (key(items.iter().map(|item| &item.figure)))
    }
}

/// A bar from 0 to 100 %; the number stands beside it in its own column.
fn meter(item: &ItemShare) -> Markup {
    html! {
        @if let Some(value) = item.figure.drawn() {
            svg class="hub-meter" width="120" height="14" aria-hidden="true" focusable="false" {
                rect class="hub-bar hub-bar--outline" x="0.5" y="0.5" width="119" height="13" {}
                rect class="hub-bar" x="0" y="0" width={ (format!("{:.1}%", value.clamp(0.0, 100.0))) } height="14" {}
            }
        }
    }
}

fn issues(view: &Trust) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Known issues and revisions" }
        @if view.issues.is_empty() {
            p { "None are known." }
        } @else {
            dl class="hub-about" {
                @for issue in &view.issues {
                    dt { (issue.date) }
                    dd {
                        (issue.text)
                        @if let Some(link) = &issue.link { " " a href=(link.href) { (link.label) } }
                    }
                }
            }
        }
    }
}
