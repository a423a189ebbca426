//! What the pages promise.

mod areas;
mod confirm;
mod fixtures;
mod operate;
mod outcomes;
mod own_figures;
mod outlines;
mod pages;
mod pictures;
mod sending;
mod states;
mod value;
mod waiting;
mod windows;
