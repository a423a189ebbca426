//! The calculation: pure, and by the same functions that measures call.

mod freed;

use hub_methods::scenarios::Scenarios;
use hub_methods::sroi::{Convention, Outcome, Terms, Wellby, YEARS_MAX, social_return};

use super::assumption::{Case, Input};
use super::inputs::Inputs;
use crate::pages::words;

pub(super) use freed::{Freed, MONTHS};

/// Decimals of pounds.
pub(super) const DECIMALS: u8 = 2;

/// What one assumption alone does to the social return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Driver {
    pub(super) input: Input,
    /// The return with it in its low case, all else central.
    pub(super) low: f64,
    /// The return with it in its high case, all else central.
    pub(super) high: f64,
}

/// What comes out, rounded as it is displayed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Pounds of social value for each pound of support.
    pub(super) social: Scenarios<f64>,
    /// All assumptions of it, the widest first.
    pub(super) drivers: Vec<Driver>,
    pub(super) freed: Freed,
}

impl Found {
    /// None where a method refuses what it is given, which bounds of what may be typed rule out.
    pub(super) fn of(inputs: &Inputs) -> Option<Self> {
        Some(Self {
            social: returned(inputs)?,
            drivers: drivers(inputs)?,
            freed: Freed::of(inputs)?,
        })
    }
}

impl Driver {
    /// How far it moves the return.
    pub(super) fn swing(&self) -> f64 {
        (self.high - self.low).abs()
    }
}

/// The lowest and the highest return that the cases give. With a change above zero they are those of everything low and
/// everything high; where life satisfaction fell, hopeful assumptions make the loss large.
fn returned(inputs: &Inputs) -> Option<Scenarios<f64>> {
    let with = |change: Case, rest: Case| {
        ratio(|input| {
            let case = if input == Input::Change { change } else { rest };
            inputs.at(input, case)
        })
    };
    let lowest = with(Case::Low, Case::Low)?.min(with(Case::Low, Case::High)?);
    let highest = with(Case::High, Case::High)?.max(with(Case::High, Case::Low)?);
    Some(Scenarios {
        low: displayed(lowest),
        central: displayed(with(Case::Central, Case::Central)?),
        high: displayed(highest),
    })
}

fn drivers(inputs: &Inputs) -> Option<Vec<Driver>> {
    let with = |moved: Input, to: Case| {
        ratio(|input| {
            let case = if input == moved { to } else { Case::Central };
            inputs.at(input, case)
        })
    };
    let driver = |input: Input| {
        Some(Driver {
            input,
            low: displayed(with(input, Case::Low)?),
            high: displayed(with(input, Case::High)?),
        })
    };
    let mut drivers: Vec<Driver> = Input::SOCIAL
        .into_iter()
        .map(driver)
        .collect::<Option<_>>()?;
    drivers.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    Some(drivers)
}

/// Pounds of social value for each pound of support of one person. A part of a year is a part of one year's worth.
fn ratio(value: impl Fn(Input) -> Option<f64>) -> Option<f64> {
    let share = |input: Input| value(input).map(|percent| percent / 100.0);
    let years = value(Input::Years)?;
    let wellby = Wellby {
        change: value(Input::Change)?,
        people: 1.0,
        years: years.min(1.0),
        pounds: value(Input::Point)?,
        price_uplift: value(Input::Uplift)?,
    };
    let outcome = Outcome {
        quantity: 1.0,
        proxy: wellby.value().ok()?,
        years: (1..=YEARS_MAX).find(|whole| f64::from(*whole) == years.max(1.0))?,
        deadweight: share(Input::Deadweight)?,
        displacement: share(Input::Displacement)?,
        attribution: share(Input::Attribution)?,
        drop_off: share(Input::DropOff)?,
    };
    let terms = Terms {
        investment: value(Input::Cost)?,
        discount_rate: share(Input::Discount)?,
        convention: Convention::FirstYearDiscounted,
    };
    Some(social_return(&[outcome], terms).ok()?.ratio)
}

/// As it is displayed: whatever is said, drawn or ranked is of this.
fn displayed(pounds: f64) -> f64 {
    words::as_displayed(pounds, DECIMALS)
}

#[cfg(test)]
mod tests;
