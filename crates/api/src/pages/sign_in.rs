//! Signing in and out.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::acts_of;
use hub_ui::view::{DemoLink, Frame, SignIn};

use super::Page;
use super::choose;
use super::form::SignedForm;
use super::reader::Reader;
use super::signed_out;
use super::through::ways_in;
use crate::gate::Visitor;
use crate::identity::{Session, principal_of_token};
use crate::kept::Kept;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

/// What is said of a token that lets nobody in.
const OF_NO_USE: &str =
    "Enter an access token that is valid. It may be mistyped, out of date, or revoked.";

/// `GET /sign-in`. In a demonstration, an address with a token signs in at once.
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    if let Some(token) = reader.params.text("token") {
        if !reader.hub.config.demo {
            return Err(Problem::new(
                Kind::Forbidden,
                "Links that sign in work in a demonstration only. Enter your token in the form.",
            ));
        }
        return match sign_in(
            &reader,
            token,
            reader.params.text("next").unwrap_or_default(),
            None,
        )
        .await?
        {
            Some(response) => Ok(response),
            None => refused(&reader, "").await,
        };
    }
    let frame = reader.frame(Vec::new()).await;
    let next = reader.params.text("next").unwrap_or_default();
    Ok(form(&reader, &frame, next, None, None).into_response())
}

/// `POST /sign-in`. What was typed before the sign-in ended may come with it.
pub(crate) async fn enter(reader: Reader, body: Bytes) -> Result<Response> {
    let fields = Params::of(&body);
    let kept = Kept::come_back(&fields);
    let signed = reader.visitor.check_form(&reader.hub, fields.text("csrf"));
    if let Err(problem) = signed {
        // Signed in meanwhile, in another window: what was typed waits for a press of a button there too.
        return match kept.filter(|kept| kept.is_for(reader.principal())) {
            Some(kept) => Ok(signed_out::again(&reader, &kept).await.into_response()),
            None => Err(problem),
        };
    }
    let next = fields.text("next").unwrap_or_default();
    let token = fields.text("token").unwrap_or_default().trim();
    let signed_in = sign_in(&reader, token, next, kept.as_ref()).await?;
    match (signed_in, kept) {
        (Some(response), _) => Ok(response),
        (None, Some(kept)) => Ok(signed_out::refused(&reader, OF_NO_USE.to_owned(), &kept).await),
        (None, None) => refused(&reader, next).await,
    }
}

/// `POST /sign-out`
pub(crate) async fn leave(form: SignedForm) -> Response {
    let cookie = Session::clear_cookie(form.reader.hub.config.cookies_need_tls());
    ([(SET_COOKIE, cookie)], Redirect::to("/?signed-out=1")).into_response()
}

/// The form.
pub(crate) fn form(
    reader: &Reader,
    frame: &Frame,
    next: &str,
    error: Option<String>,
    notice: Option<String>,
) -> Page {
    let config = &reader.hub.config;
    let next = inside(next).unwrap_or_default();
    let back: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let demo = config
        .demo_sign_ins
        .iter()
        .filter(|_| config.demo)
        .map(|sign_in| DemoLink {
            label: sign_in.label.clone(),
            what: sign_in.what.clone(),
            href: if back.is_empty() {
                format!("/sign-in?token={}", sign_in.token)
            } else {
                format!("/sign-in?token={}&next={back}", sign_in.token)
            },
        });
    let view = SignIn {
        action: "/sign-in".to_owned(),
        next: next.to_owned(),
        error,
        notice,
        issuers: ways_in(reader, next),
        demo: demo.collect(),
    };
    Page(hub_ui::pages::p2_sign_in(frame, &view))
}

async fn sign_in(
    reader: &Reader,
    token: &str,
    next: &str,
    kept: Option<&Kept>,
) -> Result<Option<Response>> {
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = hub.state().await?;
    let Some(principal) = principal_of_token(&state, token, now) else {
        return Ok(None);
    };
    let acts = acts_of(&state, &principal);
    // Whoever had typed something goes on as the one who may send it.
    let typing = kept.and_then(|kept| {
        let mut all = std::iter::once(&principal).chain(&acts);
        all.find(|acts| kept.is_for(acts)).cloned()
    });
    let principal = typing.unwrap_or(principal);
    let Some(credential_id) = principal.session_id() else {
        return Ok(None);
    };
    let session = Session::begin(&hub.seal, &credential_id, now, hub.config.session_lasts);
    let cookie = session.set_cookie(hub.config.session_lasts, hub.config.cookies_need_tls());
    let known = Reader::of(
        hub,
        &Visitor {
            principal,
            session: Some(session),
        },
        &reader.uri,
    );
    if let Some(kept) = kept.filter(|kept| kept.is_for(known.principal())) {
        let page = signed_out::again(&known, kept).await;
        return Ok(Some(([(SET_COOKIE, cookie)], page).into_response()));
    }
    let to = match (acts.len(), inside(next)) {
        (2.., next) => choose::href(next),
        (_, Some(next)) => next.to_owned(),
        (_, None) => known.home(),
    };
    Ok(Some(
        ([(SET_COOKIE, cookie)], Redirect::to(&to)).into_response(),
    ))
}

async fn refused(reader: &Reader, next: &str) -> Result<Response> {
    let frame = reader.frame(Vec::new()).await;
    let page = form(reader, &frame, next, Some(OF_NO_USE.to_owned()), None);
    Ok((StatusCode::UNAUTHORIZED, page).into_response())
}

/// A page of this site, so that a link cannot send a reader who signs in to another one.
pub(super) fn inside(next: &str) -> Option<&str> {
    // Browsers drop tabs and line ends from addresses, and read a backslash as a slash: what looks like a path here
    // may be another site to them.
    let is_plain = !next.chars().any(|c| c.is_control() || c == '\\');
    let is_path = next.starts_with('/') && !next.starts_with("//") && is_plain;
    let leads_back = next.starts_with("/sign-in") || next.starts_with("/choose");
    (is_path && !leads_back).then_some(next)
}
