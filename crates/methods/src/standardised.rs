//! Rates allowed for the age of the population: directly and indirectly standardised.

use crate::byar::{byar_limits, count_limits};
use crate::error::{MethodError, Result, domain, finite};
use crate::{Interval, Level};

/// Fewest events a directly standardised rate is shown for.
pub const EVENTS_MIN: f64 = 10.0;

/// One stratum of a directly standardised rate: an age band, or an age band of one sex.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// How many persons had exactly how many events: `(events each, persons)`. `[(1.0, n)]` where every event is
    /// another person.
    pub persons: Vec<(f64, f64)>,
    /// The people in the stratum, above 0.
    pub population: f64,
    /// The weight of the stratum in the standard population.
    pub weight: f64,
}

/// A directly standardised rate, before limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirectRate {
    /// All events.
    pub events: f64,
    /// The rate times the multiplier.
    pub value: f64,
    standard_error: f64,
}

/// The directly standardised rate; `None` with fewer than 10 events.
///
/// Source: Dobson 1991; with several events per person the variance counts each person's events squared. Every
/// stratum of the standard must be given, with its zero counts.
///
/// # Errors
/// No strata; a population not above 0; a negative weight, count or multiplier; no weight at all.
pub fn direct(strata: &[Stratum], multiplier: f64) -> Result<Option<DirectRate>> {
    domain("multiplier", "above 0", multiplier, |m| m > 0.0)?;
    let (mut events, mut rate, mut variance, mut weights) = (0.0, 0.0, 0.0, 0.0);
    for stratum in strata {
        let people = domain("population", "above 0", stratum.population, |n| n > 0.0)?;
        let weight = domain("weight", "0 or more", stratum.weight, |w| w >= 0.0)?;
        let (mut count, mut squares) = (0.0, 0.0);
        for (each, persons) in &stratum.persons {
            let each = domain("events each", "0 or more", *each, |f| f >= 0.0)?;
            let persons = domain("persons", "0 or more", *persons, |n| n >= 0.0)?;
            count += each * persons;
            squares += each * each * persons;
        }
        events += count;
        weights += weight;
        rate += weight * count / people;
        variance += (weight / people).powi(2) * squares;
    }
    domain("sum of weights", "above 0", weights, |w| w > 0.0)?;
    if events < EVENTS_MIN {
        return Ok(None);
    }
    Ok(Some(DirectRate {
        events,
        value: finite("standardised rate", multiplier * rate / weights)?,
        standard_error: finite("standard error", multiplier * variance.sqrt() / weights)?,
    }))
}

impl DirectRate {
    /// Dobson's limits, from Byar's limits of the events.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where a limit runs out of range.
    pub fn limits(self, level: Level) -> Result<Interval> {
        let of_count = byar_limits(self.events, level)?;
        let per_event = self.standard_error / self.events.sqrt();
        Interval::between(
            self.value + per_event * (of_count.lower - self.events),
            self.value + per_event * (of_count.upper - self.events),
        )
    }
}

/// One stratum of an indirectly standardised ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceStratum {
    /// Events in the area; a missing count is 0.
    pub count: f64,
    /// People in the area.
    pub population: f64,
    /// Events in the reference.
    pub reference_count: f64,
    /// People in the reference, above 0.
    pub reference_population: f64,
}

/// Observed against expected events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndirectRatio {
    /// Events seen.
    pub observed: f64,
    /// Events expected at the rates of the reference, above 0.
    pub expected: f64,
    /// The rate of the reference, per person.
    pub reference_rate: f64,
}

/// Observed against expected events, stratum by stratum.
///
/// Ratios of different areas compare with the reference, not with each other.
///
/// # Errors
/// Nothing expected; a reference population not above 0; a negative count or population.
pub fn indirect(strata: &[ReferenceStratum]) -> Result<IndirectRatio> {
    let (mut observed, mut expected, mut reference_events, mut reference_people) =
        (0.0, 0.0, 0.0, 0.0);
    for stratum in strata {
        let people = domain(
            "reference population",
            "above 0",
            stratum.reference_population,
            |n| n > 0.0,
        )?;
        let events = domain(
            "reference count",
            "0 or more",
            stratum.reference_count,
            |x| x >= 0.0,
        )?;
        observed += domain("count", "0 or more", stratum.count, |x| x >= 0.0)?;
        expected +=
            domain("population", "0 or more", stratum.population, |n| n >= 0.0)? * events / people;
        reference_events += events;
        reference_people += people;
    }
    if expected <= 0.0 {
        return Err(MethodError::Inconsistent("no events are expected"));
    }
    Ok(IndirectRatio {
        observed: finite("observed events", observed)?,
        expected: finite("expected events", expected)?,
        reference_rate: finite("reference rate", reference_events / reference_people)?,
    })
}

impl IndirectRatio {
    /// Observed over expected.
    pub fn ratio(self) -> f64 {
        self.observed / self.expected
    }

    /// The limits of observed over expected.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where a limit runs out of range.
    pub fn limits(self, level: Level) -> Result<Interval> {
        count_limits(self.observed, 0.0, level)?.scaled(1.0 / self.expected)
    }
}
