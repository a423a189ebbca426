//! What can be planted in a synthetic England, so that a measure can be held to finding it.

mod check;
mod written;

use hub_standard::{AreaCode, Month};
use serde::{Deserialize, Serialize};

pub use check::TruthError;
pub use written::{Truth, UseRates};

pub(crate) use written::use_rates;

/// What to plant. What is left out stays as the synthetic England has it anyway.
///
/// Where the index or the gap is planted, areas and groups differ by nothing else: rates of areas, their steps, and
/// how often an ethnic category is missing are the same everywhere, and every return comes. Without that, an interval
/// that is made from counts would have to cover differences that it knows nothing of.
///
/// As TOML:
///
/// ```toml
/// deprivation_rii = 0.5          # or [ethnic_gap], not both
/// wellbeing_change = 1.5
/// wellbeing_per_fte = 0.2
/// everybody_asked = true         # so that few people suffice
/// use_months = 3
/// use_from_all = true
/// gp_contacts_ratio = 0.6        # 40 % fewer than the comparison group
/// ae_attendances_ratio = 0.85
/// outpatient_appointments_ratio = 0.9
/// inpatient_admissions_ratio = 0.9
///
/// # [ethnic_gap]
/// # group = "black"
/// # ratio = 0.6
///
/// [wait_step]
/// month = "2026-05"
/// days = 14
///
/// [[not_available]]
/// support = "housing_advice"
/// icb = "QE1"
/// share = 0.4
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Truths {
    /// Relative index of inequality of the referral rate: the rate at the least deprived end over that at the most
    /// deprived end, the log of the rate being a line over ranked deprivation (Low and Low 2004). From 0.2 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprivation_rii: Option<f64>,
    /// One ethnic group is referred more or less than everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethnic_gap: Option<EthnicGap>,
    /// The wait from referral to first contact changes from one month on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_step: Option<WaitStep>,
    /// Mean change of life satisfaction (0 to 10) from before support to closing, in points as recorded. From -2.5 to
    /// 2.5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wellbeing_change: Option<f64>,
    /// How many points the mean change of life satisfaction is greater for each further full-time equivalent of link
    /// workers per 50,000 registered people, in the network of the person's practice at the newest census up to the
    /// month of closing. A network without any has none. From -0.8 to 0.8; beyond 0.3 the scale ends for people of
    /// networks with very many, so that there it is less. The change itself is then that of a network with as many as
    /// England at the newest census.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wellbeing_per_fte: Option<f64>,
    /// Everybody answers the ONS4 before support, and again at closing if they can be asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub everybody_asked: bool,
    /// Months of the periods before and after the referral for which service use is sent: 3, 6 or 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_months: Option<u32>,
    /// Every service sends service use, of everybody whose referral is closed; else few do, of some.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub use_from_all: bool,
    /// Contacts with a general practice after over before the referral, against the same of the comparison group: 0.6
    /// is 40 % fewer. From 0.2 to 3, here and below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gp_contacts_ratio: Option<f64>,
    /// Attendances at accident and emergency, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ae_attendances_ratio: Option<f64>,
    /// Outpatient appointments, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outpatient_appointments_ratio: Option<f64>,
    /// Admissions to hospital, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inpatient_admissions_ratio: Option<f64>,
    /// Support that cannot be had. Of several that fit, the first counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_available: Vec<NotAvailable>,
}

/// A difference of the referral rate between an ethnic group and everybody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EthnicGap {
    /// Which group.
    pub group: EthnicGroup,
    /// Its referral rate over that of everybody else. From 0.2 to 5.
    pub ratio: f64,
}

/// Ethnic groups that the census and the return draw alike. Chinese people are Asian in the census of 2021 and Other
/// in the categories of the return, so that a gap of either group could not be found as it was planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EthnicGroup {
    /// Black, Black British, Caribbean or African.
    Black,
    /// Mixed or multiple.
    Mixed,
    /// White.
    White,
}

/// A lasting change of the wait from referral to first contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitStep {
    /// The first month whose referrals wait otherwise.
    pub month: Month,
    /// By how many days they wait longer, from -28 to 28. Below 0 those before wait longer by as many, since a wait
    /// of no days cannot be shortened.
    pub days: i32,
}

/// How often support turns out not to be available.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotAvailable {
    /// Which kind, as the return names it; every kind when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// In which ICB, as it is since April 2026; everywhere when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icb: Option<AreaCode>,
    /// Share of the support of which it is known what became of it, that is without what people wait for. From 0 to
    /// 0.9.
    pub share: f64,
}

impl Truths {
    /// Whether some of it is in other sheets than Referrals.
    pub fn is_in_details(&self) -> bool {
        let in_numbers = [
            self.wellbeing_change,
            self.wellbeing_per_fte,
            self.gp_contacts_ratio,
            self.ae_attendances_ratio,
            self.outpatient_appointments_ratio,
            self.inpatient_admissions_ratio,
        ];
        in_numbers.iter().any(Option::is_some)
            || self.everybody_asked
            || self.use_months.is_some()
            || self.use_from_all
            || !self.not_available.is_empty()
    }

    /// Whether it decides how often who is referred.
    pub(crate) fn is_in_reach(&self) -> bool {
        self.deprivation_rii.is_some() || self.ethnic_gap.is_some()
    }

    /// By how many days referrals of a month wait longer.
    pub(crate) fn more_days(&self, month: Month) -> u32 {
        match &self.wait_step {
            Some(step) if (step.days > 0) == (month >= step.month) => step.days.unsigned_abs(),
            _ => 0,
        }
    }

    /// The share of a kind of support that is not available in an ICB, if it is planted.
    pub(crate) fn share_not_available(&self, support: &str, icb: Option<&AreaCode>) -> Option<f64> {
        let mut planted = self.not_available.iter();
        let fits = planted.find(|planted| {
            planted.support.as_deref().is_none_or(|of| of == support)
                && (planted.icb.is_none() || planted.icb.as_ref() == icb)
        });
        fits.map(|planted| planted.share)
    }
}
