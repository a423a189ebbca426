use maud::{Markup, html};

use crate::chart::{dots, histogram, spc, steps};
use crate::components::area::{heading, inside, strip};
use crate::components::empty_note;
use crate::components::figure::verdict;
use crate::components::headline::headlines;
use crate::layout::{Page, document};
use crate::view::{Frame, SpcChart, Waiting};

const TITLE: &str = "Waiting for a first contact";

/// C5: how long people wait for a first contact with a link worker.
#[must_use]
pub fn c5_waiting(frame: &Frame, view: &Waiting) -> Markup {
    let content = html! {
        (heading(&view.area, Some(TITLE), &view.filter))
        (strip(&view.strip))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                @if !view.findings.is_empty() {
                    p class="hub-findings" { @for finding in &view.findings { (finding) " " } }
                }
                @match &view.looking_back {
                    Some(note) => { (empty_note(note)) }
                    None => {
                        (everybody(view))
                        (referred(view))
                    }
                }
                @if let Some(chart) = &view.trend { (trend(chart)) }
                (load(view))
            }
        }
        @if let Some(table) = &view.inside { (inside(table)) }
        @if !view.places.is_empty() {
            h2 class="nhsuk-heading-m" { "By service and network" }
            p { (view.places) }
        }
    };
    document(
        frame,
        &Page::new("C5", TITLE).about(&view.area.name),
        &content,
    )
}

/// Those still waiting among them, and how they are counted.
fn everybody(view: &Waiting) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "How long until people are seen" }
        p { (view.counted) " People who have not been seen yet are counted too." }
        (headlines(&view.headlines))
        (who_counts())
        @if let Some(curve) = &view.curve { (steps(curve)) }
        @if let Some(spread) = &view.spread { (histogram(spread)) }
    }
}

fn who_counts() -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { "Who is counted, and how" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "People who still wait count, each for as long as they had waited by the end of the month." }
            li {
                "People who left without a contact, whose referral was declined or closed, count until they left. They are taken to have \
                 had the same wait ahead of them as those who stayed, so the shares are of those who stay."
            }
            li { "Days are whole days that have passed; the day of the referral is day 0." }
            li {
                "Left out: a row whose first contact is before its referral, until its service has put it right; and a wait of more than \
                 ten years, where one of the dates is probably wrong."
            }
            li { "Referrals from before those months are not in these figures, so that they say nothing of longer waits." }
            li { "How many people were still waiting at the end of a month, and for how long, is not a figure of its own." }
        }
    }
}

/// Of the people referred in one month, how many were seen soon.
fn referred(view: &Waiting) -> Markup {
    html! {
        @if !view.shares.is_empty() {
            h2 class="nhsuk-heading-m" { "People referred in " (view.referred_in) }
            p {
                "Everybody who was referred in the month counts here. People who declined or were never reached count as not seen, so that \
                 these shares are of all who were referred and can be lower than those above. A month is told once the month after it has been sent."
            }
            (headlines(&view.shares))
            @if !view.apart.is_empty() { p { (view.apart) } }
        }
        @if let Some(groups) = &view.groups { (dots(groups)) }
    }
}

fn trend(chart: &SpcChart) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Over time" }
        p {
            "This is the median of waits that ended in each month. People who still wait are not in it, so it can look better than it is \
             where many are left waiting."
        }
        (verdict(&chart.verdict))
        @if let Some(rule) = &chart.verdict.rule { p class="hub-quiet" { "Rule that fired: " (rule) } }
        (spc(chart))
    }
}

fn load(view: &Waiting) -> Markup {
    html! {
        @if !view.load.is_empty() {
            h2 class="nhsuk-heading-m" { "People to a link worker" }
            p { "Where each worker has more people, more are likely to wait. These figures do not say why people wait." }
            (headlines(&view.load))
            @if !view.guide.is_empty() { p { (view.guide) } }
        }
    }
}
