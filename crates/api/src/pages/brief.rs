//! Measures in brief: a figure, how it compares, and where it is going.

use hub_release::{MeasureInfo, MeasureValue};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{Figure, MeasureCard};

use super::figures::{self, Scope};
use super::series::{MONTHS_SHOWN, Trend};
use super::who;
use super::words;

/// A measure in brief: which series of it, and what it is called here.
pub(super) struct Brief {
    pub(super) measure: &'static str,
    pub(super) breakdown: &'static str,
    pub(super) category: &'static str,
    pub(super) title: &'static str,
    pub(super) leads: Leads,
}

/// Where a measure is told in full.
pub(super) enum Leads {
    Measure,
    Who,
    Trust,
    /// On no page of the area: its definition says what it is.
    Definition,
}

/// What an area is told by, most important first.
pub(super) const BRIEFS: [Brief; 6] = [
    Brief {
        measure: "referral_rate",
        breakdown: "all",
        category: "all",
        title: "Referrals",
        leads: Leads::Measure,
    },
    Brief {
        measure: "practices_covered",
        breakdown: "all",
        category: "all",
        title: "Practices covered",
        leads: Leads::Measure,
    },
    Brief {
        measure: "wait_median",
        breakdown: "all",
        category: "all",
        title: "Wait for first contact",
        leads: Leads::Measure,
    },
    Brief {
        measure: "referrals_by_deprivation",
        breakdown: "index",
        category: "rii",
        title: "Deprivation gap",
        leads: Leads::Who,
    },
    Brief {
        measure: "link_worker_fte",
        breakdown: "all",
        category: "all",
        title: "Link workers",
        leads: Leads::Measure,
    },
    Brief {
        measure: "returns_received",
        breakdown: "all",
        category: "all",
        title: "Returns received",
        leads: Leads::Trust,
    },
];

pub(super) fn series<'a>(
    scope: &'a Scope,
    area: &AreaCode,
    brief: &Brief,
    months: i32,
) -> Vec<&'a MeasureValue> {
    let from = scope.month.plus(1 - months);
    let found = scope.values_of(area, brief.measure, brief.breakdown, from, scope.month);
    found
        .into_iter()
        .filter(|value| &*value.category == brief.category)
        .collect()
}

/// Whether values come month by month, and not by a census every few months.
pub(crate) fn is_monthly(values: &[&MeasureValue]) -> bool {
    values.len() < 2
        || values
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.month.next() == b.month))
}

/// Whether a measure is of the workforce census alone, in which no return has a part.
pub(crate) fn is_of_census(info: &MeasureInfo) -> bool {
    info.cells.is_empty() && info.source.contains("Primary Care Network Workforce")
}

pub(super) fn card(scope: &Scope, brief: &Brief) -> Option<(MeasureCard, Option<Trend>)> {
    let info = scope.release.measure(brief.measure)?;
    let values = series(scope, &scope.place.code, brief, MONTHS_SHOWN);
    let (figure, month) = latest(&values, info, scope.month);
    let trend =
        (values.len() > 1).then(|| Trend::of(&values, info, scope.month, is_monthly(&values)));
    let england = (scope.place.area_type != hub_reference::AreaType::England).then(|| {
        let values = series(scope, &AreaCode::england(), brief, MONTHS_SHOWN);
        latest(&values, info, month).0
    });
    let spark = trend.as_ref().map(Trend::spark);
    // Where too much is not recorded, nothing is said of who is referred more.
    let withheld = matches!(brief.leads, Leads::Who) && who::deprivation_withheld(scope);
    let trend = trend.filter(|_| !withheld);
    let comparison = match &england {
        _ if withheld => who::withheld(),
        Some(england) => figures::against("England", &figure, Some(england), info),
        None => hub_ui::view::Comparison {
            reason: Some("This is all of England.".to_owned()),
            ..Default::default()
        },
    };
    let path = format!("/areas/{}", scope.place.code);
    let href = match brief.leads {
        Leads::Measure => scope.href(&format!("{path}/measures/{}", brief.measure)),
        Leads::Who => scope.href(&format!("{path}/who")),
        Leads::Trust => scope.href(&format!("{path}/trust")),
        Leads::Definition => scope.definition(brief.measure),
    };
    let unit = match brief.category {
        "rii" => "times: least deprived against most deprived".to_owned(),
        _ => figures::unit_beside(info),
    };
    let card = MeasureCard {
        title: brief.title.to_owned(),
        unit,
        period: month.words(),
        figure,
        comparison,
        spark,
        verdict: trend.as_ref().map(|trend| trend.verdict.clone()),
        href,
        restricted: None,
    };
    Some((card, trend))
}

/// A measure with a total in brief, which is not among the usual ones.
pub(super) fn card_of(
    scope: &Scope,
    measure: &'static str,
    title: &'static str,
) -> Option<MeasureCard> {
    let brief = Brief {
        measure,
        breakdown: "all",
        category: "all",
        title,
        leads: Leads::Measure,
    };
    card(scope, &brief).map(|(card, _)| card)
}

/// The figure of the month; of a census, the newest until then.
pub(crate) fn latest(
    values: &[&MeasureValue],
    info: &MeasureInfo,
    month: Month,
) -> (Figure, Month) {
    let newest = values.iter().rfind(|value| value.month <= month);
    match newest {
        Some(value) if value.month == month || !is_monthly(values) => {
            (figures::figure(value, info), value.month)
        }
        _ => (figures::none(), month),
    }
}

/// How many practices have no link worker. Practices are not people, so the count is exact.
pub(super) fn uncovered(scope: &Scope) -> Option<String> {
    let brief = BRIEFS
        .iter()
        .find(|brief| brief.measure == "practices_covered")?;
    let values = series(scope, &scope.place.code, brief, MONTHS_SHOWN);
    let newest = values.last()?;
    let (covered, all) = (
        words::whole(newest.numerator?),
        words::whole(newest.denominator?),
    );
    let without = all.saturating_sub(covered);
    Some(match without {
        0 => "Every practice has a link worker.".to_owned(),
        1 => "1 practice has no link worker.".to_owned(),
        n => format!(
            "{} practices have no link worker.",
            words::thousands(u64::from(n))
        ),
    })
}
