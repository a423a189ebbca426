//! Revoking one token of a person: the question, and the deed.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{end_token, made_at, made_with};
use hub_store::{Person, State, Token};
use hub_ui::view::{Link, PersonChange, TokenStanding};
use jiff::Timestamp;

use super::super::super::Page;
use super::super::super::analyst::tokens::{label, standing};
use super::super::super::form::SignedForm;
use super::super::super::reader::Reader;
use super::super::super::words;
use super::{find, href, onward, told, way};
use crate::clock::local;
use crate::problem::{Kind, Problem, Result};

/// Signs of an id by which a token is told from the others of a person.
const ENDING_CHARS: usize = 4;

/// `GET /operate/people/{id}/tokens/{token}/revoke`
pub(crate) async fn ask_revoke(
    reader: Reader,
    Path((id, token)): Path<(String, String)>,
) -> Result<Response> {
    reader.params.only(&[])?;
    let state = reader.hub.state().await?;
    let now = reader.hub.clock.now();
    let person = find(&state, &id)?;
    let token = of_person(&state, person, &token)?;
    if standing(token, now) != TokenStanding::Works {
        return Ok(Redirect::to(&href(&person.id)).into_response());
    }
    let view = view(&reader, &state, person, token, now);
    let frame = reader.frame(way()).await;
    Ok(Page(hub_ui::pages::o1_person_change(&frame, &view)).into_response())
}

/// `POST /operate/people/{id}/tokens/{token}/revoke`
pub(crate) async fn revoke(
    Path((id, token)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = hub.state().await?;
    let person = find(&state, &id)?;
    let token = of_person(&state, person, &token)?;
    if standing(token, now) == TokenStanding::Works {
        let ended = token.id.clone();
        let decide = move |state: &State| Ok(end_token(state, &ended, now));
        hub.store.journal().append(decide).await?;
        tracing::info!(token = %token.id, person = %person.id, "token of a person revoked");
    }
    let to = format!("{}?revoked={}", href(&person.id), token.id);
    onward(&reader, &to).await
}

/// Where a token that works is revoked.
pub(super) fn href_of(person: &str, token: &Token) -> String {
    format!("{}/tokens/{}/revoke", href(person), token.id)
}

/// The last signs of the id of a token.
pub(super) fn ending(token: &Token) -> String {
    let before = token.id.chars().count().saturating_sub(ENDING_CHARS);
    token.id.chars().skip(before).collect()
}

/// A token of a person; those of others are not found under their name.
pub(super) fn of_person<'a>(state: &'a State, person: &Person, id: &str) -> Result<&'a Token> {
    let token = state.tokens.get(id);
    token
        .filter(|token| {
            let membership = token.membership.as_ref();
            membership.is_some_and(|membership| person.memberships.contains(membership))
        })
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}

fn view(
    reader: &Reader,
    state: &State,
    person: &Person,
    token: &Token,
    now: Timestamp,
) -> PersonChange {
    let name = &person.name;
    let membership = token.membership.as_deref().unwrap_or_default();
    let membership = state.people.memberships.get(membership);
    let acts = membership
        .map(|membership| told::membership(&reader.hub, state, membership))
        .unwrap_or_default();
    let fact = |name: &str, value: String| (name.to_owned(), value);
    PersonChange {
        title: format!("Revoke the token that ends in {}", ending(token)),
        facts: vec![
            fact("Person", name.clone()),
            fact("Token", label(token).to_owned()),
            fact("Id", token.id.clone()),
            fact("Acts as", acts),
            fact("Made", words::date_time(local(made_at(token)))),
            fact("Ends by itself", words::date_time(local(token.expires))),
        ],
        ends: ends(reader, state, token, now),
        stays: vec![
            format!("{name} keeps the role, and other tokens for it work on."),
            "What was done with this token stays on record, with their name.".to_owned(),
        ],
        refused: String::new(),
        action: href_of(&person.id, token),
        button: "Revoke this token".to_owned(),
        back: Link::new("Leave it as it is", href(&person.id)),
    }
}

/// What ends with a token.
pub(super) fn ends(reader: &Reader, state: &State, token: &Token, now: Timestamp) -> Vec<String> {
    let mut ends = vec![
        "Programs that use it are refused from then on, also where they are connected already."
            .to_owned(),
        "Whoever signed in to these pages with it is signed out.".to_owned(),
    ];
    let children = made_with(state, &token.id, now);
    match children.len() {
        0 => {}
        1 => ends.push("One token that was made with it ends too.".to_owned()),
        more => ends.push(format!("{more} tokens that were made with it end too.")),
    }
    let own = reader.principal().token_id.as_deref();
    let mut all = std::iter::once(token).chain(children);
    if all.any(|ended| own == Some(ended.id.as_str())) {
        ends.push("You are signed out yourself, and need another token to come back.".to_owned());
    }
    ends
}
