//! Measures in brief: a figure, how it compares, and where it is going.

use hub_release::{Geography, MeasureInfo, MeasureValue};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{Comparison, Figure, MeasureCard, Signal};

use super::figures::{self, Scope};
use super::series::{MONTHS_SHOWN, Trend};
use super::waiting::referral_months;
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

impl Brief {
    /// Whether each figure is of several months, those still waiting among the people.
    pub(super) const fn looks_back(&self) -> bool {
        matches!(self.leads, Leads::Waiting)
    }
}

/// Where a measure is told in full.
pub(super) enum Leads {
    Measure,
    /// On the page about waiting, whose figures look back on several months.
    Waiting,
    Who,
    Trust,
    /// On no page of the area: its definition says what it is.
    Definition,
}

/// How long people wait: wherever an area is told in brief, of everybody who was referred, those still waiting among them.
pub(super) const WAIT: Brief = Brief {
    measure: "wait_survival",
    breakdown: "all",
    category: "all",
    title: "Wait for first contact",
    leads: Leads::Waiting,
};

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
    WAIT,
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
    // A line that goes up and down by chance alone would be read as a change.
    let spark = trend
        .as_ref()
        .filter(|trend| trend.verdict.signal != Signal::None)
        .map(Trend::spark);
    let before = trend.as_ref().and_then(Trend::before);
    // Where too much is not recorded, nothing is said of who is referred more.
    let withheld = matches!(brief.leads, Leads::Who) && who::deprivation_withheld(scope);
    let trend = trend.filter(|_| !withheld);
    let comparison = match &england {
        _ if withheld => who::withheld(),
        _ if brief.looks_back() && figure.drawn().is_none() => no_wait(scope),
        Some(england) => figures::against("England", &figure, Some(england), info),
        None => Comparison {
            reason: Some("This is all of England.".to_owned()),
            ..Comparison::default()
        },
    };
    let path = format!("/areas/{}", scope.place.code);
    let href = match brief.leads {
        Leads::Measure => scope.href(&format!("{path}/measures/{}", brief.measure)),
        Leads::Waiting => scope.href(&format!("{path}/waiting")),
        Leads::Who => scope.href(&format!("{path}/who")),
        Leads::Trust => scope.href(&format!("{path}/trust")),
        Leads::Definition => scope.definition(brief.measure),
    };
    let unit = match brief.category {
        "rii" => {
            "times: least deprived against most deprived, by a line through all fifths".to_owned()
        }
        _ if brief.looks_back() => {
            "days until half were seen, those still waiting counted".to_owned()
        }
        _ => figures::unit_beside(info),
    };
    let period = if brief.looks_back() {
        format!("Referrals of {}", referral_months(scope))
    } else {
        month.words()
    };
    let card = MeasureCard {
        title: brief.title.to_owned(),
        unit,
        period,
        figure,
        before: before.map_or_else(String::new, |(display, month)| {
            let of = if brief.looks_back() {
                "in the months to"
            } else {
                "in"
            };
            format!("{display} {of} {month}")
        }),
        comparison,
        spark,
        verdict: trend.as_ref().map(|trend| trend.verdict.clone()),
        href,
        restricted: None,
    };
    Some((card, trend))
}

/// Why there is no wait of everybody who was referred.
fn no_wait(scope: &Scope) -> Comparison {
    let reason = if scope.geography == Geography::AsWas {
        "Those still waiting are counted for areas as they are now alone."
    } else {
        "Those still waiting can be counted only with at least 30 people, and returns of at least 80% of the services in each of the months."
    };
    Comparison {
        reason: Some(reason.to_owned()),
        ..Comparison::default()
    }
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
