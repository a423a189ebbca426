//! The statistics the hub shows, as pure functions over `f64`.
//!
//! Every function takes full-precision inputs and returns a finite answer or a typed [`MethodError`]: never NaN,
//! never an infinity, never a 0 in place of "cannot be calculated". Nothing here rounds for display, reads a clock
//! or draws an unseeded random number, so the same inputs give the same answer on every machine.
//!
//! The formulas are written from their published definitions; each function names its source.

pub mod banded;
pub mod benchmark;
pub mod byar;
pub mod capacity;
pub mod did;
pub mod dqmi;
mod error;
pub mod estimate;
pub mod funnel;
pub mod funnel_curve;
mod gamma;
pub mod heat;
pub mod inequality;
mod interval;
pub mod mean;
pub mod moments;
mod normal;
pub mod overdispersion;
pub mod paired;
pub mod panel;
pub mod payback;
pub mod percentile;
pub mod publication;
pub mod quantile;
pub mod scenarios;
pub mod scores;
pub mod service_use;
pub mod sroi;
pub mod standardised;
mod student;
pub mod trend;
pub mod vodim;
pub mod wait;
pub mod wait_in_bands;
pub mod wilson;
pub mod xmr;

pub use error::{MethodError, Result};
pub use interval::{Interval, Level};
