//! What a question is put before: the figures of a release, or the log of questions.

use std::sync::Arc;

use hub_release::{Answer, Described, Gate, LogGate, Query};

use crate::principal::{Principal, Role};
use crate::question::AskError;

/// The one place where a question can be answered.
#[derive(Debug)]
pub(crate) enum Before {
    /// The figures of a release.
    Figures(Arc<Gate>),
    /// The log of questions, for those who answer for disclosure control.
    Log(Arc<LogGate>),
    /// The log, for anybody else.
    Closed(Arc<LogGate>),
}

impl Before {
    /// The log, as whoever asks may have it.
    pub(crate) fn log(log: Arc<LogGate>, by: &Principal) -> Self {
        match by.role {
            Role::Officer => Self::Log(log),
            Role::Public | Role::Service(_) | Role::Icb(_) | Role::Analyst | Role::Operator => {
                Self::Closed(log)
            }
        }
    }

    /// The tables that can be asked of, among those that a query names.
    pub(crate) fn tables_in(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Figures(gate) => gate.tables_in(sql),
            Self::Log(log) | Self::Closed(log) => log.tables_in(sql),
        }
    }

    pub(crate) async fn describe(&self, query: Query<'_>) -> Result<Described, AskError> {
        match self {
            Self::Figures(gate) => Ok(gate.describe(query).await?),
            Self::Log(log) => Ok(log.describe(query.sql).await?),
            Self::Closed(_) => Err(AskError::NotAllowed),
        }
    }

    pub(crate) async fn answer(&self, query: Query<'_>) -> Result<Answer, AskError> {
        match self {
            Self::Figures(gate) => Ok(gate.answer(query).await?),
            Self::Log(log) => Ok(log.answer(query).await?),
            Self::Closed(_) => Err(AskError::NotAllowed),
        }
    }
}
