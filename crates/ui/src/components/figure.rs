//! A figure in each of its states.

use maud::{Markup, html};

use crate::view::{Comparison, Figure, Signal, Status, Verdict, Word};

/// How a state without value is written: in a table cell, read out, and in a sentence.
pub(crate) struct StateWords {
    /// Sign in a table cell.
    pub(crate) sign: &'static str,
    /// Read out instead of the sign.
    pub(crate) spoken: &'static str,
    /// On the page.
    pub(crate) sentence: &'static str,
}

/// Words for a state; `None` if the state has a value and nothing to add.
pub(crate) fn state_words(status: Status) -> Option<StateWords> {
    let (sign, spoken, sentence) = match status {
        Status::Shown | Status::Rounded => return None,
        Status::Hidden => ("*", "hidden", "None or too few to show"),
        Status::NotSubmitted => ("[x]", "no return", "No return for this period"),
        Status::NotApplicable => ("[z]", "does not apply", "Does not apply"),
        Status::NotCalculated => (
            "[u]",
            "not calculated",
            "Cannot be worked out from the figures shown",
        ),
        Status::Provisional => ("[p]", "provisional", "Provisional"),
        Status::Revised => ("[r]", "revised", "Revised"),
    };
    Some(StateWords {
        sign,
        spoken,
        sentence,
    })
}

/// Whether the state carries a value.
fn has_value(status: Status) -> bool {
    matches!(
        status,
        Status::Shown | Status::Rounded | Status::Provisional | Status::Revised
    )
}

fn sign(words: &StateWords) -> Markup {
    html! {
        span class="hub-sign" aria-hidden="true" { (words.sign) }
        span class="nhsuk-u-visually-hidden" { (words.spoken) }
    }
}

/// The figure in a table cell.
pub(crate) fn in_cell(figure: &Figure) -> Markup {
    match state_words(figure.status) {
        None => html! { (figure.display) },
        Some(words) if has_value(figure.status) => html! { (figure.display) " " (sign(&words)) },
        Some(words) => sign(&words),
    }
}

/// The interval of a figure in a table cell.
pub(crate) fn interval_in_cell(figure: &Figure) -> Markup {
    match (&figure.interval, figure.drawn()) {
        (Some(interval), Some(_)) => html! { (interval.display) },
        (None, Some(_)) => html! { span class="hub-quiet" { "none" } },
        (_, None) => in_cell(figure),
    }
}

/// The figure as text of a drawing: the value, or the words for its state.
pub(crate) fn in_words(figure: &Figure) -> String {
    match state_words(figure.status) {
        None => figure.display.clone(),
        Some(words) if has_value(figure.status) => format!("{} {}", figure.display, words.sign),
        Some(words) => words.sentence.to_owned(),
    }
}

/// The figure large, with unit, interval and tags.
pub(crate) fn prominent(figure: &Figure, unit: &str) -> Markup {
    let words = state_words(figure.status);
    html! {
        @if has_value(figure.status) {
            p class="hub-value" {
                span class="hub-value__number" { (figure.display) }
                " "
                span class="hub-value__unit" { (unit) }
            }
            @if let Some(interval) = &figure.interval {
                p class="hub-value__interval" { "95% interval " (interval.display) }
            }
            @if let Some(words) = words {
                p class="hub-value__state" {
                    (super::tag("grey", words.sentence))
                    @if let Some(revision) = &figure.revision {
                        " on " (revision.date) ", was " (revision.before)
                    }
                }
            }
        } @else if let Some(words) = words {
            p class="hub-value hub-value--none" { (words.sentence) }
        }
    }
}

/// The word of a comparison.
pub(crate) fn word(word: Word) -> &'static str {
    match word {
        Word::Higher => "Higher",
        Word::Similar => "Similar",
        Word::Lower => "Lower",
        Word::Better => "Better",
        Word::Worse => "Worse",
        Word::NotCompared => "Not compared",
    }
}

/// A comparison as a sentence: "Higher than England (10.8)".
pub(crate) fn comparison(comparison: &Comparison) -> Markup {
    let joining = match comparison.word {
        Word::Similar => "to",
        Word::NotCompared => "with",
        Word::Higher | Word::Lower | Word::Better | Word::Worse => "than",
    };
    html! {
        @if comparison.word != Word::NotCompared || comparison.reason.is_some() {
            p class="hub-comparison" {
                strong { (word(comparison.word)) }
                @if !comparison.against.is_empty() { " " (joining) " " (comparison.against) }
                @if let Some(reason) = &comparison.reason { ": " (reason) }
            }
        }
    }
}

/// A verdict in words, with a sign whose shape says the same.
pub(crate) fn verdict(verdict: &Verdict) -> Markup {
    let sign = match verdict.signal {
        Signal::Rise => "▲",
        Signal::Fall => "▼",
        Signal::None => "≈",
        Signal::NotEnough => "…",
    };
    let kind = match verdict.good {
        Some(true) => "good",
        Some(false) => "bad",
        None => "plain",
    };
    html! {
        @if !verdict.words.is_empty() {
            p class={ "hub-verdict hub-verdict--" (kind) } {
                span class="hub-verdict__sign" aria-hidden="true" { (sign) }
                " " (verdict.words)
            }
        }
    }
}

/// The signs that occur among `figures`, explained in one line.
pub(crate) fn key<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Markup {
    let mut seen: Vec<Status> = Vec::new();
    for figure in figures {
        if !seen.contains(&figure.status) && state_words(figure.status).is_some() {
            seen.push(figure.status);
        }
    }
    html! {
        @if !seen.is_empty() {
            p class="hub-key" {
                "Signs: "
                @for (position, words) in seen.iter().filter_map(|status| state_words(*status)).enumerate() {
                    @if position > 0 { "; " }
                    (words.sign) " " (lower_first(words.sentence))
                }
                "."
            }
        }
    }
}

/// The same with a small first letter, for the middle of a sentence.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}
