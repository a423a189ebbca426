//! Releases over a store in memory, through the real door, SQL and disclosure.

mod cells;
mod crash;
mod figures;
mod support;
mod verify;
mod versions;
