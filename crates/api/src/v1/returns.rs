//! Sending, seeing and submitting returns.

use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hub_ingest::Choices;
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_store::{Accepted, State as Journal};

use super::returned::{Receipt, Return};
use crate::answers;
use crate::body;
use crate::drafts::{Draft, Found};
use crate::format::Format;
use crate::gate::Visitor;
use crate::hub::Hub;
use crate::idempotency::{KEY_CHARS_MAX, ReplayKey};
use crate::identity::{Principal, Role};
use crate::intake::{Content, Sending, TakenIn};
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};
use crate::submit::{SubmitOrder, Submitted};

/// What a multipart form adds to its file.
pub(crate) const FORM_BYTES: usize = 64 * 1024;

/// `POST /returns`
pub(crate) async fn send(
    State(hub): State<Hub>,
    visitor: Visitor,
    params: Params,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    params.only_with(
        &["service", "month", "nil", "file_name"],
        &Choices::PARAMETERS,
    )?;
    let service: ServiceCode = params.required("service")?;
    let month: Month = params.required("month")?;
    let nil = params.switch("nil")?;
    let choices = answers::of(&params)?;
    let key = replay_key(&visitor.principal, &headers)?;
    let allowed = hub.may_send(&visitor.principal, &service, month).await;
    if let Err(problem) = allowed {
        body::refuse(body).await;
        return Err(problem);
    }
    let content = if nil {
        Content::Nil
    } else {
        file(&hub, &headers, body, params.text("file_name"), choices).await?
    };
    let sending = Sending {
        service,
        month,
        content,
        sender: None,
    };
    let taken_in = match &key {
        Some(key) => hub.take_in_once(sending, key).await?,
        None => TakenIn::Draft(hub.take_in(sending).await?),
    };
    if let TakenIn::Draft(draft) = &taken_in {
        draft.settled_within(hub.config.check_wait).await;
    }
    let state = hub.state().await?;
    let body = match &taken_in {
        TakenIn::Draft(draft) => of_draft(&hub, draft, &state),
        TakenIn::Submitted(accepted) => of_accepted(&hub, accepted, &state),
    };
    let location = format!("/api/v1/returns/{}", taken_in.id());
    Ok((StatusCode::ACCEPTED, [(LOCATION, location)], Json(body)).into_response())
}

/// Reads the file from the body, after making sure that there is memory for it.
async fn file(
    hub: &Hub,
    headers: &HeaderMap,
    body: Body,
    name: Option<&str>,
    choices: Choices,
) -> Result<Content> {
    let max = hub.config.upload_bytes_max;
    let declared = body::declared_length(headers);
    if declared.is_some_and(|length| length > max + FORM_BYTES) {
        body::refuse(body).await;
        return Err(body::too_large(max));
    }
    let room = match hub.room_for(declared.unwrap_or(max)) {
        Ok(room) => room,
        Err(problem) => {
            body::refuse(body).await;
            return Err(problem);
        }
    };
    let is_form = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let (bytes, name) = if is_form {
        let (bytes, sent_name) = form_file(headers, body, max).await?;
        (bytes, name.map(str::to_owned).or(sent_name))
    } else {
        (body::read(body, max).await?, name.map(str::to_owned))
    };
    if bytes.is_empty() {
        return Err(Problem::new(
            Kind::InvalidRequest,
            "The selected file is empty.",
        ));
    }
    Ok(Content::File {
        bytes,
        name,
        room,
        choices: Box::new(choices),
        is_typed: false,
    })
}

async fn form_file(headers: &HeaderMap, body: Body, max: usize) -> Result<(Bytes, Option<String>)> {
    let mut request = Request::new(body);
    request.headers_mut().clone_from(headers);
    // The length is bounded field by field, and by the declared length before that.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Problem::plain(Kind::UnsupportedMediaType))?;
    loop {
        let field = form
            .next_field()
            .await
            .map_err(|_| Problem::plain(Kind::InvalidRequest))?;
        let Some(mut field) = field else {
            return Err(Problem::new(
                Kind::InvalidRequest,
                "The form has no part \"file\".",
            ));
        };
        if field.name() == Some("file") {
            let name = field
                .file_name()
                .filter(|name| !name.is_empty())
                .map(str::to_owned);
            return Ok((body::read_field(&mut field, max).await?, name));
        }
        body::read_field(&mut field, FORM_BYTES).await?;
    }
}

fn replay_key(principal: &Principal, headers: &HeaderMap) -> Result<Option<ReplayKey>> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key
        .to_str()
        .ok()
        .filter(|key| !key.is_empty() && key.len() <= KEY_CHARS_MAX)
        .ok_or_else(|| {
            Problem::new(
                Kind::InvalidRequest,
                format!("The Idempotency-Key must be text of 1 to {KEY_CHARS_MAX} characters."),
            )
        })?;
    let token_id = principal
        .token_id
        .clone()
        .ok_or_else(|| Problem::plain(Kind::Unauthenticated))?;
    Ok(Some(ReplayKey {
        token_id,
        key: key.to_owned(),
    }))
}

/// `GET /returns/{id}`
pub(crate) async fn show(
    State(hub): State<Hub>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Json<Return>> {
    params.only(&["format"])?;
    Format::only_json(&params, &headers)?;
    let service = own_service(&visitor.principal)?;
    let id = submission_id(&id)?;
    let state = hub.state().await?;
    let found = hub.drafts.find(&id, service);
    if let Some(accepted) = state
        .by_submission
        .get(&id)
        .filter(|accepted| accepted.service == *service)
    {
        let mut body = of_accepted(&hub, accepted, &state);
        if let Found::Here(draft) = &found
            && let Some(check) = draft.check()
        {
            body.add_check(&check);
        }
        return Ok(Json(body));
    }
    Ok(Json(of_draft(&hub, &*here(found)?, &state)))
}

/// `POST /returns/{id}/submit`
pub(crate) async fn submit(
    State(hub): State<Hub>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response> {
    let service = own_service(&visitor.principal)?;
    let id = submission_id(&id)?;
    let order = order(&body)?;
    let state = hub.state().await?;
    let outcome = match state
        .by_submission
        .get(&id)
        .filter(|accepted| accepted.service == *service)
    {
        // An answer that was lost: asked again, it is given again, even after a restart.
        Some(accepted) => Submitted::Already(accepted.clone()),
        None => {
            let draft = here(hub.drafts.find(&id, service))?;
            hub.submit(&visitor.principal, &draft, order).await?
        }
    };
    let (status, accepted, new) = match outcome {
        Submitted::New(accepted) => (StatusCode::CREATED, accepted, true),
        Submitted::Already(accepted) => (StatusCode::OK, accepted, false),
    };
    let location = format!("/api/v1/returns/{}", accepted.submission);
    // With what was submitted just now.
    let timed = hub.timed_accepted(&*hub.state().await?, &accepted);
    Ok((
        status,
        [(LOCATION, location)],
        Json(Receipt::of(&accepted, new, &timed)),
    )
        .into_response())
}

/// `POST /returns/{id}/withdraw`
pub(crate) async fn withdraw(
    State(hub): State<Hub>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Return>> {
    let service = own_service(&visitor.principal)?;
    let id = submission_id(&id)?;
    let state = hub.state().await?;
    let accepted = state
        .by_submission
        .get(&id)
        .filter(|accepted| accepted.service == *service)
        .ok_or_else(|| Problem::plain(Kind::NotFound))?;
    hub.withdraw(&visitor.principal, accepted).await?;
    Ok(Json(of_accepted(&hub, accepted, &*hub.state().await?)))
}

fn of_draft(hub: &Hub, draft: &Draft, state: &Journal) -> Return {
    let timed = hub.timed_now(state, &draft.service, draft.month);
    Return::of_draft(draft, &timed)
}

fn of_accepted(hub: &Hub, accepted: &Accepted, state: &Journal) -> Return {
    let timed = hub.timed_accepted(state, accepted);
    Return::of_accepted(accepted, state, &timed)
}

fn order(body: &[u8]) -> Result<SubmitOrder> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(SubmitOrder::default());
    }
    serde_json::from_slice(body).map_err(|_| {
        Problem::new(
            Kind::InvalidRequest,
            "The body must be JSON like {\"leave_out_rows\": true, \"warnings_confirmed\": true}, or empty.",
        )
    })
}

/// The service of somebody who sends returns.
pub(crate) fn own_service(principal: &Principal) -> Result<&ServiceCode> {
    match &principal.role {
        Role::Service(service) => Ok(service),
        _ => Err(Problem::plain(Kind::Forbidden)),
    }
}

/// The id of a return; what is none was never the name of one.
pub(crate) fn submission_id(text: &str) -> Result<SubmissionId> {
    text.parse().map_err(|_| Problem::plain(Kind::NotFound))
}

/// The draft, if it is still here.
pub(crate) fn here(found: Found) -> Result<std::sync::Arc<Draft>> {
    match found {
        Found::Here(draft) => Ok(draft),
        Found::Gone => Err(Problem::plain(Kind::DraftExpired)),
        Found::Never => Err(Problem::plain(Kind::NotFound)),
    }
}
