//! S1: home of a service, and its template.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hub_ingest::Outcome;
use hub_standard::calendar::{self, MonthWindows, Stage, Window};
use hub_standard::definition::ReturnDefinition;
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_standard::template;
use hub_store::{Accepted, Service, State};
use hub_ui::view::{Link, ReturnTask, ServiceHome, TaskStatus};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Page;
use super::begin;
use super::discard;
use super::help;
use super::own_figures;
use super::reader::Reader;
use super::words;
use crate::clock::local;
use crate::drafts::{Draft, Progress};
use crate::format::Format;
use crate::problem::{Problem, Result};
use crate::v1::returns::own_service;

/// Months in the list of a service.
const MONTHS_LISTED: i32 = 13;

/// `GET /s/{service}`
pub(crate) async fn home(reader: Reader, Path(code): Path<String>) -> Result<Page> {
    let service = reader.service(&code).await?;
    let state = reader.hub.state().await?;
    let view = view(&reader, &service, &state);
    let frame = reader.frame(Vec::new()).await;
    Ok(Page(hub_ui::pages::s1_home(&frame, &view)))
}

fn view(reader: &Reader, service: &Service, state: &State) -> ServiceHome {
    let today = reader.hub.clock.today();
    // Its window is open, or opens next: it may be the month that is not over yet.
    let open = Window::taking(today).primary;
    // Nothing is asked of a service that has ended.
    let newest = service.ends.map_or(open, |ends| open.min(ends.prev()));
    let drafts = reader.hub.drafts.of_service(&service.code);
    let oldest = newest
        .plus(1 - MONTHS_LISTED)
        .max(service.at_month)
        .min(newest);
    let months = Month::range(oldest, newest).map(|month| Standing {
        month,
        windows: MonthWindows::of(month),
        is_taken: reader.hub.takes(month).is_ok(),
        sent: state.current_for(&service.code, month),
        waiting: waiting(&drafts, state, &service.code, month),
        withdrawn: withdrawn(state, &service.code, month),
    });
    let mut months: Vec<Standing<'_>> = months.collect();
    months.reverse();
    let tasks: Vec<ReturnTask> = months
        .iter()
        .map(|standing| task(service, standing, today))
        .collect();
    let urgent = urgent(&months, today);
    // A checked file is kept for a short time only, so it comes before a month that is only late.
    let checked = months
        .iter()
        .filter_map(|standing| standing.waiting)
        .find(|draft| can_go_on(draft));
    let primary = match (checked, urgent) {
        (Some(draft), _) => Some(go_on(draft)),
        (None, Some(standing)) => Some(standing.waiting.map_or_else(
            || {
                Link::new(
                    format!("Send {}", standing.month.words()),
                    begin::href(&service.code, standing.month),
                )
            },
            |draft| go_on(draft),
        )),
        (None, None) => None,
    };
    ServiceHome {
        service: service.name.clone(),
        code: service.code.to_string(),
        primary,
        deadline: match (urgent, service.ends) {
            (Some(standing), _) => standing.windows.deadline(today),
            (None, Some(ends)) if ends <= open => {
                format!("No return is expected from {} on.", ends.words())
            }
            // Everything is in: the month that comes next.
            (None, _) => coming(newest, today).deadline(today),
        },
        notice: discard::notice(reader, state, &service.code).or_else(|| {
            checked.map(|draft| {
                let month = draft.month.words();
                let what = if draft.nil {
                    format!("Your nil return for {month} is not submitted yet.")
                } else if draft.is_typed {
                    format!("What you typed in for {month} was checked and is not submitted yet.")
                } else {
                    format!("Your file for {month} was checked and is not submitted yet.")
                };
                let kept = if draft.nil {
                    "it"
                } else {
                    "the result of the check"
                };
                format!("{what} We keep {kept} {}.", super::draft::kept(draft))
            })
        }),
        first_time: state.history.keys().all(|(of, _)| *of != service.code),
        links: vec![
            template_link(
                &service.code,
                urgent.map_or(newest, |standing| standing.month),
            ),
            Link::new("Template, columns and codes of the return", help::HREF),
            Link::new("Your figures", own_figures::href(&service.code)),
            Link::new("What you have sent", format!("/s/{}/history", service.code)),
            Link::new("Your area's figures", format!("/areas/{}", service.icb)),
            Link::new("Definitions of all measures", "/measures"),
        ],
        tasks,
    }
}

/// The month that comes next, where everything that can be sent is in.
fn coming(newest: Month, today: Date) -> MonthWindows {
    let windows = MonthWindows::of(newest);
    match windows.stage(today) {
        Stage::NotYetOpen => windows,
        Stage::Open | Stage::Provisional | Stage::Final => MonthWindows::of(newest.next()),
    }
}

fn template_link(service: &ServiceCode, month: Month) -> Link {
    Link::new(
        format!("Download the template for {}", month.words()),
        template_href(service, month),
    )
}

/// A month of the list: what came for it, and what was checked for it and waits.
struct Standing<'a> {
    month: Month,
    windows: MonthWindows,
    /// Whether a return for it is still taken.
    is_taken: bool,
    /// The return that counts.
    sent: Option<&'a Arc<Accepted>>,
    /// A file that was sent to be checked after that, and is not submitted.
    waiting: Option<&'a Arc<Draft>>,
    /// When what was sent last was withdrawn, so that nothing counts.
    withdrawn: Option<Timestamp>,
}

impl Standing<'_> {
    /// Where the month stands. What was sent counts before what is being prepared.
    fn status(&self, today: Date) -> TaskStatus {
        match (self.sent, self.waiting) {
            (Some(sent), _) if sent.nil => TaskStatus::Nil,
            (Some(sent), _) if sent.rows_left_out == 0 => TaskStatus::Submitted,
            (Some(sent), _) => TaskStatus::SubmittedWithout(sent.rows_left_out),
            (None, Some(draft)) => draft_status(draft),
            (None, None) => self.status_of_none(today),
        }
    }

    /// Where the month stands, where nothing was sent for it.
    fn status_of_none(&self, today: Date) -> TaskStatus {
        if self.withdrawn.is_some() {
            return TaskStatus::Withdrawn;
        }
        match (self.windows.stage(today), self.is_taken) {
            (Stage::NotYetOpen, _) | (Stage::Open, true) => TaskStatus::NotStarted,
            (Stage::Provisional | Stage::Final, true) => TaskStatus::Late,
            (Stage::Open | Stage::Provisional | Stage::Final, false) => TaskStatus::Closed,
        }
    }

    /// Where its window stands, and what it means to send a month that is not over.
    fn window(&self, today: Date) -> String {
        let standing = self.windows.standing(today);
        if self.is_taken && today <= self.month.last_day() {
            format!(
                "{standing}. The month is not over: if you send it now, send it again when it is"
            )
        } else {
            standing
        }
    }
}

/// The oldest month that nothing has come for. One whose figures are final already waits for those whose are not.
fn urgent<'a, 'b>(newest_first: &'b [Standing<'a>], today: Date) -> Option<&'b Standing<'a>> {
    let missing = || {
        let oldest_first = newest_first.iter().rev();
        oldest_first.filter(|standing| standing.sent.is_none() && standing.is_taken)
    };
    missing()
        .find(|standing| standing.windows.stage(today) != Stage::Final)
        .or_else(|| missing().next())
}

/// The newest file for a month that is neither submitted nor lost, and that its sender began knowing what is in.
fn waiting<'a>(
    drafts: &'a [Arc<Draft>],
    state: &State,
    service: &ServiceCode,
    month: Month,
) -> Option<&'a Arc<Draft>> {
    let sent = state.current_for(service, month);
    let newest = drafts.iter().find(|draft| {
        draft.month == month
            && match draft.progress() {
                Progress::Checking => true,
                // Of a file that cannot be used there is nothing to go on with.
                Progress::Checked(check) => check.outcome != Outcome::Unreadable,
                Progress::Submitted(_) | Progress::Failed => false,
            }
    })?;
    let is_newer = newest.replaces.as_ref() == sent.map(|sent| &sent.submission)
        && !is_overtaken(newest, state);
    // The same file again changes nothing.
    let is_same = newest
        .check()
        .is_some_and(|check| sent.is_some_and(|sent| sent.content_tag == check.content_tag));
    (is_newer && !is_same).then_some(newest)
}

/// Whether a return was submitted for its month after it was begun, even if that was withdrawn since.
fn is_overtaken(draft: &Draft, state: &State) -> bool {
    let versions = state.history.get(&(draft.service.clone(), draft.month));
    let mut versions = versions.into_iter().flatten();
    let begun_ms = i64::try_from(draft.id.millis()).unwrap_or(i64::MAX);
    versions.any(|version| version.at.as_millisecond() > begun_ms)
}

/// When the return that came last for a month was withdrawn, if nothing counts for it now.
fn withdrawn(state: &State, service: &ServiceCode, month: Month) -> Option<Timestamp> {
    if state.current_for(service, month).is_some() {
        return None;
    }
    let versions = state.history.get(&(service.clone(), month))?;
    let mut newest_first = versions.iter().rev();
    newest_first.find_map(|version| state.withdrawn.get(&version.submission).copied())
}

/// Where a file stands that was sent to be checked.
fn draft_status(draft: &Draft) -> TaskStatus {
    match draft.progress() {
        Progress::Checking => TaskStatus::Checking,
        Progress::Failed => TaskStatus::NotStarted,
        Progress::Submitted(_) => TaskStatus::Submitted,
        Progress::Checked(check) => match check.outcome {
            Outcome::Ready => TaskStatus::Ready,
            Outcome::Warnings => TaskStatus::CheckWarnings,
            Outcome::Problems => TaskStatus::NeedsFixingRows(check.all_counts().left_out),
            Outcome::Unreadable => TaskStatus::NeedsFixing(super::draft::file_problems(&check)),
        },
    }
}

/// Whether a file is ready to be submitted, but for a look at its warnings.
fn can_go_on(draft: &Draft) -> bool {
    matches!(
        draft_status(draft),
        TaskStatus::Ready | TaskStatus::CheckWarnings
    )
}

/// The way on with a file that was sent to be checked.
fn go_on(draft: &Draft) -> Link {
    let month = draft.month.words();
    let label = match draft_status(draft) {
        TaskStatus::Ready => format!("Go on to submit {month}"),
        TaskStatus::CheckWarnings => format!("Check the warnings for {month}"),
        TaskStatus::Checking => format!("See the check of {month}"),
        _ => format!("See what to fix in {month}"),
    };
    Link::new(label, draft_href(draft))
}

fn task(service: &Service, standing: &Standing<'_>, today: Date) -> ReturnTask {
    let code = &service.code;
    let month = standing.month;
    let mut more = Vec::new();
    let action = match (standing.sent, standing.waiting) {
        (Some(sent), waiting) => {
            if let Some(draft) = waiting {
                more.push(Link::new("Go on with your newer file", draft_href(draft)));
                more.push(Link::new("Throw the newer file away", discard_href(draft)));
            }
            if standing.is_taken {
                more.push(Link::new("Send a corrected file", upload_href(code, month)));
            }
            Some(Link::new(
                "See what you sent",
                returns_href(code, &sent.submission),
            ))
        }
        (None, Some(draft)) => {
            more.push(Link::new("Throw it away", discard_href(draft)));
            Some(Link::new("Continue", draft_href(draft)))
        }
        (None, None) => {
            // Older months have the same template; the one to begin with is offered where the month is begun.
            if matches!(
                standing.windows.stage(today),
                Stage::NotYetOpen | Stage::Open
            ) {
                more.push(Link::new(
                    "Download the template",
                    template_href(code, month),
                ));
            }
            standing
                .is_taken
                .then(|| Link::new("Send your return", begin::href(code, month)))
        }
    };
    ReturnTask {
        month: month.words(),
        due: words::date(calendar::due(month)),
        window: standing.window(today),
        status: standing.status(today),
        action,
        more,
        withdrawn: standing
            .withdrawn
            .map(|at| words::date(local(at).date()))
            .unwrap_or_default(),
        waiting: standing
            .sent
            .and(standing.waiting)
            .map(|draft| draft_status(draft)),
    }
}

pub(crate) fn upload_href(service: &ServiceCode, month: Month) -> String {
    format!("/s/{service}/returns/{month}/upload")
}

pub(crate) fn returns_href(service: &ServiceCode, submission: &SubmissionId) -> String {
    format!("/s/{service}/returns/{submission}")
}

pub(crate) fn template_href(service: &ServiceCode, month: Month) -> String {
    format!("/template.xlsx?service={service}&month={month}")
}

/// Where on its page a draft is thrown away.
fn discard_href(draft: &Draft) -> String {
    format!("{}#discard", draft_href(draft))
}

pub(crate) fn draft_href(draft: &Draft) -> String {
    format!("/s/{}/drafts/{}", draft.service, draft.id)
}

/// `GET /template.xlsx`
pub(crate) async fn template(reader: Reader) -> Result<Response> {
    reader.params.only(&["service", "month"])?;
    let asked: Option<ServiceCode> = reader.params.get("service")?;
    let own = own_service(reader.principal())?;
    let service = reader
        .service(asked.as_ref().unwrap_or(own).as_str())
        .await?;
    let this_month = Window::taking(reader.hub.clock.today()).primary;
    let month: Month = reader.params.get("month")?.unwrap_or(this_month);
    let bytes = tokio::task::spawn_blocking(move || {
        let made = template::workbook(ReturnDefinition::v1(), &service.code, &service.name, month);
        made.map(|bytes| {
            (
                format!(
                    "attachment; filename=\"return-{}-{month}.xlsx\"",
                    service.code
                ),
                bytes,
            )
        })
    });
    let (disposition, bytes) = bytes
        .await
        .map_err(Problem::internal)?
        .map_err(Problem::internal)?;
    let mut response = bytes.into_response();
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static(Format::Xlsx.media_type()),
    );
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
