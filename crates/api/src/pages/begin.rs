//! S2: the ways to send the return of a month, and the word that there is nothing to report.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::Service;
use hub_ui::view::{FormError, Link, NothingToReport, WaysToSend};

use super::Page;
use super::reader::Reader;
use super::service::upload_href;
use super::type_in::{self, REFERRALS_MAX};
use super::upload::replaces;
use crate::problem::{Problem, Result};

/// Where the return of a month begins.
pub(super) fn href(code: &ServiceCode, month: Month) -> String {
    format!("/s/{code}/returns/{month}")
}

/// `GET /s/{service}/returns/{month}`; with `how`, the way that was chosen.
pub(super) async fn page(reader: &Reader, code: &str, month: Month) -> Result<Response> {
    let service = reader.service(code).await?;
    reader.params.only(&["how"])?;
    // Nobody begins with a month that is not taken.
    reader.hub.takes(month)?;
    let address = match reader.params.text("how") {
        None => return ways(reader, &service, month).await,
        Some("nil") => return nothing(reader, &service, month, StatusCode::OK, Vec::new()).await,
        Some("file") => upload_href(&service.code, month),
        Some("type") => type_in::href(&service.code, month),
        Some(_) => return Err(Problem::parameter("how", "file, type or nil")),
    };
    Ok(Redirect::to(&address).into_response())
}

async fn ways(reader: &Reader, service: &Service, month: Month) -> Result<Response> {
    let state = reader.hub.state().await?;
    let code = &service.code;
    let view = WaysToSend {
        service: service.name.clone(),
        month: month.words(),
        referrals_max: REFERRALS_MAX,
        late: reader.hub.timed_now(&state, code, month).lateness(),
        replaces: replaces(&state, code, month),
        action: href(code, month),
        back_href: format!("/s/{code}"),
    };
    let home = Link::new("Your returns", format!("/s/{code}"));
    let frame = reader.frame(vec![home]).await;
    Ok(Page(hub_ui::pages::s2_ways(&frame, &view)).into_response())
}

/// The form that says that there is nothing to report.
pub(super) async fn nothing(
    reader: &Reader,
    service: &Service,
    month: Month,
    status: StatusCode,
    errors: Vec<FormError>,
) -> Result<Response> {
    let state = reader.hub.state().await?;
    let code = &service.code;
    let view = NothingToReport {
        service: service.name.clone(),
        month: month.words(),
        errors,
        late: reader.hub.timed_now(&state, code, month).lateness(),
        replaces: replaces(&state, code, month),
        action: format!("/s/{code}/returns/{month}/nil"),
        back_href: href(code, month),
    };
    let home = Link::new("Your returns", format!("/s/{code}"));
    let frame = reader.frame(vec![home]).await;
    Ok((status, Page(hub_ui::pages::s2_nil(&frame, &view))).into_response())
}
