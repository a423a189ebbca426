//! How complete each item is: the five classes of the national data quality report.

use crate::checked::ItemQuality;

use super::slots::{self, SLOTS, Slot};

/// The class of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Class {
    #[default]
    Missing,
    Default,
    Other,
    Valid,
    Invalid,
}

/// The classes of one row's values, by slot.
pub(crate) type Classes = [Class; SLOTS];

/// Counts classes over the rows that are referrals.
#[derive(Debug)]
pub(crate) struct Quality {
    items: Vec<(Slot, usize, ItemQuality)>,
}

impl Quality {
    pub(crate) fn new() -> Self {
        let items = slots::items().map(|(item, slot)| {
            let quality = ItemQuality {
                item: item.id.clone(),
                valid: 0,
                other: 0,
                default: 0,
                invalid: 0,
                missing: 0,
            };
            (slot, usize::from(item.repeat.max(1)), quality)
        });
        Self {
            items: items.collect(),
        }
    }

    /// Counts one row. Of a repeated item the worst value counts if one cannot be used, else the best.
    pub(crate) fn count(&mut self, classes: &Classes) {
        for (slot, repeat, quality) in &mut self.items {
            let class = classes
                .iter()
                .skip(*slot)
                .take(*repeat)
                .max()
                .copied()
                .unwrap_or_default();
            let count = match class {
                Class::Missing => &mut quality.missing,
                Class::Default => &mut quality.default,
                Class::Other => &mut quality.other,
                Class::Valid => &mut quality.valid,
                Class::Invalid => &mut quality.invalid,
            };
            *count += 1;
        }
    }

    pub(crate) fn finish(self) -> Vec<ItemQuality> {
        self.items
            .into_iter()
            .map(|(_, _, quality)| quality)
            .collect()
    }
}
