//! What the pages promise.

mod findings;
mod fixtures;
mod pages;
mod states;
