//! Withdrawing a return: the question, and the deed.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_standard::ids::ServiceCode;
use hub_store::Accepted;
use hub_ui::view::{Link, Withdraw};

use super::Page;
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{returns_href, upload_href};
use super::words;
use crate::clock::local;
use crate::problem::{Kind, Problem, Result};
use crate::v1::returns::submission_id;

/// `GET /s/{service}/returns/{submission}/withdraw`
pub(crate) async fn page(
    reader: Reader,
    Path((code, submission)): Path<(String, String)>,
) -> Result<Page> {
    let service = reader.service(&code).await?;
    let accepted = find(&reader, &service.code, &submission).await?;
    reader.hub.lets_withdraw(accepted.month)?;
    let view = Withdraw {
        service: service.name.clone(),
        month: accepted.month.words(),
        reference: accepted.submission.reference(),
        sent: words::date_time(local(accepted.at)),
        action: format!(
            "{}/withdraw",
            returns_href(&service.code, &accepted.submission)
        ),
        corrected_href: upload_href(&service.code, accepted.month),
        back_href: returns_href(&service.code, &accepted.submission),
    };
    let frame = reader
        .frame(vec![Link::new("Your returns", format!("/s/{code}"))])
        .await;
    Ok(Page(hub_ui::pages::s11_withdraw(&frame, &view)))
}

/// `POST /s/{service}/returns/{submission}/withdraw`
pub(crate) async fn send(
    Path((code, submission)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let service = reader.service(&code).await?;
    let accepted = find(&reader, &service.code, &submission).await?;
    reader.hub.withdraw(reader.principal(), &accepted).await?;
    let reference = accepted.submission.reference();
    Ok(Redirect::to(&format!("/s/{code}/history?withdrawn={reference}")).into_response())
}

async fn find(reader: &Reader, service: &ServiceCode, submission: &str) -> Result<Arc<Accepted>> {
    let id = submission_id(submission)?;
    let state = reader.hub.state().await?;
    state
        .by_submission
        .get(&id)
        .filter(|accepted| accepted.service == *service)
        .cloned()
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}
