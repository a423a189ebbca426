use maud::{Markup, html};

use crate::components::area::{heading, strip};
use crate::components::{details, inset, link_list, link_or_text};
use crate::layout::{Page, document};
use crate::view::{Evaluations, Frame, Link, StudyAnswer};

const TITLE: &str = "What studies asked";

/// C12: what published studies asked of their own people, asked of the hub's figures.
#[must_use]
pub fn c12_evaluations(frame: &Frame, view: &Evaluations) -> Markup {
    let content = html! {
        (heading(&view.area, Some(TITLE), &view.filter))
        (strip(&view.strip))
        p {
            "Each of these studies made a case for social prescribing with people of its own. Here the same is asked of everybody whose \
             services send returns, every month, in the same way whatever comes out."
        }
        @if view.studies.len() > 1 {
            nav class="hub-screen-only" aria-label="Studies" {
                ul class="nhsuk-list" {
                    @for study in &view.studies {
                        li { a href={ "#" (study.id) } { (study.title) } }
                    }
                }
            }
        }
        @for study in &view.studies { (answer(study)) }
    };
    document(
        frame,
        &Page::new("C12", TITLE).about(&view.area.name),
        &content,
    )
}

fn answer(study: &StudyAnswer) -> Markup {
    html! {
        section id=(study.id) aria-labelledby={ (study.id) "-title" } {
            h2 class="nhsuk-heading-m" id={ (study.id) "-title" } { (study.title) }
            p { (study.question) }
            (inset(&html! {
                @if study.sentences.is_empty() { p { "This release has no figure for this question." } }
                @for sentence in &study.sentences { p { (sentence) } }
            }))
            p { strong { "What this cannot say. " } (study.caveat) }
            p {
                strong { "What the study found. " } (study.published) " "
                (link_or_text(&study.study.label, &study.study.href))
            }
            p { "Read from: " (inline(&study.measures)) "." }
            div class="hub-screen-only" {
                (details("The query, and its figures as files", &html! {
                    (link_list(&study.downloads))
                    pre class="hub-code" tabindex="0" { code { (study.sql) } }
                }))
            }
        }
    }
}

fn inline(links: &[Link]) -> Markup {
    html! {
        @for (place, link) in links.iter().enumerate() {
            @if place > 0 { ", " }
            (link_or_text(&link.label, &link.href))
        }
    }
}
