//! Ending a role, and noting that somebody left: the question, and the deed.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{PeopleError, end_membership, live_tokens_of, person_of};
use hub_store::{Membership, Person, State};
use hub_ui::view::{Link, PersonChange};

use super::super::super::Page;
use super::super::super::form::SignedForm;
use super::super::super::organisations;
use super::super::super::reader::Reader;
use super::super::super::through::{asks_again, asks_again_for_form};
use super::{find, href, onward, told, way, write};
use crate::identity::Role;
use crate::problem::{Kind, Problem, Result};

/// `GET /operate/people/{id}/roles/{membership}/end`
pub(crate) async fn ask_end(
    reader: Reader,
    Path((id, membership)): Path<(String, String)>,
) -> Result<Response> {
    reader.params.only(&[])?;
    if let Some(led) = asks_again(&reader) {
        return Ok(led);
    }
    let state = reader.hub.state().await?;
    let person = find(&state, &id)?;
    let membership = of_person(&state, person, &membership)?;
    if membership.ended.is_some() {
        return Ok(Redirect::to(&href(&person.id)).into_response());
    }
    let refused = end_membership(&state, &membership.id, Some(reader.principal())).err();
    let view = role_ends(&reader, &state, person, membership, refused.as_ref());
    Ok(render(&reader, &view).await.into_response())
}

/// `POST /operate/people/{id}/roles/{membership}/end`
pub(crate) async fn end(
    Path((id, membership)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    if let Some(refused) = asks_again_for_form(&reader).await {
        return Ok(refused);
    }
    let state = reader.hub.state().await?;
    let person = find(&state, &id)?;
    let membership = of_person(&state, person, &membership)?;
    let decide = {
        let (id, by) = (membership.id.clone(), reader.principal().clone());
        move |state: &State| end_membership(state, &id, Some(&by))
    };
    match write(&reader.hub, decide).await? {
        Ok(()) => tracing::info!(membership = %membership.id, "role ended"),
        // It was ended before, as the page of the person says.
        Err(PeopleError::NoMembership) => {}
        Err(error) => {
            let view = role_ends(&reader, &state, person, membership, Some(&error));
            let page = render(&reader, &view).await;
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
    }
    let to = format!("{}?ended={}", href(&person.id), membership.id);
    onward(&reader, &to).await
}

/// `GET /operate/people/{id}/leave`
pub(crate) async fn ask_leave(reader: Reader, Path(id): Path<String>) -> Result<Response> {
    reader.params.only(&[])?;
    if let Some(led) = asks_again(&reader) {
        return Ok(led);
    }
    let state = reader.hub.state().await?;
    let person = find(&state, &id)?;
    if person.left.is_some() {
        return Ok(Redirect::to(&href(&person.id)).into_response());
    }
    let refused = hub_access::leave(&state, &person.id, Some(reader.principal())).err();
    let view = person_leaves(&reader, &state, person, refused.as_ref());
    Ok(render(&reader, &view).await.into_response())
}

/// `POST /operate/people/{id}/leave`
pub(crate) async fn leave(Path(id): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    if let Some(refused) = asks_again_for_form(&reader).await {
        return Ok(refused);
    }
    let state = reader.hub.state().await?;
    let person = find(&state, &id)?;
    let decide = {
        let (id, by) = (person.id.clone(), reader.principal().clone());
        move |state: &State| hub_access::leave(state, &id, Some(&by))
    };
    match write(&reader.hub, decide).await? {
        Ok(()) => tracing::info!(person = %person.id, "person left"),
        // It was noted before, as their page says.
        Err(PeopleError::Gone) => {}
        Err(error) => {
            let view = person_leaves(&reader, &state, person, Some(&error));
            let page = render(&reader, &view).await;
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
    }
    onward(&reader, &href(&person.id)).await
}

/// A membership of a person; those of others are not found under their name.
fn of_person<'a>(state: &'a State, person: &Person, id: &str) -> Result<&'a Membership> {
    let membership = state.people.memberships.get(id);
    membership
        .map(|membership| &**membership)
        .filter(|membership| membership.person == person.id)
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}

async fn render(reader: &Reader, view: &PersonChange) -> Page {
    let frame = reader.frame(way()).await;
    Page(hub_ui::pages::o1_person_change(&frame, view))
}

fn role_ends(
    reader: &Reader,
    state: &State,
    person: &Person,
    membership: &Membership,
    refused: Option<&PeopleError>,
) -> PersonChange {
    let name = &person.name;
    let role = told::membership(&reader.hub, state, membership);
    let mut ends = vec![format!(
        "From then on {name} cannot act in this role, on these pages or by programs, and whoever is signed in by it is signed out."
    )];
    ends.extend(tokens(reader, state, &[membership]));
    if reader.principal().membership_id.as_ref() == Some(&membership.id) {
        ends.push("You are signed out yourself.".to_owned());
    }
    let others = state.people.live_of(person);
    let others: Vec<String> = others
        .filter(|other| other.id != membership.id)
        .map(|other| told::membership(&reader.hub, state, other))
        .collect();
    let mut stays = vec![kept(membership).to_owned()];
    stays.push(match others.as_slice() {
        [] => format!("{name} has no other role, and stays on the list of people without one."),
        others => format!("{name} keeps: {}.", others.join("; ")),
    });
    let organisation = told::role(membership);
    let organisation = organisation
        .map(|role| organisations::name(&reader.hub.reference, state, &role))
        .unwrap_or_default();
    PersonChange {
        title: "End this role".to_owned(),
        facts: vec![
            ("Person".to_owned(), name.clone()),
            ("Role".to_owned(), role),
            ("Organisation".to_owned(), organisation),
        ],
        ends,
        stays,
        refused: sentence(refused),
        action: format!("{}/roles/{}/end", href(&person.id), membership.id),
        button: "End this role".to_owned(),
        back: Link::new("Leave it as it is", href(&person.id)),
    }
}

fn person_leaves(
    reader: &Reader,
    state: &State,
    person: &Person,
    refused: Option<&PeopleError>,
) -> PersonChange {
    let name = &person.name;
    let live: Vec<&Membership> = state
        .people
        .live_of(person)
        .map(|membership| &**membership)
        .collect();
    let roles = live
        .iter()
        .map(|membership| told::membership(&reader.hub, state, membership));
    let roles: Vec<String> = roles.collect();
    let mut ends: Vec<String> = roles
        .iter()
        .map(|role| format!("The role {role}."))
        .collect();
    ends.extend(tokens(reader, state, &live));
    ends.push(format!("{name} is signed out wherever they are signed in."));
    ends.push("This cannot be undone: who comes back is added again.".to_owned());
    if person_of(state, reader.principal()).is_some_and(|own| own.id == person.id) {
        ends.push("You are signed out yourself.".to_owned());
    }
    PersonChange {
        title: format!("Note that {name} has left"),
        facts: vec![
            ("Person".to_owned(), name.clone()),
            ("Added".to_owned(), told::act(&person.entered)),
        ],
        ends,
        stays: vec![
            "Returns that they sent stay and count, with their name.".to_owned(),
            "Their name stays in the journal, beside what they did.".to_owned(),
        ],
        refused: sentence(refused),
        action: format!("{}/leave", href(&person.id)),
        button: format!("{name} has left"),
        back: Link::new("Leave it as it is", href(&person.id)),
    }
}

/// Which tokens go with roles.
fn tokens(reader: &Reader, state: &State, memberships: &[&Membership]) -> Option<String> {
    let now = reader.hub.clock.now();
    let live = memberships.iter().copied();
    let n_live: usize = live
        .map(|membership| live_tokens_of(state, membership, now).count())
        .sum();
    match n_live {
        0 => None,
        1 => {
            Some("One token works no more, nor does any sign-in that was begun with it.".to_owned())
        }
        more => Some(format!(
            "{more} tokens work no more, nor does any sign-in that was begun with one of them."
        )),
    }
}

/// What is left of what was done in a role.
fn kept(membership: &Membership) -> &'static str {
    match told::role(membership) {
        Some(Role::Service(_)) => "Returns that they sent stay and count, with their name.",
        _ => "What they did stays on record, with their name.",
    }
}

fn sentence(refused: Option<&PeopleError>) -> String {
    refused.map(|error| format!("{error}.")).unwrap_or_default()
}
