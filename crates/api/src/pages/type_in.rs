//! S2: a return of a few referrals that is typed in.
//!
//! What was typed becomes a CSV file in memory and goes through the same door as any file. Where something is wrong it goes
//! back to the sender in the answer, and stays nowhere else.

mod sheet;

use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::{CheckedReturn, Choices, Outcome};
use hub_standard::finding::Severity;
use hub_standard::ids::Month;
use hub_store::Service;
use hub_ui::view::{FormError, Link, TypeIn};

pub(super) use self::sheet::REFERRALS_MAX;
use self::sheet::Typed;
use super::Page;
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, upload_href};
use super::upload;
use crate::answers;
use crate::intake::{Content, Sending};
use crate::problem::{Problem, Result};

/// How long an answer waits for the turn of its check.
const CHECK_WAIT: Duration = Duration::from_secs(20);

/// What the buttons of the form ask for.
enum Wanted {
    Check,
    Add,
    /// Without this referral, from 0.
    Remove(usize),
}

/// Where a few referrals can be typed in.
pub(super) fn href(code: &hub_standard::ids::ServiceCode, month: Month) -> String {
    format!("/s/{code}/returns/{month}/type")
}

/// `GET /s/{service}/returns/{month}/type`
pub(crate) async fn page(
    reader: Reader,
    Path((code, month)): Path<(String, String)>,
) -> Result<Response> {
    let (service, month) = upload::asked(&reader, &code, &month).await?;
    // Nobody types a month that is not taken.
    reader.hub.takes(month)?;
    let form = Form {
        reader: &reader,
        service: &service,
        month,
    };
    form.show(StatusCode::OK, &Typed::blank(), Vec::new()).await
}

/// `POST /s/{service}/returns/{month}/type`
pub(crate) async fn send(
    Path((code, month)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let (service, month) = upload::asked(&reader, &code, &month).await?;
    let mut typed = Typed::of(&fields)?;
    let form = Form {
        reader: &reader,
        service: &service,
        month,
    };
    match wanted(fields.text("do"))? {
        Wanted::Check => form.check(&typed).await,
        Wanted::Add => {
            typed.add();
            form.show(StatusCode::OK, &typed, Vec::new()).await
        }
        Wanted::Remove(at) => {
            typed.remove(at);
            form.show(StatusCode::OK, &typed, Vec::new()).await
        }
    }
}

fn wanted(button: Option<&str>) -> Result<Wanted> {
    let unknown = || Problem::parameter("do", "check, add or remove-1 to remove-20");
    match button {
        None | Some("check") => Ok(Wanted::Check),
        Some("add") => Ok(Wanted::Add),
        Some(other) => {
            let number = other.strip_prefix("remove-").and_then(|n| n.parse().ok());
            let at = number.and_then(|n: usize| n.checked_sub(1));
            at.filter(|at| *at < REFERRALS_MAX)
                .map(Wanted::Remove)
                .ok_or_else(unknown)
        }
    }
}

/// The form of a month.
struct Form<'r> {
    reader: &'r Reader,
    service: &'r Service,
    month: Month,
}

impl Form<'_> {
    /// Checks what was typed. Where nothing keeps it from counting, the answer leads on to the result, as that of a file does.
    async fn check(&self, typed: &Typed) -> Result<Response> {
        let hub = &self.reader.hub;
        hub.may_send(self.reader.principal(), &self.service.code, self.month)
            .await?;
        if typed.is_blank() {
            let error = FormError {
                field: sheet::first_field(0),
                message: "Type in at least one referral".to_owned(),
            };
            return self
                .show(StatusCode::UNPROCESSABLE_ENTITY, typed, vec![error])
                .await;
        }
        let bytes = typed.to_csv().map_err(Problem::internal)?;
        let mut choices = Choices::default();
        for letter in sheet::day_columns() {
            // The form asks for the day first, so that there is nothing to ask.
            answers::add(&mut choices, "day_first", &letter)?;
        }
        let draft = hub
            .take_in(Sending {
                service: self.service.code.clone(),
                month: self.month,
                content: Content::File {
                    room: hub.room_for(bytes.len())?,
                    bytes: bytes.into(),
                    name: None,
                    choices: Box::new(choices),
                    is_typed: true,
                },
            })
            .await?;
        // What was typed is in this request alone, so its answer waits for the check: of so few rows it is a matter of
        // milliseconds, once it is its turn.
        draft.settled_within(CHECK_WAIT).await;
        let errors = match draft.check() {
            Some(check) => errors(&check, typed),
            None => Vec::new(),
        };
        if errors.is_empty() {
            return Ok(Redirect::to(&draft_href(&draft)).into_response());
        }
        hub.drafts.let_go(&draft.id);
        self.show(StatusCode::UNPROCESSABLE_ENTITY, typed, errors)
            .await
    }

    async fn show(
        &self,
        status: StatusCode,
        typed: &Typed,
        errors: Vec<FormError>,
    ) -> Result<Response> {
        let hub = &self.reader.hub;
        let state = hub.state().await?;
        let (code, month) = (&self.service.code, self.month);
        let view = TypeIn {
            service: self.service.name.clone(),
            month: month.words(),
            referrals: typed.view(month, &errors),
            referrals_max: REFERRALS_MAX,
            errors,
            late: hub.timed_now(&state, code, month).lateness(),
            replaces: upload::replaces(&state, code, month),
            action: href(code, month),
            upload_href: upload_href(code, month),
        };
        let home = Link::new("Your returns", format!("/s/{code}"));
        let frame = self.reader.frame(vec![home]).await;
        Ok((status, Page(hub_ui::pages::s2_type_in(&frame, &view))).into_response())
    }
}

/// What keeps the return, or rows of it, from counting, at the fields that it is about.
fn errors(check: &CheckedReturn, typed: &Typed) -> Vec<FormError> {
    if !matches!(check.outcome, Outcome::Problems | Outcome::Unreadable) {
        return Vec::new();
    }
    let of = |severity: Severity| {
        check
            .findings
            .iter()
            .filter(move |finding| finding.severity == severity)
    };
    let mut errors = Vec::new();
    for finding in of(Severity::Record) {
        let places = std::iter::once(&finding.place).chain(&finding.more_places);
        errors.extend(places.map(|place| FormError {
            field: typed.field_of(place),
            message: format!("{}. {}", finding.title, finding.fix),
        }));
    }
    if errors.is_empty() {
        // That no row counts is no news beside what is wrong with each.
        errors.extend(of(Severity::File).map(|finding| FormError {
            field: sheet::first_field(0),
            message: finding.message.clone(),
        }));
    }
    errors.sort_by_key(|error| sheet::place(&error.field));
    errors
}
