//! Whether a measure went up or down over the last five years, and whether it rises or falls over ordered groups.
//!
//! Source: the chi-squared test for a linear trend in proportions (Cochran 1954; Armitage 1955) and its counterpart
//! for other values, a weighted straight line; used as in the trend markers of the public health statistics guidance.

mod groups;

use std::cmp::Reverse;

use crate::error::{MethodError, Result, domain, finite};
use crate::{Interval, Level};

pub use groups::{GroupTrend, ScoredGroup, Test, across_groups};

/// The yearly points a marker looks at: the latest ones.
pub const POINTS: usize = 5;
/// The value of chi-squared (one degree of freedom) above which a trend is significant: 99.8 %.
pub const CRITICAL: f64 = 9.5495;

/// A proportion of one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProportionPoint {
    /// The year.
    pub year: i32,
    /// The people with the attribute.
    pub numerator: Option<f64>,
    /// All people, above 0.
    pub denominator: Option<f64>,
}

/// Any other value of one year, such as a rate or a mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValuePoint {
    /// The year.
    pub year: i32,
    /// The value.
    pub value: Option<f64>,
    /// Its 95 % limits, apart from each other.
    pub limits95: Option<Interval>,
}

/// The trend marker of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trend {
    /// The test could be made.
    Calculated(Tested),
    /// The series does not allow the test.
    NotCalculated(Reason),
}

/// The test of a series of five points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// Chi-squared, one degree of freedom.
    pub chi2: f64,
    /// The change in a year: of the value, or of the log odds of a proportion.
    pub gradient: f64,
    /// What the test says.
    pub marker: Marker,
    /// Whether a year is missing between the five points: show no marker then.
    pub has_gap: bool,
}

/// What a trend test says; better or worse follows from the polarity of the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marker {
    /// A significant rise that no single year makes.
    Increasing,
    /// A significant fall that no single year makes.
    Decreasing,
    /// No significant change.
    NoChange,
    /// Significant, but without one of its years the line would turn: not a trend.
    NoChangeOutlier,
}

/// Why a trend cannot be calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Fewer than five points.
    TooFewPoints,
    /// Two points of the same year.
    RepeatedYear,
    /// A number is missing in one of the last five points.
    MissingValues,
    /// In one of the last five points nobody or everybody has the attribute.
    NobodyOrEverybody,
}

/// The trend of a proportion over the last five of `points`, in any order. `noise` is the variance of the disclosure
/// noise in each numerator and denominator, 0 for exact counts.
///
/// # Errors
/// A denominator not above 0; a numerator below 0 or above its denominator; a negative variance.
pub fn of_proportions(points: &[ProportionPoint], noise: f64) -> Result<Trend> {
    let five = match last_five(points, |point| point.year) {
        Ok(five) => five,
        Err(reason) => return Ok(Trend::NotCalculated(reason)),
    };
    let mut places = Vec::with_capacity(POINTS);
    for (at, point) in &five {
        let (Some(numerator), Some(denominator)) = (point.numerator, point.denominator) else {
            return Ok(Trend::NotCalculated(Reason::MissingValues));
        };
        places.push(Place::new(*at, numerator, denominator)?);
    }
    if places
        .iter()
        .any(|place| place.numerator == 0.0 || place.numerator == place.denominator)
    {
        return Ok(Trend::NotCalculated(Reason::NobodyOrEverybody));
    }
    let chi2 = Pooled::of(&places, noise)?.trend()?;
    let nodes: Vec<Node> = places
        .iter()
        .map(|place| Node {
            at: place.at,
            value: (place.numerator / (place.denominator - place.numerator)).ln(),
            weight: 1.0,
        })
        .collect();
    tested(chi2, Line::through(&nodes).slope, &nodes)
}

/// The trend of other values over the last five of `points`, in any order. Limits of protected counts already hold
/// the noise.
///
/// # Errors
/// A value that is not finite, or limits that are not apart from each other.
pub fn of_values(points: &[ValuePoint]) -> Result<Trend> {
    let five = match last_five(points, |point| point.year) {
        Ok(five) => five,
        Err(reason) => return Ok(Trend::NotCalculated(reason)),
    };
    let mut nodes = Vec::with_capacity(POINTS);
    for (at, point) in &five {
        let (Some(value), Some(limits)) = (point.value, point.limits95) else {
            return Ok(Trend::NotCalculated(Reason::MissingValues));
        };
        let error = (limits.upper - limits.lower) / (2.0 * Level::P95.z());
        let error = domain("standard error", "above 0", error, |error| error > 0.0)?;
        nodes.push(Node {
            at: *at,
            value: finite("value", value)?,
            weight: finite("weight", error.powi(-2))?,
        });
    }
    let line = Line::through(&nodes);
    tested(line.slope * line.slope * line.square, line.slope, &nodes)
}

/// The five latest points in the order of time, each with the years since the first of them.
fn last_five<T: Copy>(
    points: &[T],
    year: impl Fn(&T) -> i32,
) -> std::result::Result<Vec<(f64, T)>, Reason> {
    if points.len() < POINTS {
        return Err(Reason::TooFewPoints);
    }
    let mut ordered = points.to_vec();
    ordered.sort_by_key(|point| Reverse(year(point)));
    let is_repeated = |pair: &[T]| matches!(pair, [a, b] if year(a) == year(b));
    if ordered.windows(2).any(is_repeated) {
        return Err(Reason::RepeatedYear);
    }
    ordered.truncate(POINTS);
    ordered.reverse();
    let first = ordered.first().map_or(0.0, |point| f64::from(year(point)));
    Ok(ordered
        .into_iter()
        .map(|point| (f64::from(year(&point)) - first, point))
        .collect())
}

fn tested(chi2: f64, gradient: f64, nodes: &[Node]) -> Result<Trend> {
    let (chi2, gradient) = (finite("chi-squared", chi2)?, finite("gradient", gradient)?);
    let marker = if chi2 <= CRITICAL {
        Marker::NoChange
    } else if !each_year_can_be_left_out(gradient, nodes) {
        Marker::NoChangeOutlier
    } else if gradient > 0.0 {
        Marker::Increasing
    } else {
        Marker::Decreasing
    };
    Ok(Trend::Calculated(Tested {
        chi2,
        gradient,
        marker,
        has_gap: nodes
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if b.at - a.at > 1.0)),
    }))
}

/// Whether the line keeps its direction without any one of its points.
fn each_year_can_be_left_out(gradient: f64, nodes: &[Node]) -> bool {
    (0..nodes.len()).all(|left_out| {
        let rest: Vec<Node> = nodes
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != left_out)
            .map(|(_, node)| *node)
            .collect();
        Line::through(&rest).slope * gradient > 0.0
    })
}

/// A point of a weighted straight line.
#[derive(Debug, Clone, Copy)]
struct Node {
    at: f64,
    value: f64,
    weight: f64,
}

/// The slope of a weighted straight line, and the weighted sum of squares of its places.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: f64,
    square: f64,
}

impl Line {
    fn through(nodes: &[Node]) -> Self {
        let total: f64 = nodes.iter().map(|node| node.weight).sum();
        let middle = nodes.iter().map(|node| node.weight * node.at).sum::<f64>() / total;
        let (mut square, mut product) = (0.0, 0.0);
        for node in nodes {
            let away = node.at - middle;
            square += node.weight * away * away;
            product += node.weight * away * node.value;
        }
        Self {
            slope: product / square,
            square,
        }
    }
}

/// A proportion at a place on the line: a year, or the score of a group.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: f64,
    numerator: f64,
    denominator: f64,
}

impl Place {
    fn new(at: f64, numerator: f64, denominator: f64) -> Result<Self> {
        domain("denominator", "above 0", denominator, |n| n > 0.0)?;
        domain("numerator", "0 to its denominator", numerator, |x| {
            (0.0..=denominator).contains(&x)
        })?;
        Ok(Self {
            at,
            numerator,
            denominator,
        })
    }
}

/// Proportions held against the one proportion of all of them together.
#[derive(Debug)]
struct Pooled<'a> {
    places: &'a [Place],
    /// The proportion of all.
    share: f64,
    /// The place of all, weighted by denominator.
    middle: f64,
    noise: f64,
}

impl<'a> Pooled<'a> {
    fn of(places: &'a [Place], noise: f64) -> Result<Self> {
        domain("noise variance", "0 or more", noise, |noise| noise >= 0.0)?;
        let (mut events, mut people, mut moment) = (0.0, 0.0, 0.0);
        for place in places {
            events += place.numerator;
            people += place.denominator;
            moment += place.denominator * place.at;
        }
        Ok(Self {
            places,
            share: finite("proportion of all", events / people)?,
            middle: finite("middle of all", moment / people)?,
            noise,
        })
    }

    /// By how much the numerator at a place differs from that of the proportion of all.
    fn surplus(&self, place: &Place) -> f64 {
        place.numerator - place.denominator * self.share
    }

    /// The variance of that difference by chance and by noise of numerator and denominator.
    fn variance(&self, place: &Place) -> f64 {
        place.denominator * self.share * (1.0 - self.share)
            + self.noise * (1.0 + self.share * self.share)
    }

    /// Chi-squared of a straight line over the places.
    fn trend(&self) -> Result<f64> {
        let (mut product, mut square) = (0.0, 0.0);
        for place in self.places {
            let away = place.at - self.middle;
            product += away * self.surplus(place);
            square += away * away * self.variance(place);
        }
        if square > 0.0 {
            finite("chi-squared", product * product / square)
        } else {
            Err(MethodError::Inconsistent(
                "a trend needs some but not all people with the attribute",
            ))
        }
    }

    /// Chi-squared of any difference between the places.
    fn heterogeneity(&self) -> Result<f64> {
        let chi2 = self
            .places
            .iter()
            .map(|place| self.surplus(place).powi(2) / self.variance(place))
            .sum();
        finite("chi-squared", chi2)
    }
}
