//! The slope and the relative index of inequality, over the groups of one area.
//!
//! Each row is a group: its value (a rate), its population, its rank from 1 = most deprived, and the standard error
//! of the logarithm of its value. The line is fitted to the logarithms; limits are 95 %. Null with fewer than 5 or
//! more than 100 groups, with two groups of one rank, or where a group lacks anything or has a value of 0 or less:
//! a hidden group hides the index.

use arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};
use hub_methods::Level;
use hub_methods::inequality::{Gradient, Group, Settings, Spread};

use super::arguments::as_numbers;
use super::gathered::{Answer, Gathered, state_fields};

/// Which figure of the fitted line a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    Sii,
    SiiLower,
    SiiUpper,
    Rii,
    RiiLower,
    RiiUpper,
}

impl Figure {
    pub(super) const ALL: [Self; 6] = [
        Self::Sii,
        Self::SiiLower,
        Self::SiiUpper,
        Self::Rii,
        Self::RiiLower,
        Self::RiiUpper,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Sii => "sii",
            Self::SiiLower => "sii_lower",
            Self::SiiUpper => "sii_upper",
            Self::Rii => "rii",
            Self::RiiLower => "rii_lower",
            Self::RiiUpper => "rii_upper",
        }
    }

    fn read(self, gradient: &Gradient) -> Option<f64> {
        let limits = || gradient.closed_form(Level::P95).ok();
        match self {
            Self::Sii => Some(gradient.index().ok()?.sii),
            Self::Rii => gradient.index().ok()?.rii,
            Self::SiiLower => Some(limits()?.sii.lower),
            Self::SiiUpper => Some(limits()?.sii.upper),
            Self::RiiLower => Some(limits()?.rii?.lower),
            Self::RiiUpper => Some(limits()?.rii?.upper),
        }
    }
}

impl Answer for Figure {
    const WIDTH: usize = 4;

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let mut ranked = rows
            .into_iter()
            .map(|row| match *row {
                [Some(value), Some(population), Some(rank), Some(error)] => Some((
                    rank,
                    Group {
                        population,
                        value,
                        spread: Spread::StandardError(error),
                    },
                )),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()?;
        ranked.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let is_tied = ranked
            .windows(2)
            .any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
        if is_tied {
            return None;
        }
        let groups: Vec<Group> = ranked.into_iter().map(|(_, group)| group).collect();
        self.read(&Gradient::fit(&groups, Settings::LOG_RATE).ok()?)
    }
}

/// `sii` and its like.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Inequality {
    figure: Figure,
    signature: Signature,
}

impl Inequality {
    pub(super) fn new(figure: Figure) -> Self {
        Self {
            figure,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for Inequality {
    fn name(&self) -> &str {
        self.figure.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        as_numbers(self.name(), given, &(Figure::WIDTH..=Figure::WIDTH))
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, call: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state_fields(&call))
    }

    fn accumulator(&self, call: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Gathered::accumulator(self.figure, &call)
    }
}
