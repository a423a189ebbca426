//! The whole HTTP side, driven in memory: the same router that the server listens with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test tells of failure by panicking"
)]

mod access;
mod analyst;
mod audit;
mod caching;
mod contract;
mod definitions;
mod details;
mod documents;
mod edge;
mod evaluations;
mod faults;
mod figures;
mod finer;
mod fixing;
mod intruder;
mod issuers;
mod journeys;
mod limits;
mod live;
mod measures_documents;
mod merger;
mod operate;
mod other_months;
mod pages;
mod people;
mod places;
mod preview;
mod problems;
mod ready;
mod receipts;
mod reference;
mod reports;
mod saved;
mod services;
mod sessions;
mod sql;
mod support;
mod tokens;
mod typed;
mod value;
mod windows;
