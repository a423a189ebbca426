//! Percentiles of waits in bands.
//!
//! Each row is a band, or a part of one: the people in it, where it begins, and where it ends (null for the open
//! last band). Rows of one band add up, and a protected count may be negative. Null where the percentile lies in the
//! open band, where a count is null, where bands overlap or hold no one in all.

use hub_methods::banded::{Band, BandedQuantile, Bands};

use super::gathered::Answer;

/// `banded_median(count, from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Median;

impl Answer for Median {
    const WIDTH: usize = 3;

    fn name(self) -> &'static str {
        "banded_median"
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        quantile(rows.into_iter().map(band), 0.5)
    }
}

/// `banded_quantile(count, from, to, p)`, the same `p` in every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Quantile;

impl Answer for Quantile {
    const WIDTH: usize = 4;

    fn name(self) -> &'static str {
        "banded_quantile"
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let share = |row: &[Option<f64>]| row.last().copied().flatten();
        let p = rows.first().and_then(|row| share(row))?;
        if rows.iter().any(|row| share(row) != Some(p)) {
            return None;
        }
        quantile(rows.into_iter().map(band), p)
    }
}

/// The band of a row; `None` without a count or a beginning.
fn band(row: &[Option<f64>]) -> Option<Band> {
    match *row {
        [Some(count), Some(from), to, ..] => Some(Band { from, to, count }),
        _ => None,
    }
}

fn quantile(bands: impl Iterator<Item = Option<Band>>, p: f64) -> Option<f64> {
    let bands = bands.collect::<Option<Vec<Band>>>()?;
    match Bands::new(bands).ok()?.quantile(p).ok()? {
        BandedQuantile::At(wait) => Some(wait),
        BandedQuantile::OrMore(_) => None,
    }
}
