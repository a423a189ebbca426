//! Who is asking: roles and tokens are those of [`hub_access`]; a session is a page's own.

mod pending;
mod proof;
mod seal;
mod session;

pub use hub_access::{Principal, Role, TokenError, issue_token};

pub(crate) use hub_access::{hex, principal_of_id, principal_of_token};
pub(crate) use pending::{clear_pending, pending_of, set_pending};
pub(crate) use proof::Proof;
pub(crate) use seal::Seal;
pub(crate) use session::Session;
use session::cookie_value;
