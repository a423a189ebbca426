//! The gap between the most and the least deprived: the indices that a release holds, now and over time.

use hub_release::MeasureInfo;
use hub_ui::view::{Figure, Gap, GapChart, Signal};

use super::figures::{self, Scope};
use super::series::{MONTHS_SHOWN, NO_LATEST, Trend};

/// What an index of inequality is, beside the deciles that it is not the ratio of.
const FITTED: &str = "This is of a line fitted through the rates of five fifths, each of two deciles, one end against the other, and not of \
    decile 10 against decile 1 alone.";

/// The deciles at both ends.
const MOST_DEPRIVED: &str = "1";
const LEAST_DEPRIVED: &str = "10";

/// How the deciles at both ends lie to each other, whatever a line through all says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Their intervals do not meet.
    Apart,
    /// Their intervals meet, so that no difference can be told.
    Alike,
    /// One of them is not shown.
    Unknown,
}

/// The rates of the deciles at both ends, as displayed.
fn at_ends(scope: &Scope, info: &MeasureInfo) -> Option<(Figure, Figure)> {
    let found = scope.values(&info.id, "imd_decile", scope.month, scope.month);
    let of = |category: &str| {
        let value = found.iter().find(|value| &*value.category == category)?;
        Some(figures::figure(value, info))
    };
    Some((of(MOST_DEPRIVED)?, of(LEAST_DEPRIVED)?))
}

impl Ends {
    /// By the displayed intervals of both.
    pub(crate) fn of(scope: &Scope, info: &MeasureInfo) -> Self {
        at_ends(scope, info).map_or(Self::Unknown, |(most, least)| Self::between(&most, &least))
    }

    fn between(most: &Figure, least: &Figure) -> Self {
        let limits = |figure: &Figure| figure.drawn().and(figure.interval.clone());
        match (limits(most), limits(least)) {
            (Some(most), Some(least)) if most.upper < least.lower || least.upper < most.lower => {
                Self::Apart
            }
            (Some(_), Some(_)) => Self::Alike,
            _ => Self::Unknown,
        }
    }
}

/// Whether rates go up or down from the most to the least deprived, of the displayed index; none where it does not tell.
pub(crate) fn slope_words(relative: &Figure, ends: Ends) -> Option<&'static str> {
    relative.drawn()?;
    let limits = relative.interval.as_ref()?;
    let (falls, rises) = (limits.upper < 1.0, limits.lower > 1.0);
    match ends {
        Ends::Alike if falls => Some(
            "Rates tend to fall, unevenly: the most and the least deprived do not clearly differ",
        ),
        Ends::Alike if rises => Some(
            "Rates tend to rise, unevenly: the most and the least deprived do not clearly differ",
        ),
        Ends::Apart | Ends::Unknown if falls => {
            Some("Rates fall from the most to the least deprived")
        }
        Ends::Apart | Ends::Unknown if rises => {
            Some("Rates rise from the most to the least deprived")
        }
        _ => None,
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
            let alike = at_ends(scope, info)
                .filter(|(most, least)| Ends::between(most, least) == Ends::Alike)
                .map(|(most, least)| {
                    format!(
                        " Those two do not clearly differ: {} in decile 10 and {} in decile 1.",
                        least.display, most.display
                    )
                })
                .unwrap_or_default();
            format!(
                "By a line through all, people in the least deprived areas are referred at {rate} people in the most deprived areas: {} times (95% interval {}). {FITTED}{alike}",
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
        slope_unit: "referrals per 1,000 people, least deprived end less most deprived end of a line through all fifths".to_owned(),
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
        "Relative index of inequality, {}, {}: least deprived end of a line through all fifths divided by its most deprived end",
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

    use super::{Ends, slope_words};

    #[test]
    fn a_slope_is_told_only_where_the_index_leaves_one_out() {
        let index =
            |lower: f64, upper: f64| Figure::shown(0.58, "0.58").with_interval(lower, upper, "");
        assert_eq!(
            slope_words(&index(0.4, 0.8), Ends::Apart),
            Some("Rates fall from the most to the least deprived")
        );
        assert_eq!(
            slope_words(&index(1.1, 1.8), Ends::Unknown),
            Some("Rates rise from the most to the least deprived")
        );
        assert_eq!(slope_words(&index(0.8, 1.2), Ends::Apart), None);
        assert_eq!(slope_words(&index(0.8, 1.2), Ends::Alike), None);
        let hidden = index(0.4, 0.8).with_status(Status::Hidden);
        assert_eq!(slope_words(&hidden, Ends::Apart), None);
    }

    #[test]
    fn a_slope_whose_ends_are_alike_is_uneven() {
        let rate =
            |lower: f64, upper: f64| Figure::shown(2.77, "2.77").with_interval(lower, upper, "");
        let ends = Ends::between(&rate(1.41, 4.88), &rate(1.99, 3.70));
        assert_eq!(ends, Ends::Alike);
        let index = Figure::shown(0.58, "0.58").with_interval(0.41, 0.83, "");
        assert_eq!(
            slope_words(&index, ends),
            Some(
                "Rates tend to fall, unevenly: the most and the least deprived do not clearly differ"
            )
        );
        assert_eq!(
            Ends::between(&rate(3.8, 4.88), &rate(1.99, 3.70)),
            Ends::Apart
        );
        let hidden = rate(1.0, 2.0).with_status(Status::Hidden);
        assert_eq!(Ends::between(&hidden, &rate(1.0, 2.0)), Ends::Unknown);
    }
}
