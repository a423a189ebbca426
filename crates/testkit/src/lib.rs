//! What tests of several crates share: builders, faulty storage, and the contract that every storage must keep.
//!
//! For tests only; nothing here is shipped.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

pub mod broken;
pub mod chaos;
pub mod contract;
pub mod fault;
pub mod fixtures;

pub use broken::{Breach, BrokenStore};
pub use chaos::{ChaosStore, Dice, Tally, Weather};
pub use fault::{Fault, FaultStore};
