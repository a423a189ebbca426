//! Asking, over a store in memory with a real release.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

mod asking;
mod binding;
mod merged;
mod people;
mod saved;
mod self_made;
mod services;
mod support;
