//! A low, a central and a high case of one thing.

use crate::error::Result;

/// A low, a central and a high case; a figure of value is never shown without its range.
///
/// The low case is the cautious one: it holds the inputs that make the answer low, such as a high deadweight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenarios<T> {
    /// The cautious case.
    pub low: T,
    /// The case thought most likely.
    pub central: T,
    /// The hopeful case.
    pub high: T,
}

impl<T> Scenarios<T> {
    /// The answer of each case.
    ///
    /// # Errors
    /// The first error of a case.
    pub fn try_map<U>(self, answer: impl Fn(T) -> Result<U>) -> Result<Scenarios<U>> {
        Ok(Scenarios {
            low: answer(self.low)?,
            central: answer(self.central)?,
            high: answer(self.high)?,
        })
    }
}
