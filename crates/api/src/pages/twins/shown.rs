//! What each page about an area shows: which measures, by what, over which months. A page that shows another measure has a
//! line here.

use hub_release::{AreaType, ValueQuery};
use hub_standard::ids::{AreaCode, Month};

use crate::pages::brief::BRIEFS;
use crate::pages::figures::Scope;
use crate::pages::series::MONTHS_SHOWN;
use crate::pages::{coverage, outcomes, trust, waiting, who};
use crate::params::Params;
use crate::problem::Result;

/// Months that a census is looked for in.
const CENSUS_MONTHS: i32 = 12;

/// A page about an area.
pub(super) struct Shows {
    pub(super) page: &'static str,
    /// The parameters of the page, beside those of every page about an area.
    pub(super) parameters: &'static [&'static str],
    /// Its figures, as questions to the release.
    pub(super) figures: fn(&Scope, &Params) -> Result<Vec<ValueQuery>>,
}

/// Those whose figures are measures of the release.
pub(super) const PAGES: [Shows; 6] = [
    Shows {
        page: "overview",
        parameters: &[],
        figures: overview,
    },
    Shows {
        page: "who",
        parameters: &["by"],
        figures: who,
    },
    Shows {
        page: "coverage",
        parameters: &[],
        figures: coverage,
    },
    Shows {
        page: "waiting",
        parameters: &[],
        figures: waiting,
    },
    Shows {
        page: "outcomes",
        parameters: &outcomes::PARAMETERS,
        figures: outcomes,
    },
    Shows {
        page: "trust",
        parameters: &[],
        figures: trust,
    },
];

/// A measure of the area over the months that a page shows as a line.
pub(super) fn trend(scope: &Scope, measure: &str, by: &str) -> ValueQuery {
    over(scope, measure, by, MONTHS_SHOWN)
}

/// A measure of all boards in one month.
pub(super) fn boards(scope: &Scope, measure: &str, month: Month) -> ValueQuery {
    ValueQuery {
        area: None,
        area_type: Some(AreaType::Icb),
        ..of(scope, measure, "all", (month, month))
    }
}

/// A measure of the area over some months.
pub(super) fn of(scope: &Scope, measure: &str, by: &str, (from, to): (Month, Month)) -> ValueQuery {
    ValueQuery {
        measure: measure.to_owned(),
        area_type: None,
        area: Some(scope.place.code.clone()),
        from: Some(from),
        to: Some(to),
        breakdown: Some(by.to_owned()),
        geography: scope.geography,
    }
}

fn one(scope: &Scope, measure: &str, by: &str) -> ValueQuery {
    of(scope, measure, by, (scope.month, scope.month))
}

fn over(scope: &Scope, measure: &str, by: &str, months: i32) -> ValueQuery {
    of(
        scope,
        measure,
        by,
        (scope.month.plus(1 - months), scope.month),
    )
}

fn overview(scope: &Scope, _: &Params) -> Result<Vec<ValueQuery>> {
    Ok(BRIEFS
        .iter()
        .map(|brief| trend(scope, brief.measure, brief.breakdown))
        .collect())
}

fn who(scope: &Scope, params: &Params) -> Result<Vec<ValueQuery>> {
    let (measure, by) = who::series(params)?;
    let mut shown = vec![one(scope, measure, by)];
    if by == "imd_decile" {
        // The gap between the most and the least deprived.
        shown.push(trend(scope, measure, "index"));
    }
    shown.push(one(scope, "item_completeness", "item"));
    Ok(shown)
}

fn coverage(scope: &Scope, _: &Params) -> Result<Vec<ValueQuery>> {
    let mut shown: Vec<ValueQuery> = coverage::CARDS
        .into_iter()
        .map(|(measure, _)| trend(scope, measure, "all"))
        .collect();
    // What the nation wants is told of England alone.
    let ambition = over(scope, "link_worker_ambition", "per_10000", CENSUS_MONTHS);
    shown.push(ValueQuery {
        area: Some(AreaCode::england()),
        ..ambition
    });
    Ok(shown)
}

fn waiting(scope: &Scope, _: &Params) -> Result<Vec<ValueQuery>> {
    let referred = waiting::told_month(scope);
    let of_referred = |by| of(scope, "seen_within_days", by, (referred, referred));
    Ok(vec![
        one(scope, "wait_survival", "percentile"),
        one(scope, "wait_survival", "seen_within"),
        of_referred("within_days"),
        of_referred("imd_quintile"),
        trend(scope, "wait_median", "all"),
        one(scope, "caseload_per_fte", "all"),
        one(scope, "capacity_used", "all"),
        one(scope, "capacity_used", "share_of_guide"),
    ])
}

fn outcomes(scope: &Scope, params: &Params) -> Result<Vec<ValueQuery>> {
    let series = outcomes::series(params)?;
    Ok(series
        .into_iter()
        .map(|(measure, by)| one(scope, measure, by))
        .collect())
}

fn trust(scope: &Scope, _: &Params) -> Result<Vec<ValueQuery>> {
    Ok(vec![
        over(scope, "returns_received", "all", trust::HEAT_MONTHS),
        one(scope, "item_completeness", "item"),
    ])
}
