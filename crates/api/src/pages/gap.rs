//! The gap between the most and the least deprived: the indices that a release holds, now and over time.

use hub_release::MeasureInfo;
use hub_ui::view::{Gap, GapChart, Signal};

use super::figures::{self, Scope};
use super::series::{MONTHS_SHOWN, NO_LATEST, Trend};

/// The gap by the indices of inequality that the release holds.
pub(crate) fn gap(scope: &Scope, info: &MeasureInfo, withheld: bool) -> Gap {
    let found = scope.values(&info.id, "index", scope.month, scope.month);
    let of = |category: &str| found.iter().find(|value| &*value.category == category);
    let slope = of("sii").map_or_else(figures::none, |value| {
        figures::rounded(value, info.decimals, "")
    });
    let relative = of("rii").map_or_else(figures::none, |value| figures::rounded(value, 2, ""));
    let sentence = match (relative.drawn(), &relative.interval) {
        (Some(_), Some(_)) if withheld => {
            "Too much is not recorded to compare the most with the least deprived areas.".to_owned()
        }
        (Some(_), Some(limits)) => {
            let rate = if limits.upper < 1.0 {
                "a lower rate than"
            } else if limits.lower > 1.0 {
                "a higher rate than"
            } else {
                "a similar rate to"
            };
            format!(
                "People in the least deprived areas are referred at {rate} people in the most deprived areas: {} times (95% interval {}).",
                relative.display, limits.display
            )
        }
        _ => {
            "The gap cannot be worked out: some groups are hidden or have no referrals.".to_owned()
        }
    };
    Gap {
        sentence,
        slope,
        slope_unit: "referrals per 1,000 people, least deprived less most deprived".to_owned(),
        relative,
        over_time: (!withheld).then(|| gap_over_time(scope, info)).flatten(),
        verdict: None,
    }
}

/// The relative index month by month.
fn gap_over_time(scope: &Scope, info: &MeasureInfo) -> Option<GapChart> {
    let from = scope.month.plus(1 - MONTHS_SHOWN);
    let mut found = scope.values(&info.id, "index", from, scope.month);
    found.retain(|value| &*value.category == "rii");
    let trend = Trend::of(&found, info, scope.month, true);
    let drawn = trend
        .points
        .iter()
        .filter(|point| point.figure.drawn().is_some());
    if drawn.count() < 2 {
        return None;
    }
    let mut block = scope.block(
        "gap",
        info,
        "index",
        gap_words(&trend).to_owned(),
        &trend.period(),
    );
    block.subtitle = format!(
        "Relative index of inequality, {}, {}: rate of the least deprived divided by that of the most deprived",
        scope.place.name,
        trend.period()
    );
    block.unit = "times".to_owned();
    block.suffix = String::new();
    block.about = None;
    Some(GapChart {
        block,
        points: trend.points,
        no_gap: 1.0,
        no_gap_label: "no gap (1)".to_owned(),
    })
}

/// What became of the gap: how far the index lies from 1, which means none, now and at first.
fn gap_words(trend: &Trend) -> &'static str {
    if !trend.ends_here {
        return NO_LATEST;
    }
    let mut distances = trend
        .points
        .iter()
        .filter_map(|point| point.figure.drawn())
        .filter(|value| *value > 0.0)
        .map(|value| value.ln().abs());
    let first = distances.next().unwrap_or_default();
    let last = distances.next_back().unwrap_or(first);
    match trend.verdict.signal {
        Signal::NotEnough => "Not enough months to judge the gap",
        Signal::None => "The gap shows no real change",
        Signal::Rise | Signal::Fall if last < first => {
            "The gap is narrower, and the change is real"
        }
        Signal::Rise | Signal::Fall => "The gap is wider, and the change is real",
    }
}
