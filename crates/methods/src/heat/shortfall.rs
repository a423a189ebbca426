//! How much all would gain if every group did as well as a reference.

use super::{Estimate, Group, Outcome, Scale, check, mean};
use crate::error::{MethodError, Result, domain, finite};

/// What could be gained if everybody had the value of the reference group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attributable {
    /// The change of the mean, in the unit of the measure: above 0 where high is good, below where it is bad, and 0
    /// where the mean is better than the reference already. Its standard error is missing where a value does not fit
    /// the scale.
    pub risk: Estimate,
    /// The same in percent of the mean; `None` unless the mean is above 0.
    pub percent: Option<f64>,
}

/// The population attributable risk against the group at the place `reference`: the best group, or the last of ordered
/// groups. `scale` is what the values are per: 100 for percentages, 1,000 for rates per 1,000.
///
/// # Errors
/// No groups, a group that is not valid, no group at the place of the reference, or a scale not above 0.
pub fn population_attributable(
    groups: &[Group],
    reference: usize,
    outcome: Outcome,
    scale: f64,
) -> Result<Attributable> {
    check(groups, 1)?;
    domain("scale", "above 0", scale, |scale| scale > 0.0)?;
    let reference = groups.get(reference).ok_or(MethodError::Inconsistent(
        "the reference is not one of the groups",
    ))?;
    let mean = mean(groups)?;
    let gain = finite("population attributable risk", reference.value - mean)?;
    let value = match outcome {
        Outcome::Favourable => gain.max(0.0),
        Outcome::Adverse => gain.min(0.0),
    };
    let people: f64 = groups.iter().map(|group| group.population).sum();
    let error = mean * fraction_error(reference, mean, people, scale);
    Ok(Attributable {
        risk: Estimate {
            value,
            error: Some(error).filter(|error| error.is_finite() && *error >= 0.0),
            scale: Scale::Plain,
        },
        percent: (mean > 0.0)
            .then(|| finite("population attributable fraction", 100.0 * value / mean))
            .transpose()?,
    })
}

/// The standard error of the attributable fraction, from the table of people with and without the attribute in the
/// reference group and elsewhere (Walter 1976). Not a number where the table has a negative cell.
fn fraction_error(reference: &Group, mean: f64, people: f64, scale: f64) -> f64 {
    let with = reference.value / scale * reference.population;
    let without = reference.population - with;
    let with_elsewhere = mean / scale * people - with;
    let without_elsewhere = people - with_elsewhere - reference.population;
    let product = with_elsewhere * without * (people - with) + without_elsewhere * with * with;
    let cubes = ((with_elsewhere + with) * (with + without)).powi(3);
    (with * people * product / cubes).sqrt()
}

/// How many people more would have been reached if every group had the reference rate (people reached per person, such
/// as the rate of the least deprived fifth or of the whole area): the sum of the groups' shortfalls.
///
/// # Errors
/// Lists of different length; a negative or not finite number; a count in a group without people.
pub fn people_short_of_equity(
    populations: &[f64],
    counts: &[f64],
    reference_rate: f64,
) -> Result<f64> {
    if populations.len() != counts.len() {
        return Err(MethodError::Inconsistent(
            "each group needs a population and a count",
        ));
    }
    domain("reference rate", "0 or more", reference_rate, |rate| {
        rate >= 0.0
    })?;
    let mut short = 0.0;
    for (people, reached) in populations.iter().zip(counts) {
        domain("population", "0 or more", *people, |people| people >= 0.0)?;
        domain("count", "0 or more", *reached, |reached| reached >= 0.0)?;
        if *people == 0.0 && *reached > 0.0 {
            return Err(MethodError::Inconsistent(
                "a group without people has a count",
            ));
        }
        short += (people * reference_rate - reached).max(0.0);
    }
    finite("people short of equity", short)
}
