use maud::{Markup, html};

use crate::chart::dots;
use crate::components::area::{heading, strip};
use crate::components::figure::{in_cell, in_words, interval_in_cell, key, prominent};
use crate::components::headline::headlines;
use crate::components::table::{Head, Table};
use crate::components::{empty_note, warning_callout};
use crate::layout::{Page, document};
use crate::view::{Figure, Frame, Moved, Outcomes, OutcomesYear, ScaleChange};

const TITLE: &str = "Outcomes of support";

/// C6: how people fare at closing against before, as far as they were asked twice.
#[must_use]
pub fn c6_outcomes(frame: &Frame, view: &Outcomes) -> Markup {
    let content = html! {
        (heading(&view.area, Some(TITLE), &view.filter))
        (strip(&view.strip))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                @if let Some(found) = &view.year { (year(found)) }
                (follow_up(view))
                (questions(view))
                (scales(view))
                (by_group(view))
                (plans(view))
                (support(view))
            }
        }
    };
    document(
        frame,
        &Page::new("C6", TITLE).about(&view.area.name),
        &content,
    )
}

/// Twelve months first: they have the people for an interval that tells something.
pub(super) fn year(year: &OutcomesYear) -> Markup {
    let lists = [
        ("You may say", &year.may),
        ("You may not say", &year.may_not),
    ];
    html! {
        h2 class="nhsuk-heading-m" { (year.title) }
        (headlines(&year.headlines))
        @for (title, sentences) in lists {
            @if !sentences.is_empty() {
                h3 class="nhsuk-heading-s" { (title) }
                ul class="nhsuk-list nhsuk-list--bullet" { @for sentence in sentences { li { (sentence) } } }
            }
        }
    }
}

fn follow_up(view: &Outcomes) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "One month: how many were asked twice" }
        p {
            "These are people whose referral was closed in " (view.period) ". Change can be told only of those who have a score from before \
             support and one at closing."
        }
        @if let Some(caution) = &view.caution {
            (warning_callout("Read every change with caution", &html! { p { (caution) } }))
        }
        @if let Some(chart) = &view.follow_up { (dots(chart)) }
    }
}

fn questions(view: &Outcomes) -> Markup {
    html! {
        @if let Some(chart) = &view.questions {
            h2 class="nhsuk-heading-m" { "Change in wellbeing" }
            p {
                "Each of the four questions of the Office for National Statistics is answered from 0 to 10. A change is the score at closing \
                 less the score before, so above 0 is a higher score. "
                strong { "Anxiety is not turned round: there a change below 0 is for the better." }
            }
            p { "Before against after is not evidence of what support does: nobody knows how people would have fared without it, and many come \
                 when they feel worst." }
            (dots(chart))
            (moved(view))
        }
    }
}

fn moved(view: &Outcomes) -> Markup {
    let heads = vec![
        Head::text("Question"),
        Head::number("People asked twice"),
        Head::number("Better by a point or more"),
        Head::number("95% interval"),
        Head::number("Worse by a point or more"),
        Head::number("95% interval"),
    ];
    let row = |moved: &Moved| {
        vec![
            html! { (moved.label) },
            in_cell(&moved.asked_twice),
            in_cell(&moved.better),
            interval_in_cell(&moved.better),
            in_cell(&moved.worse),
            interval_in_cell(&moved.worse),
        ]
    };
    let rows = view.questions_moved.iter().map(row);
    let figures = view
        .questions_moved
        .iter()
        .flat_map(|moved| [&moved.asked_twice, &moved.better, &moved.worse]);
    html! {
        @if !view.questions_moved.is_empty() {
            h3 class="nhsuk-heading-s" { "How many were better, and how many worse" }
            (Table::new(&view.moved_caption, heads, rows.collect()).render())
            (key(figures))
            p class="hub-quiet" {
                "Better is a lower score for anxiety and a higher one for the other questions. The rest changed by less than a point: there is \
                 no share of them, and since each share has an adjustment of its own it cannot be had by subtracting."
            }
        }
    }
}

fn scales(view: &Outcomes) -> Markup {
    html! {
        @if !view.scales.is_empty() || !view.scales_without.is_empty() {
            h2 class="nhsuk-heading-m" { "Other questionnaires" }
            p { "Each has a scale of its own. Points of one cannot be set against points of another." }
            @if !view.scales.is_empty() {
                ul class="hub-cards" { @for change in &view.scales { li { (scale(change)) } } }
            }
            @if !view.scales_without.is_empty() {
                p { "None or too few people to show, or no return: " (view.scales_without.join("; ")) "." }
            }
        }
    }
}

fn scale(change: &ScaleChange) -> Markup {
    let moved = &change.moved;
    html! {
        article class="hub-card" {
            h3 class="nhsuk-heading-s hub-card__title" { (moved.label) }
            (prominent(&change.change, &change.unit))
            p class="hub-quiet" { (change.direction) " People asked twice: " (in_words(&moved.asked_twice)) "." }
            p { "Better by " (change.step) " or more: " (with_interval(&moved.better)) "." }
            p { "Worse by " (change.step) " or more: " (with_interval(&moved.worse)) "." }
        }
    }
}

/// A share with its limits, in a sentence.
fn with_interval(figure: &Figure) -> String {
    match (&figure.interval, figure.drawn()) {
        (Some(interval), Some(_)) => {
            format!("{} (95% interval {})", in_words(figure), interval.display)
        }
        _ => in_words(figure).to_lowercase(),
    }
}

fn by_group(view: &Outcomes) -> Markup {
    html! {
        @if let Some(chart) = &view.by_group {
            h2 class="nhsuk-heading-m" { "Change of life satisfaction by group" }
            @if !view.by_group_note.is_empty() { p { (view.by_group_note) } }
            (dots(chart))
        }
    }
}

fn plans(view: &Outcomes) -> Markup {
    html! {
        @if view.plans.is_some() || view.plans_by.is_some() {
            h2 class="nhsuk-heading-m" { "Plans completed" }
            p { "Completed says that the plan was carried out, not that it helped. A closing without a reason counts as not completed." }
            @if let Some(headline) = &view.plans { (headlines(std::slice::from_ref(headline))) }
            @if let Some(chart) = &view.plans_by { (dots(chart)) }
        }
    }
}

fn support(view: &Outcomes) -> Markup {
    html! {
        @if view.support.is_some() || view.support_by.is_some() {
            h2 class="nhsuk-heading-m" { "Support and needs" }
            @if let Some(headline) = &view.support { (headlines(std::slice::from_ref(headline))) }
            @if !view.support_note.is_empty() { p { (view.support_note) } }
            @if let Some(chart) = &view.support_by { (dots(chart)) }
        }
    }
}
