use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::heading::page_heading;
use crate::components::table::{Head, Table};
use crate::components::{inset, tag, warning_callout, whole};
use crate::layout::{Page, csrf_field, document};
use crate::view::{Frame, HistoryRow, HistoryStatus, ReturnHistory, Timing, Withdraw};

/// S11: everything that a service has sent.
#[must_use]
pub fn s11_history(frame: &Frame, view: &ReturnHistory) -> Markup {
    let heads = vec![
        Head::text("Month"),
        Head::text("Sent"),
        Head::text("By"),
        Head::text("Reference"),
        Head::number("Rows"),
        Head::number("Left out"),
        Head::text("Status"),
        Head::text("Counted for"),
        Head::text("Version"),
    ];
    let rows = view.rows.iter().map(row);
    let content = html! {
        (page_heading(&view.service, "What you have sent"))
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        @if view.rows.is_empty() {
            p { "You have not sent a return yet." }
        } @else {
            p {
                "The newest version of each month counts. Of earlier ones there are the receipts. None of them comes back by itself: to "
                "make one count again, upload its file again."
            }
            p {
                "The figures of a month are provisional when it is due for the first time, and final a month later. Each time, the last "
                "return that you submitted by then counts."
            }
            (Table::with_quiet_caption("Returns sent", heads, rows.collect()).stacking().render())
        }
        p class="hub-screen-only" { a href=(view.back_href) { "Back to your returns" } }
    };
    document(
        frame,
        &Page::new("S11", "What you have sent").about(&view.service),
        &content,
    )
}

fn row(row: &HistoryRow) -> Vec<Markup> {
    vec![
        whole(&row.month),
        html! {
            (row.sent)
            @match row.timing {
                Timing::InTime => {}
                Timing::Late => { " " (tag("yellow", "Late")) }
                Timing::Correction => { " " (tag("yellow", "Correction")) }
            }
        },
        html! { (row.by) },
        html! { a href=(row.reference.href) { (row.reference.label) } },
        html! { (row.rows) },
        html! { (row.left_out) },
        match row.status {
            HistoryStatus::Counts => tag("green", "Counts"),
            HistoryStatus::Replaced => tag("grey", "Replaced"),
            HistoryStatus::Withdrawn => tag("yellow", "Withdrawn"),
        },
        html! { (row.counted_at) },
        html! { (row.version) },
    ]
}

/// The question before a return is withdrawn.
#[must_use]
pub fn s11_withdraw(frame: &Frame, view: &Withdraw) -> Markup {
    let title = format!("Withdraw your return for {}", view.month);
    let content = html! {
        (page_heading(&view.service, &title))
        p { "You sent it on " (view.sent) ". Its reference is " strong { (view.reference) } "." }
        (warning_callout("No return will count for this month", &html! {
            p { "Your service then counts as not having sent " (view.month) " until you send a file again. Figures that are already released "
                "stay as they are; the next release leaves this return out." }
            p { "Earlier versions do not come back by themselves. To make one of them count again, upload its file again." }
            p { "If the file was only wrong, " a href=(view.corrected_href) { "send a corrected file" } " instead: it takes the place of this one." }
        }))
        form action=(view.action) method="post" novalidate {
            (csrf_field(frame))
            (Button::new("Withdraw this return").warning().render())
        }
        p { a href=(view.back_href) { "Keep it" } }
    };
    document(
        frame,
        &Page::new("S11", &title).about(&view.service),
        &content,
    )
}
