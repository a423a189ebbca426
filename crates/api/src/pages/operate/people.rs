//! O1: organisations, the people who work for them, and every change of that.

mod add;
mod ending;
mod listed;
mod nameless;
mod person;
mod revoke;
mod told;

use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use hub_store::{Person, State};
use hub_ui::view::{FormError, Link};

use super::super::Page;
use super::super::reader::Reader;
use super::breadcrumbs;
use super::decided::write;
use crate::identity::{Session, principal_of_id};
use crate::problem::{Kind, Problem, Result};

pub(crate) use add::{add, form};
pub(crate) use ending::{ask_end, ask_leave, end, leave};
pub(crate) use nameless::{ask as ask_revoke_nameless, revoke as revoke_nameless};
pub(crate) use person::{give, make, page as show};
pub(crate) use revoke::{ask_revoke, revoke};

/// Where the page is.
const HREF: &str = "/operate/people";
/// Most characters of a name, and of what is typed to look for.
const NAME_CHARS_MAX: usize = 100;

/// `GET /operate/people`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&["kind", "text", "revoked"])?;
    let state = reader.hub.state().await?;
    let view = listed::view(&reader, &state)?;
    let frame = reader.frame(breadcrumbs()).await;
    Ok(Page(hub_ui::pages::o1_people(&frame, &view)))
}

/// Where a person is.
fn href(id: &str) -> String {
    format!("{HREF}/{id}")
}

/// The way down to a person.
fn way() -> Vec<Link> {
    let mut way = breadcrumbs();
    way.push(Link::new("Organisations and people", HREF));
    way
}

/// A person who was ever entered.
fn find<'a>(state: &'a State, id: &str) -> Result<&'a Person> {
    let person = state.people.get(id);
    person
        .map(|person| &**person)
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}

/// Where the reader goes after a change: on, or to sign in again where the change took what they came by.
async fn onward(reader: &Reader, to: &str) -> Result<Response> {
    let hub = &reader.hub;
    let own = reader.principal().session_id().unwrap_or_default();
    if principal_of_id(&*hub.state().await?, &own, hub.clock.now()).is_some() {
        return Ok(Redirect::to(to).into_response());
    }
    let cookie = Session::clear_cookie(hub.config.cookies_need_tls());
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}

fn beside(field: &str, message: impl Into<String>) -> FormError {
    FormError {
        field: field.to_owned(),
        message: message.into(),
    }
}
