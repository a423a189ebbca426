//! What the pages promise.

mod areas;
mod confirm;
mod definitions;
mod fixtures;
mod looks;
mod operate;
mod outcomes;
mod outlines;
mod own_figures;
mod pages;
mod pictures;
mod sending;
mod states;
mod value;
mod waiting;
mod windows;
