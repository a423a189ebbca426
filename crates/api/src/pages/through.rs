//! Signing in through an issuer that proves who somebody is.
//!
//! What they may do is what the hub has for the person; whoever it has nothing for is told whom to ask.

mod again;
mod nobody;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{acts_of_person, bind_person, invited_person, person_of_subject};
use hub_identity::{Answer, Issuer, Proven, SignInError, SignIns, Wish};
use hub_store::{Refusal, State, StoreError};
use hub_ui::view::Link;
use url::form_urlencoded;

use super::choose;
use super::reader::Reader;
use super::sign_in::inside;
use crate::gate::Visitor;
use crate::identity::{Principal, Proof, Session, clear_pending, pending_of, set_pending};
use crate::problem::{Kind, Problem, Result};

pub(crate) use again::{asks_again, asks_again_for_form};

/// Says in an address that the person must sign in at the issuer anew.
const FRESH: &str = "fresh";

/// The ways in through issuers, to come back to a page.
pub(super) fn ways_in(reader: &Reader, next: &str) -> Vec<Link> {
    let sign_ins = reader.hub.config.sign_ins.iter();
    sign_ins
        .flat_map(|all| all.issuers())
        .map(|issuer| Link::new(format!("Sign in with {}", issuer.name), href(issuer, next)))
        .collect()
}

/// Where a sign-in through an issuer begins.
fn href(issuer: &Issuer, next: &str) -> String {
    match inside(next) {
        Some(next) => {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("/sign-in/{}?next={next}", issuer.id)
        }
        None => format!("/sign-in/{}", issuer.id),
    }
}

/// `GET /sign-in/{issuer}`
pub(crate) async fn begin(reader: Reader, Path(id): Path<String>) -> Result<Response> {
    reader.params.only(&["next", FRESH])?;
    let sign_ins = sign_ins(&reader)?;
    let next = reader.params.text("next").unwrap_or_default();
    let wish = Wish {
        next: inside(next).unwrap_or_default().to_owned(),
        is_fresh: reader.params.text(FRESH).is_some(),
    };
    match sign_ins.begin(&id, &wish).await {
        Ok(begun) => {
            let cookie = set_pending(&begun.cookie, reader.hub.config.cookies_need_tls());
            let response = Redirect::to(&begun.location).into_response();
            with_cookies(response, &[cookie])
        }
        Err(SignInError::NoIssuer) => Err(Problem::plain(Kind::NotFound)),
        Err(error) => Ok(nobody::failed(&reader, &error).await),
    }
}

/// `GET /sign-in/{issuer}/callback`
pub(crate) async fn finish(
    reader: Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let sign_ins = sign_ins(&reader)?;
    let text = |name: &str| reader.params.text(name).map(str::to_owned);
    let answer = Answer {
        code: text("code"),
        state: text("state"),
        error: text("error"),
        iss: text("iss"),
    };
    let ended = clear_pending(reader.hub.config.cookies_need_tls());
    match sign_ins.finish(&id, pending_of(&headers), &answer).await {
        Ok(proven) => enter(&reader, &proven, ended).await,
        Err(SignInError::NoIssuer) => Err(Problem::plain(Kind::NotFound)),
        // Somebody else may have made the browser ask; a sign-in that it did begin may still be finished.
        Err(error @ SignInError::NotBegunHere) => Ok(nobody::failed(&reader, &error).await),
        Err(error) => with_cookies(nobody::failed(&reader, &error).await, &[ended]),
    }
}

/// Lets somebody in who proved who they are, as far as the hub knows them.
async fn enter(reader: &Reader, proven: &Proven, ended: String) -> Result<Response> {
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = known(reader, proven).await?;
    let Some(person) = person_of_subject(&state, &proven.subject) else {
        let page = nobody::unknown(reader, proven).await;
        return with_cookies(page, &[ended]);
    };
    let all = acts_of_person(&state, person);
    let acts: Vec<Principal> = all
        .iter()
        .filter(|acts| is_open(proven, acts))
        .cloned()
        .collect();
    let Some(principal) = acts.first().cloned() else {
        let page = match all.is_empty() {
            true => nobody::without_role(reader, person).await,
            false => nobody::narrowed(reader, proven).await,
        };
        return with_cookies(page, &[ended]);
    };
    let credential_id = principal.session_id();
    let credential_id = credential_id.ok_or_else(|| Problem::internal("somebody without an id"))?;
    let proof = Proof::of(proven, &acts);
    let lasts = hub.config.session_lasts;
    let session = Session::proven(&hub.seal, &credential_id, proof, now, lasts);
    let cookie = session.set_cookie(lasts, hub.config.cookies_need_tls());
    tracing::info!(issuer = %proven.issuer, person = %person.id, "signed in");
    let visitor = Visitor {
        principal,
        session: Some(session),
    };
    let to = match (acts.len(), inside(&proven.next)) {
        (2.., next) => choose::href(next),
        (_, Some(next)) => next.to_owned(),
        (_, None) => Reader::of(hub, &visitor, &reader.uri).home(),
    };
    with_cookies(Redirect::to(&to).into_response(), &[cookie, ended])
}

/// The state in which whoever it is was bound, if they were invited and sign in for the first time.
async fn known(reader: &Reader, proven: &Proven) -> Result<Arc<State>> {
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = hub.state().await?;
    let is_new = person_of_subject(&state, &proven.subject).is_none();
    let invited = invited_person(&state, &proven.invitations, now).filter(|_| is_new);
    let Some(invited) = invited else {
        return Ok(state);
    };
    let id = invited.id.clone();
    let decide = {
        let (subject, invitations) = (proven.subject.clone(), proven.invitations.clone());
        move |state: &State| {
            let invited = invited_person(state, &invitations, now);
            match invited.map(|invited| bind_person(state, &invited.id, &subject)) {
                Some(Ok(events)) => Ok(events),
                Some(Err(error)) => Err(Refusal::because(error.to_string())),
                None => Err(Refusal::because("nobody is invited any more")),
            }
        }
    };
    match hub.store.journal().append(decide).await {
        Ok(_) => tracing::info!(person = %id, "bound to their sign-in"),
        // Bound meanwhile, by the same sign-in in another window or by command: who it is, is looked up again.
        Err(StoreError::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    hub.state().await
}

fn is_open(proven: &Proven, acts: &Principal) -> bool {
    proven.narrowing.opens(acts.role.name(), acts.role.scope())
}

/// Where no issuers are set up there are no such pages.
fn sign_ins(reader: &Reader) -> Result<&SignIns> {
    let sign_ins = reader.hub.config.sign_ins.as_deref();
    sign_ins.ok_or_else(|| Problem::plain(Kind::NotFound))
}

fn with_cookies(mut response: Response, cookies: &[String]) -> Result<Response> {
    for cookie in cookies {
        let value = HeaderValue::from_str(cookie).map_err(Problem::internal)?;
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}
