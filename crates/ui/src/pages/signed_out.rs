use maud::{Markup, html};

use super::start::{token_errors, token_field};
use crate::components::forms::error_summary;
use crate::layout::{Page, csrf_field, document};
use crate::view::{DemoButton, Frame, Link, SignedInAgain, SignedOut, TypedFields};

const OUT: &str = "You are signed out";
const IN_AGAIN: &str = "You are signed in again";

/// P6: what is kept of what somebody was doing, and the form to sign in.
#[must_use]
pub fn p6_signed_out(frame: &Frame, view: &SignedOut) -> Markup {
    let errors = token_errors(view.error.as_deref());
    let content = html! {
        (error_summary(&errors))
        h1 class="nhsuk-heading-l" { (OUT) }
        p { (view.what) }
        h2 class="nhsuk-heading-m" { "Sign in to go on" }
        @if view.fields.0.is_empty() { (issuers(&view.issuers)) }
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            @if !view.next.is_empty() { input type="hidden" name="next" value=(view.next); }
            (hidden(&view.fields))
            @if !view.fields.0.is_empty() { (issuers_beside(&view.issuers)) }
            (token_field(&errors))
            button class="nhsuk-button" type="submit" { "Sign in" }
            (sentences("What is kept", &view.kept))
            (sentences("What is not kept", &view.lost))
            (demo(&view.demo))
        }
        p { "No token, or the wrong organisation? Ask the person in your organisation who arranged access, or see "
            a href="/accessibility#contact" { "how to reach us" } "." }
    };
    document(
        frame,
        &Page::new("P6", OUT).with_errors(!errors.is_empty()),
        &content,
    )
}

/// P6: what was typed before the sign-in ended waits to be sent.
#[must_use]
pub fn p6_signed_in_again(frame: &Frame, view: &SignedInAgain) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { (IN_AGAIN) }
        p { (view.what) }
        p { "It is in this page and nowhere else: do not close the page until you have sent it." }
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            (hidden(&view.fields))
            button class="nhsuk-button" type="submit" { (view.button) }
        }
        p { a href=(view.leave.href) { (view.leave.label) } }
    };
    document(frame, &Page::new("P6", IN_AGAIN), &content)
}

fn sentences(title: &str, sentences: &[String]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            h2 class="nhsuk-heading-s" { (title) }
            ul class="nhsuk-list nhsuk-list--bullet" { @for sentence in sentences { li { (sentence) } } }
        }
    }
}

/// Services that sign people in, where nothing was typed that a link would leave behind.
fn issuers(links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            ul class="nhsuk-list hub-issuers" {
                @for link in links { li { a class="nhsuk-button" href=(link.href) { (link.label) } } }
            }
            p { "Or with an access token:" }
        }
    }
}

/// The same in a window of their own, so that what was typed stays in this one; a button takes it along afterwards.
fn issuers_beside(links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            p { "Sign in in another window, come back to this one, and press the button:" }
            ul class="nhsuk-list" {
                @for link in links {
                    li { a href=(link.href) target="_blank" rel="noopener" { (link.label) " (opens in a new window)" } }
                }
            }
            button class="nhsuk-button nhsuk-button--secondary" type="submit" name="token" value="" {
                "I have signed in: go on with what I typed"
            }
            p { "Or with an access token:" }
        }
    }
}

fn hidden(fields: &TypedFields) -> Markup {
    html! {
        @for (name, value) in &fields.0 { input type="hidden" name=(name) value=(value); }
    }
}

/// Buttons and not links, since a link would leave what was typed behind.
fn demo(buttons: &[DemoButton]) -> Markup {
    html! {
        @if !buttons.is_empty() {
            // They carry tokens, which belong on no paper.
            div class="hub-screen-only" {
                h3 class="nhsuk-heading-s" { "Or sign in to the demonstration" }
                ul class="nhsuk-list hub-demo-links" {
                    @for button in buttons {
                        li {
                            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" name="token"
                                value=(button.token.0) { (button.label) }
                            @if !button.what.is_empty() { br; (button.what) }
                        }
                    }
                }
            }
        }
    }
}
