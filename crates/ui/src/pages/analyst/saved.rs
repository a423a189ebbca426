use maud::{Markup, html};

use super::{code_block, tabs};
use crate::components::button::Button;
use crate::components::fields::{Field, Input, TextArea, Title};
use crate::components::forms::error_summary;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::{details, empty_note, inset, tag, warning_callout, whole};
use crate::layout::{Page, csrf_field, document};
use crate::view::{AskedItem, FormError, Frame, QueryPage, QueryRemove, SaveForm, SavedItem};

/// Where queries are saved.
const ACTION: &str = "/analyst/queries";
const NAME: &str = "name";
const QUERY: &str = "q";
const TITLE: &str = "Saved queries and history";

/// A3: saved queries, and what the reader asked last.
#[must_use]
pub fn a3_queries(frame: &Frame, view: &QueryPage) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        (tabs("Saved queries"))
        h1 class="nhsuk-heading-l" { (TITLE) }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        @if let Some(closed) = &view.closed { (empty_note(closed)) }
        @if let Some(form) = &view.form { (put_right(frame, form, &view.errors)) }
        h2 class="nhsuk-heading-m" { "Saved queries" }
        (saved(frame, view))
        h2 class="nhsuk-heading-m" { "What you asked last" }
        (history(view))
    };
    let page = Page::new("A3", TITLE)
        .about("SQL and data")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// The small form under a result.
pub(super) fn save_this(frame: &Frame, form: &SaveForm) -> Markup {
    html! {
        section class="hub-screen-only" aria-labelledby="save" {
            h2 class="nhsuk-heading-s" id="save" { "Save this query" }
            form action=(ACTION) method="post" novalidate {
                (csrf_field(frame))
                input type="hidden" name=(QUERY) value=(form.sql);
                input type="hidden" name="as_at" value=(form.release);
                (name_field(form, &[]))
                (Button::new("Save this query").secondary().render())
            }
        }
    }
}

/// The form once more, with the query where it can be changed.
fn put_right(frame: &Frame, form: &SaveForm, errors: &[FormError]) -> Markup {
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Save a query" }
            form action=(ACTION) method="post" novalidate {
                (csrf_field(frame))
                input type="hidden" name="as_at" value=(form.release);
                (name_field(form, errors))
                (query_field(form, errors))
                (Button::new("Save this query").render())
            }
        }
    }
}

fn query_field(form: &SaveForm, errors: &[FormError]) -> Markup {
    Field::new(QUERY, Title::new("Query").size("s"))
        .errors(errors)
        .classes("hub-sql")
        .textarea(&TextArea {
            rows: 6,
            text: &form.sql,
            maxlength: Some(form.characters_max),
            spellcheck: Some(false),
            autocomplete: Some("off"),
            autocapitalize: Some("off"),
            ..TextArea::default()
        })
}

fn name_field(form: &SaveForm, errors: &[FormError]) -> Markup {
    let hint = html! {
        "Up to " (form.name_characters_max) " characters. The journal of the hub keeps the name and the query for good, and the operator "
        "of the hub can read them: put nothing about a person into them."
    };
    Field::new(NAME, Title::new("Name"))
        .hint(Some(hint))
        .errors(errors)
        .input(&Input {
            value: Some(&form.name),
            maxlength: Some(form.name_characters_max),
            autocomplete: Some("off"),
            ..Input::default()
        })
}

fn saved(frame: &Frame, view: &QueryPage) -> Markup {
    let heads = [
        "Query",
        "Who",
        "Saved",
        "Release",
        "Seen by",
        "What you can do",
    ];
    let heads = heads.into_iter().map(Head::text).collect();
    let rows = view.queries.iter().map(|query| row(frame, query)).collect();
    html! {
        p {
            "To save a query, run it on the " a href="/analyst/sql" { "SQL page" } " and name it under its result. A query on its own release "
            "gives the same figures for ever; on the newest release it gives those of today. " (view.count)
        }
        @if view.queries.is_empty() {
            p { "Nothing is saved yet." }
        } @else {
            @if !view.range.is_empty() { p { "These are " (view.range) "." } }
            (Table::with_quiet_caption("Saved queries", heads, rows).stacking().render())
        }
        @if view.newer.is_some() || view.older.is_some() {
            p class="hub-downloads" {
                @for link in view.newer.iter().chain(&view.older) { a href=(link.href) { (link.label) } " " }
            }
        }
    }
}

fn row(frame: &Frame, query: &SavedItem) -> Vec<Markup> {
    let of = html! { span class="nhsuk-u-visually-hidden" { ": " (query.name) ", " (query.who) } };
    vec![
        html! {
            span class="hub-break" { (query.name) }
            (details("See the query", &code_block(&query.sql)))
        },
        html! { span class="hub-break" { (query.who) } },
        html! { (query.saved) },
        whole(&query.release),
        html! {
            @if query.is_shared { (tag("blue", "All who may ask")) } @else { (tag("white", "You and the operator")) }
        },
        html! {
            div class="hub-acts" {
                p { a href=(query.run_href) { "Run" (of) } }
                p { a href=(query.run_newest_href) { "Run on newest release" (of) } }
                @if let Some(action) = &query.sharing_action {
                    form action=(action) method="post" novalidate {
                        (csrf_field(frame))
                        (share(query.is_shared, &of))
                    }
                }
                @if let Some(href) = &query.remove_href { p { a href=(href) { "Remove" (of) } } }
            }
        },
    ]
}

fn share(is_shared: bool, of: &Markup) -> Markup {
    let (value, text) = match is_shared {
        true => ("no", "Stop sharing"),
        false => ("yes", "Share"),
    };
    Button::of(html! { (text) (of) })
        .classes("nhsuk-button--secondary nhsuk-button--small")
        .sends("shared", value)
        .render()
}

fn history(view: &QueryPage) -> Markup {
    html! {
        p {
            "These are your own questions in SQL, the newest " (view.asked_max) " at most, as far as the newest records of the audit log tell. "
            "The log keeps no text of them, because what somebody types might be about a person. It keeps a fingerprint: the same question has "
            "the same one, and nobody can read the question from it. A question that is saved is shown with its name."
        }
        @match &view.asked {
            None => { p { "The audit log cannot be read at the moment. Try again later." } }
            Some(asked) if asked.is_empty() => { p { "You have asked nothing of late." } }
            Some(asked) => { (questions(asked)) }
        }
    }
}

fn questions(asked: &[AskedItem]) -> Markup {
    let heads = vec![
        Head::text("Asked"),
        Head::text("By way of"),
        Head::text("Release"),
        Head::text("What came of it"),
        Head::number("Rows"),
        Head::number("Milliseconds"),
        Head::text("Question"),
    ];
    let row = |question: &AskedItem| {
        vec![
            html! { (question.asked) },
            html! { (question.way) },
            whole(&question.release),
            html! { (question.outcome) },
            html! { (question.rows) },
            html! { (question.ms) },
            html! {
                code { (question.fingerprint) }
                @if !question.saved_as.is_empty() {
                    br;
                    span class="hub-break" { (question.saved_as) }
                }
            },
        ]
    };
    let rows = asked.iter().map(row).collect();
    Table::with_quiet_caption("What you asked last", heads, rows)
        .stacking()
        .render()
}

/// A3: the question before a saved query is removed.
#[must_use]
pub fn a3_query_remove(frame: &Frame, view: &QueryRemove) -> Markup {
    let title = "Remove this saved query";
    let content = html! {
        (tabs("Saved queries"))
        h1 class="nhsuk-heading-l" { (title) }
        (summary("", &[
            Row::breaking("Name", &view.name),
            Row::breaking("Saved", &view.saved),
            Row::breaking("Release", &view.release),
        ]))
        (code_block(&view.sql))
        (warning_callout("This cannot be undone", &html! {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for effect in &view.effects { li { (effect) } }
            }
        }))
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            (Button::new(title).warning().render())
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    document(
        frame,
        &Page::new("A3", title).about("SQL and data"),
        &content,
    )
}
