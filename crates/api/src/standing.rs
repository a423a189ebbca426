//! What whoever listens tells the hub about itself.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// How the process stands.
#[derive(Debug)]
pub struct Standing {
    is_stopping: AtomicBool,
    /// In seconds since 1970; the least there is: nobody said so.
    certificate_ends: AtomicI64,
}

/// Stands for a certificate that there is not.
const NONE: i64 = i64::MIN;

impl Default for Standing {
    fn default() -> Self {
        Self {
            is_stopping: AtomicBool::new(false),
            certificate_ends: AtomicI64::new(NONE),
        }
    }
}

impl Standing {
    /// From now on nobody new should be sent here: `/readyz` says so, while everybody is still answered.
    pub fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Says when the certificate ends that clients are shown, in seconds since 1970.
    pub fn certificate_ends(&self, ends: Option<i64>) {
        self.certificate_ends
            .store(ends.unwrap_or(NONE), Ordering::Relaxed);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }

    /// None where no certificate is shown.
    pub(crate) fn end_of_certificate(&self) -> Option<u64> {
        u64::try_from(self.certificate_ends.load(Ordering::Relaxed)).ok()
    }
}
