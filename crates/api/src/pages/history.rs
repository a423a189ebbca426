//! S11: everything that a service has sent.

use axum::extract::Path;
use hub_standard::ids::ServiceCode;
use hub_store::{Accepted, State};
use hub_ui::view::{HistoryRow, HistoryStatus, Link, ReturnHistory};

use super::Page;
use super::reader::Reader;
use super::service::returns_href;
use super::words;
use crate::clock::local;
use crate::problem::Result;

/// The most versions that are listed, newest first.
const VERSIONS_LISTED: usize = 500;

/// `GET /s/{service}/history`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Page> {
    reader.params.only(&["withdrawn"])?;
    let service = reader.service(&code).await?;
    let state = reader.hub.state().await?;
    let view = ReturnHistory {
        service: service.name.clone(),
        rows: rows(&state, &service.code),
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
fn rows(state: &State, service: &ServiceCode) -> Vec<HistoryRow> {
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
            numbered.map(move |(index, accepted)| row(state, accepted, index + 1, all))
        })
        .take(VERSIONS_LISTED)
        .collect()
}

fn row(state: &State, accepted: &Accepted, version: usize, all: usize) -> HistoryRow {
    let current = state.current_for(&accepted.service, accepted.month);
    let counts = current.is_some_and(|current| current.submission == accepted.submission);
    let status = if state.withdrawn.contains(&accepted.submission) {
        HistoryStatus::Withdrawn
    } else if counts {
        HistoryStatus::Counts
    } else {
        HistoryStatus::Replaced
    };
    HistoryRow {
        month: accepted.month.words(),
        sent: words::date_time(local(accepted.at)),
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
        version: format!("{version} of {all}"),
    }
}

/// What is said after a withdrawal. The reference is looked up, not repeated from the address.
fn withdrawn(state: &State, service: &ServiceCode, reference: &str) -> String {
    state
        .withdrawn
        .iter()
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
