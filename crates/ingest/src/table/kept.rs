//! The cells of parts of a text file, kept from one look at them to the next.
//!
//! The rows are gone through twice: once for what only all of them together tell, and once for each by itself. A file
//! that is in memory is small enough for its cells to be kept in between; of a longer one each part is read twice.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::read::text::How;
use crate::sheet::Sheet;

/// A part that was read.
#[derive(Debug, Default)]
pub(super) struct ReadPart {
    pub(super) sheet: Sheet,
    pub(super) how: How,
}

/// What is kept, by the number of the part: its sheet is packed.
#[derive(Default)]
pub(super) struct Kept {
    parts: Vec<Mutex<Option<ReadPart>>>,
    /// Bytes that may still be kept.
    room: AtomicUsize,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("room", &self.room)
            .finish_non_exhaustive()
    }
}

impl Kept {
    /// Room for so many parts that take so many bytes together.
    pub(super) fn new(n_parts: usize, bytes: usize) -> Self {
        Self {
            parts: (0..n_parts).map(|_| Mutex::default()).collect(),
            room: AtomicUsize::new(bytes),
        }
    }

    /// Takes a part out, if it was kept. The second look is the last.
    pub(super) fn take(&self, number: usize) -> Option<ReadPart> {
        let part = self.parts.get(number)?;
        part.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Keeps a part, where there is room. What is left of it is to be cleared.
    pub(super) fn keep(&self, number: usize, read: &mut ReadPart) {
        let Some(place) = self.parts.get(number) else {
            return;
        };
        let bytes = read.sheet.memory();
        let less = |room: usize| room.checked_sub(bytes);
        let order = Ordering::Relaxed;
        if self.room.fetch_update(order, order, less).is_ok() {
            let kept = ReadPart {
                sheet: read.sheet.pack(),
                how: std::mem::take(&mut read.how),
            };
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        }
    }
}
