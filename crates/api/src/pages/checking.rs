//! S5: a file that is being checked.

use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::{IntoResponse, Response};
use hub_ingest::CheckStage;
use hub_store::Service;
use hub_ui::view::{CheckStep, Checking, Link, StepStatus};

use super::Page;
use super::reader::Reader;
use super::service::draft_href;
use crate::drafts::Draft;

/// Seconds after which the page asks again by itself: so many that it can be read, or heard, in between.
const REFRESH_S: u16 = 5;

/// The steps of a check, by what has been reached once they are done.
const STEPS: [(CheckStage, &str); 4] = [
    (CheckStage::Received, "File received"),
    (CheckStage::Opened, "File opened"),
    (CheckStage::ColumnsFound, "Columns found"),
    (CheckStage::RowsChecked, "Rows checked"),
];

/// The page asks again by itself without a script, until its reader says that it shall not (`refresh=off`): to somebody who
/// has it read out, each time is a start from the top.
pub(crate) async fn page(reader: &Reader, service: &Service, draft: &Draft) -> Response {
    let is_still = reader.params.text("refresh") == Some("off");
    let moving = draft_href(draft);
    let still = format!("{moving}?refresh=off");
    let (refresh_href, other) = if is_still {
        let label = format!("Let this page refresh by itself every {REFRESH_S} seconds");
        (still, Link::new(label, moving))
    } else {
        let label = "Stop this page from refreshing by itself";
        (moving, Link::new(label, still))
    };
    let view = Checking {
        service: service.name.clone(),
        month: draft.month.words(),
        steps: steps(draft.watch.stage(), draft.watch.rows()),
        kept_until: super::draft::kept(draft),
        refresh_href,
        refreshes_after_s: (!is_still).then_some(REFRESH_S),
        other,
    };
    let frame = reader
        .frame(vec![Link::new(
            "Your returns",
            format!("/s/{}", service.code),
        )])
        .await;
    let mut response = Page(hub_ui::pages::s5_checking(&frame, &view)).into_response();
    if !is_still {
        response
            .headers_mut()
            .insert(REFRESH, HeaderValue::from(REFRESH_S));
    }
    response
}

/// Each step with its mark. The first one that is not done is the one in progress.
fn steps(reached: CheckStage, rows: u32) -> Vec<CheckStep> {
    let next = STEPS.iter().find(|(stage, _)| *stage > reached);
    let current = next.map(|(stage, _)| *stage);
    STEPS
        .into_iter()
        .map(|(stage, title)| CheckStep {
            title: title.to_owned(),
            status: if stage <= reached {
                StepStatus::Done
            } else if Some(stage) == current {
                StepStatus::InProgress
            } else {
                StepStatus::NotYet
            },
            rows: (stage == CheckStage::RowsChecked && rows > 0).then_some(rows),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{CheckStage, StepStatus, steps};

    #[test]
    fn the_first_step_that_is_not_done_is_in_progress() {
        use StepStatus::{Done, InProgress, NotYet};
        for (reached, expected) in [
            (CheckStage::Received, [Done, InProgress, NotYet, NotYet]),
            (CheckStage::Opened, [Done, Done, InProgress, NotYet]),
            (CheckStage::ColumnsFound, [Done, Done, Done, InProgress]),
            (CheckStage::RowsChecked, [Done; 4]),
        ] {
            let marks: Vec<StepStatus> = steps(reached, 0).iter().map(|step| step.status).collect();
            assert_eq!(marks, expected, "{reached:?}");
        }
    }

    #[test]
    fn rows_are_told_beside_the_step_that_checks_them_once_there_are_any() {
        let rows = |rows| -> Vec<Option<u32>> {
            steps(CheckStage::ColumnsFound, rows)
                .iter()
                .map(|step| step.rows)
                .collect()
        };
        assert_eq!(rows(0), [None; 4]);
        assert_eq!(rows(12_000), [None, None, None, Some(12_000)]);
    }
}
