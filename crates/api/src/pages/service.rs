//! S1: home of a service, and its template.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hub_ingest::Outcome;
use hub_standard::calendar;
use hub_standard::definition::ReturnDefinition;
use hub_standard::ids::{Month, ServiceCode};
use hub_standard::template;
use hub_store::{Service, State};
use hub_ui::view::{Link, ReturnTask, ServiceHome, TaskStatus};
use jiff::civil::Date;

use super::Page;
use super::reader::Reader;
use super::words;
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
    let newest = Month::of(today).prev();
    let drafts = reader.hub.drafts.of_service(&service.code);
    let oldest = newest
        .plus(1 - MONTHS_LISTED)
        .max(service.at_month)
        .min(newest);
    let mut months: Vec<Month> = Month::range(oldest, newest).collect();
    months.reverse();
    let status = |month: &Month| status(state, &drafts, &service.code, *month, today);
    let tasks: Vec<ReturnTask> = months
        .iter()
        .map(|month| task(state, &drafts, service, *month, status(month)))
        .collect();
    let urgent = months.iter().rev().find(|month| is_open(status(month)));
    ServiceHome {
        service: service.name.clone(),
        code: service.code.to_string(),
        primary: urgent.map(|month| {
            Link::new(
                format!("Send {}", month.words()),
                upload_href(&service.code, *month),
            )
        }),
        deadline: urgent
            .map(|month| deadline(*month, today))
            .unwrap_or_default(),
        notice: None,
        first_time: state.history.keys().all(|(of, _)| *of != service.code),
        links: vec![
            Link::new(
                "Download the template for this month",
                template_href(&service.code, *urgent.unwrap_or(&newest)),
            ),
            Link::new("Your area's figures", format!("/areas/{}", service.icb)),
            Link::new("Definitions of all measures", "/measures"),
        ],
        tasks,
    }
}

/// Where a month stands. What was sent counts before what is being prepared.
fn status(
    state: &State,
    drafts: &[std::sync::Arc<Draft>],
    service: &ServiceCode,
    month: Month,
    today: Date,
) -> TaskStatus {
    if let Some(current) = state.current_for(service, month) {
        return match (current.nil, current.rows_left_out) {
            (true, _) => TaskStatus::Nil,
            (false, 0) => TaskStatus::Submitted,
            (false, n) => TaskStatus::SubmittedWithout(n),
        };
    }
    if let Some(draft) = draft_for(drafts, month) {
        return match draft.progress() {
            Progress::Checking => TaskStatus::Checking,
            Progress::Failed => TaskStatus::NotStarted,
            Progress::Submitted(_) => TaskStatus::Submitted,
            Progress::Checked(check) => match check.outcome {
                Outcome::Ready => TaskStatus::Ready,
                Outcome::Warnings => TaskStatus::CheckWarnings,
                Outcome::Problems => TaskStatus::NeedsFixing(check.counts.left_out),
                Outcome::Unreadable => TaskStatus::NeedsFixing(super::draft::file_problems(&check)),
            },
        };
    }
    if today > calendar::due(month) {
        TaskStatus::Late
    } else {
        TaskStatus::NotStarted
    }
}

fn draft_for(drafts: &[std::sync::Arc<Draft>], month: Month) -> Option<&std::sync::Arc<Draft>> {
    drafts.iter().find(|draft| draft.month == month)
}

fn is_open(status: TaskStatus) -> bool {
    !matches!(
        status,
        TaskStatus::Submitted
            | TaskStatus::SubmittedWithout(_)
            | TaskStatus::Nil
            | TaskStatus::Closed
    )
}

fn task(
    state: &State,
    drafts: &[std::sync::Arc<Draft>],
    service: &Service,
    month: Month,
    status: TaskStatus,
) -> ReturnTask {
    let code = &service.code;
    let action = match state.current_for(code, month) {
        Some(current) => Link::new(
            "See what you sent",
            format!("/s/{code}/returns/{}", current.submission),
        ),
        None => match draft_for(drafts, month)
            .filter(|draft| !matches!(draft.progress(), Progress::Failed))
        {
            Some(draft) => Link::new("Continue", draft_href(draft)),
            None => Link::new("Upload a file", upload_href(code, month)),
        },
    };
    ReturnTask {
        month: month.words(),
        due: words::date(calendar::due(month)),
        status,
        action: Some(action),
    }
}

fn deadline(month: Month, today: Date) -> String {
    let due = calendar::due(month);
    let days = (due - today).get_days();
    let name = month.words();
    let on = words::date(due);
    match days {
        0 => format!("{name} is due today, {on}."),
        1 => format!("{name} is due tomorrow, {on}."),
        n if n > 1 => format!("{name} is due in {n} days, on {on}."),
        _ => format!("{name} was due on {on}. You can still send it."),
    }
}

pub(crate) fn upload_href(service: &ServiceCode, month: Month) -> String {
    format!("/s/{service}/returns/{month}/upload")
}

pub(crate) fn template_href(service: &ServiceCode, month: Month) -> String {
    format!("/template.xlsx?service={service}&month={month}")
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
    let this_month = Month::of(reader.hub.clock.today()).prev();
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
