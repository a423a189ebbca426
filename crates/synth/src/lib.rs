//! A synthetic England: services, people and months of returns, as rows and as files.
//!
//! No open record-level data on social prescribing exists, so demonstrations and tests use this. It is calibrated to
//! published marginals ([`calibration`] names each), and everything in it is a function of the seed, the service and
//! the month: two calls give the same bytes, and services can be made side by side. [`dirt`] puts defects into the
//! files and tells where. [`Synth::detailed_file`] adds the other sheets of the return. [`Truths`] are effects to
//! plant, which a measure must find.

pub mod calibration;
mod cell;
mod chance;
mod config;
mod details;
pub mod dirt;
mod effects;
mod file;
mod link_workers;
mod person;
mod reach;
mod referral;
mod row;
mod service;
mod style;
mod synth;
mod truths;

pub use config::SynthConfig;
pub use details::{SynthContact, SynthDetails, SynthOutcome, SynthServiceUse, SynthSupport};
pub use dirt::{DirtyFile, Planted};
pub use effects::StepChange;
pub use file::{SynthError, SynthFile, SynthKind};
pub use row::{Identity, SynthRow};
pub use service::SynthService;
pub use synth::Synth;
pub use truths::{
    EthnicGap, EthnicGroup, NotAvailable, Truth, TruthError, Truths, UseRates, WaitStep,
};
