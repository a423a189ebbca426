//! Statistical process control over the months of one series: XmR by the rules of "Making Data Count".
//!
//! Each row is a month and its value; months are whole numbers that count up, as `12 * year + month` does. A month that is
//! missing or without a value starts the limits anew, as on the pages. Null with fewer than 8 months since then, where the
//! last month has no value, where all values are alike but for outliers, and where a month comes twice.

use hub_methods::xmr::{Chart, Improvement, Observation, Settings, chart};

use super::gathered::Answer;

/// Which figure a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    /// `xmr_mean(month, value)`: the mean of the months since the last gap.
    Mean,
    /// `xmr_lower(month, value)`: the lower process limit.
    Lower,
    /// `xmr_upper(month, value)`: the upper process limit.
    Upper,
    /// `xmr_signal(month, value)`: what the last month says: 1 a real rise, -1 a real fall, 0 ordinary variation.
    Signal,
}

impl Figure {
    pub(super) const ALL: [Self; 4] = [Self::Mean, Self::Lower, Self::Upper, Self::Signal];
}

impl Answer for Figure {
    const WIDTH: usize = 2;

    fn name(self) -> &'static str {
        match self {
            Self::Mean => "xmr_mean",
            Self::Lower => "xmr_lower",
            Self::Upper => "xmr_upper",
            Self::Signal => "xmr_signal",
        }
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let chart = drawn(rows)?;
        chart.verdict()?;
        let last = chart.points.last()?;
        match self {
            Self::Mean => Some(last.mean),
            Self::Lower => Some(last.limits?.lower),
            Self::Upper => Some(last.limits?.upper),
            Self::Signal => Some(match last.signal {
                None => 0.0,
                Some(signal) if signal.is_upward() => 1.0,
                Some(_) => -1.0,
            }),
        }
    }
}

/// The chart of a series whose last month has a value.
fn drawn(rows: Vec<&[Option<f64>]>) -> Option<Chart> {
    let mut months = rows
        .into_iter()
        .map(|row| match *row {
            [Some(month), value] if month.fract() == 0.0 => Some((month, value)),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()?;
    months.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut observations: Vec<Observation> = Vec::with_capacity(months.len());
    // The month before, and whether it had a value.
    let mut before: Option<(f64, bool)> = None;
    for (month, value) in months {
        if before.is_some_and(|(earlier, _)| earlier >= month) {
            return None;
        }
        let follows = before.is_some_and(|(earlier, had)| had && month - earlier <= 1.0);
        before = Some((month, value.is_some()));
        observations.extend(value.map(|value| Observation {
            value,
            starts_segment: !follows,
        }));
    }
    let (_, has_last) = before?;
    if !has_last {
        return None;
    }
    chart(&observations, Settings::toward(Improvement::Neutral)).ok()
}
