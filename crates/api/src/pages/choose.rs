//! S1a: for whom somebody works now who works for several.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::person_of;
use hub_store::State;
use hub_ui::view::{Choose, ChooseItem, FormError};
use url::form_urlencoded;

use super::Page;
use super::form::SignedForm;
use super::organisations;
use super::reader::Reader;
use super::sign_in::inside;
use crate::gate::Visitor;
use crate::identity::{Principal, Role, Session};
use crate::problem::{Kind, Problem, Result};

/// Where the page is.
pub(super) const HREF: &str = "/choose";
/// The field that the form sends, which is also the id of the question.
const FIELD: &str = "membership";

/// The page, from which the reader goes on to another.
pub(super) fn href(next: Option<&str>) -> String {
    match next {
        Some(next) => {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("{HREF}?next={next}")
        }
        None => HREF.to_owned(),
    }
}

/// `GET /choose`
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    reader.params.only(&["next"])?;
    let state = reader.hub.state().await?;
    let acts = own(&reader, &state)?;
    if acts.len() < 2 {
        return Ok(Redirect::to(&reader.home()).into_response());
    }
    let next = reader.params.text("next").unwrap_or_default();
    let page = render(&reader, &state, &acts, next, Vec::new()).await;
    Ok(page.into_response())
}

/// `POST /choose`
pub(crate) async fn send(form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let hub = &reader.hub;
    let state = hub.state().await?;
    let acts = own(&reader, &state)?;
    let next = fields.text("next").unwrap_or_default();
    let Some(chosen) = fields.text(FIELD) else {
        let error = FormError {
            field: FIELD.to_owned(),
            message: "Select an organisation".to_owned(),
        };
        let page = render(&reader, &state, &acts, next, vec![error]).await;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    // Of other people's nobody hears whether there are any.
    let principal = acts
        .into_iter()
        .find(|acts| acts.membership_id.as_deref() == Some(chosen))
        .ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let credential_id = principal
        .session_id()
        .ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let now = hub.clock.now();
    let session = match &reader.visitor.session {
        Some(session) => session.instead(&hub.seal, &credential_id),
        None => Session::begin(&hub.seal, &credential_id, now, hub.config.session_lasts),
    };
    let cookie = session.set_cookie(session.rest(now), hub.config.cookies_need_tls());
    let next = inside(next).filter(|next| fits(next, &principal.role));
    let known = Visitor {
        principal,
        session: Some(session),
    };
    let to = next.map_or_else(
        || Reader::of(hub, &known, &reader.uri).home(),
        str::to_owned,
    );
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// All that the reader may act as. For who is no person the page does not exist.
fn own(reader: &Reader, state: &State) -> Result<Vec<Principal>> {
    let acts = reader.visitor.acts(state);
    match acts.is_empty() {
        true => Err(Problem::plain(Kind::NotFound)),
        false => Ok(acts),
    }
}

/// Whether a page is one of those that somebody in a role may see: those of a service are its own.
fn fits(next: &str, role: &Role) -> bool {
    let Some(rest) = next.strip_prefix("/s/") else {
        return true;
    };
    let code = rest.split(['/', '?']).next();
    matches!(role, Role::Service(own) if code == Some(own.as_str()))
}

async fn render(
    reader: &Reader,
    state: &State,
    acts: &[Principal],
    next: &str,
    errors: Vec<FormError>,
) -> Page {
    let reference = &reader.hub.reference;
    let item = |acts: &Principal| ChooseItem {
        id: acts.membership_id.clone().unwrap_or_default(),
        organisation: organisations::name(reference, state, &acts.role),
        role: organisations::does(&acts.role).to_owned(),
        is_current: acts.membership_id == reader.principal().membership_id,
    };
    let mut items: Vec<ChooseItem> = acts.iter().map(item).collect();
    items.sort_by(|a, b| (&a.organisation, &a.role).cmp(&(&b.organisation, &b.role)));
    let person = person_of(state, reader.principal());
    let view = Choose {
        person: person.map(|person| person.name.clone()).unwrap_or_default(),
        items,
        next: inside(next).unwrap_or_default().to_owned(),
        errors,
    };
    let frame = reader.frame(Vec::new()).await;
    Page(hub_ui::pages::s1a_choose(&frame, &view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_another_service_is_not_gone_on_to() {
        let own = Role::Service("YA001".parse().unwrap());
        assert!(fits("/s/YA001/history", &own) && fits("/s/YA001", &own));
        assert!(fits("/compare?month=2026-10", &own));
        assert!(!fits("/s/YA0011", &own) && !fits("/s/YA002/history", &own));
        assert!(!fits("/s/YA001", &Role::Analyst));
    }

    #[test]
    fn the_way_on_is_one_value_of_the_address() {
        assert_eq!(href(None), "/choose");
        assert_eq!(
            href(Some("/a?b=c&d=e")),
            "/choose?next=%2Fa%3Fb%3Dc%26d%3De"
        );
    }
}
