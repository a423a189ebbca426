//! The return is whole and means what it says.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test may stop at what it does not expect"
)]

mod calendar;
mod codes;
mod definition;
mod finding;
mod ids;
mod rules;
mod template;
