//! Errors as a client of the wire sees them.

use std::fmt;

use hub_access::AskError;
use hub_release::ReleaseError;
use pgwire::error::{ErrorInfo, PgWireError};

/// What psql's longer lists ask with.
pub(super) const PLUS: &str = " Commands of psql with a plus, such as \\d+ and \\dt+, ask for what the hub does not keep. Leave the plus out: \\d hub.referrals";

/// An error after which the session goes on.
pub(super) fn error(sqlstate: &str, words: impl fmt::Display) -> PgWireError {
    of("ERROR", sqlstate, words)
}

/// An error that ends the session.
pub(super) fn fatal(sqlstate: &str, words: impl fmt::Display) -> PgWireError {
    of("FATAL", sqlstate, words)
}

fn of(severity: &str, sqlstate: &str, words: impl fmt::Display) -> PgWireError {
    PgWireError::UserError(Box::new(ErrorInfo::new(
        severity.to_owned(),
        sqlstate.to_owned(),
        words.to_string(),
    )))
}

/// Why a question was not answered. What is for the operator to mend is told to the log only, and what the engine says of a
/// query not even there: it may quote it.
pub(super) fn asked(why: AskError) -> PgWireError {
    match why {
        AskError::Refused(refusal) => {
            let sqlstate = match refusal.code.name() {
                "SQL_ERROR" => "42601",
                "LIMIT" => "54000",
                _ => "42501",
            };
            error(
                sqlstate,
                format_args!("{}: {}", refusal.code.name(), refusal.words),
            )
        }
        AskError::NotAllowed => error("42501", why),
        AskError::Closed => error("0A000", why),
        AskError::Busy => error("53300", why),
        AskError::NoRelease => error("55000", why),
        AskError::Release(ReleaseError::NotFound(_)) => {
            error("22023", "there is no release of that name")
        }
        AskError::Release(why) => {
            tracing::error!(error = %why, "a release cannot be read");
            internal()
        }
        AskError::Store(why) => {
            tracing::error!(error = %why, "storage does not answer");
            internal()
        }
        _ => {
            tracing::error!("the engine failed over a query");
            internal()
        }
    }
}

/// What is said beside an answer.
pub(super) fn notice(words: String) -> ErrorInfo {
    ErrorInfo::new("NOTICE".to_owned(), "00000".to_owned(), words)
}

/// What is not for the client to mend.
pub(super) fn internal() -> PgWireError {
    error("58000", "internal error")
}
