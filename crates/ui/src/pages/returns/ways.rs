use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::choices::{Choice, Question, radios};
use crate::components::fields::Title;
use crate::components::forms::{check_box, error_summary, field_errors, group_class};
use crate::components::heading::page_heading;
use crate::components::inset;
use crate::layout::{Page, csrf_field, document};
use crate::view::{Frame, NothingToReport, WaysToSend};

/// S2: how the return of a month is sent.
#[must_use]
pub fn s2_ways(frame: &Frame, view: &WaysToSend) -> Markup {
    let title = format!("Send your return for {}", view.month);
    let by_hand = format!("For up to {} referrals.", view.referrals_max);
    let ways = [
        (
            "file",
            "Upload a file",
            "Our template, or the export of your own system.",
        ),
        ("type", "Type it in", by_hand.as_str()),
        (
            "nil",
            "Nothing to report",
            "No referrals, and nobody on your caseload.",
        ),
    ];
    // The first, which nearly everybody takes, is chosen beforehand: another choice costs nothing.
    let ways = ways.map(|(value, label, hint)| Choice {
        id: format!("how-{value}"),
        value,
        label: html! { (label) },
        hint: Some(html! { (hint) }),
        ticked: value == "file",
        ..Choice::default()
    });
    let question = Question {
        id: "how",
        title: Title::new("How will you send it?").size("m"),
        ..Question::default()
    };
    let content = html! {
        (page_heading(&view.service, &title))
        form action=(view.action) method="get" {
            (question.render(&radios("", "how", &ways)))
            (Button::new("Continue").render())
        }
        @if let Some(replaces) = &view.replaces { (inset(&html! { p { (replaces) } })) }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
        p { a href=(super::help::HREF) { "Template, columns and codes of the return" } }
        p { "For another month, go " a href=(view.back_href) { "back to your returns" } "." }
    };
    document(
        frame,
        &Page::new("S2", &title).about(&view.service),
        &content,
    )
}

/// S2: the word that there is nothing to report.
#[must_use]
pub fn s2_nil(frame: &Frame, view: &NothingToReport) -> Markup {
    let title = format!("Nothing to report for {}", view.month);
    let label = format!(
        "We received no referrals in {} and have nobody on our caseload",
        view.month
    );
    let content = html! {
        (error_summary(&view.errors))
        (page_heading(&view.service, &title))
        p { "If you received no referrals and have nobody on your caseload, say so here. It counts as a return." }
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            div class=(group_class(&view.errors, "declaration")) {
                (field_errors(&view.errors, "declaration"))
                (check_box("declaration", "declaration", "yes", &label, false, &view.errors))
            }
            (Button::new("Continue with nothing to report").render())
        }
        @if let Some(replaces) = &view.replaces { (inset(&html! { p { (replaces) } })) }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
        p { a href=(view.back_href) { "Send it in another way" } }
    };
    let page = Page::new("S2", &title)
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}
