//! Signing in through issuers that prove who somebody is, by OpenID Connect.
//!
//! An issuer proves who it is, and nothing else: what a person may do comes from the roles that the hub keeps for them.
//! Claims about organisations and roles can only take away from that ([`Narrowing`]). Of who somebody is to an issuer the
//! hub keeps a keyed tag ([`Tags`]).
//!
//! [`SignIns`] begins a sign-in (authorisation code with PKCE) and finishes it: what has to be known in between is sealed in a
//! cookie of the browser, holds for ten minutes and works once. Issuers are asked through a [`Web`], so that tests need no
//! network; time comes in as a [`Clock`].

mod claims;
mod config;
mod error;
mod known;
mod narrowing;
mod oidc;
mod pending;
mod sign_ins;
mod spent;
mod subject;
mod verify;
mod web;

pub use config::{
    Algorithm, ConfigError, ID_CHARS_MAX, Issuer, IssuerKind, Issuers, Machine, Secret, Secrets,
};
pub use error::{SignInError, Told, Untrusted};
pub use narrowing::Narrowing;
/// The requests and answers that a [`Web`] carries.
pub use openidconnect::{HttpRequest, HttpResponse};
pub use pending::PENDING_LASTS;
pub use sign_ins::{Answer, Begun, Clock, Proven, SignInParts, SignIns, Wish};
pub use subject::{Invitation, Subject, Tags, is_tag};
pub use verify::FRESH_LASTS;
pub use web::{Answering, Direct, Web, WebError, WebLimits};
