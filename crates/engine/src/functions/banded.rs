//! Percentiles of waits in bands.
//!
//! Each row is a band, or a part of one: the people in it, where it begins, and where it ends (null for the open
//! last band). Rows of one band add up, and a protected count may be negative. Null where the percentile lies in the open
//! band, where a count is null, where bands overlap or hold no one in all.

use arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};
use hub_methods::banded::{Band, BandedQuantile, Bands};

use super::arguments::as_numbers;
use super::gathered::{Answer, Gathered, state_fields};

/// Where the share comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Share {
    /// `banded_median(count, from, to)`.
    Half,
    /// `banded_quantile(count, from, to, p)`, the same `p` in every row.
    Argument,
}

impl Share {
    pub(super) const ALL: [Self; 2] = [Self::Half, Self::Argument];

    const fn name(self) -> &'static str {
        match self {
            Self::Half => "banded_median",
            Self::Argument => "banded_quantile",
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Median;

impl Answer for Median {
    const WIDTH: usize = 3;

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        quantile(rows.into_iter().map(band), 0.5)
    }
}

#[derive(Debug, Clone, Copy)]
struct Quantile;

impl Answer for Quantile {
    const WIDTH: usize = 4;

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

/// `banded_median` and `banded_quantile`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Banded {
    share: Share,
    signature: Signature,
}

impl Banded {
    pub(super) fn new(share: Share) -> Self {
        Self {
            share,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    const fn width(&self) -> usize {
        match self.share {
            Share::Half => Median::WIDTH,
            Share::Argument => Quantile::WIDTH,
        }
    }
}

impl AggregateUDFImpl for Banded {
    fn name(&self) -> &str {
        self.share.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        as_numbers(self.name(), given, &(self.width()..=self.width()))
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, call: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state_fields(&call))
    }

    fn accumulator(&self, call: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        match self.share {
            Share::Half => Gathered::accumulator(Median, &call),
            Share::Argument => Gathered::accumulator(Quantile, &call),
        }
    }
}
