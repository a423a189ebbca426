//! A hub in memory, and requests to it.

mod answer;
mod ask;
mod browser;
mod issuer;
mod told;
mod world;

pub(crate) use answer::Answer;
pub(crate) use ask::{Ask, multipart};
pub(crate) use browser::{Browser, hidden, screen};
pub(crate) use issuer::TestIssuer;
pub(crate) use world::{OTHER, OWN, TestApp, Who, csv, keys, line, october, spoilt};
