use maud::{Markup, html};

use crate::components::forms::{check_box, error_summary, field_errors, group_class};
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
    let content = html! {
        h1 class="nhsuk-heading-l hub-heading" {
            span class="nhsuk-caption-l" { (view.service) }
            (title)
        }
        form action=(view.action) method="get" {
            div class="nhsuk-form-group" {
                fieldset class="nhsuk-fieldset" {
                    legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m" { "How will you send it?" }
                    div class="nhsuk-radios" {
                        @for (position, (value, label, hint)) in ways.iter().enumerate() { (way(position, value, label, hint)) }
                    }
                }
            }
            button class="nhsuk-button" type="submit" { "Continue" }
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

/// One way. The first, which nearly everybody takes, is chosen beforehand: another choice costs nothing.
fn way(position: usize, value: &str, label: &str, hint: &str) -> Markup {
    let id = format!("how-{value}");
    html! {
        div class="nhsuk-radios__item" {
            input class="nhsuk-radios__input" id=(id) name="how" type="radio" value=(value) checked[position == 0]
                aria-describedby={ (id) "-hint" };
            label class="nhsuk-label nhsuk-radios__label" for=(id) { (label) }
            div class="nhsuk-hint nhsuk-radios__hint" id={ (id) "-hint" } { (hint) }
        }
    }
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
        h1 class="nhsuk-heading-l hub-heading" {
            span class="nhsuk-caption-l" { (view.service) }
            (title)
        }
        p { "If you received no referrals and have nobody on your caseload, say so here. It counts as a return." }
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            div class=(group_class(&view.errors, "declaration")) {
                (field_errors(&view.errors, "declaration"))
                (check_box("declaration", "declaration", "yes", &label, false, &view.errors))
            }
            button class="nhsuk-button" type="submit" { "Continue with nothing to report" }
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
