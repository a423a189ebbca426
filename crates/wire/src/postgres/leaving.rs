//! What counts an answer for whoever asked, until its last row was handed to their connection.
//!
//! The library takes all the rows that a client fetches out of their portal before it sends the first of them. So the end
//! of a portal's rows is not yet that of an answer: its hold goes to the session, which lets go of it after the message
//! that it was working on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hub_access::Hold;

/// Holds of answers whose rows may still be on their way. Copies are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaving(Arc<Mutex<Vec<Hold>>>);

impl Leaving {
    /// Keeps what counts an answer, of those that are counted.
    pub(super) fn keep(&self, hold: Option<Hold>) -> Held {
        Held {
            hold,
            leaving: self.clone(),
        }
    }

    /// Lets go of the answers whose rows have ended, once a message was worked on to its end.
    pub(super) fn have_left(&self) {
        self.holds().clear();
    }

    fn holds(&self) -> MutexGuard<'_, Vec<Hold>> {
        // A list of guards is whole at any moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What counts an answer that is about to leave.
pub(super) struct Held {
    hold: Option<Hold>,
    leaving: Leaving,
}

impl Held {
    /// The rows of the answer, which have it until they end.
    pub(super) fn with<I>(self, rows: I) -> Rows<I> {
        Rows { rows, _held: self }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(hold) = self.hold.take() {
            self.leaving.holds().push(hold);
        }
    }
}

/// Rows of an answer that is counted.
pub(super) struct Rows<I> {
    rows: I,
    _held: Held,
}

impl<I: Iterator> Iterator for Rows<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.rows.next()
    }
}
