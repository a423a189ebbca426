//! S11: everything that a service has sent.

use axum::extract::Path;
use hub_standard::calendar::Figures;
use hub_standard::ids::ServiceCode;
use hub_store::{Accepted, State};
use hub_ui::view::{HistoryRow, HistoryStatus, Link, ReturnHistory, Timing};
use jiff::civil::Date;

use super::Page;
use super::reader::Reader;
use super::service::returns_href;
use super::submitted::releases_named;
use super::words;
use crate::clock::local;
use crate::hub::Hub;
use crate::problem::Result;
use crate::windows::Timed;

/// The most versions that are listed, newest first.
const VERSIONS_LISTED: usize = 500;

/// Of a version that counted at the end of no window.
const NO_FIGURES: &str = "No figures";

/// `GET /s/{service}/history`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Page> {
    reader.params.only(&["withdrawn"])?;
    let service = reader.service(&code).await?;
    let state = reader.hub.state().await?;
    let view = ReturnHistory {
        service: service.name.clone(),
        rows: rows(&reader.hub, &state, &service.code),
        notice: reader
            .params
            .text("withdrawn")
            .map(|reference| withdrawn(&state, &service.code, reference))
            .unwrap_or_default(),
        back_href: format!("/s/{code}"),
    };
    let frame = reader
        .frame(vec![Link::new("Your returns", format!("/s/{code}"))])
        .await;
    Ok(Page(hub_ui::pages::s11_history(&frame, &view)))
}

/// All versions of all months, the newest month and the newest version first.
fn rows(hub: &Hub, state: &State, service: &ServiceCode) -> Vec<HistoryRow> {
    let months: Vec<_> = state
        .history
        .iter()
        .filter(|((of, _), _)| of == service)
        .collect();
    months
        .into_iter()
        .rev()
        .flat_map(|(_, versions)| {
            let all = versions.len();
            let numbered = versions.iter().enumerate().rev();
            numbered.map(move |(index, accepted)| row(hub, state, accepted, index + 1, all))
        })
        .take(VERSIONS_LISTED)
        .collect()
}

fn row(hub: &Hub, state: &State, accepted: &Accepted, version: usize, all: usize) -> HistoryRow {
    let current = state.current_for(&accepted.service, accepted.month);
    let counts = current.is_some_and(|current| current.submission == accepted.submission);
    let status = if state.withdrawn.contains_key(&accepted.submission) {
        HistoryStatus::Withdrawn
    } else if counts {
        HistoryStatus::Counts
    } else {
        HistoryStatus::Replaced
    };
    let timed = hub.timed_accepted(state, accepted);
    HistoryRow {
        month: accepted.month.words(),
        sent: words::date_time(local(accepted.at)),
        timing: timing(&timed),
        by: accepted.by.clone(),
        reference: Link::new(
            accepted.submission.reference(),
            returns_href(&accepted.service, &accepted.submission),
        ),
        rows: if accepted.nil {
            "nothing to report".to_owned()
        } else {
            words::thousands(u64::from(accepted.rows_counted))
        },
        left_out: words::thousands(u64::from(accepted.rows_left_out)),
        status,
        counted_at: figures_of(
            counted_at(state, accepted, &timed, status == HistoryStatus::Counts),
            releases_named(state, &accepted.submission),
        ),
        version: format!("{version} of {all}"),
    }
}

fn timing(timed: &Timed) -> Timing {
    match timed.windows.figures(timed.sent) {
        _ if !timed.is_late() => Timing::InTime,
        Figures::Provisional | Figures::Final => Timing::Late,
        Figures::Correction => Timing::Correction,
    }
}

/// Which figures of its month a version was the one to count for. What does not count now has none left to count for.
fn counted_at(state: &State, accepted: &Accepted, timed: &Timed, counts_now: bool) -> &'static str {
    let at = |closes: Date| {
        let counted = state.counted_at_close(&accepted.service, accepted.month, closes);
        let is_this = counted.is_some_and(|counted| counted.submission == accepted.submission);
        (timed.today > closes).then_some(is_this)
    };
    let windows = &timed.windows;
    match (at(windows.primary.closes), at(windows.refresh.closes)) {
        (Some(true), Some(true)) => "Provisional and final figures",
        (Some(true), _) => "Provisional figures",
        (_, Some(true)) => "Final figures",
        (_, None) if counts_now => "Not settled yet",
        _ => NO_FIGURES,
    }
}

/// The figures that a version counted for, with the releases that its receipt names.
fn figures_of(windows: &str, releases: Option<String>) -> String {
    match releases {
        None => windows.to_owned(),
        Some(named) if windows == NO_FIGURES => format!("Releases {named}"),
        Some(named) => format!("{windows}; releases {named}"),
    }
}

/// What is said after a withdrawal. The reference is looked up, not repeated from the address.
fn withdrawn(state: &State, service: &ServiceCode, reference: &str) -> String {
    state
        .withdrawn
        .keys()
        .filter_map(|id| state.by_submission.get(id))
        .find(|accepted| {
            accepted.service == *service && accepted.submission.reference() == reference
        })
        .map(|accepted| {
            format!(
                "You have withdrawn the return for {} with reference {}. No return counts for that month now.",
                accepted.month.words(),
                accepted.submission.reference()
            )
        })
        .unwrap_or_default()
}
