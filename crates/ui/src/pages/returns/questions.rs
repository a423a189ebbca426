//! Questions of the result page: what only the sender knows of the file.

use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::fields::{Field, Title};
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
                (Field::new("again", Title::new("The same file")).name("file").classes("hub-drop").group_classes("hub-screen-only").file(None))
                (Button::new("Check again with these answers").secondary().render())
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
    Field::new(&id, Title::new(&question.label))
        .name(&question.name)
        .classes("hub-question")
        .choices(&question.choices)
}
