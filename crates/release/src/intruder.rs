//! The motivated intruder: attacks that are played against a release before it is trusted.
//!
//! [`audit`] reads a release, and the rows that it was made from, inside the barrier. [`attack`] is the part without
//! I/O: it takes people and cells as plain tables, and the same seed gives the same figures. Nothing in a report is
//! about a single person: it holds shares and counts of attacks.
//!
//! The intruder is the strongest that is thought of: one who knows every other record of an area and month, all other
//! attributes of the target, the noise's distribution and the thresholds, everything but the noise key.

mod areas;
mod audit;
mod averaging;
mod between;
mod cells;
mod differencing;
mod html;
mod inference;
mod mechanism;
mod random;
mod report;
mod rows;
mod stored;
mod unit;
mod utility;

pub use areas::{AreaCell, AreaFigure, AreaMonth, AreaUtility, measure_areas};
pub use audit::{AuditOptions, audit};
pub use averaging::Averaging;
pub use between::Between;
pub use differencing::Differencing;
pub use inference::{Guesses, InBand, Inference, Sight};
pub use mechanism::Mechanism;
pub use random::Random;
pub use report::{
    AVERAGING_MARGIN, CERTAIN_MAX, DIFFERENCING_MAX, Figures, IntruderReport, Line, RIGHT_MAX,
    Setting, Verdict, share,
};
pub(crate) use stored::open as open_report;
pub use stored::{Kept, ReportFile, StoredReport, store_report, stored_report};
pub use unit::{Cell, Lists, Person, Row, Tables, Unit};
pub use utility::Utility;

use hub_disclosure::Policy;

use crate::error::Result;

/// Plays every attack on `n_targets` people at most, chosen by the seed from units of all sizes.
///
/// Targets are people with one row in the unit, and one code of each dimension: of them one guess says all.
/// Figures of whole areas are not in it: see [`measure_areas`].
///
/// # Errors
/// [`crate::ReleaseError::Noise`] where the policy's noise cannot be made.
pub fn attack(
    lists: &Lists,
    units: &[Unit],
    policy: &Policy,
    n_targets: usize,
    seed: u64,
) -> Result<Figures> {
    let mut random = Random::new(seed);
    let targets = inference::choose(units, n_targets, &mut random);
    Ok(Figures {
        n_units: u32::try_from(units.len()).unwrap_or(u32::MAX),
        n_targets: u32::try_from(targets.len()).unwrap_or(u32::MAX),
        inference: inference::play(lists, units, &targets, policy)?,
        differencing: differencing::play(lists, units, &targets, policy, &mut random)?,
        averaging: averaging::play(lists, units, policy)?,
        utility: utility::measure(units, policy),
        areas: Vec::new(),
    })
}
