//! Counts what was changed, so that each kind of change becomes one note.

use std::collections::BTreeMap;

use hub_standard::finding::{Finding, MORE_PLACES_MAX};

use super::place::Places;
use super::slots::Slot;

/// One kind of change in one column.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) count: u32,
    pub(crate) first_row: u32,
    /// The next rows.
    pub(crate) more_rows: Vec<u32>,
    /// The first value and what was made of it; none where values are personal.
    pub(crate) example: Option<(String, String)>,
}

impl Tally {
    fn also(&mut self, row: u32) {
        if self.more_rows.len() < MORE_PLACES_MAX {
            self.more_rows.push(row);
        }
    }
}

/// All kinds of change.
#[derive(Default)]
pub(crate) struct Tallies(BTreeMap<(&'static str, Slot), Tally>);

impl std::fmt::Debug for Tallies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tallies")
            .field("kinds", &self.0.len())
            .finish_non_exhaustive()
    }
}

impl Tallies {
    /// Counts one change. The example is asked for only once.
    pub(crate) fn count(
        &mut self,
        rule: &'static str,
        slot: Slot,
        row: u32,
        example: impl FnOnce() -> Option<(String, String)>,
    ) {
        self.0
            .entry((rule, slot))
            .and_modify(|tally| {
                tally.count += 1;
                tally.also(row);
            })
            .or_insert_with(|| Tally {
                count: 1,
                first_row: row,
                more_rows: Vec::new(),
                example: example(),
            });
    }

    /// Takes back what was counted last in a row, because of which something else is said.
    pub(crate) fn uncount(&mut self, rule: &'static str, slot: Slot, row: u32) {
        let Some(tally) = self.0.get_mut(&(rule, slot)) else {
            return;
        };
        if tally.first_row == row {
            self.0.remove(&(rule, slot));
            return;
        }
        let is_last = tally.more_rows.last() == Some(&row);
        // Rows beyond those that are named are counted alone.
        if is_last || tally.more_rows.len() >= MORE_PLACES_MAX {
            tally.count = tally.count.saturating_sub(1);
        }
        if is_last {
            tally.more_rows.pop();
        }
    }

    /// Adds those of later rows.
    pub(crate) fn extend(&mut self, later: Self) {
        for (kind, later) in later.0 {
            self.0
                .entry(kind)
                .and_modify(|tally| {
                    tally.count = tally.count.saturating_add(later.count);
                    tally.also(later.first_row);
                    later.more_rows.iter().for_each(|row| tally.also(*row));
                })
                .or_insert(later);
        }
    }

    /// Takes a kind of change out, if it happened.
    pub(crate) fn take(&mut self, rule: &'static str, slot: Slot) -> Option<Tally> {
        self.0.remove(&(rule, slot))
    }

    /// The notes, by rule and column.
    pub(crate) fn into_findings<'p>(
        self,
        places: &'p Places<'_>,
    ) -> impl Iterator<Item = Finding> + use<'p> {
        self.0.into_iter().map(|((rule, slot), tally)| {
            let mut finding = Finding::of(rule, places.cell(slot, tally.first_row));
            finding.count = tally.count;
            let cells = if tally.count == 1 {
                "1 cell"
            } else {
                &format!("{} cells", tally.count)
            };
            let column = finding.place.column.clone().unwrap_or_default();
            let said = match &tally.example {
                Some((found, made)) if made.is_empty() => {
                    format!(
                        "{} ({cells} in column {column}, for example \"{found}\").",
                        finding.title
                    )
                }
                Some((found, made)) => {
                    format!(
                        "{} ({cells} in column {column}, for example \"{found}\" as {made}).",
                        finding.title
                    )
                }
                None => format!("{} ({cells} in column {column}).", finding.title),
            };
            if let Some((found, _)) = &tally.example {
                finding = finding.found(found);
            }
            finding.said(said)
        })
    }
}
