//! Collects findings: the same cause in many cells is one finding with a count.

use std::collections::HashMap;
use std::fmt;

use hub_standard::finding::{Finding, MORE_PLACES_MAX, Place, Severity};

/// So many different causes are told apart; after that, only rules and columns are.
const CAUSES_MAX: usize = 500;

/// The findings of one check.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<Finding>,
    groups: HashMap<(&'static str, Option<u16>, String), usize>,
    has_file: bool,
}

// A cause may be a value from the file, so it is not shown.
impl fmt::Debug for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Findings")
            .field("found", &self.found.len())
            .finish_non_exhaustive()
    }
}

impl Findings {
    /// Adds a finding that stands for itself.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.has_file |= finding.severity == Severity::File;
        self.found.push(finding);
    }

    /// Adds one place of a cause. `describe` puts the first place's finding into words.
    pub(crate) fn at(
        &mut self,
        rule: &'static str,
        column: Option<u16>,
        cause: &str,
        place: impl FnOnce() -> Place,
        describe: impl FnOnce(Finding) -> Finding,
    ) {
        let cause = if self.groups.len() < CAUSES_MAX {
            cause
        } else {
            ""
        };
        // The key costs one short allocation, and only cells with something to say come here.
        let key = (rule, column, cause.to_owned());
        if let Some(known) = self
            .groups
            .get(&key)
            .and_then(|index| self.found.get_mut(*index))
        {
            if known.more_places.len() < MORE_PLACES_MAX {
                known.also(place());
            } else {
                known.count = known.count.saturating_add(1);
            }
            return;
        }
        self.groups.insert(key, self.found.len());
        self.push(describe(Finding::of(rule, place())));
    }

    /// What was found so far, in the order in which it was found.
    pub(crate) fn all(&self) -> &[Finding] {
        &self.found
    }

    /// Whether anything stands in the way of the whole file.
    pub(crate) fn has_file_level(&self) -> bool {
        self.has_file
    }

    /// The findings: those about the file first, then rows, warnings and notes, each in the order in which they were
    /// found.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        for finding in &mut self.found {
            let more = finding.count.saturating_sub(1);
            let is_cell = finding.place.row.is_some() && finding.severity != Severity::Note;
            match (is_cell, more) {
                (true, 1) => finding.message.push_str(" The same is in 1 more place."),
                (true, 2..) => finding
                    .message
                    .push_str(&format!(" The same is in {more} more places.")),
                _ => {}
            }
        }
        self.found.sort_by_key(|finding| finding.severity);
        self.found
    }
}
