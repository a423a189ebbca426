//! What support is worth: social return, wellbeing-years, and the month in which a cost has come back.

use std::ops::RangeInclusive;

use hub_methods::payback::{MONTHS_MAX, Plan};
use hub_methods::sroi::{Convention, Outcome, Terms, Wellby, YEARS_MAX, social_return};

use super::rowwise::RowAnswer;

/// Which figure a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Worth {
    /// `social_return(quantity, proxy, years, deadweight, displacement, attribution, drop_off, discount_rate,
    /// investment)`: pounds of present value of one outcome for each pound invested, the first year discounted
    /// once. Outcomes of one investment add up.
    SocialReturn,
    /// `wellby_value(change, people, years, pounds, price_uplift)`: pounds of a change in life satisfaction.
    Wellby,
    /// `payback_months(up_front, net_saving, months, discount_rate)`: the month in which the same net saving every
    /// month has paid back the cost at the start; null where it has not within `months`.
    PaybackMonths,
}

impl Worth {
    pub(super) const ALL: [Self; 3] = [Self::SocialReturn, Self::Wellby, Self::PaybackMonths];
}

impl RowAnswer for Worth {
    fn name(self) -> &'static str {
        match self {
            Self::SocialReturn => "social_return",
            Self::Wellby => "wellby_value",
            Self::PaybackMonths => "payback_months",
        }
    }

    fn arity(self) -> RangeInclusive<usize> {
        match self {
            Self::SocialReturn => 9..=9,
            Self::Wellby => 5..=5,
            Self::PaybackMonths => 4..=4,
        }
    }

    fn of(self, row: &[f64]) -> Option<f64> {
        match self {
            Self::SocialReturn => returned(row),
            Self::Wellby => wellbeing(row),
            Self::PaybackMonths => paid_back(row),
        }
    }
}

fn returned(row: &[f64]) -> Option<f64> {
    let [
        quantity,
        proxy,
        years,
        deadweight,
        displacement,
        attribution,
        drop_off,
        discount_rate,
        investment,
    ] = *row
    else {
        return None;
    };
    let outcome = Outcome {
        quantity,
        proxy,
        years: (1..=YEARS_MAX).find(|whole| f64::from(*whole) == years)?,
        deadweight,
        displacement,
        attribution,
        drop_off,
    };
    let terms = Terms {
        investment,
        discount_rate,
        convention: Convention::FirstYearDiscounted,
    };
    Some(social_return(&[outcome], terms).ok()?.ratio)
}

fn wellbeing(row: &[f64]) -> Option<f64> {
    let [change, people, years, pounds, price_uplift] = *row else {
        return None;
    };
    let wellby = Wellby {
        change,
        people,
        years,
        pounds,
        price_uplift,
    };
    wellby.value().ok()
}

fn paid_back(row: &[f64]) -> Option<f64> {
    let [up_front, net_saving, months, discount_rate] = *row else {
        return None;
    };
    let whole = (1_u32..)
        .zip(0..MONTHS_MAX)
        .find_map(|(whole, _)| (f64::from(whole) == months).then_some(whole))?;
    let plan = Plan {
        up_front,
        net_savings: vec![net_saving; usize::try_from(whole).ok()?],
        discount_rate,
    };
    plan.payback().ok()?.discounted_months
}
