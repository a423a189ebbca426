//! What a service sent before, as far as the check of its next return needs it: pseudonyms and codes, no identities.

use std::collections::{HashMap, HashSet};
use std::fmt;

use arrow::array::{Array, AsArray, RecordBatch};

use crate::anonymise::StoredKey;
use crate::checked::ItemQuality;

/// The referrals of a service's last return before this one, and what its returns for the months before came to.
#[derive(Clone, Default)]
pub struct Earlier {
    referrals: HashMap<StoredKey, Known>,
    people: HashSet<StoredKey>,
    /// How many digits each reference had, where all were digits and as many.
    pub(crate) reference_digits: Option<u8>,
    pub(crate) months: Vec<MonthSent>,
}

/// What a return for an earlier month came to when it was sent: totals alone, and of no row anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthSent {
    /// Referrals received in its month.
    pub new_referrals: u32,
    /// How complete each item was; none of a month with nothing to report.
    pub items: Vec<ItemQuality>,
}

/// What stays the same of a referral from month to month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) person: StoredKey,
    /// Like `2026-09`.
    pub(crate) month_received: String,
    /// Code of the source; empty if it was not recorded.
    pub(crate) source: String,
}

impl fmt::Debug for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Earlier")
            .field("referrals", &self.referrals.len())
            .finish_non_exhaustive()
    }
}

impl Earlier {
    /// The referrals in the stored rows of a return. Rows without the columns of a return are none.
    #[must_use]
    pub fn of(batches: &[RecordBatch]) -> Self {
        let mut earlier = Self::default();
        for batch in batches {
            earlier.add(batch);
        }
        earlier
    }

    /// The same, with the number of digits that each reference of that return had.
    #[must_use]
    pub fn with_reference_digits(self, reference_digits: Option<u8>) -> Self {
        Self {
            reference_digits,
            ..self
        }
    }

    /// The same, with what the service's returns for the months before came to.
    #[must_use]
    pub fn with_months(self, months: Vec<MonthSent>) -> Self {
        Self { months, ..self }
    }

    fn add(&mut self, batch: &RecordBatch) -> Option<()> {
        let keys = |name: &str| batch.column_by_name(name)?.as_binary_opt::<i32>();
        let texts = |name: &str| batch.column_by_name(name)?.as_string_opt::<i32>();
        let (referrals, people) = (keys("referral_key")?, keys("person_key")?);
        let (months, sources) = (texts("month_received")?, texts("source")?);
        for row in 0..batch.num_rows() {
            let text = |texts: &arrow::array::StringArray| {
                if texts.is_valid(row) {
                    texts.value(row).to_owned()
                } else {
                    String::new()
                }
            };
            let referral = StoredKey::try_from(referrals.value(row)).ok()?;
            let person = StoredKey::try_from(people.value(row)).ok()?;
            self.people.insert(person);
            let known = Known {
                person,
                month_received: text(months),
                source: text(sources),
            };
            self.referrals.insert(referral, known);
        }
        Some(())
    }

    /// Whether there is a row that another can be compared with.
    pub(crate) fn has_rows(&self) -> bool {
        !self.referrals.is_empty()
    }

    /// What was said of a referral.
    pub(crate) fn referral(&self, key: &StoredKey) -> Option<&Known> {
        self.referrals.get(key)
    }

    /// Whether the person was in the return.
    pub(crate) fn has_person(&self, key: &StoredKey) -> bool {
        self.people.contains(key)
    }
}
