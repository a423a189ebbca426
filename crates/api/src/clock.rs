//! Where the time comes from.

pub use hub_access::{Clock, FixedClock, SystemClock};
pub(crate) use hub_standard::calendar::local;
