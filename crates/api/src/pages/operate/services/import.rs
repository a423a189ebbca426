//! A list of services: what is in it, and registering all of them.
//!
//! As with reference data, nothing of what is sent is kept between the preview and the confirmation: the list comes a
//! second time, and a mark in the form says which list was previewed.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{
    SERVICE_LIST_BYTES_MAX, SERVICE_LIST_COLUMNS, ServiceList, ServiceListError, read_services,
    register_listed,
};
use hub_standard::ids::ServiceCode;
use hub_store::{Event, ServiceKind, State as Journal};
use hub_ui::view::{FormError, ServiceListApply, ServiceListFinding, ServicesImport};
use sha2::{Digest, Sha256};

use super::super::super::Page;
use super::super::super::reader::Reader;
use super::super::super::upload::beside_the_file;
use super::super::reference::sent::Sent;
use super::told::count;
use super::{HREF, back, beside, csv_href, this_month, way, write};
use crate::body;
use crate::hub::Hub;
use crate::identity::hex;
use crate::problem::Result;

/// What marks of previewed lists are for.
const PURPOSE: &str = "previewed services";
/// Services of a list that are shown.
const SERVICES_SEEN: usize = 100;

/// `GET /operate/services/import`
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    reader.params.only(&[])?;
    Ok(show(&reader, StatusCode::OK, empty()).await)
}

/// `POST /operate/services/import`
pub(crate) async fn preview(State(hub): State<Hub>, request: Request) -> Result<Response> {
    let (reader, sent) = match receive(&hub, request).await? {
        Ok(form) => form,
        Err(response) => return Ok(response),
    };
    let list = read_services(&sent.bytes, &hub.reference);
    let state = hub.state().await?;
    match decide(&reader, &state, &list) {
        Ok(events) => {
            let view = previewed(&hub, &sent, &list, &events);
            Ok(show(&reader, StatusCode::OK, view).await)
        }
        Err(error) => Ok(wrong(&reader, &error).await),
    }
}

/// `POST /operate/services/import/apply`
pub(crate) async fn apply(State(hub): State<Hub>, request: Request) -> Result<Response> {
    let (reader, sent) = match receive(&hub, request).await? {
        Ok(form) => form,
        Err(response) => return Ok(response),
    };
    let is_previewed = hub
        .seal
        .is_mark(PURPOSE, sha256(&sent.bytes).as_bytes(), &sent.previewed);
    if !is_previewed {
        let says = "Select the list that was previewed. This one is another, so nothing was registered: preview it first";
        return Ok(refuse(&reader, says).await);
    }
    let list = Arc::new(read_services(&sent.bytes, &hub.reference));
    let n_new = match decide(&reader, &*hub.state().await?, &list) {
        Ok(events) => n_registered(&events),
        Err(error) => return Ok(wrong(&reader, &error).await),
    };
    let decide = {
        let (reference, by) = (Arc::clone(&hub.reference), reader.principal().clone());
        let (list, this) = (Arc::clone(&list), this_month(&hub));
        move |state: &Journal| register_listed(state, &reference, &list, this, Some(&by))
    };
    match write(&hub, decide).await? {
        Ok(()) => {
            tracing::info!(n_new, "services of a list registered");
            let to = format!("{HREF}?registered={n_new}");
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => Ok(wrong(&reader, &error).await),
    }
}

/// Reads a form, or answers with what is wrong with it.
async fn receive(hub: &Hub, request: Request) -> Result<Result<(Reader, Sent), Response>> {
    let (mut parts, body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, hub).await?;
    match Sent::read(&reader, Request::from_parts(parts, body)).await {
        Ok(sent) => match sent.no_file() {
            None => Ok(Ok((reader, sent))),
            Some(says) => Ok(Err(refuse(&reader, says).await)),
        },
        Err(problem) => {
            let (status, error) = beside_the_file(problem)?;
            let view = ServicesImport {
                errors: vec![error],
                ..empty()
            };
            Ok(Err(show(&reader, status, view).await))
        }
    }
}

fn decide(
    reader: &Reader,
    state: &Journal,
    list: &ServiceList,
) -> Result<Vec<Event>, ServiceListError> {
    let (reference, this) = (&reader.hub.reference, this_month(&reader.hub));
    register_listed(state, reference, list, this, Some(reader.principal()))
}

fn n_registered(events: &[Event]) -> usize {
    events
        .iter()
        .filter(|event| matches!(event, Event::ServiceRegistered { .. }))
        .count()
}

/// The list with what stands in the way, beside the field for the file.
async fn refuse(reader: &Reader, says: &str) -> Response {
    let view = ServicesImport {
        errors: vec![beside("file", says)],
        ..empty()
    };
    show(reader, StatusCode::UNPROCESSABLE_ENTITY, view).await
}

/// What is wrong with a list; or that there is nothing in it to do.
async fn wrong(reader: &Reader, error: &ServiceListError) -> Response {
    if error.findings.is_empty() {
        let view = ServicesImport {
            finding: format!("{error}. There is nothing to do."),
            ..empty()
        };
        return show(reader, StatusCode::OK, view).await;
    }
    let errors: Vec<FormError> = vec![beside("file", format!("{error}, as the table below says"))];
    let view = ServicesImport {
        errors,
        findings: error
            .findings
            .iter()
            .map(|finding| ServiceListFinding {
                line: match finding.line {
                    0 => String::new(),
                    line => format!("Line {line}"),
                },
                column: finding.column.to_owned(),
                says: format!("{}.", finding.says),
            })
            .collect(),
        more: match error.more {
            0 => String::new(),
            more => format!("There are {} more.", count(more)),
        },
        ..empty()
    };
    show(reader, StatusCode::UNPROCESSABLE_ENTITY, view).await
}

/// What a list would do.
fn previewed(hub: &Hub, sent: &Sent, list: &ServiceList, events: &[Event]) -> ServicesImport {
    let new: BTreeSet<&ServiceCode> = events
        .iter()
        .filter_map(|event| match event {
            Event::ServiceRegistered { service, .. } => Some(service),
            _ => None,
        })
        .collect();
    let n_new = new.len();
    let rows = list
        .services
        .iter()
        .filter(|listed| new.contains(&listed.new.code))
        .take(SERVICES_SEEN);
    ServicesImport {
        finding: match (n_new, list.services.len().saturating_sub(n_new)) {
            (1, 0) => "One service would be registered.".to_owned(),
            (all, 0) => format!("{} services would be registered.", count(all)),
            (some, known) => format!(
                "{} of the list would be registered; {} registered already.",
                count(some),
                match known {
                    1 => "one is".to_owned(),
                    more => format!("{} are", count(more)),
                }
            ),
        },
        services: rows.map(|listed| listed.cells.clone()).collect(),
        more_services: match n_new.saturating_sub(SERVICES_SEEN) {
            0 => String::new(),
            more => format!("{} more are not shown.", count(more)),
        },
        apply: Some(ServiceListApply {
            previewed: hub.seal.mark(PURPOSE, sha256(&sent.bytes).as_bytes()),
            file_name: sent.name.clone(),
            effects: effects(),
        }),
        ..empty()
    }
}

fn effects() -> Vec<String> {
    [
        "From its first month on, a return of each service is expected, and completeness counts it. Months of the past in which it was \
         expected and sent nothing are incomplete from the next release on.",
        "Nobody can send for a service before somebody has a role for it.",
        "A service is never removed, and its code is never given again. It can be changed, and it can end.",
        "The journal keeps that you did it, and when.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The page without a list.
fn empty() -> ServicesImport {
    ServicesImport {
        columns: columns(),
        max_size: body::size_words(SERVICE_LIST_BYTES_MAX),
        csv_href: csv_href(),
        back: back(),
        ..ServicesImport::default()
    }
}

fn columns() -> Vec<(String, String)> {
    let kinds = ServiceKind::ALL.map(ServiceKind::as_str).join(", ");
    let kinds = format!("One of {kinds}, or nothing.");
    let says = [
        "3 to 8 capital letters and digits, like YA001. It stays for good.",
        "As others will see it: 1 to 100 characters.",
        "Code of a practice or network that the service works with, or of its board, as the first month has it.",
        kinds.as_str(),
        "The first month of which a return is expected, like 2026-10.",
        "The last such month, like 2027-03, or nothing while the service goes on.",
    ];
    let named = SERVICE_LIST_COLUMNS.into_iter().zip(says);
    named
        .map(|(column, says)| (column.to_owned(), says.to_owned()))
        .collect()
}

async fn show(reader: &Reader, status: StatusCode, view: ServicesImport) -> Response {
    let frame = reader.frame(way()).await;
    let page = Page(hub_ui::pages::o7_services_import(&frame, &view));
    (status, page).into_response()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
