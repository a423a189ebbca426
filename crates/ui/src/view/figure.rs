/// How a figure is to be drawn. Decided by the release, never here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// The value as it is.
    #[default]
    Shown,
    /// The value after rounding or adjustment.
    Rounded,
    /// "None or too few to show".
    Hidden,
    /// No return for this period.
    NotSubmitted,
    /// Does not apply here.
    NotApplicable,
    /// May still change at the final close.
    Provisional,
    /// Changed since an earlier release.
    Revised,
    /// Could not be worked out (for example a part of it is hidden).
    NotCalculated,
}

/// A 95 % interval.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interval {
    /// Lower limit, in the unit of the figure.
    pub lower: f64,
    /// Upper limit, in the unit of the figure.
    pub upper: f64,
    /// In words without the level, for example "11.9 to 12.9".
    pub display: String,
}

/// What a revised figure was before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// Date in words.
    pub date: String,
    /// The old value as it was shown.
    pub before: String,
}

/// One protected value with everything needed to draw it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figure {
    /// The value; `None` unless the status is shown, rounded, provisional or revised.
    pub value: Option<f64>,
    /// The value in words, for example "12.4", "1,250" or "87%". Not used for states that have no value.
    pub display: String,
    /// How to draw it.
    pub status: Status,
    /// 95 % interval, where there is one.
    pub interval: Option<Interval>,
    /// Share of expected returns behind it, 0 to 1.
    pub completeness: Option<f64>,
    /// What it was before, when revised.
    pub revision: Option<Revision>,
}

impl Figure {
    /// A shown value.
    pub fn shown(value: f64, display: impl Into<String>) -> Self {
        Self {
            value: Some(value),
            display: display.into(),
            ..Self::default()
        }
    }

    /// A figure without a value in the state `status`.
    #[must_use]
    pub fn without_value(status: Status) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The same figure in another state.
    #[must_use]
    pub fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// The same figure with a 95 % interval.
    #[must_use]
    pub fn with_interval(mut self, lower: f64, upper: f64, display: impl Into<String>) -> Self {
        self.interval = Some(Interval {
            lower,
            upper,
            display: display.into(),
        });
        self
    }

    /// The value to draw: only in the states that have one.
    #[must_use]
    pub fn drawn(&self) -> Option<f64> {
        match self.status {
            Status::Shown | Status::Rounded | Status::Provisional | Status::Revised => {
                self.value.filter(|value| value.is_finite())
            }
            Status::Hidden
            | Status::NotSubmitted
            | Status::NotApplicable
            | Status::NotCalculated => None,
        }
    }
}

/// The word of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Word {
    /// The interval lies above the comparator; neither good nor bad.
    Higher,
    /// The interval holds the comparator.
    Similar,
    /// The interval lies below the comparator; neither good nor bad.
    Lower,
    /// Different, in the wished direction.
    Better,
    /// Different, against the wished direction.
    Worse,
    /// No comparison; say why.
    #[default]
    NotCompared,
}

/// A comparison in a word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The word.
    pub word: Word,
    /// Against what, with its value: "England (10.8)".
    pub against: String,
    /// Why there is no comparison, or how it was made; one short sentence.
    pub reason: Option<String>,
}

/// What the rules of a process control chart found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signal {
    /// No signal: change is within what chance gives.
    #[default]
    None,
    /// A real rise.
    Rise,
    /// A real fall.
    Fall,
    /// Too few points to say.
    NotEnough,
}

/// Verdict on a series, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// The signal.
    pub signal: Signal,
    /// Whether the change is wished for (`Some(true)`), unwished (`Some(false)`), or neither.
    pub good: Option<bool>,
    /// In words: "Rising, and the change is real".
    pub words: String,
    /// The rule that fired: "7 months in a row above the mean".
    pub rule: Option<String>,
}
