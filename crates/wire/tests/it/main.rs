//! The two wires, spoken to by clients that others wrote.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

mod bounds;
mod corpus;
mod door;
mod flight;
mod notices;
mod postgres;
mod support;
mod twins;
