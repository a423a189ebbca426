mod add;
mod person;

pub use add::o1_person_add;
pub use person::{o1_person, o1_person_change, o1_person_token_made};

use maud::{Markup, html};

use crate::components::inset;
use crate::components::table::{Head, Table};
use crate::layout::{Page, document};
use crate::view::{Frame, NamelessToken, OrganisationPeople, PeopleChangeRow, PeoplePage};

/// Where the page is.
const ACTION: &str = "/operate/people";
const TITLE: &str = "Organisations and people";
/// Said wherever a name is typed.
const NAMES_STAY: &str = "Others see it where they act, as in \"sent by A. Khan\". It stays in the journal after they leave.";

/// O1: organisations, and the people who work for them.
#[must_use]
pub fn o1_people(frame: &Frame, view: &PeoplePage) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Operate" }
            (TITLE)
        }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        p class="hub-findings" { (view.finding) }
        @if !view.nameless.is_empty() { p { (view.nameless) " " a href="#nameless" { "See them" } } }
        p class="hub-screen-only" { a class="nhsuk-button" href=(view.add_href) { "Add a person" } }
        h2 class="nhsuk-heading-m" { "Who works for whom" }
        (search(view))
        (organisations(view))
        (nameless(view))
        h2 class="nhsuk-heading-m" { "Changes" }
        (changes(&view.changes))
    };
    document(frame, &Page::new("O1", TITLE).about("Operate"), &content)
}

fn search(view: &PeoplePage) -> Markup {
    html! {
        form class="hub-filter" action=(ACTION) method="get" aria-label="Search" novalidate {
            div class="hub-filter__field" {
                label class="nhsuk-label" for="kind" { (view.kind.label) }
                select class="nhsuk-select" id="kind" name=(view.kind.name) {
                    @for choice in &view.kind.choices {
                        option value=(choice.value) selected[choice.selected] { (choice.label) }
                    }
                }
            }
            div class="hub-filter__field" {
                label class="nhsuk-label" for="text" { "Organisation, code or person holds" }
                input class="nhsuk-input" id="text" name="text" type="text" value=(view.text) autocomplete="off";
            }
            div class="hub-filter__buttons" {
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { "Search" }
                a href=(ACTION) { "Reset" }
            }
        }
    }
}

fn organisations(view: &PeoplePage) -> Markup {
    let heads = vec![
        Head::text("Organisation"),
        Head::text("Kind"),
        Head::text("People"),
    ];
    let row = |organisation: &OrganisationPeople| {
        vec![
            html! {
                span class="hub-name" { (organisation.name) }
                @if !organisation.code.is_empty() { br; code { (organisation.code) } }
            },
            html! { (organisation.kind) },
            people(organisation),
        ]
    };
    html! {
        @if view.organisations.is_empty() {
            (inset(&html! { p { "Nothing matches. Choose another kind, or look for something shorter." } }))
        } @else {
            (Table::with_quiet_caption("Who works for whom", heads, view.organisations.iter().map(row).collect()).stacking().render())
            @if !view.more.is_empty() { p { (view.more) } }
        }
    }
}

fn people(organisation: &OrganisationPeople) -> Markup {
    html! {
        @if organisation.people.is_empty() {
            "Nobody"
            @if !organisation.nameless.is_empty() { " by name" }
        } @else {
            ul class="nhsuk-list" {
                @for person in &organisation.people {
                    li { a class="hub-break" href=(person.href) { (person.label) } }
                }
            }
            @if !organisation.more.is_empty() { (organisation.more) }
        }
        @if !organisation.nameless.is_empty() { br; span class="hub-quiet" { (organisation.nameless) } }
    }
}

fn nameless(view: &PeoplePage) -> Markup {
    let heads = ["Made for", "Acts as", "Made", "Ends", "What you can do"];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |token: &NamelessToken| {
        vec![
            html! {
                span class="hub-name" { (token.name) }
                br;
                span class="hub-quiet" {
                    (token.label) ". Its id ends in " code { (token.ending) }
                    @if token.is_own { ". You came in with it" }
                    "."
                }
            },
            html! { (token.acts) },
            html! { (token.made) },
            html! { (token.ends) },
            html! {
                @if let Some(href) = &token.revoke_href {
                    a href=(href) { "Revoke " (token.ending) span class="nhsuk-u-visually-hidden" { ": " (token.name) ", " (token.acts) } }
                } @else {
                    "Nothing: this is a demonstration"
                }
            },
        ]
    };
    html! {
        @if !view.nameless.is_empty() {
            h2 class="nhsuk-heading-m" id="nameless" { "Tokens that are nobody's in particular" }
            @if view.tokens.is_empty() {
                p { "None of them is of what you look for." }
            } @else {
                (Table::with_quiet_caption("Tokens that are nobody's in particular", heads, view.tokens.iter().map(row).collect())
                    .stacking().render())
                @if !view.more_tokens.is_empty() { p { (view.more_tokens) } }
            }
        }
    }
}

fn changes(changes: &[PeopleChangeRow]) -> Markup {
    let heads = ["When", "Who did it", "Person", "What"];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |change: &PeopleChangeRow| {
        vec![
            html! { (change.at) },
            html! { span class="hub-break" { (change.by) } },
            html! { a class="hub-break" href=(change.person.href) { (change.person.label) } },
            html! { span class="hub-break" { (change.what) } },
        ]
    };
    html! {
        @if changes.is_empty() {
            p { "Nobody was added yet." }
        } @else {
            (Table::with_quiet_caption("Changes, newest first", heads, changes.iter().map(row).collect()).stacking().render())
            p class="hub-quiet" { "The journal keeps every change for good; the newest 50 are shown." }
        }
    }
}
