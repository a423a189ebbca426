//! What a service has sent before, for the check of its next file.

use std::sync::Arc;

use hub_ingest::{ItemQuality, MonthSent};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Accepted, ItemCount, State};
use jiff::civil::Date;

/// How many months back a service is asked what it said that its columns hold, and its files are known again.
const MONTHS_REMEMBERED: i32 = 24;

/// How many months back the return is looked for that a new one is compared with.
const MONTHS_COMPARED: i32 = 3;

/// How many months back returns show what is usual: a year, so that each season is among them once.
const MONTHS_USUAL: i32 = 12;

/// What a service has sent before.
pub(crate) struct Before {
    /// The newest return of an earlier month that has rows.
    pub(crate) earlier: Option<Arc<Accepted>>,
    /// The return that counts for the same month.
    pub(crate) current: Option<Arc<Accepted>>,
    /// Those that count for other months, the newest month first.
    pub(crate) others: Vec<Arc<Accepted>>,
    /// What those for the months before came to.
    pub(crate) months: Vec<MonthSent>,
    /// Whether all rows that were ever stored are still there.
    pub(crate) is_whole: bool,
}

impl Before {
    /// What there is to compare a return of the service for the month with.
    pub(crate) fn of(state: &State, service: &ServiceCode, month: Month, today: Date) -> Self {
        let back = |n: i32| state.current_for(service, month.plus(-n));
        let has_rows = |accepted: &&Arc<Accepted>| accepted.object.is_some();
        let others = months_remembered(today).filter(|other| *other != month);
        Self {
            earlier: (1..=MONTHS_COMPARED)
                .filter_map(back)
                .find(has_rows)
                .cloned(),
            current: back(0).cloned(),
            others: others
                .filter_map(|other| state.current_for(service, other))
                .cloned()
                .collect(),
            months: (1..=MONTHS_USUAL)
                .filter_map(back)
                .map(|accepted| sent(accepted))
                .collect(),
            is_whole: state.erased.is_empty(),
        }
    }

    /// The return for another month that was made from the file with this tag.
    pub(crate) fn of_file(&self, file_tag: &str) -> Option<&Accepted> {
        let mut others = self.others.iter();
        others
            .find(|other| other.is_of_file(file_tag))
            .map(|other| &**other)
    }
}

/// The months of which it is remembered what a service sent, the newest first.
pub(crate) fn months_remembered(today: Date) -> impl Iterator<Item = Month> {
    (0..MONTHS_REMEMBERED).map(move |n| Month::of(today).plus(-n))
}

/// What a return came to. These are the numbers that its sender was told, whoever has objected or was erased since.
fn sent(accepted: &Accepted) -> MonthSent {
    let quality = |item: &ItemCount| ItemQuality {
        item: item.item.clone(),
        valid: item.valid,
        other: item.other,
        default: item.default,
        invalid: item.invalid,
        missing: item.missing,
    };
    MonthSent {
        new_referrals: accepted.summary.new_referrals,
        items: accepted.items.iter().map(quality).collect(),
    }
}
