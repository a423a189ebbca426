//! Tests of the store, over memory and local disk.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

mod contract;
mod disk;
mod doctor;
mod erasure;
mod faults;
mod journal;
mod map;
mod model;
mod people;
mod power_loss;
mod scan;
mod sends;
mod sim;
