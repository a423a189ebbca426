use maud::{Markup, html};

use super::discard::discard;
use super::preview::preview;
use crate::components::button::Button;
use crate::components::choices::{Choice, Question, radios};
use crate::components::fields::Title;
use crate::components::forms::{check_box, error_summary, field_errors, group_class, summary_list};
use crate::components::heading::page_heading;
use crate::components::table::{Head, Table};
use crate::components::{counted, inset, warning_callout};
use crate::layout::{Page, csrf_field, document};
use crate::view::{Confirm, Frame, Replaces, RunComparison, Unusual};

/// S9: check before you submit.
#[must_use]
pub fn s9_confirm(frame: &Frame, view: &Confirm) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        (page_heading(&format!("{}, {}", view.service, view.month), "Check before you submit"))
        (losses(view))
        p class="hub-screen-only" { a href="#submit" { "Go to the declaration and submit" } }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
        @if view.left_out > 0 {
            (inset(&html! {
                p {
                    strong { (counted(view.left_out, "row", "rows")) " will be left out" }
                    " because of problems that were not fixed. You can send a corrected file later: it replaces this one."
                }
            }))
        }
        (summary_list(&view.summary))
        (against(&view.against))
        @if let Some(replaces) = &view.replaces { (replaced(replaces)) }
        (preview(&view.preview, &view.month))
        @if !view.acknowledged.is_empty() {
            h2 class="nhsuk-heading-m" { "You have looked at these" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for item in &view.acknowledged { li { (item.title) } } }
        }
        form action=(view.action) method="post" id="submit" novalidate {
            (csrf_field(frame))
            @for item in &view.acknowledged { input type="hidden" name="ok" value=(item.code); }
            @if let Some(replaces) = &view.replaces {
                @if !replaces.reference.is_empty() { input type="hidden" name="replaces" value=(replaces.reference); }
            }
            @if let Some(change) = &view.unusual { (reason(change, view)) }
            (declaration(view))
            (Button::new("Submit return").render())
        }
        @if !view.back_href.is_empty() { p class="hub-screen-only" { a href=(view.back_href) { "Back to the result of the check" } } }
        @if !view.discard_href.is_empty() { (discard(frame, &view.discard_href, view.nil, &html! { (view.month) })) }
    };
    let page = Page::new("S9", "Check before you submit")
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// What the earlier return loses, before all totals.
fn losses(view: &Confirm) -> Markup {
    let losses = view
        .replaces
        .as_ref()
        .map_or(&[][..], |replaces| replaces.losses.as_slice());
    html! {
        @if !losses.is_empty() {
            (warning_callout("Look at this first", &html! { @for loss in losses { p { (loss) } } }))
        }
    }
}

fn against(lines: &[RunComparison]) -> Markup {
    let heads = vec![
        Head::text("What is counted"),
        Head::number("This return"),
        Head::number("Last month"),
        Head::number("Same month last year"),
        Head::text("In words"),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            html! { (line.what) },
            html! { (line.this) },
            html! { (line.last_month) },
            html! { (line.last_year) },
            html! { (line.words) },
        ]
    });
    html! {
        @if !lines.is_empty() {
            h2 class="nhsuk-heading-m" { "Against earlier returns" }
            (Table::with_quiet_caption("This return against earlier ones", heads, rows.collect()).stacking().render())
        }
    }
}

fn replaced(replaces: &Replaces) -> Markup {
    let heads = vec![
        Head::text("What changes"),
        Head::number("Before"),
        Head::number("Now"),
    ];
    let rows = replaces
        .lines
        .iter()
        .map(|(what, before, now)| vec![html! { (what) }, html! { (before) }, html! { (now) }]);
    html! {
        h2 class="nhsuk-heading-m" { "What becomes of your earlier return" }
        p { (replaces.sentence) }
        @if !replaces.lines.is_empty() {
            (Table::with_quiet_caption("Earlier return and this one", heads, rows.collect()).render())
        }
    }
}

fn reason(unusual: &Unusual, view: &Confirm) -> Markup {
    let choices: Vec<Choice<'_>> = unusual
        .reasons
        .iter()
        .enumerate()
        .map(|(position, reason)| Choice {
            // The question leads to its first answer.
            id: match position {
                0 => "reason".to_owned(),
                _ => format!("reason-{position}"),
            },
            value: &reason.value,
            label: html! { (reason.label) },
            ticked: reason.selected,
            errors: &view.errors,
            ..Choice::default()
        })
        .collect();
    let question = Question {
        id: "reason",
        title: Title::new("Why is this so different?").size("m"),
        hint: Some(html! { (unusual.sentence) " We keep your choice with the return." }),
        errors: &view.errors,
    };
    question.render(&radios("", "reason", &choices))
}

fn declaration(view: &Confirm) -> Markup {
    let label = if view.nil {
        "As far as I know, there is nothing to report for this month, and I may send this for my service"
    } else {
        "As far as I know, this return is complete and correct, and I may send it for my service"
    };
    html! {
        h2 class="nhsuk-heading-m" { "Declaration" }
        div class=(group_class(&view.errors, "declaration")) {
            (field_errors(&view.errors, "declaration"))
            (check_box("declaration", "declaration", "yes", label, false, &view.errors))
        }
    }
}
