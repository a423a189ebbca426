//! A measure over time: months in order, gaps in place, and what a process control chart says of it.

mod told;

use hub_methods::xmr::{self, Caution, Improvement, Observation, Settings, Signal as Rule};
use hub_release::{MeasureInfo, MeasureValue, Polarity};
use hub_standard::ids::Month;
use hub_ui::view::{Figure, PhaseLine, Series, Signal, SpcPoint, Spot, Status, Verdict};

pub(crate) use self::told::{IN_STEPS, Point};
use self::told::{caveat, not_enough, of_complete_count, unjudged, verdict};
use super::{figures, words};

/// Months shown.
pub(crate) const MONTHS_SHOWN: i32 = 24;
/// What is said in place of a verdict where the series does not reach its last month.
pub(crate) const NO_LATEST: &str = "No figure for the latest month";
/// What is said in place of a verdict where figures of months that follow each other share most of their people.
pub(crate) const OVERLAPPING: &str = "Months share their people, so no change is judged";
/// Measures whose every figure is of several months: rules of a control chart take months to be of different people.
const LOOKING_BACK: [&str; 1] = ["wait_survival"];
/// The most that a share can be.
const SHARE_MOST: f64 = 100.0;
/// Fewest points with limits.
const POINTS_FOR_ANY_LIMITS: usize = 5;

/// A measure over time with its process control chart.
pub(crate) struct Trend {
    pub(crate) points: Vec<SpcPoint>,
    pub(crate) phases: Vec<PhaseLine>,
    pub(crate) verdict: Verdict,
    pub(crate) caveat: Option<String>,
    /// Whether there is a figure for the month that the series is asked up to; for a census, for its newest one.
    pub(crate) ends_here: bool,
    /// Whether most points are as high as the one before, so that chance has no limits here.
    pub(crate) in_steps: bool,
    /// What each point is of.
    pub(crate) point: Point,
    months: Vec<Month>,
    /// Whether the last month itself carries a signal that the month before did not.
    pub(crate) is_news: bool,
    /// Whether months share their people, so that no change is judged.
    pub(crate) is_overlapping: bool,
}

impl Trend {
    /// The trend of values that come in order of their months, one at most for each.
    ///
    /// A month of `monthly` measures without a value is a gap. Measures of a quarterly census have just their own months.
    pub(crate) fn of(
        values: &[&MeasureValue],
        info: &MeasureInfo,
        to: Month,
        monthly: bool,
    ) -> Self {
        let first = values
            .first()
            .map_or(to, |value| value.month)
            .max(to.plus(1 - MONTHS_SHOWN));
        let months: Vec<Month> = if monthly {
            Month::range(first, to).collect()
        } else {
            values
                .iter()
                .map(|value| value.month)
                .filter(|month| *month <= to)
                .collect()
        };
        let figure_of = |month: &Month| {
            values
                .iter()
                .find(|value| value.month == *month)
                .map_or_else(
                    || Figure::without_value(Status::NotSubmitted),
                    |value| figures::figure(value, info),
                )
        };
        let points: Vec<SpcPoint> = months
            .iter()
            .map(|month| SpcPoint {
                short: words::short_month(*month),
                month: month.words(),
                figure: figure_of(month),
                spot: Spot::Plain,
            })
            .collect();
        let point = if monthly { Point::Month } else { Point::Census };
        let mut trend = Self {
            points,
            phases: Vec::new(),
            verdict: not_enough(point),
            caveat: None,
            ends_here: false,
            in_steps: false,
            point,
            months,
            is_news: false,
            is_overlapping: LOOKING_BACK.contains(&info.id.as_str()),
        };
        trend.judge(info);
        // A complete count needs no rule of chance: what it was before is enough.
        let is_unsaid = trend.ends_here && trend.verdict.signal == Signal::NotEnough;
        if is_unsaid && info.cells.is_empty() && !trend.is_overlapping {
            let said = of_complete_count(&trend.points, info.polarity, point);
            trend.verdict = said.unwrap_or(trend.verdict);
        }
        trend
    }

    /// Marks points and gives the verdict, from displayed values only.
    fn judge(&mut self, info: &MeasureInfo) {
        let drawn: Vec<(usize, f64)> = self
            .points
            .iter()
            .enumerate()
            .filter_map(|(idx, point)| Some((idx, point.figure.drawn()?)))
            .collect();
        // A chart that ends with a gap says nothing about the latest month.
        self.ends_here = drawn
            .last()
            .is_some_and(|(idx, _)| idx + 1 == self.points.len());
        if !self.ends_here {
            self.verdict = unjudged(NO_LATEST);
        } else if self.is_overlapping {
            self.verdict = unjudged(OVERLAPPING);
        }
        if self.is_overlapping {
            return;
        }
        let observations: Vec<Observation> = drawn
            .iter()
            .enumerate()
            .map(|(n, (idx, value))| Observation {
                value: *value,
                // Months that follow each other on the list belong together; a gap starts a new segment.
                starts_segment: n > 0
                    && drawn
                        .get(n - 1)
                        .is_some_and(|(before, _)| before + 1 != *idx),
            })
            .collect();
        let improvement = match info.polarity {
            Polarity::HighIsGood => Improvement::Increase,
            Polarity::LowIsGood => Improvement::Decrease,
            Polarity::NoJudgement => Improvement::Neutral,
        };
        let Ok(chart) = xmr::chart(&observations, Settings::toward(improvement)) else {
            return;
        };
        let signals: Vec<Option<Rule>> = chart.points.iter().map(|point| point.signal).collect();
        self.in_steps = chart.caution == Some(Caution::TooLittleVariation);
        let is_share = info.unit.starts_with('%');
        let phases = if self.in_steps {
            Vec::new()
        } else {
            phases(&drawn, &chart)
        };
        let is_cut = is_share && phases.iter().any(is_beyond);
        self.phases = if is_share {
            phases.into_iter().map(within).collect()
        } else {
            phases
        };
        self.caveat = caveat(chart.caution, drawn.len(), self.point, is_cut);
        if self.in_steps && self.ends_here {
            self.verdict = unjudged(IN_STEPS);
        }
        if chart.verdict().is_none() {
            return;
        }
        for ((idx, _), signal) in drawn.iter().zip(&signals) {
            if let (Some(point), Some(rule)) = (self.points.get_mut(*idx), signal) {
                point.spot = spot(*rule);
            }
        }
        let last = signals.last().copied().flatten();
        let before = signals.iter().rev().nth(1).copied().flatten();
        if self.ends_here {
            self.is_news =
                last.is_some() && last.map(Rule::is_upward) != before.map(Rule::is_upward);
            self.verdict = verdict(last, info.polarity, self.point);
        }
    }

    /// The same as a small line.
    pub(crate) fn spark(&self) -> Series {
        let points: Vec<(String, Option<f64>)> = self
            .points
            .iter()
            .map(|point| (point.month.clone(), point.figure.drawn()))
            .collect();
        let drawn = || {
            self.points
                .iter()
                .filter(|point| point.figure.drawn().is_some())
        };
        let by_value = |a: &&SpcPoint, b: &&SpcPoint| {
            let value = |point: &SpcPoint| point.figure.drawn().unwrap_or_default();
            value(a).total_cmp(&value(b))
        };
        let summary = match (
            drawn().min_by(by_value),
            drawn().max_by(by_value),
            drawn().next_back(),
        ) {
            (Some(lowest), Some(highest), Some(latest)) => format!(
                "lowest {}, highest {}, latest {}",
                lowest.figure.display, highest.figure.display, latest.figure.display
            ),
            _ => "no values".to_owned(),
        };
        Series { points, summary }
    }

    /// Position of the first point of a month or after it, if there are points before it.
    pub(crate) fn break_at(&self, month: Month) -> Option<usize> {
        self.months
            .iter()
            .position(|shown| *shown >= month)
            .filter(|at| *at > 0)
    }

    /// The period in words.
    pub(crate) fn period(&self) -> String {
        match (self.months.first(), self.months.last()) {
            (Some(first), Some(last)) if first != last => {
                format!("{} to {}", first.words(), last.words())
            }
            (Some(only), _) => only.words(),
            _ => "no months".to_owned(),
        }
    }
}

fn phases(drawn: &[(usize, f64)], chart: &xmr::Chart) -> Vec<PhaseLine> {
    let mut phases: Vec<(usize, usize, PhaseLine)> = Vec::new();
    for ((idx, _), point) in drawn.iter().zip(&chart.points) {
        match phases.last_mut() {
            Some((segment, n, line)) if *segment == point.segment => {
                *n += 1;
                line.to = *idx;
            }
            _ => {
                let Some(limits) = point.limits else { continue };
                let line = PhaseLine {
                    from: *idx,
                    to: *idx,
                    mean: point.mean,
                    lower: limits.lower,
                    upper: limits.upper,
                };
                phases.push((point.segment, 1, line));
            }
        }
    }
    phases
        .into_iter()
        .filter(|(_, n, line)| *n >= POINTS_FOR_ANY_LIMITS && line.lower < line.upper)
        .map(|(_, _, line)| line)
        .collect()
}

/// Whether limits pass what a share can be.
fn is_beyond(line: &PhaseLine) -> bool {
    line.lower < 0.0 || line.upper > SHARE_MOST
}

/// The same limits, as far as a share can be.
fn within(line: PhaseLine) -> PhaseLine {
    PhaseLine {
        lower: line.lower.max(0.0),
        upper: line.upper.min(SHARE_MOST),
        ..line
    }
}

fn spot(rule: Rule) -> Spot {
    match rule {
        Rule::AboveLimit | Rule::BelowLimit => Spot::Outside,
        Rule::Rising | Rule::Falling => Spot::Trend,
        Rule::NearUpperLimit | Rule::NearLowerLimit => Spot::NearLimit,
        _ => Spot::Run,
    }
}

#[cfg(test)]
mod tests {
    use hub_release::{MeasureInfo, MeasureValue};
    use hub_standard::ids::Month;
    use hub_ui::view::Signal;

    use super::{IN_STEPS, NO_LATEST, OVERLAPPING, Trend};
    use crate::pages::samples;

    /// The trend of a share over months that follow each other.
    fn of_share(shares: &[f64]) -> Trend {
        let first: Month = "2025-01".parse().unwrap();
        let values: Vec<MeasureValue> = shares
            .iter()
            .zip(0..)
            .map(|(share, n)| samples::value(first.plus(n), "all", Some(*share)))
            .collect();
        let values: Vec<&MeasureValue> = values.iter().collect();
        let mut info = samples::info();
        info.unit = "% of services".to_owned();
        let last = values.last().unwrap().month;
        Trend::of(&values, &info, last, true)
    }

    #[test]
    fn limits_of_a_share_end_where_a_share_ends_and_the_chart_says_so() {
        let shares = [
            100.0, 88.0, 100.0, 90.0, 100.0, 86.0, 98.0, 90.0, 100.0, 88.0, 96.0, 90.0,
        ];
        let trend = of_share(&shares);
        assert_eq!(trend.phases.len(), 1);
        assert!(trend.phases[0].upper <= 100.0 && trend.phases[0].lower < 88.0);
        let caveat = trend.caveat.unwrap();
        assert!(caveat.contains("between 0% and 100%"), "{caveat}");
        let narrow = of_share(&[
            50.0, 51.0, 50.0, 52.0, 50.0, 51.0, 50.0, 52.0, 50.0, 51.0, 50.0, 52.0,
        ]);
        assert_eq!(narrow.phases.len(), 1);
        assert_eq!(narrow.caveat, None);
    }

    #[test]
    fn a_value_that_moves_in_few_steps_has_no_limits_and_no_verdict() {
        let shares = [90.0, 90.0, 90.0, 90.0, 100.0, 100.0, 100.0, 100.0, 100.0];
        let trend = of_share(&shares);
        assert!(trend.in_steps && trend.phases.is_empty());
        assert_eq!(trend.verdict.signal, Signal::NotEnough);
        assert_eq!(trend.verdict.words, IN_STEPS);
        let caveat = trend.caveat.unwrap();
        assert!(caveat.contains("in few steps"), "{caveat}");
    }

    #[test]
    fn points_of_a_census_are_not_called_months() {
        let first: Month = "2024-03".parse().unwrap();
        let values: Vec<MeasureValue> = (0..8)
            .map(|n| samples::value(first.plus(3 * n), "all", Some(10.0 + f64::from(n))))
            .collect();
        let values: Vec<&MeasureValue> = values.iter().collect();
        let trend = Trend::of(&values, &samples::info(), first.plus(22), false);
        assert_eq!(trend.verdict.signal, Signal::Rise);
        assert!(!trend.point.rules().contains("month"));
        let caveat = trend.caveat.unwrap();
        assert!(
            caveat.contains("censuses") && !caveat.contains("month"),
            "{caveat}"
        );
    }

    #[test]
    fn no_change_is_judged_where_months_share_their_people() {
        let first: Month = "2025-12".parse().unwrap();
        let values: Vec<MeasureValue> = (0..10)
            .map(|n| samples::value(first.plus(n), "all", Some(10.0 + f64::from(n))))
            .collect();
        let values: Vec<&MeasureValue> = values.iter().collect();
        let info = MeasureInfo {
            id: "wait_survival".to_owned(),
            ..samples::info()
        };
        let trend = Trend::of(&values, &info, first.plus(9), true);
        assert!(trend.ends_here && !trend.is_news && trend.phases.is_empty());
        assert_eq!(trend.verdict.signal, Signal::NotEnough);
        assert_eq!(trend.verdict.words, OVERLAPPING);
    }

    #[test]
    fn no_verdict_is_given_for_a_month_without_a_figure() {
        // Ten months that rise: a signal, if the last of them is the latest month.
        let first: Month = "2025-12".parse().unwrap();
        let values: Vec<MeasureValue> = (0..10)
            .map(|n| samples::value(first.plus(n), "all", Some(10.0 + f64::from(n))))
            .collect();
        let values: Vec<&MeasureValue> = values.iter().collect();
        let info = samples::info();

        let latest = Trend::of(&values, &info, first.plus(9), true);
        assert!(latest.ends_here);
        assert_eq!(latest.verdict.signal, Signal::Rise);

        let later = Trend::of(&values, &info, first.plus(10), true);
        assert!(!later.ends_here && !later.is_news);
        assert_eq!(later.verdict.signal, Signal::NotEnough);
        assert_eq!(later.verdict.words, NO_LATEST);
    }
}
