use maud::{Markup, html};

use super::{ACTION, NAMES_STAY};
use crate::components::button::Button;
use crate::components::choices::{Choice, Question, radios};
use crate::components::fields::{Field, Input, Title};
use crate::components::forms::error_summary;
use crate::layout::{Page, csrf_field, document};
use crate::view::{FormError, Frame, PersonAdd, RoleForm};

const TITLE: &str = "Add a person";
const ROLE: &str = "role";
const ORGANISATION: &str = "organisation";

/// O1: the form that adds a person with a first role.
#[must_use]
pub fn o1_person_add(frame: &Frame, view: &PersonAdd) -> Markup {
    let name = Field::new("name", Title::new("Name").size("s"))
        .hint(Some(html! { (NAMES_STAY) }))
        .errors(&view.errors);
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" { (TITLE) }
        p { "A person has one entry, however many organisations they work for. Look for them in the list before you add them." }
        form action={ (ACTION) "/add" } method="post" novalidate {
            (csrf_field(frame))
            input type="hidden" name="id" value=(view.id);
            (name.input(&Input {
                value: Some(&view.name),
                maxlength: Some(view.name_characters_max),
                autocomplete: Some("off"),
                spellcheck: Some(false),
                ..Input::default()
            }))
            (role_fields("First role", &view.role, &view.errors))
            (Button::new("Add this person").render())
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    let page = Page::new("O1", TITLE)
        .about("Operate")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// The fields for a role and its organisation.
pub(super) fn role_fields(title: &str, form: &RoleForm, errors: &[FormError]) -> Markup {
    let roles: Vec<Choice<'_>> = form
        .roles
        .iter()
        .enumerate()
        .map(|(position, role)| Choice {
            // The question has the id of its first answer, which is where an error leads.
            id: match position {
                0 => ROLE.to_owned(),
                more => format!("{ROLE}-{more}"),
            },
            value: &role.value,
            label: html! { (role.label) },
            ticked: role.selected,
            errors,
            ..Choice::default()
        })
        .collect();
    let question = Question {
        id: ROLE,
        title: Title::new(title).size("s"),
        errors,
        ..Question::default()
    };
    let hint = html! { "Code or whole name. For a service or a commissioner only: the other roles are for the whole country." };
    let organisation = Field::new(ORGANISATION, Title::new("Service or board").size("s"))
        .hint(Some(hint))
        .errors(errors);
    html! {
        (question.render(&radios("", ROLE, &roles)))
        (organisation.input(&Input {
            value: Some(&form.organisation),
            autocomplete: Some("off"),
            spellcheck: Some(false),
            ..Input::default()
        }))
    }
}
