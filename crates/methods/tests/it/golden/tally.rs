//! Counting what agrees.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Display};

/// How far two numbers may be apart: either measure is enough.
#[derive(Clone, Copy)]
pub(super) struct Tolerance {
    pub(super) relative: f64,
    pub(super) absolute: f64,
}

impl Tolerance {
    pub(super) const DEFAULT: Self = Self {
        relative: 1e-9,
        absolute: 1e-12,
    };

    pub(super) const fn absolute(absolute: f64) -> Self {
        Self {
            relative: 0.0,
            absolute,
        }
    }
}

/// The cases of a group and what differs in them.
#[derive(Default)]
pub(super) struct Tally {
    cases: BTreeSet<String>,
    failed: BTreeMap<String, Vec<String>>,
    worst: f64,
}

impl Tally {
    /// Compares two numbers, or their absence.
    pub(super) fn number(
        &mut self,
        case: &str,
        what: &str,
        got: Option<f64>,
        expected: Option<f64>,
        tolerance: Tolerance,
    ) {
        self.cases.insert(case.to_owned());
        match (got, expected) {
            (None, None) => {}
            (Some(got), Some(expected)) => {
                let apart = (got - expected).abs();
                let relative = if expected == 0.0 {
                    apart
                } else {
                    apart / expected.abs()
                };
                self.worst = self.worst.max(relative);
                let agrees =
                    apart <= tolerance.relative * expected.abs() || apart <= tolerance.absolute;
                if !agrees {
                    self.fail(case, format!("{what}: {got}, expected {expected}"));
                }
            }
            (got, expected) => self.fail(case, format!("{what}: {got:?}, expected {expected:?}")),
        }
    }

    /// Compares two values that must be the same.
    pub(super) fn same<A, B>(&mut self, case: &str, what: &str, got: A, expected: B)
    where
        A: PartialEq<B> + Debug,
        B: Debug,
    {
        self.cases.insert(case.to_owned());
        if got != expected {
            self.fail(case, format!("{what}: {got:?}, expected {expected:?}"));
        }
    }

    /// The value, or a failed case.
    pub(super) fn ok<T, E: Display>(&mut self, case: &str, result: Result<T, E>) -> Option<T> {
        self.cases.insert(case.to_owned());
        result
            .map_err(|error| self.fail(case, error.to_string()))
            .ok()
    }

    pub(super) fn cases(&self) -> usize {
        self.cases.len()
    }

    pub(super) fn failures(&self) -> impl Iterator<Item = String> + '_ {
        self.failed.iter().flat_map(|(case, reasons)| {
            reasons.iter().map(move |reason| format!("{case} {reason}"))
        })
    }

    fn fail(&mut self, case: &str, reason: String) {
        self.failed.entry(case.to_owned()).or_default().push(reason);
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>6} {:>7}  {:.1e}",
            self.cases.len(),
            self.failed.len(),
            self.worst
        )
    }
}
