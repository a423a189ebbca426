//! S4: sending a file, or the word that there is nothing to report.

use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use hub_ingest::Choices;
use hub_standard::ids::Month;
use hub_store::Service;
use hub_ui::view::{FormError, UploadForm};

use super::Page;
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, template_href, upload_href};
use super::words;
use crate::answers;
use crate::body;
use crate::clock::local;
use crate::hub::Hub;
use crate::intake::{Content, Sending};
use crate::problem::{Kind, Problem, Result};
use crate::v1::returns::FORM_BYTES;

/// Bytes of the field with the form's secret.
const SECRET_BYTES_MAX: usize = 1024;
/// Bytes of an answer about the file.
const ANSWER_BYTES_MAX: usize = 1024;
/// Fields that come before the file.
const FIELDS_MAX: usize = 250;

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
    hub.may_send(reader.principal(), &service.code, month)
        .await?;
    let max = hub.config.upload_bytes_max;
    let declared = body::declared_length(&parts.headers);
    if declared.is_some_and(|length| length > max + FORM_BYTES) {
        body::refuse(body).await;
        return refuse(&reader, &service, month, body::too_large(max)).await;
    }
    let room = hub.room_for(declared.unwrap_or(max))?;
    let sent = match file(&reader, Request::from_parts(parts, body), max).await {
        Ok(sent) => sent,
        Err(problem) => return refuse(&reader, &service, month, problem).await,
    };
    let content = Content::File {
        bytes: sent.bytes,
        name: sent.name,
        room,
        choices: Box::new(sent.choices),
    };
    take_in(&hub, &service, month, content).await
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
        let message = "Say that there is nothing to report, or upload a file";
        let error = FormError {
            field: "declaration".to_owned(),
            message: message.to_owned(),
        };
        return show(
            &reader,
            &service,
            month,
            StatusCode::UNPROCESSABLE_ENTITY,
            vec![error],
        )
        .await;
    }
    let draft = reader
        .hub
        .take_in(Sending {
            service: service.code,
            month,
            content: Content::Nil,
        })
        .await?;
    Ok(Redirect::to(&format!("{}/confirm", draft_href(&draft))).into_response())
}

async fn take_in(hub: &Hub, service: &Service, month: Month, content: Content) -> Result<Response> {
    let draft = hub
        .take_in(Sending {
            service: service.code.clone(),
            month,
            content,
        })
        .await?;
    draft.settled_within(hub.config.check_wait).await;
    Ok(Redirect::to(&draft_href(&draft)).into_response())
}

async fn asked(reader: &Reader, code: &str, month: &str) -> Result<(Service, Month)> {
    let service = reader.service(code).await?;
    let month = month.parse().map_err(|_| Problem::plain(Kind::NotFound))?;
    Ok((service, month))
}

/// What a form sent.
struct Sent {
    bytes: Bytes,
    name: Option<String>,
    choices: Choices,
}

/// The file of the form, behind the answers about it. Its secret comes first and is checked before anything else is read.
async fn file(reader: &Reader, request: Request, max: usize) -> Result<Sent> {
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
    let mut choices = Choices::default();
    let mut field = secret;
    for _ in 0..FIELDS_MAX {
        match field.name().map(str::to_owned) {
            Some(name) if name == "file" => break,
            Some(name) if Choices::PARAMETERS.contains(&name.as_str()) => {
                let value = body::read_field(&mut field, ANSWER_BYTES_MAX).await?;
                // A question that was left unanswered.
                if !value.is_empty() {
                    let value = std::str::from_utf8(&value).map_err(|_| unreadable())?;
                    answers::add(&mut choices, &name, value)?;
                }
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
        (false, _) => Ok(Sent {
            bytes,
            name,
            choices,
        }),
    }
}

fn nothing_selected() -> Problem {
    Problem::new(Kind::InvalidRequest, "Select a file")
}

/// What is wrong with the file belongs beside the field; what is wrong with the request is a page of its own.
async fn refuse(
    reader: &Reader,
    service: &Service,
    month: Month,
    problem: Problem,
) -> Result<Response> {
    let message = match problem.kind {
        Kind::TooLarge | Kind::InvalidRequest => problem.detail.clone(),
        _ => return Err(problem),
    };
    let error = FormError {
        field: "file".to_owned(),
        message,
    };
    let status = if problem.kind == Kind::TooLarge {
        StatusCode::PAYLOAD_TOO_LARGE
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    show(reader, service, month, status, vec![error]).await
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
    let current = state.current_for(code, month);
    let timed = reader.hub.timed_now(&state, code, month);
    let view = UploadForm {
        service: service.name.clone(),
        month: month.words(),
        action: upload_href(code, month),
        max_size: body::size_words(reader.hub.config.upload_bytes_max),
        errors,
        help: Vec::new(),
        late: timed.lateness(),
        replaces: current.map(|current| {
            format!(
                "You sent a return for {} on {} (reference {}). A new file replaces it after you confirm.",
                month.words(),
                words::date(local(current.at).date()),
                current.submission.reference()
            )
        }),
        template_href: template_href(code, month),
        nil_action: Some(format!("/s/{code}/returns/{month}/nil")),
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
