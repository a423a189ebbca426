//! S8: values typed in place of those that have a problem.
//!
//! The file is not kept, so it comes again with them, and is checked anew as a whole.

use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::{CellPlace, CheckedReturn, Choices, FixableCell, Outcome};
use hub_store::Service;
use hub_ui::view::{FixCell, FixHere, FormError, Link, Place};

use super::Page;
use super::draft::{Sought, find};
use super::reader::Reader;
use super::service::draft_href;
use super::type_in::plain_names;
use super::upload;
use crate::answers;
use crate::body;
use crate::drafts::Draft;
use crate::hub::Hub;
use crate::problem::{Kind, Problem, Result};

/// Where the problems of a draft can be put right; none where they cannot be, or are too many.
pub(super) fn href(draft: &Draft, check: &CheckedReturn) -> Option<String> {
    let can_fix = check.outcome == Outcome::Problems && !check.fixable.is_empty();
    can_fix.then(|| format!("{}/fix", draft_href(draft)))
}

/// `GET /s/{service}/drafts/{id}/fix`
pub(crate) async fn page(
    reader: Reader,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let (service, draft) = match find(&reader, &code, &id).await? {
        Sought::Draft(service, draft) => (service, draft),
        Sought::Submitted(receipt) => return Ok(Redirect::to(&receipt).into_response()),
    };
    let check = draft
        .check()
        .ok_or_else(|| Problem::plain(Kind::NotYetChecked))?;
    if href(&draft, &check).is_none() {
        return Ok(Redirect::to(&draft_href(&draft)).into_response());
    }
    let form = Form {
        service: &service,
        draft: &draft,
        check: &check,
    };
    let untouched = Choices::default();
    form.show(&reader, StatusCode::OK, Vec::new(), &untouched)
        .await
}

/// `POST /s/{service}/drafts/{id}/fix`
pub(crate) async fn send(
    State(hub): State<Hub>,
    Path((code, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, &hub).await?;
    let (service, draft) = match find(&reader, &code, &id).await? {
        Sought::Draft(service, draft) => (service, draft),
        Sought::Submitted(receipt) => return Ok(Redirect::to(&receipt).into_response()),
    };
    let check = draft
        .check()
        .ok_or_else(|| Problem::plain(Kind::NotYetChecked))?;
    let request = Request::from_parts(parts, body);
    let mut typed = Choices::default();
    let again: Vec<CellPlace> = again(&check).map(|fixable| fixable.cell.clone()).collect();
    let sent = upload::receive(&reader, &service, draft.month, request, &mut typed, &again).await;
    let problem = match sent {
        Ok(next) => return Ok(Redirect::to(&draft_href(&next)).into_response()),
        Err(problem) => problem,
    };
    let (status, error) = upload::beside_the_file(problem)?;
    let mut errors = left_empty(&check, &typed);
    errors.push(error);
    let form = Form {
        service: &service,
        draft: &draft,
        check: &check,
    };
    form.show(&reader, status, errors, &typed).await
}

/// The cells that were put right before by values that are not kept.
fn again(check: &CheckedReturn) -> impl Iterator<Item = &FixableCell> {
    let fixable = check.fixable.iter();
    fixable.filter(|fixable| fixable.problem.is_none())
}

/// Messages at the boxes of those that were left empty. The boxes of cells with a problem come before theirs.
fn left_empty(check: &CheckedReturn, typed: &Choices) -> Vec<FormError> {
    let before = check.fixable.len() - again(check).count();
    let boxes = (before..).zip(again(check));
    let empty = boxes.filter(|(_, fixable)| !is_typed(typed, &fixable.cell));
    empty
        .map(|(position, fixable)| FormError {
            field: format!("value-{position}"),
            message: format!(
                "Type the value for row {}, column {} ({}) again",
                fixable.cell.row,
                fixable.cell.letters(),
                fixable.header
            ),
        })
        .collect()
}

fn is_typed(typed: &Choices, cell: &CellPlace) -> bool {
    let mut corrections = typed.corrections();
    corrections.any(|(of, _)| of == cell)
}

/// What the page is about.
struct Form<'d> {
    service: &'d Service,
    draft: &'d Draft,
    check: &'d CheckedReturn,
}

impl Form<'_> {
    /// The page, with what was typed so far.
    async fn show(
        &self,
        reader: &Reader,
        status: StatusCode,
        errors: Vec<FormError>,
        typed: &Choices,
    ) -> Result<Response> {
        let mut cells = Vec::new();
        let mut again = Vec::new();
        for fixable in &self.check.fixable {
            let list = match fixable.problem {
                Some(_) => &mut cells,
                None => &mut again,
            };
            list.push(cell(fixable, self.draft, typed));
        }
        let view = FixHere {
            service: self.service.name.clone(),
            month: self.draft.month.words(),
            file_name: self.draft.file_name.clone().unwrap_or_default(),
            max_size: body::size_words(reader.hub.config.upload_bytes_max),
            cells,
            again,
            kept: kept(self.check),
            given: answers::given(self.draft, self.check),
            errors,
            action: format!("{}/fix", draft_href(self.draft)),
            back_href: draft_href(self.draft),
        };
        let home = Link::new("Your returns", format!("/s/{}", self.service.code));
        let frame = reader.frame(vec![home]).await;
        Ok((status, Page(hub_ui::pages::s8_fix(&frame, &view))).into_response())
    }
}

/// The cells that were put right before by values that are kept.
fn kept(check: &CheckedReturn) -> Vec<String> {
    let made = check.corrections.iter();
    made.filter(|made| made.value.is_some())
        .map(|made| made.cell.to_string())
        .collect()
}

/// A cell with what was typed for it, unless that may tell who somebody is.
fn cell(fixable: &FixableCell, draft: &Draft, typed: &Choices) -> FixCell {
    let mut corrections = typed.corrections();
    let typed = corrections
        .find(|(cell, _)| **cell == fixable.cell)
        .map(|(_, value)| value);
    let problem = fixable.problem.as_ref();
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let letters = fixable.cell.letters();
    FixCell {
        cell: fixable.cell.to_string(),
        what: problem.map_or_else(String::new, |problem| problem.title.clone()),
        fix: problem.map_or_else(String::new, |problem| plain_names(&problem.fix)),
        place: Place {
            sheet: fixable.cell.sheet.clone().unwrap_or_default(),
            row: Some(fixable.cell.row),
            header: fixable.header.clone(),
            found: text(problem.and_then(|problem| problem.found.as_ref())),
            expected: text(problem.and_then(|problem| problem.expected.as_ref())),
            column: letters.clone(),
        },
        options: fixable.options.clone(),
        others: fixable.others.clone(),
        month_first: draft.answers.contains(&("month_first", letters)),
        typed: typed
            .filter(|typed| fixable.may_show(typed))
            .unwrap_or_default()
            .to_owned(),
        is_hidden: typed.is_some_and(|typed| !typed.is_empty() && !fixable.may_show(typed)),
        is_needed: fixable.is_needed,
        is_blank: typed.is_some_and(str::is_empty),
    }
}
