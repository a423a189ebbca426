use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::choices::{Choice, Question, radios};
use crate::components::fields::Title;
use crate::components::forms::error_summary;
use crate::layout::{Page, csrf_field, document};
use crate::view::{Choose, ChooseItem, FormError, Frame};

const ACTION: &str = "/choose";
const FIELD: &str = "membership";
const TITLE: &str = "Which organisation are you working for?";

/// S1a: for whom somebody works now who works for several.
#[must_use]
pub fn s1a_choose(frame: &Frame, view: &Choose) -> Markup {
    let items = view.items.iter().enumerate();
    let choices: Vec<Choice<'_>> = items
        .map(|(position, item)| choice(position, item, &view.errors))
        .collect();
    let question = Question {
        id: FIELD,
        title: Title {
            heading: Some(1),
            ..Title::new(TITLE).size("l")
        },
        hint: Some(html! {
            (view.person) ", you have access for " (view.items.len()) " organisations. What you see and send is for the one that you choose, until you "
            "change it."
        }),
        errors: &view.errors,
    };
    let content = html! {
        (error_summary(&view.errors))
        form action=(ACTION) method="post" novalidate {
            (csrf_field(frame))
            @if !view.next.is_empty() { input type="hidden" name="next" value=(view.next); }
            (question.render(&radios("", FIELD, &choices)))
            (Button::new("Continue").render())
        }
    };
    let page = Page::new("S1a", TITLE).with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn choice<'a>(position: usize, item: &'a ChooseItem, errors: &'a [FormError]) -> Choice<'a> {
    // The question has the id of its first answer, which is where an error leads.
    let id = match position {
        0 => FIELD.to_owned(),
        more => format!("{FIELD}-{more}"),
    };
    Choice {
        id,
        value: &item.id,
        label: html! { (item.organisation) },
        hint: Some(html! { (item.role) @if item.is_current { ". You are working for it now." } }),
        errors,
        ..Choice::default()
    }
}
