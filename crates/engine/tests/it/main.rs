//! Tests of the engine, in one binary since each one links DataFusion.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

mod catalogue;
mod functions;
mod gate;
mod log;
mod measures;
mod slt;
