//! What the reference promises.

#![expect(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod acceptance;
mod builtin;
mod demo;
mod difference;
mod fixture;
mod geography;
mod outlines;
mod published;
mod refusal;
mod refusal_properties;
mod tables;
mod third_edition;
