use maud::{Markup, PreEscaped, html};

use super::{measure, outcomes, overview, trust, who};
use crate::chart::ranked;
use crate::components::area::{heading_with, inside, strip};
use crate::components::choices::{Choice as Answer, checkboxes};
use crate::components::fields::{Title, fieldset};
use crate::components::figure::key;
use crate::components::forms::{hint, summary_list};
use crate::components::{empty_note, link_list, link_or_text, warning_callout};
use crate::layout::{Page, document};
use crate::view::{
    AreaOverview, Choice, Figure, Frame, MeasureOverTime, Pack, PackCards, PackContent,
    PackDefinition, PackSection, Status, WhoIsReferred,
};

const TITLE: &str = "Report pack";

/// C10: the pages about an area in brief. Each section has paper of its own, but short ones after each other.
#[must_use]
pub fn c10_pack(frame: &Frame, view: &Pack) -> Markup {
    let content = html! {
        (heading_with(&view.area, Some(TITLE), &view.filter, &offer(&view.offer)))
        (strip(&view.strip))
        (summary_list(&view.facts))
        @if let Some(note) = &view.empty { (empty_note(note)) }
        (contents(&view.sections))
        (taken_along(view))
        @for section in &view.sections { (self::section(section)) }
    };
    document(
        frame,
        &Page::new("C10", TITLE).about(&view.area.name),
        &content,
    )
}

/// The sections to tick, as part of the form of the filters.
fn offer(choices: &[Choice]) -> Markup {
    let ticks: Vec<Answer<'_>> = choices.iter().map(tick).collect();
    html! {
        @if !choices.is_empty() {
            (fieldset("hub-pack__offer", Some("part-hint"), &Title::new("Sections"), &html! {
                (hint(Some("part-hint"), "", &html! { "With none ticked, the pack has all of them." }))
                (checkboxes("nhsuk-checkboxes--small hub-pack__ticks", "part", &ticks))
            }))
        }
    }
}

fn tick(choice: &Choice) -> Answer<'_> {
    Answer {
        id: format!("part-{}", choice.value),
        value: &choice.value,
        label: html! { (choice.label) },
        ticked: choice.selected,
        ..Answer::default()
    }
}

fn contents(sections: &[PackSection]) -> Markup {
    html! {
        @if !sections.is_empty() {
            nav class="hub-pack__contents" aria-labelledby="pack-contents" {
                h2 class="nhsuk-heading-m" id="pack-contents" { "Contents" }
                ol class="nhsuk-list nhsuk-list--number" {
                    @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } }
                }
            }
        }
    }
}

/// The ways to have the same pack elsewhere, and later.
fn taken_along(view: &Pack) -> Markup {
    html! {
        @if !view.exactly.href.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Take this pack with you" }
                p { "Print this page for a set of A4 sheets, one section after another, or take its figures as a spreadsheet." }
                (link_list(&view.downloads))
                @if let Some(link) = &view.services {
                    p {
                        "The pack names no service, and can be passed on. For your own use, and not to be passed on: "
                        a href=(link.href) { (link.label) } "."
                    }
                }
                p { a href=(view.exactly.href) { (view.exactly.label) } }
            }
            p class="hub-print-only" {
                "Exactly this pack, whatever is released later: " (view.exactly.href)
                ". The numbers behind its charts are in its spreadsheet."
            }
        }
    }
}

fn section(section: &PackSection) -> Markup {
    html! {
        section class="hub-pack__section" id=(section.id) aria-labelledby={ (section.id) "-title" } data-short[is_short(&section.content)] {
            h2 class="nhsuk-heading-l" id={ (section.id) "-title" } {
                @if !section.about.is_empty() { span class="nhsuk-caption-l" { (section.about) } }
                (section.title)
            }
            (lowered(&content(&section.content)))
            @if let Some(more) = &section.more {
                p class="hub-screen-only" { a href=(more.href) { (more.label) } }
            }
        }
    }
}

/// Whether a section leaves most of a sheet of paper empty.
fn is_short(content: &PackContent) -> bool {
    matches!(content, PackContent::Cards(_))
}

/// The same with headings one step lower: here the parts of other pages stand under the heading of a section.
///
/// Text of a page is escaped, so that whatever begins with `<h2` is a heading.
fn lowered(part: &Markup) -> Markup {
    let steps = [
        ("<h3", "<h4"),
        ("</h3>", "</h4>"),
        ("<h2", "<h3"),
        ("</h2>", "</h3>"),
    ];
    PreEscaped(
        steps
            .into_iter()
            .fold(part.0.clone(), |text, (from, to)| text.replace(from, to)),
    )
}

fn content(content: &PackContent) -> Markup {
    match content {
        PackContent::Overview(view) => area(view),
        PackContent::OverTime(view) => over_time(view),
        PackContent::Who(view) => groups(view),
        PackContent::Cards(view) => cards(view),
        PackContent::Compare(view) => match &view.empty {
            Some(note) => empty_note(note),
            None => ranked(&view.ranked),
        },
        PackContent::Trust(view) => match &view.empty {
            Some(note) => empty_note(note),
            None => trust::in_brief(view),
        },
        PackContent::Definitions(list) => definitions(list),
    }
}

fn area(view: &AreaOverview) -> Markup {
    html! {
        (overview::in_brief(view))
        @if let Some(table) = &view.inside { (inside(table)) }
    }
}

fn over_time(view: &MeasureOverTime) -> Markup {
    match &view.empty {
        Some(note) => empty_note(note),
        None => measure::in_brief(view),
    }
}

fn groups(view: &WhoIsReferred) -> Markup {
    match &view.empty {
        Some(note) => empty_note(note),
        None => html! {
            (who::by_group(view))
            @if let Some(gap) = &view.gap { (who::gap_now(gap)) }
        },
    }
}

fn cards(view: &PackCards) -> Markup {
    html! {
        @if let Some(caution) = &view.caution {
            (warning_callout("Read these figures with caution", &html! { p { (caution) } }))
        }
        @if let Some(year) = &view.year {
            (outcomes::year(year))
        } @else if view.cards.is_empty() {
            p { "This release has no measures for this section." }
        } @else {
            (overview::cards(&view.cards))
        }
        @for note in &view.notes { p class="hub-quiet" { (note) } }
    }
}

/// Every sign that a table of the pack may hold.
const SIGNS: [Status; 6] = [
    Status::Hidden,
    Status::NotSubmitted,
    Status::NotApplicable,
    Status::NotCalculated,
    Status::Provisional,
    Status::Revised,
];

fn definitions(list: &[PackDefinition]) -> Markup {
    let signs = SIGNS.map(Figure::without_value);
    html! {
        dl class="hub-about hub-pack__definitions" {
            @for definition in list {
                dt {
                    (link_or_text(&definition.title, &definition.href))
                    @if !definition.unit.is_empty() { " (" (definition.unit) ")" }
                }
                dd {
                    (definition.counted)
                    @if !definition.out_of.is_empty() { " Out of: " (definition.out_of) }
                }
            }
        }
        (key(&signs))
    }
}
