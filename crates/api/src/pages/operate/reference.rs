//! O2: the reference data in use, what newer files would change, and putting them into use.
//!
//! Nothing of what is sent is kept between the preview and the confirmation: the file comes a second time, and a mark in
//! the form says which file was previewed over which edition. So any server can take the second step.

mod listed;
mod previewed;
mod reading;
pub(super) mod sent;
mod told;
mod zipped;

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_reference::Reference;
use hub_store::{Importer, State as Journal, StoreError};
use hub_ui::view::{FormError, Link};
use sha2::{Digest, Sha256};

use self::listed::Wrong;
use self::previewed::Told;
use self::reading::{Looked, Refused, claims, in_use, look};
use self::sent::Sent;
use super::super::Page;
use super::super::reader::Reader;
use super::super::upload::beside_the_file;
use super::super::words;
use super::breadcrumbs;
use crate::hub::Hub;
use crate::identity::hex;
use crate::problem::{Problem, Result};

/// Where the page is.
const HREF: &str = "/operate/reference";
/// What marks of previewed files are for.
const PURPOSE: &str = "previewed reference data";

/// `GET /operate/reference`
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    reader.params.only(&["applied"])?;
    let state = reader.hub.state().await?;
    Ok(list(&reader, &state, StatusCode::OK, Wrong::default()).await)
}

/// `POST /operate/reference`
pub(crate) async fn preview(State(hub): State<Hub>, request: Request) -> Result<Response> {
    let (reader, sent) = match receive(&hub, request).await? {
        Ok(form) => form,
        Err(response) => return Ok(response),
    };
    let state = hub.state().await?;
    match Step::of(&reader, &state, sent).await? {
        Ok(step) => Ok(step.show(StatusCode::OK, Vec::new()).await),
        Err(response) => Ok(response),
    }
}

/// `POST /operate/reference/apply`
pub(crate) async fn apply(State(hub): State<Hub>, request: Request) -> Result<Response> {
    let (reader, sent) = match receive(&hub, request).await? {
        Ok(form) => form,
        Err(response) => return Ok(response),
    };
    let state = hub.state().await?;
    if sent.no_file().is_none() && !is_previewed(&hub, &sent) {
        let words = "Select the file that was previewed. This one is another, so nothing was put into use: preview it first";
        return Ok(refuse(&reader, &state, words).await);
    }
    let step = match Step::of(&reader, &state, sent).await? {
        Ok(step) => step,
        Err(response) => return Ok(response),
    };
    if step.sent.in_use != used(&state) && !step.is_in_use() {
        let words = "Other reference data came into use since you previewed this file, so nothing was put into use. Preview it again";
        return Ok(refuse(&reader, &state, words).await);
    }
    if step.is_closed() {
        return Ok(step.show(StatusCode::CONFLICT, Vec::new()).await);
    }
    if !step.sent.agreed {
        let error = FormError {
            field: "agree".to_owned(),
            message: "Confirm that you have read what this does".to_owned(),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(step.show(status, vec![error]).await);
    }
    put_into_use(step).await
}

/// Reads a form, or answers with what is wrong with it.
async fn receive(hub: &Hub, request: Request) -> Result<Result<(Reader, Sent), Response>> {
    let (mut parts, body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, hub).await?;
    match Sent::read(&reader, Request::from_parts(parts, body)).await {
        Ok(sent) => Ok(Ok((reader, sent))),
        Err(problem) => {
            let (status, error) = beside_the_file(problem)?;
            let state = hub.state().await?;
            let wrong = Wrong {
                errors: vec![error],
                ..Wrong::default()
            };
            Ok(Err(list(&reader, &state, status, wrong).await))
        }
    }
}

/// Files that were sent and could be read.
struct Step<'a> {
    reader: &'a Reader,
    state: &'a Journal,
    sent: Sent,
    sha256: String,
    in_use: Arc<Reference>,
    looked: Looked,
}

impl<'a> Step<'a> {
    /// Reads the files, or answers with what is wrong with them.
    async fn of(
        reader: &'a Reader,
        state: &'a Journal,
        mut sent: Sent,
    ) -> Result<Result<Self, Response>> {
        if let Some(words) = sent.no_file() {
            return Ok(Err(refuse(reader, state, words).await));
        }
        let hub = &reader.hub;
        let in_use = in_use(hub, state).await?;
        let bytes = std::mem::take(&mut sent.bytes);
        let sha256 = sha256(&bytes);
        match look(hub, bytes, sent.room.take(), Arc::clone(&in_use)).await? {
            Ok(looked) => Ok(Ok(Self {
                reader,
                state,
                sent,
                sha256,
                in_use,
                looked,
            })),
            Err(Refused::Zip(words)) => Ok(Err(refuse(reader, state, &words).await)),
            Err(Refused::Files { findings, more }) => {
                let n = findings.len().saturating_add(more);
                let wrong = Wrong {
                    errors: vec![beside(&format!(
                        "The files cannot be used: {}, as the list below says",
                        told::several(n, "thing is wrong", "things are wrong")
                    ))],
                    findings,
                    more,
                };
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(Err(list(reader, state, status, wrong).await))
            }
        }
    }

    fn is_in_use(&self) -> bool {
        let used = self.state.reference.as_ref();
        used.is_some_and(|used| used.is_of(&self.looked.tables))
    }

    fn is_closed(&self) -> bool {
        let hub = &self.reader.hub;
        listed::closed(hub, self.state).is_some()
            || told::in_the_way(&self.looked.difference, self.state).is_some()
    }

    async fn show(&self, status: StatusCode, errors: Vec<FormError>) -> Response {
        let claims = claims(&self.looked.reference).await;
        let told = Told {
            hub: &self.reader.hub,
            state: self.state,
            in_use: &self.in_use,
            sent: &self.sent,
            sha256: &self.sha256,
            looked: &self.looked,
            claims: &claims,
            errors,
        };
        let view = told.view();
        let mut way = breadcrumbs();
        way.push(Link::new("Reference data", HREF));
        let frame = self.reader.frame(way).await;
        (
            status,
            Page(hub_ui::pages::o2_reference_preview(&frame, &view)),
        )
            .into_response()
    }
}

async fn put_into_use(step: Step<'_>) -> Result<Response> {
    let Step {
        reader,
        state,
        sent,
        looked,
        ..
    } = step;
    let hub = &reader.hub;
    let importer = Importer {
        name: reader.principal().name.clone(),
        saw: Some(sent.in_use).filter(|edition| !edition.is_empty()),
    };
    let Looked { tables, turn, .. } = looked;
    let adopted = hub
        .store
        .adopt_reference_over(hub.clock.today(), tables, importer)
        .await;
    drop(turn);
    match adopted {
        Ok(edition) => {
            tracing::info!(edition = %edition.edition, "reference data put into use");
            let href = format!("{HREF}?applied={}", edition.edition);
            Ok(Redirect::to(&href).into_response())
        }
        Err(StoreError::Refused(_)) => {
            let words = "Other reference data came into use at the same moment, so nothing was put into use. Preview the file again";
            Ok(refuse(reader, state, words).await)
        }
        Err(error) => Err(Problem::from(error)),
    }
}

/// The list with what stands in the way, beside the field for the file.
async fn refuse(reader: &Reader, state: &Journal, words: &str) -> Response {
    let wrong = Wrong {
        errors: vec![beside(words)],
        ..Wrong::default()
    };
    list(reader, state, StatusCode::UNPROCESSABLE_ENTITY, wrong).await
}

fn beside(words: &str) -> FormError {
    FormError {
        field: "file".to_owned(),
        message: words.to_owned(),
    }
}

async fn list(reader: &Reader, state: &Journal, status: StatusCode, wrong: Wrong) -> Response {
    let view = listed::view(reader, state, wrong);
    let frame = reader.frame(breadcrumbs()).await;
    (status, Page(hub_ui::pages::o2_reference(&frame, &view))).into_response()
}

/// The edition in use; empty: none was imported.
fn used(state: &Journal) -> &str {
    let used = state.reference.as_ref();
    used.map_or("", |used| used.edition.as_str())
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What a form is marked with, so that only the file that was previewed, over what was in use, can be put into use.
fn mark(hub: &Hub, sha256: &str, in_use: &str) -> String {
    hub.seal.mark(PURPOSE, marked(sha256, in_use).as_bytes())
}

fn marked(sha256: &str, in_use: &str) -> String {
    format!("{sha256} {in_use}")
}

fn is_previewed(hub: &Hub, sent: &Sent) -> bool {
    let text = marked(&sha256(&sent.bytes), &sent.in_use);
    hub.seal.is_mark(PURPOSE, text.as_bytes(), &sent.previewed)
}

/// A number of things in words: "1,250".
fn count(n: usize) -> String {
    words::thousands(u64::try_from(n).unwrap_or(u64::MAX))
}
