//! Social return on investment, and wellbeing-years.
//!
//! Every outcome states what would have happened anyway (deadweight), what moved elsewhere (displacement), what
//! others brought about (attribution) and how fast it fades (drop-off). Proxies, rates and prices are data with a
//! source. A return is shown as low, central and high, with what drives it, never as one number.
//!
//! Source: the definitions of the guide to social return on investment and of the Green Book.

use crate::error::{MethodError, Result, domain, finite};
use crate::scenarios::Scenarios;

/// Longest duration of an outcome.
pub const YEARS_MAX: u32 = 100;

/// Where discounting starts; its name stands beside each figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Convention {
    /// The first year is divided by `1 + rate` once, as in the guide to social return.
    FirstYearDiscounted,
    /// The first year is year 0, as in the Green Book.
    FirstYearUndiscounted,
}

/// One outcome of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// How many people, or units, have the outcome.
    pub quantity: f64,
    /// Pounds that one unit is worth for one year.
    pub proxy: f64,
    /// Whole years that it lasts, 1 or more.
    pub years: u32,
    /// The share that would have happened anyway, 0 to 1.
    pub deadweight: f64,
    /// The share that only moved elsewhere, 0 to 1.
    pub displacement: f64,
    /// The share due to others, 0 to 1.
    pub attribution: f64,
    /// The share lost from each year to the next, 0 to 1.
    pub drop_off: f64,
}

/// What an outcome is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Pounds invested, above 0.
    pub investment: f64,
    /// The yearly discount rate, such as 0.035; 0 or more.
    pub discount_rate: f64,
    /// Where discounting starts.
    pub convention: Convention,
}

/// The return on an investment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SocialReturn {
    /// Pounds of impact in the first year.
    pub first_year_impact: f64,
    /// Pounds of impact over all years at today's worth.
    pub present_value: f64,
    /// Present value less the investment, in pounds.
    pub net_present_value: f64,
    /// Pounds of present value for each pound invested.
    pub ratio: f64,
    /// Pounds of net present value for each pound invested.
    pub net_ratio: f64,
    /// Months of first-year impact that equal the investment; `None` where that impact is not above 0.
    pub payback_months: Option<f64>,
}

impl Outcome {
    /// Pounds of impact in the first year.
    ///
    /// # Errors
    /// A share outside 0 to 1 or missing; anything not finite.
    pub fn first_year_impact(&self) -> Result<f64> {
        domain("quantity", "finite", self.quantity, |_| true)?;
        domain("proxy", "finite", self.proxy, |_| true)?;
        let mut impact = self.quantity * self.proxy;
        for (what, taken) in [
            ("deadweight", self.deadweight),
            ("displacement", self.displacement),
            ("attribution", self.attribution),
        ] {
            impact *= 1.0 - share(what, taken)?;
        }
        finite("first-year impact", impact)
    }

    /// Pounds of impact over all years at today's worth.
    ///
    /// # Errors
    /// As [`Self::first_year_impact`]; a duration outside 1 to 100 years; a negative rate.
    pub fn present_value(&self, discount_rate: f64, convention: Convention) -> Result<f64> {
        let rate = domain("discount rate", "0 or more", discount_rate, |r| r >= 0.0)?;
        let kept = 1.0 - share("drop-off", self.drop_off)?;
        domain("years", "1 to 100", f64::from(self.years), |_| {
            (1..=YEARS_MAX).contains(&self.years)
        })?;
        let mut impact = self.first_year_impact()?;
        let mut worth = match convention {
            Convention::FirstYearDiscounted => 1.0 / (1.0 + rate),
            Convention::FirstYearUndiscounted => 1.0,
        };
        let mut total = 0.0;
        for _ in 0..self.years {
            total += impact * worth;
            impact *= kept;
            worth /= 1.0 + rate;
        }
        finite("present value", total)
    }
}

fn share(what: &'static str, value: f64) -> Result<f64> {
    domain(what, "between 0 and 1", value, |share| {
        (0.0..=1.0).contains(&share)
    })
}

/// The return of these outcomes.
///
/// # Errors
/// No outcomes; an investment not above 0; else as [`Outcome::present_value`].
pub fn social_return(outcomes: &[Outcome], terms: Terms) -> Result<SocialReturn> {
    if outcomes.is_empty() {
        return Err(MethodError::Size {
            what: "outcomes",
            need: "1 or more",
            found: 0,
        });
    }
    let investment = domain("investment", "above 0", terms.investment, |i| i > 0.0)?;
    let (mut first_year_impact, mut present_value) = (0.0, 0.0);
    for outcome in outcomes {
        first_year_impact += outcome.first_year_impact()?;
        present_value += outcome.present_value(terms.discount_rate, terms.convention)?;
    }
    let net_present_value = finite("net present value", present_value - investment)?;
    Ok(SocialReturn {
        first_year_impact: finite("first-year impact", first_year_impact)?,
        present_value,
        net_present_value,
        ratio: finite("ratio", present_value / investment)?,
        net_ratio: finite("net ratio", net_present_value / investment)?,
        payback_months: (first_year_impact > 0.0)
            .then(|| investment / (first_year_impact / 12.0))
            .filter(|months| months.is_finite()),
    })
}

/// The return in the cautious, the central and the hopeful case: each takes that case of every outcome.
///
/// # Errors
/// As [`social_return`].
pub fn social_return_range(
    outcomes: &[Scenarios<Outcome>],
    terms: Scenarios<Terms>,
) -> Result<Scenarios<SocialReturn>> {
    let case = |pick: fn(&Scenarios<Outcome>) -> Outcome, terms: Terms| {
        social_return(&outcomes.iter().map(pick).collect::<Vec<_>>(), terms)
    };
    Ok(Scenarios {
        low: case(|outcome| outcome.low, terms.low)?,
        central: case(|outcome| outcome.central, terms.central)?,
        high: case(|outcome| outcome.high, terms.high)?,
    })
}

/// One input of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// The quantity.
    Quantity,
    /// The proxy.
    Proxy,
    /// The duration.
    Years,
    /// The deadweight.
    Deadweight,
    /// The displacement.
    Displacement,
    /// The attribution.
    Attribution,
    /// The drop-off.
    DropOff,
}

impl Input {
    /// All inputs.
    pub const ALL: [Self; 7] = [
        Self::Quantity,
        Self::Proxy,
        Self::Years,
        Self::Deadweight,
        Self::Displacement,
        Self::Attribution,
        Self::DropOff,
    ];

    /// `outcome` with this input as in `other`.
    const fn taken_from(self, other: Outcome, mut outcome: Outcome) -> Outcome {
        match self {
            Self::Quantity => outcome.quantity = other.quantity,
            Self::Proxy => outcome.proxy = other.proxy,
            Self::Years => outcome.years = other.years,
            Self::Deadweight => outcome.deadweight = other.deadweight,
            Self::Displacement => outcome.displacement = other.displacement,
            Self::Attribution => outcome.attribution = other.attribution,
            Self::DropOff => outcome.drop_off = other.drop_off,
        }
        outcome
    }
}

/// How far one input alone moves the ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// The place of the outcome in the list.
    pub outcome: usize,
    /// Its input.
    pub input: Input,
    /// The ratio with this input as in the low case, all else central.
    pub low: f64,
    /// The ratio with this input as in the high case, all else central.
    pub high: f64,
}

impl Driver {
    fn swing(&self) -> f64 {
        (self.high - self.low).abs()
    }
}

/// What drives the return: each input that its cases move, the strongest first.
///
/// # Errors
/// As [`social_return`].
pub fn drivers(outcomes: &[Scenarios<Outcome>], terms: Terms) -> Result<Vec<Driver>> {
    let central: Vec<Outcome> = outcomes.iter().map(|outcome| outcome.central).collect();
    let mut drivers = Vec::new();
    for (place, outcome) in outcomes.iter().enumerate() {
        for input in Input::ALL {
            let ratio = |other: Outcome| {
                let mut changed = central.clone();
                if let Some(its) = changed.get_mut(place) {
                    *its = input.taken_from(other, *its);
                }
                social_return(&changed, terms).map(|its_return| its_return.ratio)
            };
            drivers.push(Driver {
                outcome: place,
                input,
                low: ratio(outcome.low)?,
                high: ratio(outcome.high)?,
            });
        }
    }
    drivers.retain(|driver| driver.swing() > 0.0);
    drivers.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    Ok(drivers)
}

/// A change in life satisfaction, valued in wellbeing-years.
///
/// One wellbeing-year is one point on the scale from 0 to 10 for one person for one year. Never add it to proxies
/// of the same change: that counts it twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wellby {
    /// The mean change in points, net of that of the comparison group.
    pub change: f64,
    /// How many people, 0 or more.
    pub people: f64,
    /// Years that the change lasts, 0 or more.
    pub years: f64,
    /// Pounds for one wellbeing-year, in the prices of its source; 0 or more.
    pub pounds: f64,
    /// From the prices of the source to those of the figure; above 0.
    pub price_uplift: f64,
}

impl Wellby {
    /// The value in pounds.
    ///
    /// # Errors
    /// A negative input other than the change, an uplift of 0, or anything not finite.
    pub fn value(self) -> Result<f64> {
        domain("change", "-10 to 10", self.change, |c| c.abs() <= 10.0)?;
        domain("people", "0 or more", self.people, |n| n >= 0.0)?;
        domain("years", "0 or more", self.years, |years| years >= 0.0)?;
        domain("pounds", "0 or more", self.pounds, |pounds| pounds >= 0.0)?;
        domain("price uplift", "above 0", self.price_uplift, |u| u > 0.0)?;
        finite(
            "value",
            self.change * self.people * self.years * self.pounds * self.price_uplift,
        )
    }
}
