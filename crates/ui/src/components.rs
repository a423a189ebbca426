//! Parts that several pages share.

pub(crate) mod area;
pub(crate) mod button;
pub(crate) mod choices;
pub(crate) mod fields;
pub(crate) mod figure;
pub(crate) mod forms;
pub(crate) mod heading;
pub(crate) mod headline;
#[cfg(test)]
mod nhsuk_fixtures;
pub(crate) mod site;
pub(crate) mod status_codes;
pub(crate) mod summary;
pub(crate) mod table;
pub(crate) mod tasks;

use maud::{Markup, html};

use self::table::{Head, Table};
use crate::view::{CodeLabel, EmptyNote, Link};

/// Longest text that stays on one line where the screen is small.
const WHOLE_CHARS_MAX: usize = 14;

/// Classes of a component, and further ones if there are any.
pub(crate) fn classes(base: &str, more: &str) -> String {
    match more {
        "" => base.to_owned(),
        more => format!("{base} {more}"),
    }
}

/// A tag in one of the NHS colours.
pub(crate) fn tag(colour: &str, text: &str) -> Markup {
    tag_of(&format!("nhsuk-tag--{colour}"), &html! { (text) })
}

fn tag_of(more: &str, content: &Markup) -> Markup {
    html! { strong class=(classes("nhsuk-tag", more)) { (content) } }
}

/// A region that scrolls sideways when its content is wider than the screen, reachable by keyboard.
pub(crate) fn scroll_region(label: &str, content: &Markup) -> Markup {
    html! { div class="hub-scroll" role="region" aria-label=(label) tabindex="0" { (content) } }
}

/// What is said of a region that is wider than a small screen; larger ones do not show it.
pub(crate) fn scrolls_sideways() -> Markup {
    html! { p class="hub-scrolls" { "This table goes on to the right: scroll it sideways." } }
}

/// A callout with a heading: yellow, for what must not be missed.
pub(crate) fn warning_callout(heading: &str, content: &Markup) -> Markup {
    warning_at(2, heading, content)
}

/// A callout whose heading has a level. It is read out that it is important, once.
fn warning_at(level: u8, heading: &str, content: &Markup) -> Markup {
    let says_so = heading.contains("Important") || heading.contains("important");
    let words = html! {
        @if says_so {
            (heading)
        } @else {
            span role="text" {
                span class="nhsuk-u-visually-hidden" { "Important: " }
                (heading)
            }
        }
    };
    html! {
        div class="nhsuk-card nhsuk-card--warning hub-callout" {
            div class="nhsuk-card__content" {
                (heading::element(level, "nhsuk-card__heading", &words))
                (content)
            }
        }
    }
}

/// What has been done, large.
pub(crate) fn panel(heading: &str, content: &Markup) -> Markup {
    html! {
        div class="nhsuk-panel" {
            h1 class="nhsuk-panel__heading" { (heading) }
            div class="nhsuk-panel__body" { (content) }
        }
    }
}

/// A note set off from the text.
pub(crate) fn inset(content: &Markup) -> Markup {
    html! {
        div class="nhsuk-inset-text" {
            span class="nhsuk-u-visually-hidden" { "Information: " }
            (content)
        }
    }
}

/// Something to open.
pub(crate) fn details(summary: &str, content: &Markup) -> Markup {
    details_of(&html! { (summary) }, false, content)
}

/// The same, with more than plain text to open it, and perhaps open already.
pub(crate) fn details_of(summary: &Markup, is_open: bool, content: &Markup) -> Markup {
    html! {
        details class="nhsuk-details" open[is_open] {
            summary class="nhsuk-details__summary" {
                span class="nhsuk-details__summary-text" { (summary) }
            }
            div class="nhsuk-details__text" { (content) }
        }
    }
}

/// A list of links.
pub(crate) fn link_list(links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            ul class="nhsuk-list" {
                @for link in links { li { a href=(link.href) { (link.label) } } }
            }
        }
    }
}

/// Codes by which a program tells apart why it was refused.
pub(crate) fn refusal_codes(caption: &str, codes: &[CodeLabel]) -> Markup {
    let heads = vec![Head::text("Code"), Head::text("What it means")];
    let rows = codes
        .iter()
        .map(|code| vec![html! { code { (code.code) } }, html! { (code.label) }]);
    Table::with_quiet_caption(caption, heads, rows.collect())
        .stacking()
        .render()
}

/// One text as it is; several as a list.
pub(crate) fn texts(texts: &[String]) -> Markup {
    html! {
        @match texts {
            [text] => (text),
            texts => ul class="nhsuk-list nhsuk-list--bullet" { @for text in texts { li { (text) } } },
        }
    }
}

/// Text, as a link if there is somewhere to go.
pub(crate) fn link_or_text(label: &str, href: &str) -> Markup {
    html! {
        @if href.is_empty() { (label) } @else { a href=(href) { (label) } }
    }
}

/// A name as programs have it: a line may end after one of its signs, and not within a word.
pub(crate) fn program_name(name: &str) -> Markup {
    let parts = name.split_inclusive(['_', '.', '/']);
    html! {
        @for (position, part) in parts.enumerate() {
            @if position > 0 { wbr; }
            (part)
        }
    }
}

/// A month or an id in a cell, on one line: "September 2026" is the longest. What is longer may break.
pub(crate) fn whole(text: &str) -> Markup {
    let is_short = (1..=WHOLE_CHARS_MAX).contains(&text.chars().count());
    html! {
        @if is_short { span class="hub-whole" { (text) } } @else { (text) }
    }
}

/// Why there is nothing to see, and what to do.
pub(crate) fn empty_note(note: &EmptyNote) -> Markup {
    inset(&html! {
        h2 class="nhsuk-heading-s" { (note.title) }
        p { (note.text) }
        @if let Some(link) = &note.link { p { a href=(link.href) { (link.label) } } }
    })
}

/// `1 row`, `2 rows`, `1,250 rows`.
pub(crate) fn counted(number: u32, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

/// A whole number with commas.
pub(crate) fn thousands(number: u32) -> String {
    group_digits(&number.to_string())
}

/// Commas between groups of three, in a string of digits.
pub(crate) fn group_digits(digits: &str) -> String {
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
