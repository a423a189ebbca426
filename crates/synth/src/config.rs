//! How much to make.

use hub_standard::Month;
use jiff::civil::date;

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
}

impl Default for SynthConfig {
    fn default() -> Self {
        Self {
            months: 12,
            services: 60,
            seed: 1,
            last_month: Month::of(date(2026, 10, 1)),
            referrals_per_service_month: 60.0,
        }
    }
}
