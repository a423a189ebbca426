//! Limits of counts and proportions, row by row.

use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow::array::{Array, Float64Array};
use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use hub_methods::byar::count_limits;
use hub_methods::wilson::wilson;
use hub_methods::{Interval, Level};

use super::arguments::{arrays, as_numbers, numbers};

/// Which limit a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Limit {
    WilsonLower,
    WilsonUpper,
    ByarLower,
    ByarUpper,
}

impl Limit {
    pub(super) const ALL: [Self; 4] = [
        Self::WilsonLower,
        Self::WilsonUpper,
        Self::ByarLower,
        Self::ByarUpper,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::WilsonLower => "wilson_lower",
            Self::WilsonUpper => "wilson_upper",
            Self::ByarLower => "byar_lower",
            Self::ByarUpper => "byar_upper",
        }
    }

    const fn arity(self) -> RangeInclusive<usize> {
        match self {
            Self::WilsonLower | Self::WilsonUpper => 2..=3,
            Self::ByarLower | Self::ByarUpper => 1..=2,
        }
    }

    /// The limit for one row, or `None` outside the domain.
    fn of(self, row: &[f64]) -> Option<f64> {
        match self {
            Self::WilsonLower => Some(proportion(row)?.lower),
            Self::WilsonUpper => Some(proportion(row)?.upper),
            Self::ByarLower => Some(count(row)?.lower),
            Self::ByarUpper => Some(count(row)?.upper),
        }
    }
}

fn proportion(row: &[f64]) -> Option<Interval> {
    match *row {
        [x, n] => wilson(x, n, 0.0, Level::P95).ok(),
        [x, n, noise_variance] => wilson(x, n, noise_variance, Level::P95).ok(),
        _ => None,
    }
}

fn count(row: &[f64]) -> Option<Interval> {
    match *row {
        [x] => count_limits(x, 0.0, Level::P95).ok(),
        [x, noise_variance] => count_limits(x, noise_variance, Level::P95).ok(),
        _ => None,
    }
}

/// `wilson_lower` and its like.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct LimitFunction {
    limit: Limit,
    signature: Signature,
}

impl LimitFunction {
    pub(super) fn new(limit: Limit) -> Self {
        Self {
            limit,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for LimitFunction {
    fn name(&self) -> &str {
        self.limit.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        as_numbers(self.name(), given, &self.limit.arity())
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let arrays = arrays(arguments.args, rows)?;
        let columns = numbers(&arrays)?;
        let mut row = Vec::with_capacity(columns.len());
        let limits: Float64Array = (0..rows)
            .map(|index| {
                row.clear();
                row.extend(
                    columns
                        .iter()
                        .filter(|column| column.is_valid(index))
                        .map(|column| column.value(index)),
                );
                (row.len() == columns.len())
                    .then(|| self.limit.of(&row))
                    .flatten()
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(limits)))
    }
}
