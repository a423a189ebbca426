//! Link-worker capacity.
//!
//! Full-time equivalents are the mean of the month ends in the period; headcount is not FTE, and a network without
//! a return is missing, not 0. Definitions; the unit of 50,000 registered people is that of the published study.

use crate::error::{Result, domain, finite};

/// What an area returned for a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workload {
    /// Registered people, above 0.
    pub registered: f64,
    /// Link workers, full-time equivalents.
    pub fte: f64,
    /// Referrals received in the period.
    pub new_referrals: f64,
    /// Cases open at the end of the period.
    pub open_cases: f64,
    /// The length of the period in days, above 0.
    pub period_days: f64,
}

/// Capacity in the units a planner uses. Ratios to workers are `None` where there is no link worker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capacity {
    /// Workers per 50,000 registered people.
    pub fte_per_50000: f64,
    /// Workers per 10,000 registered people.
    pub fte_per_10000: f64,
    /// Registered people per worker.
    pub population_per_fte: Option<f64>,
    /// New referrals per worker and year.
    pub new_referrals_per_fte_year: Option<f64>,
    /// Open cases per worker.
    pub open_cases_per_fte: Option<f64>,
    /// New referrals per worker and year in percent of a caseload of 250.
    pub percent_of_250_caseload: Option<f64>,
    /// New referrals per 1,000 registered people and year.
    pub referrals_per_1000_year: f64,
}

/// The capacity of an area.
///
/// # Errors
/// People or days not above 0, a negative count, or anything not finite.
pub fn capacity(workload: Workload) -> Result<Capacity> {
    let people = domain("registered people", "above 0", workload.registered, |n| {
        n > 0.0
    })?;
    let days = domain("days", "above 0", workload.period_days, |days| days > 0.0)?;
    let fte = domain("full-time equivalents", "0 or more", workload.fte, |fte| {
        fte >= 0.0
    })?;
    let open = domain("open cases", "0 or more", workload.open_cases, |n| n >= 0.0)?;
    let referrals = domain("referrals", "0 or more", workload.new_referrals, |n| {
        n >= 0.0
    })?;
    let a_year = finite("referrals a year", referrals * 365.0 / days)?;
    let per_fte = |amount: f64| {
        (fte > 0.0)
            .then(|| amount / fte)
            .filter(|ratio| ratio.is_finite())
    };
    Ok(Capacity {
        fte_per_50000: finite("workers per 50,000", fte / people * 50_000.0)?,
        fte_per_10000: finite("workers per 10,000", fte / people * 10_000.0)?,
        population_per_fte: per_fte(people),
        new_referrals_per_fte_year: per_fte(a_year),
        open_cases_per_fte: per_fte(open),
        percent_of_250_caseload: per_fte(a_year / 250.0 * 100.0),
        referrals_per_1000_year: finite("referrals per 1,000", a_year / people * 1_000.0)?,
    })
}
