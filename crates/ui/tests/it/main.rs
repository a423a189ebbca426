//! What the pages promise.

mod confirm;
mod fixtures;
mod pages;
mod states;
mod windows;
