use maud::{Markup, html};

use crate::chart::{dots, gap as gap_chart, share};
use crate::components::area::{heading, strip};
use crate::components::figure::{in_cell, interval_in_cell, key, prominent, verdict, word};
use crate::components::table::{Head, Table};
use crate::components::{empty_note, inset, warning_callout};
use crate::layout::{Page, document};
use crate::view::{
    Figure, Frame, Gap, GroupFigures, GroupRow, GroupsYear, MissingShare, Tab, WhoIsReferred, Word,
};

/// C4: who is and is not being referred.
#[must_use]
pub fn c4_who(frame: &Frame, view: &WhoIsReferred) -> Markup {
    let title = format!("Who is and is not referred, by {}", view.dimension);
    let content = html! {
        (heading(&view.area, Some(&title), &view.filter))
        (strip(&view.strip))
        (tabs(&view.tabs))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                (by_group(view))
                @if let Some(shares) = &view.shares { (share(shares)) }
                (groups(view))
                @if let Some(found) = &view.year { (year(found)) }
                @if let Some(gap) = &view.gap { (self::gap(gap)) }
            }
        }
    };
    document(
        frame,
        &Page::new("C4", &title).about(&view.area.name),
        &content,
    )
}

/// How much is not recorded, and the rates by group.
pub(super) fn by_group(view: &WhoIsReferred) -> Markup {
    html! {
        (missing(&view.missing, view.figures))
        (dots(&view.rates))
    }
}

fn tabs(tabs: &[Tab]) -> Markup {
    html! {
        @if !tabs.is_empty() {
            nav aria-label="Show by" {
                ul class="hub-tabs" {
                    @for tab in tabs {
                        li {
                            @if tab.current {
                                a class="hub-tabs__link" href=(tab.href) aria-current="page" { (tab.label) }
                            } @else {
                                a class="hub-tabs__link" href=(tab.href) { (tab.label) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn missing(missing: &MissingShare, figures: GroupFigures) -> Markup {
    let title = match figures {
        GroupFigures::Rates => "Read these rates with caution",
        GroupFigures::Shares => "Read these shares with caution",
    };
    html! {
        @if missing.withheld {
            (warning_callout(title, &html! {
                p { (missing.sentence) }
                p { "Words such as higher or lower are withheld." }
            }))
        } @else if !missing.sentence.is_empty() {
            (inset(&html! { p { (missing.sentence) } }))
        }
    }
}

fn groups(view: &WhoIsReferred) -> Markup {
    let (table, figures) = match view.figures {
        GroupFigures::Rates => rates(view),
        GroupFigures::Shares => shares(view),
    };
    html! {
        @if !view.groups.is_empty() {
            h2 class="nhsuk-heading-m" { "All groups" }
            (table.render())
            (key(figures))
        }
        @if let Some(note) = &view.note { p class="hub-quiet" { (note) } }
    }
}

/// Counts, people, rates, and how far each is from the average; and the figures in them.
fn rates(view: &WhoIsReferred) -> (Table<'_>, Vec<&Figure>) {
    table_of_rates(
        &view.groups_caption,
        &view.counted,
        &view.people_heading,
        &view.groups,
    )
}

fn table_of_rates<'a>(
    caption: &'a str,
    counted: &str,
    people: &str,
    groups: &'a [GroupRow],
) -> (Table<'a>, Vec<&'a Figure>) {
    let heads = vec![
        Head::text("Group"),
        Head::number(counted.to_owned()),
        Head::number(people.to_owned()),
        Head::number("Rate"),
        Head::number("95% interval"),
        Head::number("Ratio to average"),
        Head::number("95% interval of the ratio"),
        Head::text("In a word"),
    ];
    let rows = groups.iter().map(|group| {
        vec![
            html! { (group.label) },
            in_cell(&group.referrals),
            in_cell(&group.people),
            in_cell(&group.rate),
            interval_in_cell(&group.rate),
            in_cell(&group.ratio),
            interval_in_cell(&group.ratio),
            in_a_word(group),
        ]
    });
    let figures = groups
        .iter()
        .flat_map(|group| [&group.referrals, &group.people, &group.rate, &group.ratio]);
    (
        Table::new(caption, heads, rows.collect()),
        figures.collect(),
    )
}

/// Counts and shares, England's shares beside them where there are any, and words where some are said.
fn shares(view: &WhoIsReferred) -> (Table<'_>, Vec<&Figure>) {
    let england = view.rates.comparator_name.as_str();
    let has_england = !england.is_empty();
    let has_words = view
        .groups
        .iter()
        .any(|group| group.word.word != Word::NotCompared || group.word.reason.is_some());
    let mut heads = vec![
        Head::text("Group"),
        Head::number(view.counted.clone()),
        Head::number("Share"),
        Head::number("95% interval"),
    ];
    if has_england {
        heads.push(Head::number(england));
    }
    if has_words {
        heads.push(Head::text("In a word"));
    }
    let rows = view.groups.iter().map(|group| {
        let mut cells = vec![
            html! { (group.label) },
            in_cell(&group.referrals),
            in_cell(&group.rate),
            interval_in_cell(&group.rate),
        ];
        if has_england {
            cells.push(in_cell(&group.england));
        }
        if has_words {
            cells.push(in_a_word(group));
        }
        cells
    });
    let figures = view
        .groups
        .iter()
        .flat_map(|group| [&group.referrals, &group.rate])
        .chain(
            view.groups
                .iter()
                .filter(|_| has_england)
                .map(|group| &group.england),
        );
    (
        Table::new(&view.groups_caption, heads, rows.collect()),
        figures.collect(),
    )
}

/// Several months together, where one has too few people of some groups.
fn year(year: &GroupsYear) -> Markup {
    let (table, figures) = table_of_rates(
        &year.caption,
        "Referrals",
        &year.people_heading,
        &year.groups,
    );
    html! {
        h2 class="nhsuk-heading-m" { (year.title) }
        (table.render())
        (key(figures))
        @for note in &year.notes { p class="hub-quiet" { (note) } }
    }
}

fn in_a_word(group: &GroupRow) -> Markup {
    html! {
        (word(group.word.word))
        @if group.word.word == Word::NotCompared && group.rate.drawn().is_some() {
            @if let Some(reason) = &group.word.reason { ": " (reason) }
        }
    }
}

fn gap(gap: &Gap) -> Markup {
    html! {
        (gap_now(gap))
        @if let Some(chart) = &gap.over_time { (gap_chart(chart)) }
    }
}

/// The gap in words and by its two indices.
pub(super) fn gap_now(gap: &Gap) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "The gap between most and least deprived" }
        p class="hub-findings" { (gap.sentence) }
        div class="hub-split" {
            div {
                h3 class="nhsuk-heading-xs" { "Slope index of inequality" }
                (prominent(&gap.slope, &gap.slope_unit))
            }
            div {
                h3 class="nhsuk-heading-xs" { "Relative index of inequality" }
                (prominent(&gap.relative, "times: least deprived against most deprived, the ends of the same line"))
            }
        }
        @if let Some(found) = &gap.verdict { (verdict(found)) }
    }
}
