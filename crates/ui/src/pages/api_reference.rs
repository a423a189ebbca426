use maud::{Markup, html};

use super::analyst::tabs;
use crate::components::status_codes::status_codes;
use crate::components::table::{Head, Table};
use crate::components::{details, refusal_codes, tag};
use crate::layout::{Page, document};
use crate::view::{
    ApiAnswer, ApiOperation, ApiParam, ApiProblem, ApiReference, ApiRefusals, ApiTag, Frame,
};

const TITLE: &str = "API reference";

/// A6: the interface for programs, operation by operation.
#[must_use]
pub fn a6_api_reference(frame: &Frame, view: &ApiReference) -> Markup {
    let content = html! {
        @if view.has_tabs { (tabs("API")) }
        h1 class="nhsuk-heading-l" { (TITLE) " " (tag("blue", "Beta")) }
        p {
            "What programs can ask of this hub over HTTP. It is in beta: an operation may still change, and this page and the "
            "document that it is made from change with it."
        }
        dl class="nhsuk-summary-list" {
            (fact("Address", &html! { code { (view.base) } }))
            (fact("OpenAPI document", &html! { a href="/openapi.json" { "/openapi.json" } ", for generated clients" }))
            (fact("Token", &html! {
                "Send it as " code { "Authorization: Bearer" } ". The examples read it from the environment variable " code { "HUB_TOKEN" } "."
            }))
            (fact("Problems", &html! {
                "Every refusal is JSON as RFC 9457 has it, with a " code { "type" } " from " a href="#problems" { "the list below" } "."
            }))
        }
        nav class="hub-screen-only" aria-label="Operations" {
            @for tag in &view.tags {
                p { strong { (tag.name) } }
                ul class="nhsuk-list" {
                    @for operation in &tag.operations {
                        li { a href={ "#" (operation.id) } { (operation.summary) } }
                    }
                }
            }
        }
        @for tag in &view.tags { (operations(tag)) }
        h2 class="nhsuk-heading-m" id="problems" { "Kinds of problem" }
        p { "The name of a kind never changes, so that a program may act on it. Each has a page of its own." }
        (problems(&view.problems))
        @if !view.refusals.is_empty() {
            h2 class="nhsuk-heading-m" id="refusals" { "Why a query is refused" }
            p {
                "A problem of the kind " a href="/problems/query-refused" { "query-refused" } " has one of these in its member "
                code { "code" } ". Over Postgres and Flight SQL the message begins with it."
            }
            (refusal_codes("Why a query is refused", &view.refusals))
        }
        (status_codes(&view.statuses))
    };
    document(frame, &Page::new("A6", TITLE), &content)
}

fn fact(name: &str, value: &Markup) -> Markup {
    html! {
        div class="nhsuk-summary-list__row" {
            dt class="nhsuk-summary-list__key" { (name) }
            dd class="nhsuk-summary-list__value hub-break" { (value) }
        }
    }
}

fn operations(tag: &ApiTag) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { (tag.name) }
        @for one in &tag.operations { (operation(one)) }
    }
}

fn operation(one: &ApiOperation) -> Markup {
    html! {
        section class="hub-operation" id=(one.id) aria-labelledby={ (one.id) "-title" } {
            h3 class="nhsuk-heading-s" id={ (one.id) "-title" } { (one.summary) }
            p class="hub-break" { strong { (one.method) } " " code { (one.path) } }
            p { (one.description) }
            p class="hub-quiet" {
                "For: " (one.who) "."
                @if !one.takes.is_empty() { " Body: " (one.takes) }
            }
            pre class="hub-code" tabindex="0" { code { (one.curl) } }
            (details(&format!("Parameters and answers of {}", one.id), &html! {
                (params(one))
                (answers(one))
                (refusals(&one.refusals))
            }))
        }
    }
}

fn params(one: &ApiOperation) -> Markup {
    let heads = vec![
        Head::text("Parameter"),
        Head::text("Where"),
        Head::text("What it means"),
        Head::text("Example"),
    ];
    let caption = format!("Parameters of {}", one.id);
    html! {
        @if one.params.is_empty() {
            p { "It has no parameters." }
        } @else {
            (Table::new(&caption, heads, one.params.iter().map(param).collect()).stacking().render())
        }
    }
}

fn param(param: &ApiParam) -> Vec<Markup> {
    vec![
        html! { code { (param.name) } @if param.required { " " (tag("white", "Required")) } },
        html! { (param.place) },
        html! { (param.what) },
        html! { @if param.example.is_empty() { "No example" } @else { code class="hub-break" { (param.example) } } },
    ]
}

fn answers(one: &ApiOperation) -> Markup {
    let heads = vec![
        Head::text("Status"),
        Head::text("What it means"),
        Head::text("Schema"),
        Head::text("Media types"),
    ];
    let caption = format!("Answers of {}", one.id);
    Table::new(&caption, heads, one.answers.iter().map(answer).collect())
        .stacking()
        .render()
}

fn answer(answer: &ApiAnswer) -> Vec<Markup> {
    vec![
        html! { (answer.status) },
        html! { (answer.what) },
        html! { @if answer.schema.is_empty() { "None" } @else { code { (answer.schema) } } },
        html! {
            ul class="nhsuk-list hub-codes" {
                @for format in &answer.formats { li { code class="hub-break" { (format) } } }
            }
        },
    ]
}

fn refusals(all: &[ApiRefusals]) -> Markup {
    html! {
        @if !all.is_empty() {
            p { "When something is wrong:" }
            ul class="nhsuk-list" {
                @for one in all {
                    li {
                        (one.status) ": "
                        @for (place, kind) in one.kinds.iter().enumerate() {
                            @if place > 0 { ", " }
                            a href=(kind.href) { (kind.label) }
                        }
                    }
                }
            }
        }
    }
}

fn problems(all: &[ApiProblem]) -> Markup {
    let heads = vec![
        Head::text("Kind"),
        Head::text("Status"),
        Head::text("Title"),
        Head::text("What it means"),
    ];
    let rows = all.iter().map(|problem| {
        vec![
            html! { a href=(problem.kind.href) { (problem.kind.label) } },
            html! { (problem.status) },
            html! { (problem.title) },
            html! { (problem.what) },
        ]
    });
    Table::with_quiet_caption("Kinds of problem", heads, rows.collect())
        .stacking()
        .render()
}
