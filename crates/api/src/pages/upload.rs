//! S4: sending a file, or the word that there is nothing to report.

use std::sync::Arc;

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use hub_ingest::{CellPlace, Choices};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Service, State as Journal};
use hub_ui::view::{FormError, UploadForm};

use super::Page;
use super::begin;
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, template_href, upload_href};
use super::words;
use crate::answers::FormAnswers;
use crate::body;
use crate::clock::local;
use crate::drafts::Draft;
use crate::hub::Hub;
use crate::intake::{Content, Sending, page_sender};
use crate::problem::{Kind, Problem, Result};
use crate::v1::returns::FORM_BYTES;

/// Bytes of the field with the form's secret.
const SECRET_BYTES_MAX: usize = 1024;
/// Bytes of an answer about the file.
const ANSWER_BYTES_MAX: usize = 1024;
/// Where a form is shown again, its file is gone.
const SELECT_AGAIN: &str = "Select the same file again: we have not kept it";
/// Fields that come before the file: answers, and three for each cell that is corrected.
const FIELDS_MAX: usize = 350;

/// `GET /s/{service}/returns/{month}/upload`
pub(crate) async fn form(
    reader: Reader,
    Path((code, month)): Path<(String, String)>,
) -> Result<Response> {
    let (service, month) = asked(&reader, &code, &month).await?;
    show(&reader, &service, month, StatusCode::OK, Vec::new()).await
}

/// `POST /s/{service}/returns/{month}/upload`
pub(crate) async fn send(
    State(hub): State<Hub>,
    Path((code, month)): Path<(String, String)>,
    request: Request,
) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, &hub).await?;
    let (service, month) = asked(&reader, &code, &month).await?;
    let request = Request::from_parts(parts, body);
    let mut choices = Choices::default();
    match receive(&reader, &service, month, request, &mut choices, &[]).await {
        Ok(draft) => Ok(Redirect::to(&draft_href(&draft)).into_response()),
        Err(problem) => refuse(&reader, &service, month, problem).await,
    }
}

/// Takes in the file of a form and waits for its check. What came before the file is in `choices` where the file is refused,
/// as it is where one of the `needed` cells has no value.
pub(super) async fn receive(
    reader: &Reader,
    service: &Service,
    month: Month,
    request: Request,
    choices: &mut Choices,
    needed: &[CellPlace],
) -> Result<Arc<Draft>> {
    let hub = &reader.hub;
    hub.may_send(reader.principal(), &service.code, month)
        .await?;
    let max = hub.config.upload_bytes_max;
    let declared = body::declared_length(request.headers());
    if declared.is_some_and(|length| length > max + FORM_BYTES) {
        body::refuse(request.into_body()).await;
        return Err(body::too_large(max));
    }
    let room = hub.room_for(declared.unwrap_or(max))?;
    let (bytes, name) = file(reader, request, max, choices).await?;
    let has = |cell: &CellPlace| choices.corrections().any(|(of, _)| of == cell);
    if !needed.iter().all(has) {
        return Err(Problem::new(Kind::InvalidRequest, SELECT_AGAIN));
    }
    let content = Content::File {
        bytes,
        name,
        room,
        choices: Box::new(std::mem::take(choices)),
        is_typed: false,
    };
    let draft = hub
        .take_in(Sending {
            service: service.code.clone(),
            month,
            content,
            sender: page_sender(reader.principal()),
        })
        .await?;
    draft.settled_within(hub.config.check_wait).await;
    Ok(draft)
}

/// `POST /s/{service}/returns/{month}/nil`
pub(crate) async fn nil(
    Path((code, month)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let (service, month) = asked(&reader, &code, &month).await?;
    reader
        .hub
        .may_send(reader.principal(), &service.code, month)
        .await?;
    if fields.text("declaration").is_none() {
        let message = "Say that there is nothing to report, or send it in another way";
        let error = FormError {
            field: "declaration".to_owned(),
            message: message.to_owned(),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return begin::nothing(&reader, &service, month, status, vec![error]).await;
    }
    let draft = reader
        .hub
        .take_in(Sending {
            service: service.code,
            month,
            content: Content::Nil,
            sender: page_sender(reader.principal()),
        })
        .await?;
    Ok(Redirect::to(&format!("{}/confirm", draft_href(&draft))).into_response())
}

pub(super) async fn asked(reader: &Reader, code: &str, month: &str) -> Result<(Service, Month)> {
    let service = reader.service(code).await?;
    let month = month.parse().map_err(|_| Problem::plain(Kind::NotFound))?;
    Ok((service, month))
}

/// The file of the form and its name, behind the answers about it. The secret of the form comes first and is checked before
/// anything else is read.
async fn file(
    reader: &Reader,
    request: Request,
    max: usize,
    choices: &mut Choices,
) -> Result<(Bytes, Option<String>)> {
    let unreadable = || Problem::plain(Kind::InvalidRequest);
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Problem::plain(Kind::UnsupportedMediaType))?;
    let mut secret = form
        .next_field()
        .await
        .map_err(|_| unreadable())?
        .ok_or_else(unreadable)?;
    let sent = match secret.name() {
        Some("csrf") => body::read_field(&mut secret, SECRET_BYTES_MAX).await?,
        _ => Bytes::new(),
    };
    reader
        .visitor
        .check_form(&reader.hub, std::str::from_utf8(&sent).ok())?;
    let mut answers = FormAnswers::new(choices);
    let mut field = secret;
    for _ in 0..FIELDS_MAX {
        match field.name().map(str::to_owned) {
            Some(name) if name == "file" => break,
            Some(name) if FormAnswers::knows(&name) => {
                let value = answer(&mut field).await?;
                let value = std::str::from_utf8(&value).map_err(|_| unreadable())?;
                answers.take(&name, value)?;
            }
            Some(name) if name == "csrf" => {}
            _ => return Err(unreadable()),
        }
        drop(field);
        field = form
            .next_field()
            .await
            .map_err(|_| unreadable())?
            .ok_or_else(nothing_selected)?;
    }
    if field.name() != Some("file") {
        return Err(unreadable());
    }
    let name = field
        .file_name()
        .filter(|name| !name.is_empty())
        .map(str::to_owned);
    let bytes = body::read_field(&mut field, max).await?;
    match (bytes.is_empty(), &name) {
        (true, None) => Err(nothing_selected()),
        (true, Some(_)) => Err(Problem::new(
            Kind::InvalidRequest,
            "The selected file is empty",
        )),
        (false, _) => Ok((bytes, name)),
    }
}

/// An answer about the file.
async fn answer(field: &mut Field<'_>) -> Result<Bytes> {
    let read = body::read_field(field, ANSWER_BYTES_MAX).await;
    read.map_err(|problem| match problem.kind {
        // It is not the file that is too large.
        Kind::TooLarge => Problem::new(
            Kind::InvalidRequest,
            "What you typed is too long for one cell",
        ),
        _ => problem,
    })
}

fn nothing_selected() -> Problem {
    // The words that are usual, and what to press.
    let detail = "Select a file: press the button that chooses a file, pick your file, then press the button below it";
    Problem::new(Kind::InvalidRequest, detail)
}

async fn refuse(
    reader: &Reader,
    service: &Service,
    month: Month,
    problem: Problem,
) -> Result<Response> {
    let (status, error) = beside_the_file(problem)?;
    show(reader, service, month, status, vec![error]).await
}

/// What is wrong with the file belongs beside the field; what is wrong with the request is a page of its own.
pub(super) fn beside_the_file(problem: Problem) -> Result<(StatusCode, FormError)> {
    let status = match problem.kind {
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::InvalidRequest => StatusCode::UNPROCESSABLE_ENTITY,
        _ => return Err(problem),
    };
    let error = FormError {
        field: "file".to_owned(),
        message: problem.detail,
    };
    Ok((status, error))
}

/// What a new return takes the place of; none where nothing was sent.
pub(super) fn replaces(state: &Journal, code: &ServiceCode, month: Month) -> Option<String> {
    let current = state.current_for(code, month)?;
    Some(format!(
        "You sent a return for {} on {} (reference {}). A new one replaces it after you confirm.",
        month.words(),
        words::date(local(current.at).date()),
        current.submission.reference()
    ))
}

async fn show(
    reader: &Reader,
    service: &Service,
    month: Month,
    status: StatusCode,
    errors: Vec<FormError>,
) -> Result<Response> {
    let state = reader.hub.state().await?;
    let code = &service.code;
    let timed = reader.hub.timed_now(&state, code, month);
    let view = UploadForm {
        service: service.name.clone(),
        month: month.words(),
        action: upload_href(code, month),
        max_size: body::size_words(reader.hub.config.upload_bytes_max),
        errors,
        help: Vec::new(),
        late: timed.lateness(),
        replaces: replaces(&state, code, month),
        other_ways_href: begin::href(code, month),
        template_href: template_href(code, month),
        back_href: format!("/s/{code}"),
    };
    let frame = reader
        .frame(vec![hub_ui::view::Link::new(
            "Your returns",
            format!("/s/{code}"),
        )])
        .await;
    Ok((status, Page(hub_ui::pages::s4_upload(&frame, &view))).into_response())
}
