//! Whether what is to be planted can be.

use std::ops::RangeInclusive;

use hub_reference::Reference;
use hub_standard::codes;

use super::{NotAvailable, Truths, WaitStep};
use crate::config::SynthConfig;

const RATE_RATIOS: RangeInclusive<f64> = 0.2..=5.0;
const USE_RATIOS: RangeInclusive<f64> = 0.2..=3.0;
const SHARES: RangeInclusive<f64> = 0.0..=0.9;
/// Points of life satisfaction. Beyond these the scale ends for too many people.
const CHANGES: RangeInclusive<f64> = -2.5..=2.5;
const PER_FTE: RangeInclusive<f64> = -0.8..=0.8;
/// Lengths of the periods of service use, in months.
const USE_MONTHS: [u32; 3] = [3, 6, 12];
/// A longer wait would take referrals out of the months that are looked back on.
const WAIT_DAYS: RangeInclusive<i32> = -28..=28;

/// A truth cannot be planted as it is written. Says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key} {problem}")]
#[non_exhaustive]
pub struct TruthError {
    /// Its key.
    pub key: &'static str,
    /// What is the matter, and what to write.
    pub problem: String,
}

type Checked = Result<(), TruthError>;

impl Truths {
    pub(crate) fn check(&self, config: &SynthConfig, reference: &Reference) -> Checked {
        let gap = self.ethnic_gap.as_ref().map(|gap| gap.ratio);
        let numbers = [
            ("deprivation_rii", self.deprivation_rii, RATE_RATIOS, 0.5),
            ("ethnic_gap.ratio", gap, RATE_RATIOS, 0.6),
            ("wellbeing_change", self.wellbeing_change, CHANGES, 1.5),
            ("wellbeing_per_fte", self.wellbeing_per_fte, PER_FTE, 0.2),
            ("gp_contacts_ratio", self.gp_contacts_ratio, USE_RATIOS, 0.6),
            (
                "ae_attendances_ratio",
                self.ae_attendances_ratio,
                USE_RATIOS,
                0.85,
            ),
            (
                "outpatient_appointments_ratio",
                self.outpatient_appointments_ratio,
                USE_RATIOS,
                0.9,
            ),
            (
                "inpatient_admissions_ratio",
                self.inpatient_admissions_ratio,
                USE_RATIOS,
                0.9,
            ),
        ];
        for (key, value, range, example) in numbers {
            within(key, value, &range, example)?;
        }
        self.check_reach(config, reference)?;
        if let Some(months) = self.use_months.filter(|n| !USE_MONTHS.contains(n)) {
            return refused("use_months", format!("is {months}: write 3, 6 or 12"));
        }
        if let Some(step) = &self.wait_step {
            check_wait(step, config)?;
        }
        let mut shares = self.not_available.iter();
        shares.try_for_each(|share| check_share(share, reference))
    }

    fn check_reach(&self, config: &SynthConfig, reference: &Reference) -> Checked {
        if self.deprivation_rii.is_some() && self.ethnic_gap.is_some() {
            let why = "cannot be planted together with deprivation_rii, since ethnic groups live in areas of different \
                       deprivation and each would be taken for the other: plant them in two runs";
            return refused("ethnic_gap", why);
        }
        let least = reference.atoms().len();
        if self.is_in_reach() && config.services < least {
            let key = match self.deprivation_rii {
                Some(_) => "deprivation_rii",
                None => "ethnic_gap",
            };
            let why = format!("needs a service in every area: make at least {least} services");
            return refused(key, why);
        }
        Ok(())
    }
}

fn check_wait(step: &WaitStep, config: &SynthConfig) -> Checked {
    if step.days == 0 || !WAIT_DAYS.contains(&step.days) {
        let days = step.days;
        let why =
            format!("is {days}: write a whole number of days from -28 to 28, and not 0, like 14");
        return refused("wait_step.days", why);
    }
    let (first, last) = (config.first_month(), config.last_month);
    if step.month <= first || step.month > last {
        let month = step.month;
        let why = format!(
            "is {month}: write a month after {first}, the first one made, and up to {last}, or make more months"
        );
        return refused("wait_step.month", why);
    }
    Ok(())
}

fn check_share(planted: &NotAvailable, reference: &Reference) -> Checked {
    within("not_available.share", Some(planted.share), &SHARES, 0.3)?;
    if let Some(support) = &planted.support {
        let list = codes::list("support_type");
        if list.is_none_or(|list| list.get(support).is_none()) {
            let known: Vec<&str> = list
                .map(|list| list.entries.iter().map(|code| code.code.as_str()).collect())
                .unwrap_or_default();
            let why = format!("is \"{support}\": write one of {}", known.join(", "));
            return refused("not_available.support", why);
        }
    }
    let icbs = reference.icbs(reference.now());
    match &planted.icb {
        Some(icb) if icbs.iter().all(|known| known.code != *icb) => {
            let known: Vec<&str> = icbs.iter().map(|icb| icb.code.as_str()).collect();
            let why = format!("is \"{icb}\": write one of {}", known.join(", "));
            refused("not_available.icb", why)
        }
        _ => Ok(()),
    }
}

fn within(
    key: &'static str,
    value: Option<f64>,
    range: &RangeInclusive<f64>,
    example: f64,
) -> Checked {
    match value {
        Some(value) if !range.contains(&value) => {
            let (least, most) = (range.start(), range.end());
            let why = format!("is {value}: write a number from {least} to {most}, like {example}");
            refused(key, why)
        }
        _ => Ok(()),
    }
}

fn refused(key: &'static str, problem: impl Into<String>) -> Checked {
    Err(TruthError {
        key,
        problem: problem.into(),
    })
}
