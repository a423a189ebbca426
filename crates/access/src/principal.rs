//! Names and roles.

use hub_reference::Reference;
use hub_release::Reach;
use hub_standard::ids::{AreaCode, ServiceCode};

/// What somebody may do here.
/// Closed, so that whoever decides by role decides about each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Anybody: released figures.
    Public,
    /// Sends the returns of one service.
    Service(ServiceCode),
    /// Reads for one integrated care board.
    Icb(AreaCode),
    /// Reads released figures of all areas, and which services have sent.
    Analyst,
    /// Answers for disclosure control.
    Officer,
    /// Runs the hub.
    Operator,
}

impl Role {
    /// Reads a role as the journal has it: its name, and the code that a service or a board is bound to.
    ///
    /// `None` for a role that is not known or lacks its scope, so that a token with one opens nothing.
    #[must_use]
    pub fn parse(name: &str, scope: Option<&str>) -> Option<Self> {
        match (name, scope) {
            ("service", Some(code)) => code.parse().ok().map(Self::Service),
            ("icb", Some(code)) => code.parse().ok().map(Self::Icb),
            ("analyst", None) => Some(Self::Analyst),
            ("officer", None) => Some(Self::Officer),
            ("operator", None) => Some(Self::Operator),
            _ => None,
        }
    }

    /// Name of the role, as the journal has it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Service(_) => "service",
            Self::Icb(_) => "icb",
            Self::Analyst => "analyst",
            Self::Officer => "officer",
            Self::Operator => "operator",
        }
    }

    /// The service or board that the role is bound to.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        match self {
            Self::Service(code) => Some(code.as_str()),
            Self::Icb(code) => Some(code.as_str()),
            Self::Public | Self::Analyst | Self::Officer | Self::Operator => None,
        }
    }

    /// The role by the areas of now: of a board that became part of another, whoever reads for it reads for that one. A board
    /// whose area went to several leads to none of them.
    #[must_use]
    pub fn of_now(&self, reference: &Reference) -> Self {
        match self {
            Self::Icb(code) => {
                let board = reference.board_now(code.as_str()).unwrap_or(code);
                Self::Icb(board.clone())
            }
            other => other.clone(),
        }
    }

    /// Whether it may ask questions in SQL.
    #[must_use]
    pub fn may_ask(&self) -> bool {
        matches!(self, Self::Icb(_) | Self::Analyst | Self::Officer)
    }

    /// Of which places it sees cells by more columns at once than everyone does, where such were made.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::Icb(code) => Reach::Board(code.to_string()),
            Self::Analyst | Self::Officer => Reach::Everywhere,
            Self::Public | Self::Service(_) | Self::Operator => Reach::Nowhere,
        }
    }

    /// The role in words for people.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::Service(_) => "Service",
            Self::Icb(_) => "Commissioner",
            Self::Analyst => "Analyst",
            Self::Officer => "Disclosure officer",
            Self::Operator => "Operator",
        }
    }
}

/// Somebody who asks, as far as we know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Name as given when the token was made; "public" for anybody.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Id of the token that they came with, or that their session was begun with.
    pub token_id: Option<String>,
    /// Id of the membership that they act by; none where they came with a token that is nobody's in particular.
    pub membership_id: Option<String>,
}

/// Parts a membership from a token in the id of a session. No id has it.
const OF_TOKEN: char = '-';

impl Principal {
    /// Anybody.
    #[must_use]
    pub fn public() -> Self {
        Self {
            name: "public".to_owned(),
            role: Role::Public,
            token_id: None,
            membership_id: None,
        }
    }

    /// What a session of theirs names, so that [`principal_of_id`](crate::principal_of_id) finds them again for as long as
    /// all that they came by holds: a token, a membership, or a membership that was shown by a token.
    #[must_use]
    pub fn session_id(&self) -> Option<String> {
        match (&self.membership_id, &self.token_id) {
            (Some(membership), Some(token)) => Some(format!("{membership}{OF_TOKEN}{token}")),
            (None, Some(id)) | (Some(id), None) => Some(id.clone()),
            (None, None) => None,
        }
    }

    /// What they came with, as it is on record: a token; for who came with none, the membership.
    #[must_use]
    pub fn credential_id(&self) -> Option<&str> {
        self.token_id.as_deref().or(self.membership_id.as_deref())
    }

    /// The same with the role that they have by the areas of now ([`Role::of_now`]).
    #[must_use]
    pub fn of_now(&self, reference: &Reference) -> Self {
        Self {
            role: self.role.of_now(reference),
            ..self.clone()
        }
    }

    /// Whether we know who it is.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.role != Role::Public
    }

    /// Whether it sends the returns of this service. What it may not send for, it may not know of.
    #[must_use]
    pub fn sends_for(&self, service: &ServiceCode) -> bool {
        matches!(&self.role, Role::Service(own) if own == service)
    }

    /// Whether it may see by name which services of a board have sent.
    #[must_use]
    pub fn sees_services_of(&self, icb: &AreaCode) -> bool {
        match &self.role {
            Role::Icb(own) => own == icb,
            Role::Analyst | Role::Officer | Role::Operator => true,
            Role::Public | Role::Service(_) => false,
        }
    }
}

/// The membership and the token that the id of a session names, if it names both.
pub(crate) fn parts_of_session(id: &str) -> Option<(&str, &str)> {
    id.split_once(OF_TOKEN)
}
