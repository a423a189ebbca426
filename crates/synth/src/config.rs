//! How much to make, and what to plant in it.

use hub_reference::Reference;
use hub_standard::Month;
use jiff::civil::date;

use crate::truths::{TruthError, Truths};

/// How much of the synthetic England to make.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthConfig {
    /// Months of returns, the last one included.
    pub months: usize,
    /// Services.
    pub services: usize,
    /// The same seed makes the same England.
    pub seed: u64,
    /// The newest month.
    pub last_month: Month,
    /// New referrals that a service of usual size gets in a month.
    pub referrals_per_service_month: f64,
    /// What to plant.
    pub truths: Truths,
}

impl Default for SynthConfig {
    fn default() -> Self {
        Self {
            months: 12,
            services: 60,
            seed: 1,
            last_month: Month::of(date(2026, 10, 1)),
            referrals_per_service_month: 60.0,
            truths: Truths::default(),
        }
    }
}

impl SynthConfig {
    /// Looks whether what is to be planted can be.
    ///
    /// # Errors
    /// The first truth that cannot be planted, with what to write instead.
    pub fn check(&self, reference: &Reference) -> Result<(), TruthError> {
        self.truths.check(self, reference)
    }

    pub(crate) fn first_month(&self) -> Month {
        let before = i32::try_from(self.months)
            .unwrap_or(i32::MAX)
            .saturating_sub(1);
        self.last_month.plus(before.saturating_neg())
    }
}
