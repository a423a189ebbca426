//! O7: the services that take part, and from when to when returns are expected of them.

mod add;
mod ending;
mod import;
mod listed;
mod one;
mod told;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hub_access::{ServiceError, list_of_services};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Service, State};
use hub_ui::view::{FormError, Link};

use super::super::Page;
use super::super::reader::Reader;
use super::breadcrumbs;
use super::decided::write;
use crate::hub::Hub;
use crate::problem::{Kind, Problem, Result};

pub(crate) use add::{add, form};
pub(crate) use ending::{ask as ask_end, end, keep};
pub(crate) use import::{apply, page as list_form, preview};
pub(crate) use one::{change, page as show};

/// Where the page is.
const HREF: &str = "/operate/services";

/// `GET /operate/services`
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    reader
        .params
        .only(&["standing", "text", "registered", "format"])?;
    let state = reader.hub.state().await?;
    match reader.params.text("format") {
        None => {}
        Some("csv") => return Ok(csv(&reader, &state)),
        Some(_) => return Err(Problem::parameter("format", "csv")),
    }
    let view = listed::view(&reader, &state)?;
    let frame = reader.frame(breadcrumbs()).await;
    Ok(Page(hub_ui::pages::o7_services(&frame, &view)).into_response())
}

/// All services as the list that can be read again.
fn csv(reader: &Reader, state: &State) -> Response {
    let mut response = list_of_services(state, &reader.hub.reference).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
    );
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"services.csv\""),
    );
    response
}

fn csv_href() -> String {
    format!("{HREF}?format=csv")
}

/// Where a service is.
fn href(code: &ServiceCode) -> String {
    format!("{HREF}/{code}")
}

/// The way down to a service.
fn way() -> Vec<Link> {
    let mut way = breadcrumbs();
    way.push(Link::new("Services", HREF));
    way
}

fn back() -> Link {
    Link::new("Back to the services", HREF)
}

/// A service that was ever registered.
fn find<'a>(state: &'a State, code: &str) -> Result<&'a Service> {
    let service = code
        .parse::<ServiceCode>()
        .ok()
        .and_then(|code| state.services.get(&code));
    service.ok_or_else(|| Problem::plain(Kind::NotFound))
}

fn this_month(hub: &Hub) -> Month {
    Month::of(hub.clock.today())
}

fn beside(field: &str, message: impl Into<String>) -> FormError {
    FormError {
        field: field.to_owned(),
        message: message.into(),
    }
}

/// The field that an error belongs to.
fn field_of(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::Taken | ServiceError::TooMany => "code",
        ServiceError::Month { .. } | ServiceError::Order(_) => "from",
        _ => "name",
    }
}
