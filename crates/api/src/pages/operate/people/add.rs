//! Adding a person.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{NewMembership, NewPerson, PeopleError, enter_person, new_id};
use hub_store::State;
use hub_ui::view::{FormError, Link, PersonAdd, RoleForm};

use super::super::super::Page;
use super::super::super::filter::choice;
use super::super::super::form::SignedForm;
use super::super::super::organisations;
use super::super::super::reader::Reader;
use super::{HREF, NAME_CHARS_MAX, beside, href, way, write};
use crate::params::Params;
use crate::problem::{Problem, Result};

/// Longest text that comes back in the field for an organisation.
const ORGANISATION_CHARS_MAX: usize = 200;

/// Which role for which organisation, as it was typed.
#[derive(Default)]
pub(super) struct TypedRole {
    role: String,
    organisation: String,
}

impl TypedRole {
    pub(super) fn of(fields: &Params) -> Self {
        let organisation = fields.text("organisation").unwrap_or_default();
        Self {
            role: fields.text("role").unwrap_or_default().to_owned(),
            organisation: organisation.chars().take(ORGANISATION_CHARS_MAX).collect(),
        }
    }

    /// The role that it means, or what is wrong with it.
    pub(super) fn read(
        &self,
        reader: &Reader,
        state: &State,
    ) -> Result<Result<NewMembership, FormError>> {
        let reference = &reader.hub.reference;
        match organisations::role_of(reference, state, &self.role, &self.organisation) {
            Ok(role) => Ok(Ok(NewMembership::of(role).map_err(Problem::internal)?)),
            Err((field, words)) => Ok(Err(beside(field, words))),
        }
    }

    pub(super) fn form(&self) -> RoleForm {
        let roles = organisations::ROLES.iter();
        let roles = roles.map(|(value, label)| choice(value, label, *value == self.role));
        RoleForm {
            roles: roles.collect(),
            organisation: self.organisation.clone(),
        }
    }
}

/// The field that an error of giving a role belongs to.
pub(super) fn field_of(error: &PeopleError) -> &'static str {
    match error {
        PeopleError::NoService => "organisation",
        _ => "role",
    }
}

/// `GET /operate/people/add`
pub(crate) async fn form(reader: Reader) -> Result<Response> {
    reader.params.only(&[])?;
    let page = render(&reader, "", &TypedRole::default(), Vec::new()).await?;
    Ok(page.into_response())
}

/// `POST /operate/people/add`
pub(crate) async fn add(form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let hub = &reader.hub;
    let state = hub.state().await?;
    let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
    let person = NewPerson {
        id: text("id"),
        name: text("name"),
        invited: None,
    };
    if state.people.get(&person.id).is_some() {
        // The same form, sent twice.
        return Ok(Redirect::to(&href(&person.id)).into_response());
    }
    let typed = TypedRole::of(&fields);
    let first = match typed.read(&reader, &state)? {
        Ok(first) => first,
        Err(error) => {
            let mut errors = Vec::new();
            if person.name.trim().is_empty() {
                errors.push(beside("name", PeopleError::Name.to_string()));
            }
            errors.push(error);
            return again(&reader, &person, &typed, errors).await;
        }
    };
    let decide = {
        let (person, by) = (person.clone(), reader.principal().clone());
        move |state: &State| enter_person(state, &person, &first, Some(&by))
    };
    match write(hub, decide).await? {
        Ok(()) => {
            tracing::info!(person = %person.id, "person added");
            Ok(Redirect::to(&href(&person.id)).into_response())
        }
        Err(error) => {
            let field = match error {
                PeopleError::Name | PeopleError::Again | PeopleError::TooManyPeople => "name",
                _ => field_of(&error),
            };
            let errors = vec![beside(field, error.to_string())];
            again(&reader, &person, &typed, errors).await
        }
    }
}

/// The form once more, with what stands in the way.
async fn again(
    reader: &Reader,
    person: &NewPerson,
    typed: &TypedRole,
    errors: Vec<FormError>,
) -> Result<Response> {
    let page = render(reader, &person.name, typed, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn render(
    reader: &Reader,
    name: &str,
    typed: &TypedRole,
    errors: Vec<FormError>,
) -> Result<Page> {
    let view = PersonAdd {
        id: new_id().map_err(Problem::internal)?,
        name: name.chars().take(NAME_CHARS_MAX).collect(),
        name_characters_max: NAME_CHARS_MAX,
        role: typed.form(),
        errors,
        back: Link::new("Organisations and people", HREF),
    };
    let frame = reader.frame(way()).await;
    Ok(Page(hub_ui::pages::o1_person_add(&frame, &view)))
}
