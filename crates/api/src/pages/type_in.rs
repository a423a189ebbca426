//! S2: a return of a few referrals that is typed in.
//!
//! What was typed becomes a CSV file in memory and goes through the same door as any file. Where something is wrong, or needs
//! a look, it goes back to the sender in the answer, and stays nowhere else.

mod sheet;
mod words;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::{CheckedReturn, Choices, Outcome};
use hub_standard::finding::{Finding, Place, Severity};
use hub_standard::ids::Month;
use hub_store::Service;
use hub_ui::view::{FormError, Link, TypeIn, TypedChecked};

pub(super) use self::sheet::REFERRALS_MAX;
use self::sheet::Typed;
pub(super) use self::words::{in_words, place_in_words, plain_names};
use super::Page;
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, upload_href};
use super::upload;
use crate::answers;
use crate::drafts::{Found, Progress};
use crate::intake::{Content, Sending, page_sender};
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
    form.show(StatusCode::OK, &Typed::blank(), Said::default())
        .await
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
    let wanted = wanted(fields.text("do"))?;
    form.forget(fields.text(sheet::CHECKED));
    match wanted {
        Wanted::Check => return form.check(&typed).await,
        Wanted::Add => typed.add(),
        Wanted::Remove(at) => typed.remove(at),
    }
    form.show(StatusCode::OK, &typed, Said::default()).await
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
    /// Lets go of what was checked before: it is typed anew.
    fn forget(&self, checked: Option<&str>) {
        let drafts = &self.reader.hub.drafts;
        let Some(id) = checked.and_then(|id| id.parse().ok()) else {
            return;
        };
        if let Found::Here(draft) = drafts.find(&id, &self.service.code)
            && matches!(draft.progress(), Progress::Checked(_))
        {
            drafts.let_go(&id);
        }
    }

    /// Checks what was typed. Where there is nothing to look at, the answer leads on to the result, as that of a file does.
    async fn check(&self, typed: &Typed) -> Result<Response> {
        let hub = &self.reader.hub;
        hub.may_send(self.reader.principal(), &self.service.code, self.month)
            .await?;
        if typed.is_blank() {
            let error = FormError {
                field: sheet::first_field(0),
                message: "Type in at least one referral".to_owned(),
            };
            let said = Said {
                errors: vec![error],
                ..Said::default()
            };
            return self
                .show(StatusCode::UNPROCESSABLE_ENTITY, typed, said)
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
                sender: page_sender(self.reader.principal()),
            })
            .await?;
        // What was typed is in this request alone, so its answer waits for the check: of so few rows it is a matter of
        // milliseconds, once it is its turn.
        draft.settled_within(CHECK_WAIT).await;
        let said = draft
            .check()
            .map_or_else(Said::default, |check| Said::by(&check, typed));
        if !said.errors.is_empty() {
            hub.drafts.let_go(&draft.id);
            return self
                .show(StatusCode::UNPROCESSABLE_ENTITY, typed, said)
                .await;
        }
        if said.warnings.is_empty() {
            return Ok(Redirect::to(&draft_href(&draft)).into_response());
        }
        let said = Said {
            checked: Some(TypedChecked {
                id: draft.id.to_string(),
                action: format!("{}/confirm", draft_href(&draft)),
                codes: said.codes.clone(),
            }),
            ..said
        };
        self.show(StatusCode::OK, typed, said).await
    }

    async fn show(&self, status: StatusCode, typed: &Typed, said: Said) -> Result<Response> {
        let hub = &self.reader.hub;
        let state = hub.state().await?;
        let (code, month) = (&self.service.code, self.month);
        let referrals = {
            let about: Vec<&FormError> = said.errors.iter().chain(&said.warnings).collect();
            typed.view(month, &about)
        };
        let view = TypeIn {
            service: self.service.name.clone(),
            month: month.words(),
            referrals,
            referrals_max: REFERRALS_MAX,
            errors: said.errors,
            warnings: said.warnings,
            checked: said.checked,
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

/// What there is to say of what was typed.
#[derive(Default)]
struct Said {
    /// What keeps the return, or rows of it, from counting, at the fields that it is about.
    errors: Vec<FormError>,
    /// What counts and needs a look.
    warnings: Vec<FormError>,
    /// The rules of these.
    codes: Vec<String>,
    /// The way on, where nothing but a look is needed.
    checked: Option<TypedChecked>,
}

impl Said {
    fn by(check: &CheckedReturn, typed: &Typed) -> Self {
        if check.outcome == Outcome::Ready {
            return Self::default();
        }
        let of = |severity: Severity| {
            let findings = check.findings.iter();
            findings.filter(move |finding| finding.severity == severity)
        };
        let mut errors: Vec<FormError> = of(Severity::Record)
            .flat_map(|finding| at_fields(finding, typed))
            .collect();
        if errors.is_empty() {
            // That no row counts is no news beside what is wrong with each.
            errors.extend(of(Severity::File).map(|finding| FormError {
                field: sheet::first_field(0),
                message: in_words(&finding.message),
            }));
        }
        errors.sort_by_key(|error| sheet::order(&error.field));
        let warnings = of(Severity::Warning).flat_map(|finding| at_fields(finding, typed));
        let mut warnings: Vec<FormError> = warnings.collect();
        warnings.sort_by_key(|warning| sheet::order(&warning.field));
        let codes: BTreeSet<&str> = of(Severity::Warning)
            .map(|finding| finding.code.as_str())
            .collect();
        Self {
            errors,
            warnings,
            codes: codes.into_iter().map(str::to_owned).collect(),
            checked: None,
        }
    }
}

/// What a finding says, at each field that it is about. What is about the return as a whole has no field.
fn at_fields(finding: &Finding, typed: &Typed) -> Vec<FormError> {
    let all = std::iter::once(&finding.place).chain(&finding.more_places);
    let has_rows = finding.more_places.iter().any(|place| place.row.is_some());
    let places: Vec<&Place> = all
        .filter(|place| place.row.is_some() || !has_rows)
        .collect();
    let said = |place: &&Place| match typed.words_of(place) {
        Some(words) => FormError {
            field: typed.field_of(place),
            message: format!(
                "{words}: {}. {}",
                in_words(&finding.title),
                in_words(&finding.fix)
            ),
        },
        None => FormError {
            field: String::new(),
            message: in_words(&finding.message),
        },
    };
    places.iter().map(said).collect()
}
