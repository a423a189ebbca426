use maud::{Markup, html};

use super::{code_block, tabs};
use crate::components::button::Button;
use crate::components::fields::{Field, Input, Title};
use crate::components::forms::error_summary;
use crate::components::summary::{Row, summary};
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
        p { "A token lets a program ask in your name: " (view.holder) "." }
        @if let Some(form) = &view.form { (new_token(frame, view, form)) }
        @if !view.full.is_empty() { (inset(&html! { p { (view.full) } })) }
        p {
            "Make one for each program, so that you can revoke it without stopping the others. At most " (view.live_max)
            " of yours work at the same time."
        }
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
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Make a token" }
            form action=(ACTION) method="post" novalidate {
                (csrf_field(frame))
                input type="hidden" name="seen" value=(form.seen);
                (label_field(view, form))
                (days_field(view, form))
                (Button::new("Make a token").render())
            }
        }
    }
}

fn label_field(view: &TokenPage, form: &TokenForm) -> Markup {
    let hint = html! {
        "For example: Power BI on my laptop. Up to " (form.label_characters_max) " characters. The operator of the hub can read it."
    };
    Field::new(LABEL, Title::new("What is it for?").size("s"))
        .hint(Some(hint))
        .errors(&view.errors)
        .input(&Input {
            value: Some(&form.label),
            maxlength: Some(form.label_characters_max),
            autocomplete: Some("off"),
            ..Input::default()
        })
}

fn days_field(view: &TokenPage, form: &TokenForm) -> Markup {
    let hint = html! {
        "1 to " (form.days_max) ". It ends on " (form.ends_by) " at the latest, with the token that you are signed in with."
    };
    Field::new(DAYS, Title::new("How many days should it work?").size("s"))
        .hint(Some(hint))
        .errors(&view.errors)
        .classes("nhsuk-input--width-3")
        .input(&Input {
            inputmode: Some("numeric"),
            value: Some(&form.days),
            autocomplete: Some("off"),
            ..Input::default()
        })
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
        (summary("", &[
            Row::breaking("What it is for", &view.label),
            Row::breaking("What it may do", &view.role),
            Row::breaking("Ends", &view.ends),
        ]))
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
        (summary("", &[
            Row::breaking("Token", &view.label),
            Row::breaking("Id", &view.id),
            Row::breaking("Made", &view.made),
            Row::breaking("Ends by itself", &view.ends),
        ]))
        (warning_callout("This cannot be undone", &html! {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for effect in &view.effects { li { (effect) } }
            }
        }))
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            (Button::new("Revoke this token").warning().render())
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    document(
        frame,
        &Page::new("A5", "Revoke this token").about("SQL and data"),
        &content,
    )
}
