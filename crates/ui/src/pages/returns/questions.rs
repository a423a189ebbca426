//! Questions of the result page: what only the sender knows of the file.

use maud::{Markup, html};

use crate::components::{counted, inset};
use crate::layout::csrf_field;
use crate::view::{CheckResult, Frame, Select};

/// The questions, and the file again: it is not kept between the check and the answer.
pub(super) fn questions(frame: &Frame, view: &CheckResult) -> Markup {
    let questions = &view.questions;
    html! {
        @if let Some(month) = &questions.other_month {
            p { a class="nhsuk-button nhsuk-button--secondary" href=(month.href) { (month.label) } }
        }
        @if !questions.asked.is_empty() {
            h2 class="nhsuk-heading-m" id="questions" { "Or tell us how to read your file" }
            p { "Answer what you can, and select the same file again: we do not keep it while you decide." }
            @if !questions.lost.is_empty() { (lost(&questions.lost)) }
            form action=(view.upload_href) method="post" enctype="multipart/form-data" novalidate {
                (csrf_field(frame))
                @for (name, value) in &questions.answered { input type="hidden" name=(name) value=(value); }
                @for (position, question) in questions.asked.iter().enumerate() { (field(position, question)) }
                div class="nhsuk-form-group" {
                    label class="nhsuk-label" for="again" { "The same file" }
                    input class="nhsuk-file-upload hub-drop" id="again" name="file" type="file";
                }
                button class="nhsuk-button nhsuk-button--secondary" type="submit" { "Check again with these answers" }
            }
        }
    }
}

/// What was typed before and is not kept between the check and the answer, any more than the file.
fn lost(cells: &[String]) -> Markup {
    let number = u32::try_from(cells.len()).unwrap_or(u32::MAX);
    inset(&html! {
        p {
            "You put " (counted(number, "cell", "cells")) " right by typing what may tell who somebody is (" (cells.join(", ")) "). We have "
            "not kept that, so these answers go without it: choose " strong { "Fix here" } " afterwards to type it again."
        }
    })
}

fn field(position: usize, question: &Select) -> Markup {
    let id = format!("question-{position}");
    html! {
        div class="nhsuk-form-group" {
            label class="nhsuk-label" for=(id) { (question.label) }
            select class="nhsuk-select hub-question" id=(id) name=(question.name) {
                @for choice in &question.choices {
                    option value=(choice.value) selected[choice.selected] { (choice.label) }
                }
            }
        }
    }
}
