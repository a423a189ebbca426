use maud::{Markup, html};

use crate::components::tasks::{Task, task_list};
use crate::components::{counted, inset, link_list, tag};
use crate::layout::{Page, document};
use crate::view::{Frame, ReturnTask, ServiceHome, TaskStatus};

/// S1: what is due, and where each month stands.
#[must_use]
pub fn s1_home(frame: &Frame, view: &ServiceHome) -> Markup {
    let title = format!("Returns for {}", view.service);
    let tasks: Vec<Task<'_>> = view.tasks.iter().enumerate().map(task).collect();
    let content = html! {
        h1 class="nhsuk-heading-l hub-heading" {
            @if !view.code.is_empty() { span class="nhsuk-caption-l" { "Service " (view.code) } }
            (title)
        }
        @if !view.deadline.is_empty() { p class="hub-sentence" { (view.deadline) } }
        @if let Some(primary) = &view.primary {
            a class="nhsuk-button" href=(primary.href) { (primary.label) }
        }
        @if let Some(notice) = &view.notice { (inset(&html! { p { (notice) } })) }
        @if view.first_time { (first_steps()) }
        @if !view.tasks.is_empty() {
            h2 class="nhsuk-heading-m" { "Your returns" }
            (task_list(&tasks))
        }
        @if !view.links.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Help and figures" }
                (link_list(&view.links))
            }
        }
    };
    document(
        frame,
        &Page::new("S1", "Returns").about(&view.service),
        &content,
    )
}

fn first_steps() -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "You have not sent a return yet" }
        ol class="nhsuk-list nhsuk-list--number" {
            li { "Download the template, or use your own system's export: " a href=(super::help::HREF) { "what to fill in" } "." }
            li { "Fill in one row for each referral on your caseload during the month." }
            li { "Upload the file. We check it while you wait and say what to fix. Nothing counts until you submit it." }
        }
    }
}

fn task((position, task): (usize, &ReturnTask)) -> Task<'_> {
    Task {
        id: format!("return-{position}"),
        name: html! {
            (task.month)
            @if let Some(action) = &task.action { ": " (action.label) }
        },
        href: task.action.as_ref().map(|action| action.href.as_str()),
        hint: Some(html! {
            "Due " (task.due)
            @if !task.window.is_empty() { ". " (task.window) "." }
            @if !task.withdrawn.is_empty() { @if task.window.is_empty() { "." } " You withdrew what you had sent on " (task.withdrawn) ", so nothing counts for this month." }
        }),
        more: more(task),
        status: html! {
            (status(task.status))
            @if let Some(waiting) = task.waiting {
                div class="hub-task__waiting" { "Newer file: " (status(waiting)) }
            }
        },
    }
}

fn more(task: &ReturnTask) -> Markup {
    html! {
        @if !task.more.is_empty() {
            ul class="nhsuk-list hub-task__more" {
                @for link in &task.more {
                    li {
                        a href=(link.href) {
                            (link.label)
                            span class="nhsuk-u-visually-hidden" { " for " (task.month) }
                        }
                    }
                }
            }
        }
    }
}

fn status(status: TaskStatus) -> Markup {
    match status {
        TaskStatus::NotStarted => tag("grey", "Not started"),
        TaskStatus::Checking => tag("blue", "Checking"),
        TaskStatus::NeedsFixing(problems) => tag(
            "red",
            &format!("Needs fixing: {}", counted(problems, "problem", "problems")),
        ),
        TaskStatus::NeedsFixingRows(rows) => tag(
            "red",
            &format!("Needs fixing: {}", counted(rows, "row", "rows")),
        ),
        TaskStatus::CheckWarnings => tag("yellow", "Check warnings"),
        TaskStatus::Ready => tag("blue", "Ready to submit"),
        TaskStatus::Submitted => tag("green", "Submitted"),
        TaskStatus::SubmittedWithout(rows) => html! {
            (tag("green", "Submitted")) " "
            (tag("yellow", &format!("{} left out", counted(rows, "row", "rows"))))
        },
        TaskStatus::Nil => tag("green", "Nil return"),
        TaskStatus::Late => tag("red", "Late"),
        TaskStatus::Withdrawn => tag("grey", "Withdrawn"),
        TaskStatus::Closed => tag("grey", "Closed for changes"),
    }
}
