//! How complete each item is: the five classes of the national data quality report.

use hub_standard::finding::MORE_PLACES_MAX;

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
    /// Of each slot, the first rows without a value.
    missing: [Vec<u32>; SLOTS],
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
            missing: std::array::from_fn(|_| Vec::new()),
            repeated: items.filter(|(_, repeat)| *repeat > 1).collect(),
        }
    }
}

impl Quality {
    /// Counts the row of this number. Of a repeated item the worst value counts if one cannot be used, else the best.
    pub(crate) fn count(&mut self, row: u32, classes: &Classes) {
        let mut classes = *classes;
        for (slot, repeat) in &self.repeated {
            let of_item = classes.get_mut(*slot..*slot + *repeat);
            if let Some([first, more @ ..]) = of_item {
                *first = more.iter().copied().fold(*first, Class::max);
            }
        }
        let of_slots = self.counts.iter_mut().zip(&mut self.missing);
        for ((counts, missing), class) in of_slots.zip(classes) {
            if let Some(count) = counts.get_mut(class.place()) {
                *count += 1;
            }
            if class == Class::Missing && missing.len() < MORE_PLACES_MAX {
                missing.push(row);
            }
        }
    }

    /// The first rows that have no value in a slot.
    pub(crate) fn missing(&self, slot: Slot) -> &[u32] {
        self.missing.get(slot).map_or(&[], Vec::as_slice)
    }

    /// Adds what was counted of later rows.
    pub(crate) fn add(&mut self, other: &Self) {
        let counts = self.counts.iter_mut().flatten();
        for (count, more) in counts.zip(other.counts.iter().flatten()) {
            *count = count.saturating_add(*more);
        }
        for (missing, more) in self.missing.iter_mut().zip(&other.missing) {
            let room = MORE_PLACES_MAX.saturating_sub(missing.len());
            missing.extend(more.iter().take(room));
        }
    }

    pub(crate) fn finish(&self) -> Vec<ItemQuality> {
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
