//! Whether a proportion rises or falls over ordered groups, such as fifths by deprivation.

use super::{Place, Pooled};
use crate::error::{MethodError, Result, domain};
use crate::gamma;

/// An ordered group with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredGroup {
    /// Where the group stands in the order, such as 1 to 5.
    pub score: f64,
    /// The people with the attribute.
    pub numerator: f64,
    /// All people, above 0.
    pub denominator: f64,
}

/// A chi-squared test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Chi-squared.
    pub chi2: f64,
    /// The degrees of freedom.
    pub degrees: u32,
    /// The probability of a larger chi-squared by chance, 0 to 1.
    pub p: f64,
}

impl Test {
    fn new(chi2: f64, degrees: u32) -> Result<Self> {
        Ok(Self {
            chi2,
            degrees,
            p: gamma::upper_tail(f64::from(degrees) / 2.0, chi2 / 2.0)?,
        })
    }
}

/// How proportions differ over ordered groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupTrend {
    /// A straight line over the scores: one degree of freedom.
    pub trend: Test,
    /// Any difference between the groups (Pearson).
    pub heterogeneity: Test,
    /// What the line leaves unexplained; `None` for two groups, which a line always fits.
    pub departure: Option<Test>,
}

/// Tests whether the proportion rises or falls over the groups' scores. `noise` is the variance of the disclosure
/// noise in each numerator and denominator, 0 for exact counts.
///
/// Source: Cochran 1954; Armitage 1955.
///
/// # Errors
/// Fewer than two groups; a score that is not finite, or the same for all; a denominator not above 0; a numerator
/// below 0 or above its denominator; nobody or everybody with the attribute; a negative variance.
pub fn across_groups(groups: &[ScoredGroup], noise: f64) -> Result<GroupTrend> {
    let size = MethodError::Size {
        what: "groups",
        need: "2 or more",
        found: groups.len(),
    };
    let Some(degrees) = u32::try_from(groups.len())
        .ok()
        .and_then(|groups| groups.checked_sub(1))
        .filter(|degrees| *degrees > 0)
    else {
        return Err(size);
    };
    // Rounding could set equal scores apart from their mean by a little.
    if groups
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a.score == b.score))
    {
        return Err(MethodError::Inconsistent("all groups have the same score"));
    }
    let places = groups
        .iter()
        .map(|group| {
            let score = domain("score", "a finite number", group.score, |_| true)?;
            Place::new(score, group.numerator, group.denominator)
        })
        .collect::<Result<Vec<_>>>()?;
    let pooled = Pooled::of(&places, noise)?;
    let (line, all) = (pooled.trend()?, pooled.heterogeneity()?);
    Ok(GroupTrend {
        trend: Test::new(line, 1)?,
        heterogeneity: Test::new(all, degrees)?,
        departure: if degrees > 1 {
            Some(Test::new((all - line).max(0.0), degrees - 1)?)
        } else {
            None
        },
    })
}
