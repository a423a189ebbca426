//! The figures that a return is in, and which return counts when they are settled.

use jiff::civil::Date;

/// The figures that a return can first be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figures {
    /// Those settled at the first close.
    Provisional,
    /// Those settled at the second close.
    Final,
    /// None that are settled: it came after the second close and can change figures in a later release only.
    Correction,
}

impl Figures {
    /// The word for them in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Provisional => "provisional",
            Self::Final => "final",
            Self::Correction => "correction",
        }
    }
}

/// The last good return: of those that passed and were submitted, in the order in which they were, the last one by the
/// close, whatever came after it.
///
/// `sent` and `withdrawn` say on which day in England that was. If the last one was withdrawn by the close there is
/// none, since a return that was replaced does not come back.
pub fn last_by<T>(
    closes: Date,
    versions: impl IntoIterator<Item = T>,
    sent: impl Fn(&T) -> Date,
    withdrawn: impl Fn(&T) -> Option<Date>,
) -> Option<T> {
    let last = versions
        .into_iter()
        .filter(|version| sent(version) <= closes)
        .last()?;
    withdrawn(&last)
        .is_none_or(|day| day > closes)
        .then_some(last)
}
