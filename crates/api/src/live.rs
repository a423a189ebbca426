//! Headline totals of a month while its returns come in.
//!
//! They are made as a return is accepted, adjusted to protect people before they are written, and summed here. Everything
//! else about people comes from releases.

use std::sync::Arc;

use arrow::array::RecordBatch;
use hub_ingest::Anonymised;
use hub_reference::{AreaType, Atom, Geography};
use hub_release::{Known, LiveFigure, Sent};
use hub_standard::calendar::{MonthWindows, Stage};
use hub_standard::ids::{AreaCode, Month};
use hub_standard::stored::Record;
use hub_store::{Accepted, LiveTotals, State};

use crate::drafts::Draft;
use crate::hub::Hub;
use crate::identity::{Principal, Role};
use crate::places::{self, Place};
use crate::problem::{Problem, Result};

/// Fewest returns that are summed for readers of other boards.
const RETURNS_SUMMED_MIN: usize = 3;

/// The headline of one area and month.
#[derive(Debug, Clone)]
pub(crate) struct Headline {
    pub(crate) place: Place,
    /// Returns expected for the month.
    pub(crate) expected: u32,
    /// Returns that count now.
    pub(crate) received: u32,
    /// Those of them that have live totals: returns accepted before the hub made such totals have none.
    pub(crate) counted: u32,
    pub(crate) figure: LiveFigure,
}

impl Hub {
    /// The totals that a return is accepted with, from its rows without those of people who object.
    pub(crate) async fn live_totals(
        &self,
        draft: &Draft,
        rows: Option<&Anonymised>,
    ) -> Result<LiveTotals> {
        let state = self.state().await?;
        let stage = MonthWindows::of(draft.month).stage(self.clock.today());
        let sent = Sent {
            service: &draft.service,
            month: draft.month,
            submission: &draft.id,
            is_final: stage == Stage::Final,
            rows: rows.map_or(&[], |rows| std::slice::from_ref(rows.batch())),
        };
        let Some(totals) = state.newest_live_totals(&draft.service, draft.month) else {
            return self.live.totals(&sent, None).map_err(Problem::internal);
        };
        let (rows, erased) = self.rows_behind(&state, totals).await;
        let known = Known {
            totals,
            rows: rows.as_deref(),
            erased,
        };
        self.live
            .totals(&sent, Some(known))
            .map_err(Problem::internal)
    }

    /// The rows that totals were counted from, and how many people were erased from them since.
    async fn rows_behind(
        &self,
        state: &State,
        totals: &LiveTotals,
    ) -> (Option<Vec<RecordBatch>>, u32) {
        let Some(accepted) = state.by_submission.get(&totals.of) else {
            return (None, 0);
        };
        let Some(object) = &accepted.object else {
            return (Some(Vec::new()), 0);
        };
        let erased = state.times_erased_from_return(Record::Referrals, &totals.of);
        let erased = u32::try_from(erased).unwrap_or(u32::MAX);
        match self.store.read_rows(object).await {
            Ok(rows) => (Some(rows), erased),
            Err(error) => {
                // Then the totals stay as they are, as the cells of a release would.
                tracing::warn!(%error, "the rows behind live totals could not be read");
                (None, erased)
            }
        }
    }

    /// The headlines of a month for the areas that somebody may watch, or for one of them, as the journal stands.
    pub(crate) fn headlines(
        &self,
        state: &State,
        principal: &Principal,
        month: Month,
        area: Option<&AreaCode>,
    ) -> Vec<Headline> {
        let expected: Vec<Expected<'_>> = state
            .services
            .values()
            .filter(|service| state.expects(service, month))
            .map(|service| Expected {
                atom: self.reference.atom(&service.atom),
                accepted: state.current_for(&service.code, month),
            })
            .collect();
        let principal = &principal.of_now(&self.reference);
        let places = places::areas(&self.reference, None, Geography::default());
        let watched = places
            .into_iter()
            .filter(|place| area.is_none_or(|area| place.code == *area))
            .filter(|place| may_watch(principal, place));
        watched
            .map(|place| self.headline(principal, place, &expected))
            .collect()
    }

    fn headline(&self, principal: &Principal, place: Place, expected: &[Expected<'_>]) -> Headline {
        let (mut n_expected, mut n_received) = (0, 0);
        let mut totals = Vec::new();
        for one in expected.iter().filter(|one| one.is_in(&place)) {
            n_expected += 1;
            if let Some(accepted) = one.accepted {
                n_received += 1;
                totals.extend(accepted.live.as_deref());
            }
        }
        let counted = u32::try_from(totals.len()).unwrap_or(u32::MAX);
        let figure = if may_see_sum(principal, &place, totals.len()) {
            self.live.figure(totals)
        } else {
            LiveFigure::default()
        };
        Headline {
            expected: n_expected,
            received: n_received,
            counted,
            figure,
            place,
        }
    }
}

/// A return that is expected: where its service is, and what counts of it.
struct Expected<'s> {
    /// None for an area that the reference data do not know.
    atom: Option<&'s Atom>,
    accepted: Option<&'s Arc<Accepted>>,
}

impl Expected<'_> {
    /// Whether it belongs to a place of today.
    fn is_in(&self, place: &Place) -> bool {
        match place.area_type {
            AreaType::England => true,
            AreaType::Region => self.atom.is_some_and(|atom| atom.region == place.code),
            AreaType::Icb => self.atom.is_some_and(|atom| atom.now == place.code),
            AreaType::Pcn => false,
        }
    }
}

/// Whether somebody may watch the months of a place come in.
///
/// The totals of a place move with each return, so whoever watches sees those of single services, adjusted as they are.
/// A single service is for its own board, and for those who may ask of all: other boards see only areas so wide that they
/// do not tell whose return came, and who runs the hub sees no figures of people.
pub(crate) fn may_watch(principal: &Principal, place: &Place) -> bool {
    match (&principal.role, place.area_type) {
        (Role::Public | Role::Service(_) | Role::Operator, _) | (_, AreaType::Pcn) => false,
        (Role::Analyst | Role::Officer, _)
        | (Role::Icb(_), AreaType::England | AreaType::Region) => true,
        (Role::Icb(own), AreaType::Icb) => *own == place.code,
    }
}

/// Whether somebody may see the sum of so many returns: of an area that is not their own, no sum that is one service's.
fn may_see_sum(principal: &Principal, place: &Place, n_returns: usize) -> bool {
    let is_for_all = matches!(principal.role, Role::Analyst | Role::Officer);
    is_for_all || place.area_type == AreaType::Icb || n_returns >= RETURNS_SUMMED_MIN
}
