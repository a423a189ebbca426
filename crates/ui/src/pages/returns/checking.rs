use maud::{Markup, html};

use crate::components::heading::page_heading;
use crate::components::{counted, tag};
use crate::layout::{Page, document};
use crate::view::{CheckStep, Checking, Frame, StepStatus};

/// S5: a file that is being checked.
#[must_use]
pub fn s5_checking(frame: &Frame, view: &Checking) -> Markup {
    let content = html! {
        (page_heading(&format!("{}, {}", view.service, view.month), "We are checking your file"))
        p {
            "This takes a few seconds; a long file can take a minute. You may leave this page: the result is kept "
            (view.kept_until) ", and your list of returns leads to it."
        }
        ol class="nhsuk-task-list" { @for item in &view.steps { (step(item)) } }
        a class="nhsuk-button" href=(view.refresh_href) { "See whether it is ready" }
        p class="hub-screen-only" {
            @if let Some(seconds) = view.refreshes_after_s { "This page refreshes by itself every " (seconds) " seconds. " }
            a href=(view.other.href) { (view.other.label) }
        }
    };
    document(
        frame,
        &Page::new("S5", "We are checking your file").about(&view.service),
        &content,
    )
}

fn step(step: &CheckStep) -> Markup {
    html! {
        li class="nhsuk-task-list__item" {
            div class="nhsuk-task-list__name-and-hint" {
                (step.title)
                @if let Some(rows) = step.rows {
                    div class="nhsuk-task-list__hint" { (counted(rows, "row", "rows")) " so far" }
                }
            }
            div class="nhsuk-task-list__status" {
                @match step.status {
                    StepStatus::Done => { (tag("green", "Done")) }
                    StepStatus::InProgress => { (tag("blue", "In progress")) }
                    StepStatus::NotYet => { (tag("grey", "Not yet")) }
                }
            }
        }
    }
}
