//! What defects need to know of practices: codes that none has, those that closed, those that were not always open.

use std::collections::HashSet;

use hub_reference::Reference;
use hub_standard::Month;
use jiff::civil::Date;

/// So many of each are kept.
const KEPT: usize = 20;

/// Practices that are not like the others.
#[derive(Debug)]
pub(crate) struct Practices {
    /// Codes of the shape of a practice's that no practice has.
    pub(super) unknown: Vec<String>,
    /// Practices that closed, and when.
    pub(super) closed: Vec<(String, Date)>,
    irregular: HashSet<String>,
}

impl Practices {
    /// Looks through the practices. What was not open throughout is irregular from `first` on.
    pub(crate) fn of(reference: &Reference, first: Month) -> Self {
        let practices = reference.practices();
        let closed = practices
            .iter()
            .filter_map(|practice| Some((practice.code.to_string(), practice.closed?)));
        let irregular = practices.iter().filter(|practice| {
            practice.closed.is_some() || practice.opened.is_some_and(|day| day > first.last_day())
        });
        let numbers = (1..).map(|number| format!("Q{:05}", number * 137 % 100_000));
        Self {
            unknown: numbers
                .take(10 * KEPT)
                .filter(|code| reference.practice(code).is_none())
                .take(KEPT)
                .collect(),
            closed: closed.take(KEPT).collect(),
            irregular: irregular
                .map(|practice| practice.code.to_string())
                .collect(),
        }
    }

    /// Whether a text is a practice's code and the practice was open all the time. The codes for none and for not known
    /// begin with V, like no practice.
    pub(super) fn is_regular(&self, code: &str) -> bool {
        !code.starts_with('V') && !self.irregular.contains(code)
    }
}
