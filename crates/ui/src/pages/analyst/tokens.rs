use maud::{Markup, html};

use super::{code_block, tabs};
use crate::components::forms::{described_by, error_summary, field_errors, group_class, invalid};
use crate::components::table::{Head, Table};
use crate::components::{inset, tag, warning_callout};
use crate::layout::{Page, csrf_field, document};
use crate::view::{Frame, TokenForm, TokenItem, TokenMade, TokenPage, TokenRevoke, TokenStanding};

/// Where tokens are made.
const ACTION: &str = "/analyst/tokens";
const LABEL: &str = "label";
const DAYS: &str = "days";

/// A5: the reader's own tokens, and the form that makes one.
#[must_use]
pub fn a5_tokens(frame: &Frame, view: &TokenPage) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        (tabs("Tokens"))
        h1 class="nhsuk-heading-l" { "Your access tokens" }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        p {
            "A token lets a program ask in your name: " (view.holder) ". Make one for each program, so that you can revoke it without "
            "stopping the others. At most " (view.live_max) " of yours work at the same time."
        }
        @if let Some(form) = &view.form { (new_token(frame, view, form)) }
        @if !view.full.is_empty() { (inset(&html! { p { (view.full) } })) }
        h2 class="nhsuk-heading-m" { "Tokens you have" }
        (list(view))
        @if !view.older.is_empty() { p { (view.older) } }
    };
    let page = Page::new("A5", "Your access tokens")
        .about("SQL and data")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn new_token(frame: &Frame, view: &TokenPage, form: &TokenForm) -> Markup {
    let errors = &view.errors;
    let error_class = |field: &str| {
        let has_error = errors.iter().any(|error| error.field == field);
        if has_error { " nhsuk-input--error" } else { "" }
    };
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Make a token" }
            form action=(ACTION) method="post" novalidate {
                (csrf_field(frame))
                input type="hidden" name="seen" value=(form.seen);
                div class=(group_class(errors, LABEL)) {
                    label class="nhsuk-label nhsuk-label--s" for=(LABEL) { "What is it for?" }
                    div class="nhsuk-hint" id="label-hint" {
                        "For example: Power BI on my laptop. Up to " (form.label_characters_max) " characters. The operator of the hub can read it."
                    }
                    (field_errors(errors, LABEL))
                    input class={ "nhsuk-input" (error_class(LABEL)) } id=(LABEL) name=(LABEL) type="text" value=(form.label)
                        maxlength=(form.label_characters_max) autocomplete="off"
                        aria-describedby=[described_by(errors, LABEL, Some("label-hint"))] aria-invalid=[invalid(errors, LABEL)];
                }
                div class=(group_class(errors, DAYS)) {
                    label class="nhsuk-label nhsuk-label--s" for=(DAYS) { "How many days should it work?" }
                    div class="nhsuk-hint" id="days-hint" {
                        "1 to " (form.days_max) ". It ends on " (form.ends_by) " at the latest, with the token that you are signed in with."
                    }
                    (field_errors(errors, DAYS))
                    input class={ "nhsuk-input nhsuk-input--width-3" (error_class(DAYS)) } id=(DAYS) name=(DAYS) type="text"
                        inputmode="numeric" value=(form.days) autocomplete="off"
                        aria-describedby=[described_by(errors, DAYS, Some("days-hint"))] aria-invalid=[invalid(errors, DAYS)];
                }
                button class="nhsuk-button" type="submit" { "Make a token" }
            }
        }
    }
}

fn list(view: &TokenPage) -> Markup {
    let heads = [
        "Token",
        "Made",
        "Ends",
        "Last question",
        "Status",
        "What you can do",
    ];
    let heads = heads.into_iter().map(Head::text).collect();
    let rows = view.tokens.iter().map(row).collect();
    html! {
        (Table::with_quiet_caption("Tokens you have", heads, rows).stacking().render())
        p class="hub-quiet" {
            "Last question is when a token last asked in SQL, as far as the newest records of the audit log tell. The text of a token "
            "is kept nowhere, so that it cannot be shown again."
        }
    }
}

fn row(token: &TokenItem) -> Vec<Markup> {
    vec![
        html! {
            span class="hub-break" { (token.label) }
            br;
            code { (token.id) }
        },
        html! { (token.made) },
        html! { (token.ends) },
        html! { (token.last_question) },
        html! {
            @match token.standing {
                TokenStanding::Works => { (tag("green", "Works")) }
                TokenStanding::Expired => { (tag("grey", "Expired")) }
                TokenStanding::Revoked => { (tag("grey", "Revoked")) }
            }
            @if token.is_current { " You are signed in with it." }
        },
        html! {
            @if let Some(href) = &token.revoke_href {
                a href=(href) { "Revoke" span class="nhsuk-u-visually-hidden" { ": " (token.label) ", " (token.id) } }
            } @else {
                "Nothing"
            }
        },
    ]
}

/// A5: a token that was just made, for the only time.
#[must_use]
pub fn a5_token_made(frame: &Frame, view: &TokenMade) -> Markup {
    let content = html! {
        (tabs("Tokens"))
        h1 class="nhsuk-heading-l" { "Your new token" }
        // It belongs on no paper.
        div class="hub-screen-only" { (code_block(&view.token.0)) }
        p class="hub-print-only" { "The token is not printed." }
        (warning_callout("Copy it now", &html! {
            p { "You cannot see it again: the hub keeps only what it needs to know the token by. If you lose it, revoke it and make another." }
            p { "Whoever has it can ask in your name. Do not mail it, and keep it out of files that others can read." }
        }))
        dl class="nhsuk-summary-list" {
            (fact("What it is for", &view.label))
            (fact("What it may do", &view.role))
            (fact("Ends", &view.ends))
        }
        @if !view.sooner.is_empty() { p { (view.sooner) } }
        h2 class="nhsuk-heading-m" { "How to use it" }
        p {
            "Put it in the environment variable " code { "HUB_TOKEN" } " and take an example for your program from "
            a href="/analyst/connect" { "Connect" } ". In a program that asks for a user and a password, it is the password."
        }
        p class="hub-screen-only" { a href=(ACTION) { "Your access tokens" } }
    };
    document(
        frame,
        &Page::new("A5", "Your new token").about("SQL and data"),
        &content,
    )
}

/// A5: the question before a token is revoked.
#[must_use]
pub fn a5_token_revoke(frame: &Frame, view: &TokenRevoke) -> Markup {
    let content = html! {
        (tabs("Tokens"))
        h1 class="nhsuk-heading-l" { "Revoke this token" }
        dl class="nhsuk-summary-list" {
            (fact("Token", &view.label))
            (fact("Id", &view.id))
            (fact("Made", &view.made))
            (fact("Ends by itself", &view.ends))
        }
        (warning_callout("This cannot be undone", &html! {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for effect in &view.effects { li { (effect) } }
            }
        }))
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            button class="nhsuk-button nhsuk-button--warning" type="submit" { "Revoke this token" }
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    document(
        frame,
        &Page::new("A5", "Revoke this token").about("SQL and data"),
        &content,
    )
}

fn fact(key: &str, value: &str) -> Markup {
    html! {
        div class="nhsuk-summary-list__row" {
            dt class="nhsuk-summary-list__key" { (key) }
            dd class="nhsuk-summary-list__value hub-break" { (value) }
        }
    }
}
