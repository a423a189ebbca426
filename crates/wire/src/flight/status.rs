//! Errors as a client of Flight SQL sees them.

use hub_access::AskError;
use hub_release::ReleaseError;
use tonic::Status;
use tonic::metadata::MetadataValue;

/// Longest words of an error: they travel in a header, and clients bound those.
const WORDS_CHARS_MAX: usize = 1_000;
/// The header with the code of a refusal.
const CODE: &str = "hub-code";

/// Why a question was not answered. What is for the operator to mend is told to the log only, and what the engine says of a
/// query not even there: it may quote it.
pub(super) fn asked(why: AskError) -> Status {
    match why {
        AskError::Refused(refusal) => {
            let code = refusal.code.name();
            let words = refusal.words.chars().take(WORDS_CHARS_MAX);
            let words = format!("{code}: {}", words.collect::<String>());
            let mut status = match code {
                "LIMIT" => Status::resource_exhausted(words),
                _ => Status::invalid_argument(words),
            };
            status
                .metadata_mut()
                .insert(CODE, MetadataValue::from_static(code));
            status
        }
        AskError::NotAllowed => Status::permission_denied(why.to_string()),
        AskError::Closed => Status::unimplemented(why.to_string()),
        AskError::Busy => Status::unavailable(why.to_string()),
        AskError::NoRelease => Status::failed_precondition(why.to_string()),
        AskError::Release(ReleaseError::NotFound(_)) => {
            Status::not_found("there is no release of that name")
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

/// What is not for the client to mend.
pub(super) fn internal() -> Status {
    Status::internal("internal error")
}

/// Columns that cannot be put on the wire. What Arrow says of them may quote a value.
pub(super) fn unwritten<E>(_: E) -> Status {
    tracing::error!("an answer could not be written");
    internal()
}

pub(super) fn read_only() -> Status {
    Status::unimplemented("this hub is read-only")
}

pub(super) fn not_offered() -> Status {
    Status::unimplemented("this is not offered here")
}

/// A message that is none of Flight SQL.
pub(super) fn not_flight_sql() -> Status {
    Status::invalid_argument("this is not a message of Flight SQL")
}

/// A handle or ticket that was not made here, or was broken on its way.
pub(super) fn broken() -> Status {
    Status::invalid_argument("this ticket or handle is broken: ask for a new one")
}
