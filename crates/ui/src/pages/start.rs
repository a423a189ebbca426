use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::fields::{Field, Input, Title};
use crate::components::forms::error_summary;
use crate::components::{inset, link_list};
use crate::layout::{Page, SERVICE_NAME, csrf_field, document};
use crate::view::{FormError, Frame, Link, SignIn, Start};

/// P1: what this is, for whom, and the ways in.
#[must_use]
pub fn p1_start(frame: &Frame, view: &Start) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-xl" { (SERVICE_NAME) }
        @if let Some(notice) = &view.notice { (inset(&html! { p { (notice) } })) }
        p class="nhsuk-lede-text" {
            "Monthly returns of social prescribing link-worker services in England, turned into figures that anyone may rely on."
        }
        ul class="nhsuk-grid-row hub-entries" {
            @for entry in &view.entries {
                li class="nhsuk-grid-column-one-third" {
                    div class="hub-entry" {
                        h2 class="nhsuk-heading-m" { (entry.who) }
                        p { (entry.what) }
                        a class="nhsuk-button" href=(entry.href) { (entry.action) }
                    }
                }
            }
        }
        h2 class="nhsuk-heading-m" { "How it works" }
        p {
            "Services send one spreadsheet a month. The hub checks it while you wait, removes every identity as the file arrives, "
            "and shows who is referred, how long people wait, and where nobody is reached. No figure shows fewer than a set number of people."
        }
        @if !view.held.is_empty() { p { (view.held) } }
        @if !view.links.is_empty() {
            h2 class="nhsuk-heading-m" { "Also here" }
            (link_list(&view.links))
        }
    };
    document(frame, &Page::new("P1", "Start"), &content)
}

/// P2: sign in with an access token, or as one of the people of the demonstration.
#[must_use]
pub fn p2_sign_in(frame: &Frame, view: &SignIn) -> Markup {
    let errors = token_errors(view.error.as_deref());
    let content = html! {
        (error_summary(&errors))
        h1 class="nhsuk-heading-l" { "Sign in" }
        @if let Some(notice) = &view.notice { (inset(&html! { p { (notice) } })) }
        @if !view.issuers.is_empty() {
            (issuers(&view.issuers))
            h2 class="nhsuk-heading-m" { "Or with an access token" }
        }
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            @if !view.next.is_empty() { input type="hidden" name="next" value=(view.next); }
            (token_field(&errors))
            (Button::new("Sign in").render())
        }
        @if !view.demo.is_empty() {
            // The links carry tokens, which belong on no paper.
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Or sign in to the demonstration" }
                ul class="nhsuk-list hub-demo-links" {
                    @for link in &view.demo {
                        li {
                            a href=(link.href) { (link.label) }
                            @if !link.what.is_empty() { br; (link.what) }
                        }
                    }
                }
            }
        }
        p { "No token, or the wrong organisation? Ask the person in your organisation who arranged access, or see "
            a href="/accessibility#contact" { "how to reach us" } "." }
    };
    document(
        frame,
        &Page::new("P2", "Sign in").with_errors(!errors.is_empty()),
        &content,
    )
}

/// Services that sign people in. Links and no forms: a form would not be let lead to another site.
fn issuers(links: &[Link]) -> Markup {
    html! {
        ul class="nhsuk-list hub-issuers" {
            @for link in links { li { a class="nhsuk-button" href=(link.href) { (link.label) } } }
        }
    }
}

/// What is wrong with the token, as an error of its field.
pub(super) fn token_errors(error: Option<&str>) -> Vec<FormError> {
    error
        .map(|message| FormError {
            field: "token".to_owned(),
            message: message.to_owned(),
        })
        .into_iter()
        .collect()
}

/// Where an access token is typed.
pub(super) fn token_field(errors: &[FormError]) -> Markup {
    let hint = html! { "The operator of the hub gave it to your organisation." };
    Field::new("token", Title::new("Access token"))
        .hint(Some(hint))
        .errors(errors)
        .input(&Input {
            kind: Some("password"),
            autocomplete: Some("off"),
            spellcheck: Some(false),
            ..Input::default()
        })
}
