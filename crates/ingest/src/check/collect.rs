//! Collects findings: the same cause in many cells is one finding with a count.

use std::collections::HashMap;
use std::fmt;

use hub_standard::finding::{Finding, MORE_PLACES_MAX, Place, Severity};

use super::slots::Slot;

/// So many different causes are told apart; after that, only rules and columns are.
const CAUSES_MAX: usize = 500;

/// A cause: its rule, its column, and what tells it from others.
type Cause = (&'static str, Option<u16>, String);

/// The findings of one check, or of some of its rows.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<Finding>,
    groups: HashMap<Cause, usize>,
    has_file: bool,
    /// Findings that are to name what is nearest to a value, with the value.
    offers: Vec<(usize, Slot, String)>,
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

    /// Adds one place of a cause. `describe` puts the finding of a place into words. Whether it is the first.
    pub(crate) fn at(
        &mut self,
        rule: &'static str,
        column: Option<u16>,
        cause: &str,
        place: impl FnOnce() -> Place,
        describe: impl FnOnce(Finding) -> Finding,
    ) -> bool {
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
                known.also_all(describe(Finding::of(rule, place())));
            } else {
                known.count = known.count.saturating_add(1);
            }
            return false;
        }
        self.groups.insert(key, self.found.len());
        self.push(describe(Finding::of(rule, place())));
        true
    }

    /// Marks the finding that was added last as one that is to name what is nearest to a value.
    pub(crate) fn offer_later(&mut self, slot: Slot, text: &str) {
        if let Some(last) = self.found.len().checked_sub(1) {
            self.offers.push((last, slot, text.to_owned()));
        }
    }

    /// Names in findings what is nearest to their values. `nearest` is asked in the order in which they were found.
    pub(crate) fn offer(&mut self, mut nearest: impl FnMut(Slot, &str) -> Option<String>) {
        for (index, slot, text) in std::mem::take(&mut self.offers) {
            let Some(finding) = self.found.get_mut(index) else {
                continue;
            };
            let offer = nearest(slot, &text).unwrap_or_default();
            let place = finding.place.to_string();
            let mut named = finding.clone().expected(offer.clone());
            if let Some(found) = finding.found.as_deref() {
                let said = format!("{place}: we found \"{found}\". Choose one, like {offer}.");
                named = named.said(said);
            }
            *finding = named;
        }
    }

    /// Adds what was found in later rows: what has a cause that is known is one more place of it.
    pub(crate) fn extend(&mut self, later: Self) {
        let mut causes: Vec<Option<Cause>> = vec![None; later.found.len()];
        for (cause, index) in later.groups {
            if let Some(of_index) = causes.get_mut(index) {
                *of_index = Some(cause);
            }
        }
        let mut moved: HashMap<usize, usize> = HashMap::new();
        for (index, (finding, cause)) in later.found.into_iter().zip(causes).enumerate() {
            let Some((rule, column, cause)) = cause else {
                self.push(finding);
                continue;
            };
            let is_full = self.groups.len() >= CAUSES_MAX;
            let key = (rule, column, if is_full { String::new() } else { cause });
            let known = self.groups.get(&key);
            if let Some(known) = known.and_then(|index| self.found.get_mut(*index)) {
                known.also_all(finding);
                continue;
            }
            moved.insert(index, self.found.len());
            self.groups.insert(key, self.found.len());
            self.push(finding);
        }
        for (index, slot, text) in later.offers {
            if let Some(index) = moved.get(&index) {
                self.offers.push((*index, slot, text));
            }
        }
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
            // Elsewhere other values may have the same problem.
            let what = match finding.more_values.is_empty() {
                true => "The same",
                false => "The same problem",
            };
            match (is_cell, more) {
                (true, 1) => finding
                    .message
                    .push_str(&format!(" {what} is in 1 more place.")),
                (true, 2..) => finding
                    .message
                    .push_str(&format!(" {what} is in {more} more places.")),
                _ => {}
            }
        }
        self.found.sort_by_key(|finding| finding.severity);
        self.found
    }
}
