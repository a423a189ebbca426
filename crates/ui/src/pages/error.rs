use maud::{Markup, html};

use crate::components::link_list;
use crate::layout::{Page, document};
use crate::view::{ErrorPage, Frame, Link};

impl ErrorPage {
    /// The usual words for an HTTP status. What is unknown is told as a fault of ours.
    #[must_use]
    pub fn for_status(status: u16) -> Self {
        let (title, what, safe, steps): (&str, &str, &str, &[&str]) = match status {
            400 => (
                "We could not read that request",
                "The address or the form you sent has something in it that we do not understand.",
                "Nothing was changed.",
                &[
                    "Go back and try again.",
                    "If you typed the address, check it.",
                ],
            ),
            401 => (
                "Sign in to see this page",
                "You are not signed in, or your sign-in has ended.",
                "Anything you sent before is safe.",
                &["Sign in, and you will come back to this page."],
            ),
            403 => (
                "You cannot see this page",
                "You are signed in, but your role does not include this page.",
                "Nothing was changed.",
                &[
                    "Check that you are signed in for the right organisation.",
                    "If you should have access, ask the person who arranged yours.",
                ],
            ),
            404 => (
                "Page not found",
                "There is no page at this address.",
                "Nothing was changed.",
                &[
                    "If you typed the address, check it.",
                    "If you followed a link, start again from the home page.",
                ],
            ),
            409 => (
                "Someone else changed this first",
                "Another return for this month arrived while you were looking at yours.",
                "Your file was not sent, and the other return is unharmed.",
                &[
                    "Look at the return that is in now.",
                    "If yours is the right one, send it again.",
                ],
            ),
            413 => (
                "The selected file is too large",
                "The file is larger than we accept.",
                "Nothing was kept.",
                &[
                    "Pictures are a common cause: delete them and save.",
                    "Select the file again.",
                ],
            ),
            429 => (
                "Too many requests",
                "You have asked for more than we can answer in a short time.",
                "Nothing you sent has been lost.",
                &["Wait a minute, then try again."],
            ),
            503 => (
                "The service is busy or being updated",
                "We cannot answer at the moment.",
                "Returns that were accepted are safe.",
                &["Try again in a few minutes."],
            ),
            _ => (
                "Sorry, there is a problem with the service",
                "Something went wrong on our side.",
                "Returns that were accepted are safe.",
                &[
                    "Try again in a few minutes.",
                    "If it happens again, tell us the reference on this page.",
                ],
            ),
        };
        Self {
            status,
            title: title.to_owned(),
            what: what.to_owned(),
            safe: safe.to_owned(),
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            reference: None,
            links: vec![Link::new("Go to the home page", "/")],
        }
    }
}

/// P5: what happened, what is safe, what to do.
#[must_use]
pub fn p5_error(frame: &Frame, view: &ErrorPage) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { (view.title) }
        p { (view.what) }
        @if !view.safe.is_empty() { p { (view.safe) } }
        @if !view.steps.is_empty() {
            h2 class="nhsuk-heading-s" { "What you can do" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for step in &view.steps { li { (step) } } }
        }
        (link_list(&view.links))
        @if let Some(reference) = &view.reference { p class="hub-quiet" { "Reference: " code { (reference) } } }
    };
    document(frame, &Page::new("P5", &view.title), &content)
}
