//! What kind of organisation a service belongs to.

use serde::{Deserialize, Serialize};

/// The kind of organisation that runs a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServiceKind {
    /// A voluntary, community or social enterprise organisation.
    Voluntary,
    /// A primary care network.
    Network,
    /// A general practice, or a federation of practices.
    Practice,
    /// A council.
    Council,
    /// An NHS trust.
    Trust,
    /// None of these.
    Other,
}

impl ServiceKind {
    /// Every kind, in the order in which forms offer them.
    pub const ALL: [Self; 6] = [
        Self::Voluntary,
        Self::Network,
        Self::Practice,
        Self::Council,
        Self::Trust,
        Self::Other,
    ];

    /// The name in lists, commands and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Network => "network",
            Self::Practice => "practice",
            Self::Council => "council",
            Self::Trust => "trust",
            Self::Other => "other",
        }
    }

    /// The kind in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Voluntary => "Voluntary, community or social enterprise organisation",
            Self::Network => "Primary care network",
            Self::Practice => "General practice or federation",
            Self::Council => "Council",
            Self::Trust => "NHS trust",
            Self::Other => "Another organisation",
        }
    }

    /// The kind of that name, in small letters or capitals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }
}
