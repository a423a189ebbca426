use maud::{Markup, html};

use super::add::role_fields;
use crate::components::button::Button;
use crate::components::fields::{Field, Input, Title};
use crate::components::forms::error_summary;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::{inset, tag, warning_callout};
use crate::layout::{Page, csrf_field, document};
use crate::pages::analyst::code_block;
use crate::view::{
    FormError, Frame, PersonChange, PersonPage, PersonRole, PersonToken, PersonTokenForm,
    PersonTokenMade, TokenStanding,
};

const MEMBERSHIP: &str = "membership";
const DAYS: &str = "days";
const ABOUT: &str = "Organisations and people";

/// O1: one person, what they may do for whom, and the tokens for it.
#[must_use]
pub fn o1_person(frame: &Frame, view: &PersonPage) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Person" }
            span class="hub-break" { (view.name) }
        }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        @if !view.left.is_empty() { p { (tag("grey", "Has left")) " " (view.left) } }
        (summary("", &[
            Row::breaking("Added", &view.entered),
            Row::breaking("Id, for commands", &view.id),
        ]))
        h2 class="nhsuk-heading-m" { "Roles" }
        (roles(&view.roles))
        @if let Some(form) = &view.give {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Give a role" }
                form action={ (view.action) "/roles" } method="post" novalidate {
                    (csrf_field(frame))
                    (role_fields("Role", form, &view.errors))
                    (Button::new("Give this role").secondary().render())
                }
            }
        }
        h2 class="nhsuk-heading-m" { "Tokens" }
        (tokens(view))
        @if let Some(form) = &view.make { (make(frame, view, form)) }
        @if let Some(href) = &view.leave_href {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Has left" }
                p { "When somebody leaves, all their roles end at once, and so do all their tokens and sign-ins." }
                p { a href=(href) { "Note that " (view.name) " has left" } }
            }
        }
    };
    let page = Page::new("O1", &view.name)
        .about(ABOUT)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn roles(roles: &[PersonRole]) -> Markup {
    let heads = ["Organisation", "Role", "Given", "Status", "What you can do"];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |role: &PersonRole| {
        vec![
            html! {
                span class="hub-break" { (role.organisation) }
                @if !role.code.is_empty() { br; code { (role.code) } }
            },
            html! { (role.role) },
            html! { span class="hub-break" { (role.given) } },
            html! { span class="hub-break" { @if role.ended.is_empty() { (tag("green", "Holds")) } @else { (tag("grey", "Ended")) " " (role.ended) } } },
            html! {
                @if let Some(href) = &role.end_href {
                    a href=(href) { "End this role" span class="nhsuk-u-visually-hidden" { ": " (role.role) ", " (role.organisation) } }
                } @else {
                    "Nothing"
                }
            },
        ]
    };
    html! {
        @if roles.is_empty() {
            p { "None." }
        } @else {
            (Table::with_quiet_caption("Roles", heads, roles.iter().map(row).collect()).stacking().render())
        }
    }
}

fn tokens(view: &PersonPage) -> Markup {
    let heads = [
        "Token",
        "Acts as",
        "Made",
        "Ends",
        "Last question",
        "Status",
        "What you can do",
    ];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |token: &PersonToken| {
        vec![
            html! {
                span class="hub-break" { (token.label) }
                br;
                code { (token.id) }
            },
            html! { (token.acts) },
            html! { (token.made) },
            html! { (token.ends) },
            html! { (token.last_question) },
            html! {
                @match token.standing {
                    TokenStanding::Works => { (tag("green", "Works")) }
                    TokenStanding::Expired => { (tag("grey", "Expired")) }
                    TokenStanding::Revoked => { (tag("grey", "Revoked")) }
                }
            },
            html! {
                @if let Some(href) = &token.revoke_href {
                    a href=(href) { "Revoke " (token.ending) span class="nhsuk-u-visually-hidden" { ": " (token.label) ", " (token.acts) } }
                } @else {
                    "Nothing"
                }
            },
        ]
    };
    html! {
        @if view.tokens.is_empty() {
            p { "None." }
        } @else {
            (Table::with_quiet_caption("Tokens", heads, view.tokens.iter().map(row).collect()).stacking().render())
            @if !view.older.is_empty() { p { (view.older) } }
            p class="hub-quiet" {
                "Last question is when a token last asked in SQL, as far as the newest records of the audit log tell. A token is revoked by "
                "itself, and the role and its other tokens stay. Its link has the last signs of its id. By command: " code { "hub token revoke" }
                ", with the id."
            }
        }
    }
}

fn make(frame: &Frame, view: &PersonPage, form: &PersonTokenForm) -> Markup {
    let days_hint = html! { "1 to " (form.days_max) "." };
    let role_hint = html! {
        "Programs that use the token act by this role. Whoever signs in to these pages with it may change to the other roles."
    };
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Make a token" }
            form action={ (view.action) "/tokens" } method="post" novalidate {
                (csrf_field(frame))
                input type="hidden" name="seen" value=(form.seen);
                (field(MEMBERSHIP, "For which role?", &view.errors).hint(Some(role_hint)).choices(&form.roles))
                (field(DAYS, "How many days should it work?", &view.errors)
                    .hint(Some(days_hint))
                    .classes("nhsuk-input--width-3")
                    .input(&Input {
                        inputmode: Some("numeric"),
                        value: Some(&form.days),
                        autocomplete: Some("off"),
                        ..Input::default()
                    }))
                (Button::new("Make a token").secondary().render())
            }
        }
    }
}

fn field<'a>(id: &'a str, title: &str, errors: &'a [FormError]) -> Field<'a> {
    Field::new(id, Title::new(title).size("s")).errors(errors)
}

/// O1: the question before a role ends or a person leaves.
#[must_use]
pub fn o1_person_change(frame: &Frame, view: &PersonChange) -> Markup {
    let facts = view.facts.iter();
    let facts: Vec<Row<'_>> = facts
        .map(|(name, value)| Row::breaking(name, value))
        .collect();
    let content = html! {
        h1 class="nhsuk-heading-l" { (view.title) }
        (summary("", &facts))
        @if view.refused.is_empty() {
            (warning_callout("What ends", &bullets(&view.ends)))
            h2 class="nhsuk-heading-m" { "What stays" }
            (bullets(&view.stays))
            form action=(view.action) method="post" novalidate {
                (csrf_field(frame))
                (Button::new(&view.button).warning().render())
            }
        } @else {
            (warning_callout("This cannot be done", &html! { p { (view.refused) } }))
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    document(frame, &Page::new("O1", &view.title).about(ABOUT), &content)
}

fn bullets(sentences: &[String]) -> Markup {
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for sentence in sentences { li { (sentence) } }
        }
    }
}

/// O1: a token that was just made for a person, for the only time.
#[must_use]
pub fn o1_person_token_made(frame: &Frame, view: &PersonTokenMade) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { "A new token for " span class="hub-break" { (view.person) } }
        // It belongs on no paper.
        div class="hub-screen-only" { (code_block(&view.token.0)) }
        p class="hub-print-only" { "The token is not printed." }
        (warning_callout("Copy it now", &html! {
            p { "You cannot see it again: the hub keeps only what it needs to know the token by. If it is lost, make another." }
            p { "Whoever has it acts in this person's name. Give it to them by a way that nobody else reads, and keep no copy." }
        }))
        (summary("", &[
            Row::breaking("Whom it is for", &view.person),
            Row::breaking("Acts as", &view.acts),
            Row::breaking("Sign in at", &view.sign_in),
            Row::breaking("Works for", &view.ends),
        ]))
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    document(
        frame,
        &Page::new("O1", "A new token").about(ABOUT),
        &content,
    )
}
