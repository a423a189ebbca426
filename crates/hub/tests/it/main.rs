//! The real binary, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test tells of failure by panicking"
)]

mod cli;
mod defects;
mod direction;
mod erase;
mod hostile;
mod kill;
mod leak;
mod logged;
mod operate;
#[cfg(unix)]
mod stop;
mod support;
