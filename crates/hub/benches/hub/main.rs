//! How fast the hub is where it matters: a return through the door, a national month to a release, a page from it.
//!
//! Numbers of one run compare with each other; those of two machines, or two days, do not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a benchmark stops at the unexpected, and criterion's macros make the public items"
)]

mod england;
mod pages;
mod release;
mod returns;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, returns::bench, release::bench, pages::bench);
criterion_main!(benches);
