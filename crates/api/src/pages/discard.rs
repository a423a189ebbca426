//! Throwing away what was checked and not submitted.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_standard::ids::ServiceCode;
use hub_store::State;

use super::draft::{self, Sought};
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, returns_href};
use crate::drafts::{Draft, Found, Progress};
use crate::problem::{Kind, Result};
use crate::v1::returns::submission_id;

/// Where the form of a draft posts to.
pub(super) fn href(draft: &Draft) -> String {
    format!("{}/discard", draft_href(draft))
}

/// `POST /s/{service}/drafts/{id}/discard`
pub(crate) async fn send(
    Path((code, id)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let receipt = match draft::find(&reader, &code, &id).await {
        Ok(Sought::Submitted(receipt)) => Some(receipt),
        Ok(Sought::Draft(service, draft)) => match draft.progress() {
            Progress::Submitted(_) => Some(returns_href(&service.code, &draft.id)),
            Progress::Checking | Progress::Checked(_) | Progress::Failed => {
                reader.hub.drafts.discard(&draft);
                None
            }
        },
        // It is gone already: in its time, or by the same button.
        Err(problem) if problem.kind == Kind::DraftExpired => None,
        Err(problem) => return Err(problem),
    };
    let to = receipt.unwrap_or_else(|| format!("/s/{code}?discarded={id}"));
    Ok(Redirect::to(&to).into_response())
}

/// What is said after that. The draft is looked up, so that an address cannot make the page say anything.
pub(super) fn notice(reader: &Reader, state: &State, service: &ServiceCode) -> Option<String> {
    let id = submission_id(reader.params.text("discarded")?).ok()?;
    let found = reader.hub.drafts.find(&id, service);
    // What was being submitted when the button was pressed counts.
    let is_gone = matches!(found, Found::Gone) && !state.by_submission.contains_key(&id);
    is_gone.then(|| {
        let discarded = reader.hub.drafts.discarded(&id);
        let what = discarded.map_or_else(
            || "What was checked is thrown away".to_owned(),
            |discarded| {
                let month = discarded.month.words();
                match discarded.file_name {
                    Some(name) => format!("What was checked of {name} for {month} is thrown away"),
                    None => format!("What was checked for {month} is thrown away"),
                }
            },
        );
        format!("{what}, and nothing of it is kept. What you have submitted is as it was.")
    })
}
