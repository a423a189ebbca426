//! Tests of the store, over memory and local disk, and over S3 where HUB_TEST_S3 names a bucket.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

mod chaos;
mod contract;
mod disk;
mod doctor;
mod erasure;
mod faults;
mod hold;
mod journal;
mod map;
mod model;
mod people;
mod place;
mod power_loss;
mod probe;
mod remote;
mod s3;
mod scan;
mod sends;
mod services;
mod sim;
