//! Who is asking: roles, tokens, sessions.

mod principal;
mod seal;
mod session;
mod token;

pub use principal::{Principal, Role};
pub use token::{TokenError, issue_token};

pub(crate) use seal::{Seal, hex};
pub(crate) use session::Session;
pub(crate) use token::{principal_of_id, principal_of_token};
