//! The synthetic England is reproducible, looks like a return, and has in it what the measures should find.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod calibration;
mod details;
mod dirt;
mod files;
mod identity;
mod score;
mod shape;
mod truths;

use std::sync::{Arc, LazyLock};

use hub_reference::Reference;
use hub_synth::{Synth, SynthConfig};

static REFERENCE: LazyLock<Arc<Reference>> = LazyLock::new(|| Arc::new(Reference::builtin()));

/// A synthetic England of some services and months.
fn synth(services: usize, months: usize, seed: u64) -> Synth {
    Synth::new(
        &REFERENCE,
        SynthConfig {
            services,
            months,
            seed,
            ..SynthConfig::default()
        },
    )
}
