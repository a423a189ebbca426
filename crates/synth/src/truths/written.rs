//! What is true of a synthetic England, to write beside its files.

use hub_standard::Month;
use serde::Serialize;

use super::Truths;
use crate::{
    calibration::detail::{USE_MONTHS, USE_RATES},
    details::usual_change,
    effects::StepChange,
    synth::Synth,
};

/// What is true of a synthetic England. Nothing in it is about a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Truth {
    /// Seed.
    pub seed: u64,
    /// Services.
    pub services: usize,
    /// First month of returns.
    pub first_month: Month,
    /// Last month of returns.
    pub last_month: Month,
    /// What was planted.
    pub planted: Truths,
    /// Lasting changes of the referral rate of single ICBs.
    pub referral_steps: Vec<StepChange>,
    /// Expected mean change of life satisfaction from before support to closing, in points from 0 to 10 as recorded.
    pub wellbeing_change: f64,
    /// Full-time equivalents of link workers per 50,000 registered people at which that change is expected; none
    /// where it does not depend on them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wellbeing_at_fte: Option<f64>,
    /// Months of each period of service use.
    pub use_months: u32,
    /// Expected use of health services.
    pub use_rates: [UseRates; 4],
}

/// How often people use a health service, expected for one person and month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct UseRates {
    /// The item of the return.
    pub item: &'static str,
    /// Before the referral, of people referred and compared alike.
    pub before: f64,
    /// After it, of people referred.
    pub after_referred: f64,
    /// In the same period, of people compared.
    pub after_comparison: f64,
    /// Of people referred over people compared, each after over before.
    pub ratio: f64,
}

impl Synth {
    /// What is true of this synthetic England.
    pub fn truth(&self) -> Truth {
        let config = self.config();
        let truths = &config.truths;
        Truth {
            seed: config.seed,
            services: self.services().len(),
            first_month: config.first_month(),
            last_month: config.last_month,
            planted: truths.clone(),
            referral_steps: self.step_changes().to_vec(),
            wellbeing_change: truths.wellbeing_change.unwrap_or_else(usual_change),
            wellbeing_at_fte: self.wellbeing().and_then(|wellbeing| wellbeing.usual_fte()),
            use_months: truths.use_months.unwrap_or(USE_MONTHS),
            use_rates: use_rates(truths),
        }
    }
}

/// How often people use each health service, in the order of the return.
pub(crate) fn use_rates(truths: &Truths) -> [UseRates; 4] {
    let [gp, emergency, outpatient, inpatient] = USE_RATES;
    let rates = |item, (before, after, after_comparison): (f64, f64, f64), planted: Option<f64>| {
        let after_referred = planted.map_or(after, |ratio| ratio * after_comparison);
        UseRates {
            item,
            before,
            after_referred,
            after_comparison,
            ratio: after_referred / after_comparison,
        }
    };
    [
        rates("gp_contacts", gp, truths.gp_contacts_ratio),
        rates("ae_attendances", emergency, truths.ae_attendances_ratio),
        rates(
            "outpatient_appointments",
            outpatient,
            truths.outpatient_appointments_ratio,
        ),
        rates(
            "inpatient_admissions",
            inpatient,
            truths.inpatient_admissions_ratio,
        ),
    ]
}
