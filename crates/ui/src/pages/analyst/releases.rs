use maud::{Markup, html};

use super::tabs;
use crate::components::table::{Head, Table};
use crate::components::{details, whole};
use crate::layout::{Page, document};
use crate::view::{CodeLabel, Frame, ReleaseItem, ReleasePage};

/// A7: the releases and what they were made from.
#[must_use]
pub fn a7_releases(frame: &Frame, view: &ReleasePage) -> Markup {
    let heads = [
        "Release",
        "Published",
        "Months",
        "Policy",
        "Journal position",
        "See",
    ];
    let heads = heads.into_iter().map(Head::text).collect();
    let rows = view.releases.iter().map(row).collect();
    let content = html! {
        @if view.of_operators {
            h1 class="nhsuk-heading-l" {
                span class="nhsuk-caption-l" { "Operate" }
                "Releases"
            }
        } @else {
            (tabs("Releases"))
            h1 class="nhsuk-heading-l" { "Releases" }
        }
        p {
            "A release never changes: the same query of the same release gives the same figures for ever. Its figures come from the "
            "returns that counted at its position in the journal and from the SQL files named with it. Which rows a figure "
            "comes from is never told."
        }
        @if view.releases.is_empty() {
            p { "Nothing has been released yet." }
        } @else {
            (Table::with_quiet_caption("Releases", heads, rows).stacking().render())
            @if !view.older.is_empty() { p { (view.older) } }
            p {
                "An intruder's report says what attacks on the release found, and what protecting people costs in its figures."
            }
            (left_out(&view.releases))
            h2 class="nhsuk-heading-m" { "What each was made with" }
            @for release in &view.releases { (made_with(release)) }
        }
    };
    let about = match view.of_operators {
        true => "Operate",
        false => "SQL and data",
    };
    document(frame, &Page::new("A7", "Releases").about(about), &content)
}

fn row(release: &ReleaseItem) -> Vec<Markup> {
    vec![
        html! { (whole(&release.id)) @if !release.label.is_empty() { br; (release.label) } @if !release.of_day.is_empty() { br; (release.of_day) } },
        html! { (release.at) },
        html! { (release.months) },
        html! { (release.policy) },
        html! { (release.journal_seq) },
        html! {
            @if !release.sql_href.is_empty() {
                a href=(release.sql_href) { "SQL" span class="nhsuk-u-visually-hidden" { " of release " (release.id) } }
                " "
            }
            a href=(release.manifest_href) { "JSON" span class="nhsuk-u-visually-hidden" { " of release " (release.id) } }
            @if !release.report_href.is_empty() {
                " "
                a href=(release.report_href) {
                    "Intruder's report" span class="nhsuk-u-visually-hidden" { " on release " (release.id) }
                }
            }
        },
    ]
}

fn left_out(releases: &[ReleaseItem]) -> Markup {
    html! {
        @if releases.iter().any(|release| !release.left_out.is_empty()) {
            h2 class="nhsuk-heading-m" { "Measures left out" }
            p { "Their SQL files could not be used. Nothing else of the release is touched by that." }
            ul class="nhsuk-list nhsuk-list--bullet hub-break" {
                @for release in releases {
                    @for measure in &release.left_out {
                        li { code { (measure.code) } " of release " (release.id) ": " (measure.label) }
                    }
                }
            }
        }
    }
}

fn made_with(release: &ReleaseItem) -> Markup {
    details(
        &format!("Facts and SQL files of release {}", release.id),
        &html! {
            p { "Each with the beginning of its SHA-256. Equal hashes mean equal queries." }
            (hashes("Facts", &release.facts))
            (hashes("SQL files", &release.files))
        },
    )
}

fn hashes(title: &str, lines: &[CodeLabel]) -> Markup {
    html! {
        @if !lines.is_empty() {
            h3 class="nhsuk-heading-s" { (title) }
            ul class="nhsuk-list hub-break" {
                @for line in lines { li { code { (line.code) } " " (line.label) } }
            }
        }
    }
}
