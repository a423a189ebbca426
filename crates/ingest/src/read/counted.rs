//! A part of a container, unpacked no further than its bound.

use std::io::{self, Read};

use super::Refusal;
use crate::clock::Clock;

/// Stops after so many bytes or when the time has run out, and remembers why.
pub(super) struct Counted<'c, R> {
    inner: R,
    left: u64,
    stopped: Option<Refusal>,
    clock: &'c Clock,
}

impl<'c, R> Counted<'c, R> {
    pub(super) fn new(inner: R, left: u64, clock: &'c Clock) -> Self {
        Self {
            inner,
            left,
            stopped: None,
            clock,
        }
    }

    /// How many bytes it may still give.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Why it stopped before its end, if it did.
    pub(super) fn stopped(&self) -> Option<&Refusal> {
        self.stopped.as_ref()
    }

    fn stop(&mut self, refusal: Refusal) -> io::Error {
        self.stopped = Some(refusal);
        io::Error::other("stopped")
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.clock.is_over() {
            return Err(self.stop(Refusal::TookTooLong));
        }
        let n = self.inner.read(buffer)?;
        match self.left.checked_sub(u64::try_from(n).unwrap_or(u64::MAX)) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                return Err(self.stop(Refusal::UnpacksTooFar));
            }
        }
        Ok(n)
    }
}
