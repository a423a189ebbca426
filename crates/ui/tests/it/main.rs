//! What the pages promise.

mod fixtures;
mod pages;
mod states;
mod windows;
