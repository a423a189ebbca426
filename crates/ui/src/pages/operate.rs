//! O: the pages of those who run the hub, and of those who answer for disclosure control.

mod audit;
mod definitions;
mod health;
mod people;
mod reference;
mod returns;
mod services;

pub use audit::o5_audit;
pub use definitions::{o4_definitions, o4_versions};
pub use health::o6_health;
pub use people::{o1_people, o1_person, o1_person_add, o1_person_change, o1_person_token_made};
pub use reference::{o2_reference, o2_reference_preview};
pub use returns::o3_returns;
pub use services::{o7_service, o7_service_add, o7_service_end, o7_services, o7_services_import};

use maud::{Markup, html};

use crate::layout::{Page, document};
use crate::view::{Frame, Operate, OperateByCommand};

const TITLE: &str = "Operate";

/// O0: what there is for those who run the hub.
#[must_use]
pub fn o0_operate(frame: &Frame, view: &Operate) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { (TITLE) }
        dl class="hub-about" {
            @for page in &view.pages {
                dt { a href=(page.link.href) { (page.link.label) } }
                dd { (page.what) }
            }
        }
        @if !view.by_command.is_empty() {
            h2 class="nhsuk-heading-m" { "What is done by commands" }
            p { "These commands work on the machine that holds the data directory of the hub." }
            @for one in &view.by_command { (by_command(one)) }
        }
    };
    document(frame, &Page::new("O0", TITLE), &content)
}

fn by_command(one: &OperateByCommand) -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { (one.title) }
        p { (one.text) }
        (commands(&one.commands))
    }
}

/// Commands, one a line.
fn commands(lines: &[String]) -> Markup {
    html! {
        @if !lines.is_empty() {
            pre class="hub-code" tabindex="0" { code { (lines.join("\n")) } }
        }
    }
}
