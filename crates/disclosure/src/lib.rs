//! Protecting people in published figures: pure rules and arithmetic, no I/O, no clock, no randomness of its own.
//!
//! - [`marginals`] counts people and events in every cell of a cross product of code lists, empty cells too.
//! - [`noise`] draws the sticky adjustment of a cell from a secret key and the cell's name.
//! - [`policy`] and [`display`] say what may be shown of the result and how.
//! - [`versions`] says when a month's cells may be made anew; [`ledger`] adds up what all releases can reveal, and
//!   [`metering`] says which finer tables may be made besides.
//!
//! A true count exists only between [`marginals`] and the addition of the noise. Everything after that, sums over
//! cells, rates, intervals, is a function of protected values.

mod fixed;

pub mod display;
pub mod ledger;
pub mod marginals;
pub mod metering;
pub mod node;
pub mod noise;
pub mod policy;
pub mod rounding;
pub mod versions;

pub use display::{Mean, Percent, percent};
pub use ledger::{Ledger, LedgerEntry};
pub use marginals::{Counting, Dimension, Marginal, MarginalError, Table};
pub use metering::{Cost, FineTable, Metering, MeteringError};
pub use node::{NodeError, NodeUnit};
pub use noise::{Geometric, NoiseError, NoiseKey, UnitNoise, noise};
pub use policy::{Epsilon, Policy, UnknownPolicy};
pub use versions::{CHANGE_MARGIN, Change, Decision, Stage};
