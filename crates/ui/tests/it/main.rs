//! What the pages promise.

mod confirm;
mod fixtures;
mod pages;
mod sending;
mod states;
mod value;
mod windows;
