//! The whole HTTP side, driven in memory: the same router that the server listens with.

mod access;
mod caching;
mod documents;
mod figures;
mod journeys;
mod limits;
mod pages;
mod problems;
mod sessions;
mod support;
