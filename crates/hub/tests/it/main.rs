//! The real binary, from outside.

mod cli;
mod direction;
mod kill;
mod leak;
mod support;
