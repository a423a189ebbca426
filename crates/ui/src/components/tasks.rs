//! Lists of things to do, each with where it stands.

use maud::{Markup, html};

/// One thing to do.
#[derive(Default)]
pub(crate) struct Task<'a> {
    /// Id: that of its hint is `<id>-hint`, that of its status `<id>-status`.
    pub(crate) id: String,
    /// What it is.
    pub(crate) name: Markup,
    /// Where it is done; none: it cannot be done.
    pub(crate) href: Option<&'a str>,
    /// More about it.
    pub(crate) hint: Option<Markup>,
    /// What stands under the hint.
    pub(crate) more: Markup,
    /// Where it stands.
    pub(crate) status: Markup,
}

/// Things to do.
pub(crate) fn task_list(tasks: &[Task<'_>]) -> Markup {
    html! { ul class="nhsuk-task-list" { @for one in tasks { (task(one)) } } }
}

fn task(task: &Task<'_>) -> Markup {
    let (hint_id, status_id) = (format!("{}-hint", task.id), format!("{}-status", task.id));
    let described = match task.hint {
        Some(_) => format!("{hint_id} {status_id}"),
        None => status_id.clone(),
    };
    html! {
        li class={ "nhsuk-task-list__item" @if task.href.is_some() { " nhsuk-task-list__item--with-link" } } {
            div class="nhsuk-task-list__name-and-hint" {
                @match task.href {
                    Some(href) => {
                        a class="nhsuk-link nhsuk-task-list__link" href=(href) aria-describedby=(described) { (task.name) }
                    }
                    None => { div { (task.name) } }
                }
                @if let Some(hint) = &task.hint { div class="nhsuk-task-list__hint" id=(hint_id) { (hint) } }
                (task.more)
            }
            div class="nhsuk-task-list__status" id=(status_id) { (task.status) }
        }
    }
}
