//! A5: revoking one's own token: the question, and the deed.

use axum::extract::Path;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{end_token, made_at, made_with, own_tokens};
use hub_store::{State, Token};
use hub_ui::view::{Link, TokenRevoke};
use jiff::Timestamp;

use super::super::Page;
use super::super::form::SignedForm;
use super::super::reader::Reader;
use super::super::words;
use super::tokens::{breadcrumbs, label, may_revoke};
use crate::clock::local;
use crate::identity::{Session, principal_of_id};
use crate::problem::{Kind, Problem, Result};

/// `GET /analyst/tokens/{id}/revoke`
pub(crate) async fn page(reader: Reader, Path(id): Path<String>) -> Result<Response> {
    reader.params.only(&[])?;
    let state = reader.hub.state().await?;
    let now = reader.hub.clock.now();
    let token = find(&reader, &state, &id)?;
    if !may_revoke(&reader, token, now) {
        return Ok(to_list(token));
    }
    let view = TokenRevoke {
        label: label(token).to_owned(),
        id: token.id.clone(),
        made: words::date_time(local(made_at(token))),
        ends: words::date_time(local(token.expires)),
        effects: effects(&reader, &state, token, now),
        action: format!("/analyst/tokens/{}/revoke", token.id),
        back: Link::new("Keep it", "/analyst/tokens"),
    };
    let frame = reader.frame(breadcrumbs()).await;
    Ok(Page(hub_ui::pages::a5_token_revoke(&frame, &view)).into_response())
}

/// `POST /analyst/tokens/{id}/revoke`
pub(crate) async fn send(Path(id): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = hub.state().await?;
    let token = find(&reader, &state, &id)?;
    if !may_revoke(&reader, token, now) {
        return Ok(to_list(token));
    }
    let ended = token.id.clone();
    let decide = move |state: &State| Ok(end_token(state, &ended, now));
    hub.store.journal().append(decide).await?;
    tracing::info!(token = %token.id, "token revoked");
    let own = reader.principal().session_id().unwrap_or_default();
    if principal_of_id(&*hub.state().await?, &own, now).is_some() {
        return Ok(to_list(token));
    }
    // The sign-in went with it.
    let cookie = Session::clear_cookie(hub.config.cookies_need_tls());
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}

/// A token of the reader; those of others they may not even know of.
fn find<'a>(reader: &'a Reader, state: &'a State, id: &str) -> Result<&'a Token> {
    own_tokens(state, reader.principal())
        .find(|token| token.id == id)
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}

/// Back to the list, which says that the token is revoked, if it is.
fn to_list(token: &Token) -> Response {
    Redirect::to(&format!("/analyst/tokens?revoked={}", token.id)).into_response()
}

/// What happens when a token is revoked, one sentence each.
fn effects(reader: &Reader, state: &State, token: &Token, now: Timestamp) -> Vec<String> {
    let mut effects = vec![
        "Programs that use it are refused from then on, also where they are connected already."
            .to_owned(),
        "Whoever signed in to these pages with it is signed out.".to_owned(),
    ];
    let children = made_with(state, &token.id, now);
    let names: Vec<&str> = children.iter().map(|child| label(child)).collect();
    match names.as_slice() {
        [] => {}
        [only] => effects.push(format!("A token that was made with it ends too: {only}.")),
        more => effects.push(format!(
            "{} tokens that were made with it end too: {}.",
            more.len(),
            more.join(", ")
        )),
    }
    let own = reader.principal().token_id.as_deref();
    let is_own = |token: &Token| own == Some(token.id.as_str());
    if is_own(token) || children.iter().copied().any(is_own) {
        effects
            .push("You are signed out yourself, and need another token to come back.".to_owned());
    }
    if token.made.is_none() {
        effects.push("Only the operator of the hub can give you another like it.".to_owned());
    }
    effects
}
