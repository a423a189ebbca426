//! What the attacks found, and whether the release stands.

use hub_disclosure::Policy;
use hub_standard::ids::ReleaseId;
use serde::{Deserialize, Serialize};

use super::areas::AreaUtility;
use super::averaging::Averaging;
use super::between::Between;
use super::differencing::Differencing;
use super::inference::{Guesses, Inference, Sight};
use super::utility::Utility;

/// Most that the strong intruder may guess right.
pub const RIGHT_MAX: f64 = 0.60;
/// The same where the intruder sees finer tables too, as only those do who may ask in SQL and answer for what they ask.
pub(super) const RIGHT_WITH_FINER_MAX: f64 = 0.70;
/// Most that the strong intruder may know for certain.
pub const CERTAIN_MAX: f64 = 0.05;
/// Most that differencing may make sure.
pub const DIFFERENCING_MAX: f64 = 0.02;
/// Most that a mean of displayed counts may add to the hits of a single one. Weights by the known noise hit more often, as
/// the report says beside it: how much more is given by the noise and the number of tables alone.
pub const AVERAGING_MARGIN: f64 = 0.05;

/// What the attacks found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Areas and months whose cells and rows were used.
    pub n_units: u32,
    /// People who were attacked.
    pub n_targets: u32,
    /// Guessing one attribute.
    pub inference: Vec<Inference>,
    /// Sums with and without one cell.
    pub differencing: Vec<Differencing>,
    /// Averaging away the noise.
    pub averaging: Averaging,
    /// What protection costs: displayed counts against true ones, by size.
    #[serde(default)]
    pub utility: Vec<Utility>,
    /// What it costs in figures of whole areas.
    #[serde(default)]
    pub areas: Vec<AreaUtility>,
}

/// What was attacked, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The release.
    pub release: ReleaseId,
    /// SHA-256 of its manifest file: the report is of this release and of no other.
    #[serde(default)]
    pub manifest_sha256: String,
    /// Its disclosure policy.
    pub policy: Policy,
    /// The seed by which, with the noise key, targets and groups were chosen.
    pub seed: u64,
    /// People who were to be attacked, at most.
    #[serde(default)]
    pub targets: u32,
    /// The attribute that was guessed.
    pub sensitive: String,
    /// Finer tables with the attribute that the intruder saw, besides what everyone sees.
    #[serde(default)]
    pub finer_tables: u32,
    /// Months that were attacked.
    pub months: u32,
    /// Months that were chosen first and left out, for their rows are not all there any more.
    pub months_left_out: u32,
}

/// Whether a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No line was crossed.
    Pass,
    /// A line was crossed: hold the release back and find out why.
    Held,
}

/// A line that must not be crossed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What was measured.
    pub what: String,
    /// What was found; none where nobody could be attacked.
    pub found: Option<f64>,
    /// The limit.
    pub limit: f64,
    /// Whether it holds.
    pub holds: bool,
}

/// The report that goes with a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntruderReport {
    /// The verdict.
    pub verdict: Verdict,
    /// The lines behind it.
    pub lines: Vec<Line>,
    /// What was attacked.
    pub setting: Setting,
    /// What was found.
    pub figures: Figures,
    /// Against the release before, if there is one.
    pub between: Option<Between>,
}

impl Figures {
    /// The guesses of one way of seeing the release.
    #[must_use]
    pub fn guesses(&self, sight: Sight) -> Guesses {
        let found = self.inference.iter().find(|found| found.sight == sight);
        found.map(|found| found.all).unwrap_or_default()
    }
}

impl IntruderReport {
    /// Holds what was found against the lines.
    #[must_use]
    pub fn new(setting: Setting, figures: Figures, between: Option<Between>) -> Self {
        let right_max = match setting.finer_tables {
            0 => RIGHT_MAX,
            _ => RIGHT_WITH_FINER_MAX,
        };
        let mut lines = lines(&figures, right_max);
        if let Some(between) = &between {
            lines.push(at_most(
                "cells of an unchanged version that differ between releases",
                Some(f64::from(
                    u32::try_from(between.kept_cells_that_differ).unwrap_or(u32::MAX),
                )),
                0.0,
            ));
            lines.push(at_most(
                "newer versions for which too few people changed",
                Some(f64::from(between.anew_too_few_changed)),
                0.0,
            ));
        }
        let verdict = if lines.iter().all(|line| line.holds) {
            Verdict::Pass
        } else {
            Verdict::Held
        };
        Self {
            verdict,
            lines,
            setting,
            figures,
            between,
        }
    }

    /// Whether no line was crossed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// The lines that were crossed.
    pub fn crossed(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.holds)
    }
}

/// A share, or none of nobody.
#[must_use]
pub fn share(hits: u32, of: u32) -> Option<f64> {
    (of > 0).then(|| f64::from(hits) / f64::from(of))
}

fn lines(figures: &Figures, right_max: f64) -> Vec<Line> {
    let exact = figures.guesses(Sight::Exact);
    let strong = figures.guesses(Sight::Protected);
    let works = share(exact.right, exact.n);
    let differencing = figures
        .differencing
        .iter()
        .filter_map(|found| share(found.sure, found.n))
        .reduce(f64::max);
    let averaging = &figures.averaging;
    let single = share(averaging.single_display, averaging.n);
    let mut lines = vec![
        Line {
            what:
                "check: the strong intruder's right guesses against exact counts, which must be all"
                    .to_owned(),
            found: works,
            limit: 1.0,
            holds: works == Some(1.0),
        },
        at_most(
            "strong intruder: right guesses",
            share(strong.right, strong.n),
            right_max,
        ),
        at_most(
            "strong intruder: certain and right",
            share(strong.certain_and_right, strong.n),
            CERTAIN_MAX,
        ),
        at_most("differencing: sure", differencing, DIFFERENCING_MAX),
    ];
    // Where no count is displayed, there is nothing to average.
    if let Some(single) = single {
        lines.push(at_most(
            "averaging: exact hits of the mean of displays",
            share(averaging.mean_display, averaging.n),
            single + AVERAGING_MARGIN,
        ));
    }
    lines
}

/// A line that holds where something was found and is not above the limit.
fn at_most(what: &str, found: Option<f64>, limit: f64) -> Line {
    Line {
        what: what.to_owned(),
        found,
        limit,
        holds: found.is_some_and(|found| found <= limit),
    }
}
