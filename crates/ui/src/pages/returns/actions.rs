//! What the sender can do with a checked return, the best first.

use maud::{Markup, html};

use crate::components::thousands;
use crate::view::{CheckResult, CheckVerdict, OtherMonth};

const PRIMARY: &str = "nhsuk-button";
const SECONDARY: &str = "nhsuk-button nhsuk-button--secondary";

pub(super) fn go_on(view: &CheckResult) -> String {
    if view.counts.left_out > 0 {
        format!("Continue without {}", these_rows(view.counts.left_out))
    } else {
        "Continue to submit".to_owned()
    }
}

pub(super) fn these_rows(rows: u32) -> String {
    if rows == 1 {
        "this 1 row".to_owned()
    } else {
        format!("these {} rows", thousands(rows))
    }
}

pub(super) fn actions(view: &CheckResult) -> Markup {
    html! {
        div class="nhsuk-button-group hub-actions" {
            @match &view.other_month {
                Some(other) => { (another_month(view, other)) }
                None if view.verdict == CheckVerdict::Ready => { (ready(view)) }
                None => { (put_right(view)) }
            }
        }
        (lost(view))
        @if view.problems_href.is_some() || !view.kept_until.is_empty() {
            p class="hub-quiet hub-screen-only" {
                @if let Some(href) = &view.problems_href { a href=(href) { "Download the problems" } ". " }
                @if !view.kept_until.is_empty() { (kept(view)) " " (view.kept_until) "." }
            }
        }
    }
}

/// What is kept: of a file that cannot be used nothing but the reasons.
fn kept(view: &CheckResult) -> &'static str {
    match view.verdict {
        CheckVerdict::Unreadable | CheckVerdict::PersonalData => "You can look at these reasons",
        _ => "We keep this result",
    }
}

fn another_month(view: &CheckResult, other: &OtherMonth) -> Markup {
    html! {
        a class="nhsuk-button" href=(other.link.href) { (other.link.label) }
        a class="nhsuk-button nhsuk-button--secondary" href=(view.upload_href) { "Select another file for " (view.month) }
        (go_to_checks(view, SECONDARY))
    }
}

fn ready(view: &CheckResult) -> Markup {
    html! {
        @if let Some(href) = &view.confirm_href { a class="nhsuk-button" href=(href) { "Continue to submit" } }
        @match &view.typed_href {
            Some(href) => { a class="nhsuk-button nhsuk-button--secondary" href=(href) { "Type it in again" } }
            None => { a class="nhsuk-button nhsuk-button--secondary" href=(view.upload_href) { "Upload another file" } }
        }
    }
}

/// Values typed on the page take the fewest steps, so where they can be that comes first.
fn put_right(view: &CheckResult) -> Markup {
    // Where nothing is to be put right, the way on comes first.
    let is_way_on = view.verdict == CheckVerdict::Warnings && view.confirm_href.is_some();
    let again = if is_way_on { SECONDARY } else { PRIMARY };
    html! {
        @if is_way_on { (go_to_checks(view, PRIMARY)) }
        @match (&view.typed_href, &view.fix_href) {
            (Some(href), _) => { a class=(again) href=(href) { "Type it in again" } }
            (None, Some(href)) => {
                a class=(again) href=(href) { "Fix here" }
                a class=(SECONDARY) href=(view.upload_href) { "Upload a corrected file" }
            }
            (None, None) => { a class=(again) href=(view.upload_href) { "Upload a corrected file" } }
        }
        @if !is_way_on { (go_to_checks(view, SECONDARY)) }
    }
}

/// What the ways back cost, where something was typed: neither a file nor a form holds it.
fn lost(view: &CheckResult) -> Markup {
    html! {
        @if view.typed_href.is_some() {
            p { "We do not keep what you typed, so the form is empty when you type it in again." }
        } @else if view.has_typed_values {
            p {
                "What you typed on the page is not in your file: put it there before you upload a corrected file, or type it again "
                "afterwards."
            }
        }
    }
}

fn go_to_checks(view: &CheckResult, class: &str) -> Markup {
    html! {
        @if let Some(href) = &view.confirm_href {
            @if view.check.is_empty() {
                a class=(class) href=(href) { (go_on(view)) }
            } @else {
                a class=(class) href="#check" { "Go to the things to check" }
            }
        }
    }
}
