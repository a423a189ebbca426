//! Releases over a store in memory, through the real door, SQL and disclosure.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

mod added;
mod cells;
mod compare;
mod crash;
mod erasure;
mod facts;
mod figures;
mod intruder;
mod intruder_areas;
mod intruder_stored;
mod merger;
mod opening;
mod places;
mod planted;
mod second_engine;
mod support;
mod verify;
mod versions;
