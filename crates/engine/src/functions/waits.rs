//! Waits of people of whom some still wait, by protected counts in bands of days.
//!
//! Each row has a count of either those seen or those who stopped waiting unseen, the other being null, and the days it
//! is of: from the first until before the last, null for the open last band of those seen. It has the variance of the
//! noise of its count, and in every row the same day or share asked for. Bands of those seen follow one another from
//! day 0; on which day of theirs people stopped is not known. Rows of the same days add up, and a protected count may
//! be negative. Limits are 95 %. Null where a row lacks anything, where the bands do not fit, and beyond the curve.

use hub_methods::Level;
use hub_methods::moments::Noisy;
use hub_methods::wait_in_bands::{BandedCurve, DayBand};

use super::gathered::Answer;

/// Which figure of the curve a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    Seen,
    SeenLower,
    SeenUpper,
    Quantile,
    QuantileLower,
    QuantileUpper,
}

impl Figure {
    pub(super) const ALL: [Self; 6] = [
        Self::Seen,
        Self::SeenLower,
        Self::SeenUpper,
        Self::Quantile,
        Self::QuantileLower,
        Self::QuantileUpper,
    ];

    fn read(self, curve: &BandedCurve, asked: f64) -> Option<f64> {
        let seen = || curve.seen_before(asked, Level::P95).ok().flatten();
        let quantile = || curve.quantile(asked, Level::P95).ok();
        match self {
            Self::Seen => Some(seen()?.share),
            Self::SeenLower => Some(seen()?.limits?.lower),
            Self::SeenUpper => Some(seen()?.limits?.upper),
            Self::Quantile => quantile()?.day,
            Self::QuantileLower => quantile()?.lower,
            Self::QuantileUpper => quantile()?.upper,
        }
    }
}

impl Answer for Figure {
    const WIDTH: usize = 6;

    fn name(self) -> &'static str {
        match self {
            Self::Seen => "km_seen",
            Self::SeenLower => "km_seen_lower",
            Self::SeenUpper => "km_seen_upper",
            Self::Quantile => "km_quantile",
            Self::QuantileLower => "km_quantile_lower",
            Self::QuantileUpper => "km_quantile_upper",
        }
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let (mut seen, mut stopped, mut asked) = (Vec::new(), Vec::new(), None);
        for row in rows {
            let [
                Some(from),
                to,
                of_seen,
                of_stopped,
                Some(noise_variance),
                Some(argument),
            ] = *row
            else {
                return None;
            };
            if *asked.get_or_insert(argument) != argument {
                return None;
            }
            let band = |value| DayBand {
                from,
                to,
                people: Noisy {
                    value,
                    noise_variance,
                },
            };
            match (of_seen, of_stopped) {
                (Some(people), None) => seen.push(band(people)),
                (None, Some(people)) => stopped.push(band(people)),
                _ => return None,
            }
        }
        self.read(&BandedCurve::of(&seen, &stopped).ok()?, asked?)
    }
}
