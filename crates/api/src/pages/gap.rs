//! The gap between the most and the least deprived: the indices that a release holds, now and over time.

use hub_release::MeasureInfo;
use hub_ui::view::{Figure, Gap, GapChart, Signal};

use super::figures::{self, Scope};
use super::series::{MONTHS_SHOWN, NO_LATEST, Trend};

/// What an index of inequality is, beside the deciles that it is not the ratio of.
const FITTED: &str = "This is of a line fitted through the rates of all ten deciles, one end against the other, and not of decile 10 against \
    decile 1 alone.";

/// Whether rates go up or down from the most to the least deprived, of the displayed index; none where it does not tell.
pub(crate) fn slope_words(relative: &Figure) -> Option<&'static str> {
    relative.drawn()?;
    let limits = relative.interval.as_ref()?;
    if limits.upper < 1.0 {
        Some("Rates fall from the most to the least deprived")
    } else if limits.lower > 1.0 {
        Some("Rates rise from the most to the least deprived")
    } else {
        None
    }
}

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
                "People in the least deprived areas are referred at {rate} people in the most deprived areas: {} times (95% interval {}). {FITTED}",
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
        slope_unit: "referrals per 1,000 people, least deprived end less most deprived end of a line through all deciles".to_owned(),
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
        "Relative index of inequality, {}, {}: least deprived end of a line through all deciles divided by its most deprived end",
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
        Signal::None => "The gap has not changed over time beyond chance",
        Signal::Rise | Signal::Fall if last < first => {
            "The gap is narrower, and the change is real"
        }
        Signal::Rise | Signal::Fall => "The gap is wider, and the change is real",
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status};

    use super::slope_words;

    #[test]
    fn a_slope_is_told_only_where_the_index_leaves_one_out() {
        let index =
            |lower: f64, upper: f64| Figure::shown(0.58, "0.58").with_interval(lower, upper, "");
        assert_eq!(
            slope_words(&index(0.4, 0.8)),
            Some("Rates fall from the most to the least deprived")
        );
        assert_eq!(
            slope_words(&index(1.1, 1.8)),
            Some("Rates rise from the most to the least deprived")
        );
        assert_eq!(slope_words(&index(0.8, 1.2)), None);
        let hidden = index(0.4, 0.8).with_status(Status::Hidden);
        assert_eq!(slope_words(&hidden), None);
    }
}
