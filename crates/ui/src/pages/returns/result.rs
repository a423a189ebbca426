use maud::{Markup, html};

use super::actions::{actions, go_on, these_rows};
use super::discard::discard;
use super::problems::{changes, group, places_and_kinds, warning};
use super::questions::questions;
use crate::components::button::Button;
use crate::components::forms::error_summary;
use crate::components::{counted, inset, thousands};
use crate::layout::{Page, document};
use crate::view::{CheckResult, CheckVerdict, Frame, ProblemGroup, RowCounts};

/// S7: the result of the check.
#[must_use]
pub fn s7_result(frame: &Frame, view: &CheckResult) -> Markup {
    let title = title(view);
    let content = html! {
        (error_summary(&view.errors))
        (banner(view, &title))
        @if let Some(same) = &view.same { p { a href=(same.href) { (same.label) } } }
        (actions(view))
        (facts(view))
        @if usable(view) { (row_sum(view.counts)) }
        @if !view.fix.is_empty() {
            h2 class="nhsuk-heading-m" id="fix" {
                @if usable(view) { "Fix these" } @else if view.verdict == CheckVerdict::SameFile { "What you sent" } @else { "Why we cannot use this file" }
            }
            @if let Some(cause) = &view.top_cause { (inset(&html! { p { (cause) } })) }
            @if is_more_than_left_out(view) {
                p {
                    "A row can have more than one problem, so the rows named with each problem are more than the "
                    (thousands(view.counts.left_out)) " that are left out in all."
                }
            }
            @for problem in &view.fix { (group(problem)) }
        }
        @if !view.also.is_empty() {
            h2 class="nhsuk-heading-m" id="also" { "Put these right too" }
            p { "They are in the rows of the file, and the next upload would find them." }
            @for problem in &view.also { (group(problem)) }
        }
        (questions(frame, view))
        (warnings(view))
        @if !view.changed.is_empty() {
            h2 class="nhsuk-heading-m" id="changed" { "What we changed" }
            p { "We were certain of these, so nothing is needed from you." }
            (changes(&view.changed))
        }
        @if !view.not_used.is_empty() {
            h2 class="nhsuk-heading-m" id="not-used" { "Not used" }
            p { "These are not part of the return. We have not kept them." }
            (changes(&view.not_used))
        }
        @if view.fix.len() + view.also.len() + view.check.len() > 2 { (actions(view)) }
        @if !view.discard_href.is_empty() { (discard(frame, &view.discard_href, view.typed_href.is_some(), &about(view))) }
    };
    let page = Page::new("S7", "Result of the check")
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn usable(view: &CheckResult) -> bool {
    matches!(
        view.verdict,
        CheckVerdict::Ready | CheckVerdict::Warnings | CheckVerdict::Problems
    )
}

/// Number of kinds, since each kind is fixed once however many places it has.
fn kinds(groups: &[ProblemGroup]) -> u32 {
    u32::try_from(groups.len()).unwrap_or(u32::MAX)
}

/// In how many places they are.
fn places(groups: &[ProblemGroup]) -> u32 {
    let counts = groups.iter().map(|group| group.count);
    counts.fold(0, u32::saturating_add)
}

/// What it is called: a file, or what was typed.
fn noun(view: &CheckResult) -> &'static str {
    match view.typed_href {
        Some(_) => "return",
        None => "file",
    }
}

fn title(view: &CheckResult) -> String {
    if let Some(other) = &view.other_month {
        return format!("This looks like your {} {}", other.month, noun(view));
    }
    if let Some(grave) = &view.grave {
        return grave.title.clone();
    }
    match view.verdict {
        CheckVerdict::Ready => format!("Your {} is ready", noun(view)),
        CheckVerdict::Warnings => {
            format!(
                "Check {} before you submit",
                counted(kinds(&view.check), "thing", "things")
            )
        }
        CheckVerdict::Problems => {
            let (places, kinds) = places_and_kinds(places(&view.fix), kinds(&view.fix));
            format!("Your {} has {places} to fix{kinds}", noun(view))
        }
        CheckVerdict::Unreadable => "We cannot use this file".to_owned(),
        CheckVerdict::SameFile => "You have sent this file already".to_owned(),
        CheckVerdict::PersonalData => {
            "This file has personal details where they must not be".to_owned()
        }
    }
}

fn banner(view: &CheckResult, title: &str) -> Markup {
    let (colour, word) = match view.verdict {
        _ if view.other_month.is_some() => ("red", "Another month"),
        _ if view.grave.is_some() => ("red", "Stop and check"),
        CheckVerdict::Ready => ("green", "Ready"),
        CheckVerdict::Warnings => ("yellow", "Check"),
        CheckVerdict::Problems => ("red", "Fix"),
        CheckVerdict::Unreadable => ("red", "Not read"),
        CheckVerdict::SameFile => ("green", "Already sent"),
        CheckVerdict::PersonalData => ("red", "Nothing kept"),
    };
    html! {
        div class={ "hub-banner hub-banner--" (colour) } {
            p class="hub-banner__word" { (word) }
            h1 class="nhsuk-heading-l" { (title) }
            @if let Some(grave) = view.grave.as_ref().filter(|_| view.other_month.is_none()) {
                @for said in &grave.said { p { (said) } }
            }
            p { (effect(view)) }
        }
    }
}

/// What the verdict means for the sender, in one sentence.
fn effect(view: &CheckResult) -> String {
    if view.other_month.is_some() {
        return format!(
            "You chose {}. Nothing is submitted yet: choose the month first. What else we found stands below.",
            view.month
        );
    }
    match view.verdict {
        CheckVerdict::Ready => "Nothing needs your attention. Go on to check the totals and submit.".to_owned(),
        CheckVerdict::Warnings => format!(
            "All rows can count. Look at each of the things to check and tick its box, or {}.",
            match view.typed_href {
                Some(_) => "type it in again",
                None => "upload a corrected file",
            }
        ),
        // Without a way on there is nothing to submit: no row of the file would count.
        CheckVerdict::Problems if view.counts.left_out == 0 || view.confirm_href.is_none() => {
            format!("{}.", way_out(view))
        }
        CheckVerdict::Problems => format!(
            "{}, or submit without {}.",
            way_out(view),
            these_rows(view.counts.left_out)
        ),
        CheckVerdict::SameFile => "It counts, and nothing more is needed.".to_owned(),
        CheckVerdict::Unreadable => "Nothing was kept and nothing was sent. The reason and the way out are below.".to_owned(),
        CheckVerdict::PersonalData => {
            "Nothing was kept and nothing was sent. Remove what is listed below and upload the file again.".to_owned()
        }
    }
}

/// How problems are put right, the easiest way first.
fn way_out(view: &CheckResult) -> &'static str {
    match (&view.typed_href, &view.fix_href) {
        (Some(_), _) => "Type it in again with that put right",
        (None, Some(_)) => {
            "Fix it here: type the right values on the next page. Or put that right in your file and upload it again"
        }
        (None, None) => "Put that right in your file and upload it again",
    }
}

/// Whether the rows that problems leave out, added up, are more than those that are left out.
fn is_more_than_left_out(view: &CheckResult) -> bool {
    let named = view.fix.iter().map(|problem| problem.rows_left_out);
    usable(view) && named.fold(0, u32::saturating_add) > view.counts.left_out
}

fn facts(view: &CheckResult) -> Markup {
    html! {
        p class="hub-facts" {
            strong { (view.month) } ", " (view.service) "."
            @if view.typed_href.is_some() { " Typed in." }
            @if !view.file_name.is_empty() { " File: " span class="hub-break" { (view.file_name) } "." }
            @if !view.sheet.is_empty() { " Sheet: " (view.sheet) "." }
            @if !view.kind.is_empty() { " " (view.kind) "." }
        }
        @if let Some(replaces) = &view.replaces { (inset(&html! { p { (replaces) } })) }
    }
}

/// Which file it is, and for which month.
fn about(view: &CheckResult) -> Markup {
    html! {
        @if !view.file_name.is_empty() { span class="hub-break" { (view.file_name) } ", " }
        (view.month)
    }
}

/// The sum of rows, written as a sum: nothing vanishes.
fn row_sum(counts: RowCounts) -> Markup {
    html! {
        dl class="hub-sum" {
            (sum_part(counts.read, "rows read", ""))
            (sum_part(counts.counted, "will count", "="))
            (sum_part(counts.left_out, "left out", "+"))
            (sum_part(counts.ignored, "ignored (blank, title, total, example)", "+"))
            @if counts.closed > 0 { (sum_part(counts.closed, "closed before the month, so not in this return", "+")) }
        }
    }
}

fn sum_part(number: u32, words: &str, sign: &str) -> Markup {
    html! {
        div class="hub-sum__part" {
            @if !sign.is_empty() { span class="hub-sum__sign" aria-hidden="true" { (sign) } }
            dt { (words) }
            dd { (thousands(number)) }
        }
    }
}

fn warnings(view: &CheckResult) -> Markup {
    html! {
        @if !view.check.is_empty() {
            h2 class="nhsuk-heading-m" id="check" { "Check these" }
            @match &view.confirm_href {
                Some(href) => {
                    p { "These rows count. Look at each of these, and tick its box to say that you have." }
                    form action=(href) method="get" novalidate {
                        @for item in &view.check { (warning(item, &view.errors)) }
                        (go_on_button(view))
                    }
                }
                None => {
                    p { "Look at these too before you " @if view.typed_href.is_some() { "type it in" } @else { "upload the file" } " again." }
                    @for item in &view.check { (group(item)) }
                }
            }
        }
    }
}

fn go_on_button(view: &CheckResult) -> Markup {
    let button = Button::new(&go_on(view));
    match view.verdict {
        CheckVerdict::Problems => button.secondary().render(),
        _ => button.render(),
    }
}
