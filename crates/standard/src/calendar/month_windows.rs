//! The two windows of a month, and where the month stands between them.

use jiff::civil::Date;

use super::bank_holidays::Basis;
use super::figures::Figures;
use super::window::Window;
use crate::ids::Month;

/// Where a month stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Its first window is not open yet.
    NotYetOpen,
    /// Its first return can be sent, or sent again.
    Open,
    /// Its provisional figures are settled; a return may still be refreshed for the final ones.
    Provisional,
    /// Its figures are final. What comes now is a correction.
    Final,
}

impl Stage {
    /// The word for it in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotYetOpen => "not_yet_open",
            Self::Open => "open",
            Self::Provisional => "provisional",
            Self::Final => "final",
        }
    }
}

/// The window that takes a month for the first time, and the one that takes it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthWindows {
    /// The month.
    pub month: Month,
    /// Takes its first return.
    pub primary: Window,
    /// Takes the return again.
    pub refresh: Window,
}

impl MonthWindows {
    /// Those of a month.
    pub fn of(month: Month) -> Self {
        Self {
            month,
            primary: Window::of(month),
            refresh: Window::of(month.next()),
        }
    }

    /// Where the month stands on a day. Each holds until the last second of its last day.
    pub fn stage(&self, today: Date) -> Stage {
        if today < self.primary.opens {
            Stage::NotYetOpen
        } else if today <= self.primary.closes {
            Stage::Open
        } else if today <= self.refresh.closes {
            Stage::Provisional
        } else {
            Stage::Final
        }
    }

    /// The first figures that a return sent on a day can be in.
    pub fn figures(&self, sent: Date) -> Figures {
        match self.stage(sent) {
            Stage::NotYetOpen | Stage::Open => Figures::Provisional,
            Stage::Provisional => Figures::Final,
            Stage::Final => Figures::Correction,
        }
    }

    /// Whether a return sent on a day comes too late for figures that it should be in.
    ///
    /// A refresh is not late where something was in at the first close. After the second close, all that comes is.
    pub fn is_late(&self, sent: Date, was_in_at_first_close: bool) -> bool {
        match self.figures(sent) {
            Figures::Provisional => false,
            Figures::Final => !was_in_at_first_close,
            Figures::Correction => true,
        }
    }

    /// The window whose close a return sent on a day waits for; none once both have closed.
    pub fn window_on(&self, sent: Date) -> Option<&Window> {
        match self.figures(sent) {
            Figures::Provisional => Some(&self.primary),
            Figures::Final => Some(&self.refresh),
            Figures::Correction => None,
        }
    }

    /// What its days rest on, the weaker of the two windows.
    pub fn basis(&self) -> Basis {
        self.primary.basis.max(self.refresh.basis)
    }
}
