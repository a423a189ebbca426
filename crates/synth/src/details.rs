//! The other sheets of a return: contacts, support, outcomes and service use, for services that hold the detail.
//!
//! Each row hangs on a referral of the same return. They are drawn apart from the referrals, which are the same with and
//! without them.

mod draw;
mod file;
mod service_use;
mod wellbeing;

use std::fmt;

use hub_standard::{AreaCode, Month};
use jiff::civil::Date;

pub(crate) use wellbeing::{Wellbeing, usual_change};

use crate::{
    file::{SynthFile, SynthKind},
    row::SynthRow,
    synth::{Case, Synth},
    truths::Truths,
};

/// The rows of the other sheets of a return. Codes are the return's.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SynthDetails {
    /// Contacts of the month: as many for each referral as its row says.
    pub contacts: Vec<SynthContact>,
    /// Support for everybody who had a first contact, as it stands at the end of the month.
    pub support: Vec<SynthSupport>,
    /// Scores of the month: before support in the month of the first contact, and again in that of closing, so that
    /// both scores of a referral are in one return; at closing in the month of that.
    pub outcomes: Vec<SynthOutcome>,
    /// Use of health services of people whose referral was closed in the month, and of as many others. Few services
    /// send it.
    pub service_use: Vec<SynthServiceUse>,
}

/// A contact.
#[derive(Clone, PartialEq, Eq)]
pub struct SynthContact {
    /// The service's name for the referral, here and below.
    pub local_referral_id: String,
    /// Day.
    pub date: Date,
    /// How it took place.
    pub mechanism: &'static str,
    /// Whether the person came.
    pub attendance: &'static str,
    /// How long it took, if recorded.
    pub minutes: Option<u32>,
}

/// A kind of support that was offered.
#[derive(Clone, PartialEq, Eq)]
pub struct SynthSupport {
    /// Name of the referral.
    pub local_referral_id: String,
    /// What was offered.
    pub support_type: &'static str,
    /// Who gives it.
    pub provider_kind: &'static str,
    /// What became of it.
    pub support_status: &'static str,
}

/// A score of a questionnaire.
#[derive(Clone, PartialEq, Eq)]
pub struct SynthOutcome {
    /// Name of the referral.
    pub local_referral_id: String,
    /// Questionnaire.
    pub instrument: &'static str,
    /// When it was filled in.
    pub phase: &'static str,
    /// Score.
    pub score: u32,
}

/// How often somebody used health services in a period. Numbers are none where they are not recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct SynthServiceUse {
    /// Name of the referral; for somebody compared, of the person.
    pub local_referral_id: String,
    /// Referred, or comparison for somebody who was not.
    pub use_group: &'static str,
    /// Before or after the referral.
    pub use_period: &'static str,
    /// Length of the period in months.
    pub use_months: u32,
    /// Contacts with a general practice.
    pub gp_contacts: Option<u32>,
    /// Attendances at accident and emergency.
    pub ae_attendances: Option<u32>,
    /// Outpatient appointments.
    pub outpatient_appointments: Option<u32>,
    /// Admissions to hospital.
    pub inpatient_admissions: Option<u32>,
}

/// The number of rows only.
impl fmt::Debug for SynthDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SynthDetails")
            .field("contacts", &self.contacts.len())
            .field("support", &self.support.len())
            .field("outcomes", &self.outcomes.len())
            .field("service_use", &self.service_use.len())
            .finish()
    }
}

macro_rules! redacted {
    ($($row:ident),*) => {
        $(impl fmt::Debug for $row {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($row), "(<redacted>)"))
            }
        })*
    };
}

// They hold identities.
redacted!(SynthContact, SynthSupport, SynthOutcome, SynthServiceUse);

/// What the rows of a referral depend on besides itself.
struct Setting<'a> {
    truths: &'a Truths,
    wellbeing: Option<&'a Wellbeing>,
    icb: Option<&'a AreaCode>,
    /// The service's name for the person to compare with; none where the service sends no service use.
    compared_id: Option<String>,
}

impl Synth {
    /// The rows of the other sheets of a service's return; none where [`Self::rows`] has none.
    pub fn details(&self, service_idx: usize, month: Month) -> Option<SynthDetails> {
        let mut details = SynthDetails::default();
        for case in self.cases(service_idx, month)? {
            self.add_details(&case, month, &mut details);
        }
        Some(details)
    }

    /// A service's return with all its sheets: the kind of file that the service uses, or the one asked for. Text is a
    /// zip with a file for each sheet. Sheets without rows are left out.
    pub fn detailed_file(
        &self,
        service_idx: usize,
        month: Month,
        kind: Option<SynthKind>,
    ) -> Option<SynthFile> {
        let service = self.services().get(service_idx)?;
        let mut details = SynthDetails::default();
        let mut rows: Vec<SynthRow> = Vec::new();
        for case in self.cases(service_idx, month)? {
            self.add_details(&case, month, &mut details);
            rows.push(case.row);
        }
        let written = match kind.unwrap_or(service.habits.kind) {
            SynthKind::Csv => file::csv_zip(service, month, &rows, &details),
            SynthKind::Xlsx => file::xlsx(service, month, &rows, &details),
        };
        debug_assert!(written.is_ok(), "rows of a synthetic return fit in a file");
        written.ok()
    }

    fn add_details(&self, case: &Case, month: Month, details: &mut SynthDetails) {
        let place = case.place;
        let chance = |kind| self.chance(kind, place.service_idx, place.month, place.n);
        let setting = Setting {
            truths: &self.config().truths,
            wellbeing: self.wellbeing(),
            icb: self.services().get(place.service_idx).map(|of| &of.icb),
            compared_id: self.compared_id(place),
        };
        draw::add(&chance, case, month, &setting, details);
    }
}
