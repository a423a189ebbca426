//! Charts as SVG, each in a block with its numbers, source and definition.
//!
//! Drawings have no `viewBox`: along the page they are placed in per cent, across it in pixels, so that one drawing fits
//! every width while its text keeps its size. Colours, strokes and text sizes are classes of `hub.css`. Every series and state
//! differs by shape as well as by colour.

mod axis;
mod block;
mod dots;
mod funnel;
mod gap;
mod histogram;
mod mark;
mod outline;
mod ranked;
mod scale;
mod share;
mod spark;
mod spc;
mod steps;
mod tiles;
mod tornado;

pub(crate) use dots::dots;
pub(crate) use funnel::funnel;
pub(crate) use gap::gap;
pub(crate) use histogram::histogram;
pub(crate) use outline::outlines;
pub(crate) use ranked::ranked;
pub(crate) use share::share;
pub(crate) use spark::{Range, spark};
pub(crate) use spc::spc;
pub(crate) use steps::steps;
pub(crate) use tiles::tiles;
pub(crate) use tornado::tornado;
