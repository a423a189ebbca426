//! The last step at the door: rows of people who object do not go on.
//!
//! It comes after the check and apart from it. What the sender is told was said by then, so it cannot depend on who is
//! on the list: findings, counts, totals and receipt are the same with and without. And it is taken just before the rows
//! are stored, so that an objection holds for a return that was checked before it was made.

use std::fmt;

use super::Door;
use crate::anonymise::Anonymised;
use crate::opt_out::OptOuts;

/// Rows could not be held against the list. Nothing of them may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAdmitted;

impl fmt::Display for NotAdmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rows could not be held against the list of people who object")
    }
}

impl std::error::Error for NotAdmitted {}

impl Door {
    /// The rows without those of people on the list, as far as the deployment's policy honours it.
    ///
    /// Tell nobody how many there were: a return of one row would tell who.
    ///
    /// # Errors
    /// [`NotAdmitted`] where the rows are not of this door.
    pub fn admit(&self, rows: &Anonymised, opt_outs: &OptOuts) -> Result<Anonymised, NotAdmitted> {
        let left_out = opt_outs.left_out(self.options.opt_outs);
        if left_out.is_empty() {
            return Ok(rows.clone());
        }
        let mut tagger = self.keys.tagger();
        // A key that cannot be opened belongs to nobody we know: such a row must not go on unseen.
        let mut is_left_out = |key: &[u8]| {
            tagger
                .tag(key)
                .is_none_or(|tag| left_out.contains(tag.as_str()))
        };
        rows.without(|keys| keys.iter().any(|key| is_left_out(key)))
            .ok_or(NotAdmitted)
    }
}
