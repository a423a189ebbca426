//! Tests of the statistics: reference answers, and properties that hold for any input.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod coverage;
mod golden;
mod properties;
mod properties_effects;
mod properties_trend_heat;
mod properties_waits;
mod refusals;
