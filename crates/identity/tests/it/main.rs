//! Signing in through an issuer of the tests' own, in memory, and asking over real connections.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

mod desk;
mod direct;
mod fresh;
mod issuer;
mod keys;
mod narrow;
mod sign_in;
mod trust;
