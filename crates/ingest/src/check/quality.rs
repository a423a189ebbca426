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

/// So many classes there are.
const CLASSES: usize = 5;

/// Counts classes over the rows that are referrals.
#[derive(Debug)]
pub(crate) struct Quality {
    /// Of each slot, how many values are of each class. Of a repeated item all are in its first slot.
    counts: [[u32; CLASSES]; SLOTS],
    /// The repeated items: their first slots, and how many slots they have.
    repeated: Vec<(Slot, usize)>,
}

impl Class {
    /// Its place, in the order in which one of several values decides.
    fn place(self) -> usize {
        match self {
            Self::Missing => 0,
            Self::Default => 1,
            Self::Other => 2,
            Self::Valid => 3,
            Self::Invalid => 4,
        }
    }
}

impl Default for Quality {
    fn default() -> Self {
        let items = slots::items().map(|(item, slot)| (slot, usize::from(item.repeat)));
        Self {
            counts: [[0; CLASSES]; SLOTS],
            repeated: items.filter(|(_, repeat)| *repeat > 1).collect(),
        }
    }
}

impl Quality {
    /// Counts one row. Of a repeated item the worst value counts if one cannot be used, else the best.
    pub(crate) fn count(&mut self, classes: &Classes) {
        let mut classes = *classes;
        for (slot, repeat) in &self.repeated {
            let of_item = classes.get_mut(*slot..*slot + *repeat);
            if let Some([first, more @ ..]) = of_item {
                *first = more.iter().copied().fold(*first, Class::max);
            }
        }
        for (counts, class) in self.counts.iter_mut().zip(classes) {
            if let Some(count) = counts.get_mut(class.place()) {
                *count += 1;
            }
        }
    }

    /// Adds what was counted of other rows.
    pub(crate) fn add(&mut self, other: &Self) {
        let counts = self.counts.iter_mut().flatten();
        for (count, more) in counts.zip(other.counts.iter().flatten()) {
            *count = count.saturating_add(*more);
        }
    }

    pub(crate) fn finish(self) -> Vec<ItemQuality> {
        let items = slots::items().map(|(item, slot)| {
            let counts = self.counts.get(slot).copied().unwrap_or_default();
            let [missing, default, other, valid, invalid] = counts;
            ItemQuality {
                item: item.id.clone(),
                valid,
                other,
                default,
                invalid,
                missing,
            }
        });
        items.collect()
    }
}
