//! The kinds of rows of a return, one for each sheet.

use serde::{Deserialize, Serialize};

use super::{CONTACTS, OUTCOMES, REFERRALS, SERVICE_USE, SUPPORT, StoredColumn};

/// What one stored row is. Each kind has its sheet in the return and its objects in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A referral. Every return has them, or says that it has none.
    Referrals,
    /// A contact with somebody referred.
    Contacts,
    /// Something that somebody was supported with.
    Support,
    /// A score of a questionnaire.
    Outcomes,
    /// How often somebody used health services in a period.
    ServiceUse,
}

impl Record {
    /// The kinds that a return may have besides referrals, in the order of their sheets.
    pub const DETAILS: [Self; 4] = [
        Self::Contacts,
        Self::Support,
        Self::Outcomes,
        Self::ServiceUse,
    ];

    /// Name for programs and in paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
            Self::Contacts => "contacts",
            Self::Support => "support",
            Self::Outcomes => "outcomes",
            Self::ServiceUse => "service_use",
        }
    }

    /// Name of its sheet in the return.
    #[must_use]
    pub const fn sheet_name(self) -> &'static str {
        match self {
            Self::Referrals => "Referrals",
            Self::Contacts => "Contacts",
            Self::Support => "Support",
            Self::Outcomes => "Outcomes",
            Self::ServiceUse => "Service use",
        }
    }

    /// The kind with this name for programs.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        std::iter::once(Self::Referrals)
            .chain(Self::DETAILS)
            .find(|record| record.name() == name)
    }

    /// Columns of its stored rows, in their order. All have `service`, `month`, `referral_key` and `person_key`.
    #[must_use]
    pub const fn columns(self) -> &'static [StoredColumn] {
        match self {
            Self::Referrals => REFERRALS,
            Self::Contacts => CONTACTS,
            Self::Support => SUPPORT,
            Self::Outcomes => OUTCOMES,
            Self::ServiceUse => SERVICE_USE,
        }
    }
}
