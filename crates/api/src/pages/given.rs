//! Totals that a return may not tell: without the column, or with nothing in it, nobody knows how many there are.

use hub_ingest::CheckedReturn;
use hub_standard::stored::Record;
use hub_store::Accepted;

use super::words;

/// The item whose numbers add up to the contacts of a return.
const CONTACTS: &str = "contacts_this_month";
/// The item whose days tell which referrals closed.
const CLOSED: &str = "closed_date";

/// What a page says of a total that is not known.
pub(super) const NOT_GIVEN: &str = "Not given";

/// The contacts of a file, if it tells of any.
pub(super) fn contacts(check: &CheckedReturn) -> Option<u32> {
    let mut details = check.details.iter();
    let has_sheet = details.any(|detail| detail.record == Record::Contacts);
    let is_given = has_sheet || is_given(valid(check), CONTACTS);
    is_given.then_some(check.summary.contacts)
}

/// The referrals of a file that closed in its month, if it tells of any that closed.
pub(super) fn closed(check: &CheckedReturn) -> Option<u32> {
    is_given(valid(check), CLOSED).then_some(check.summary.closed)
}

/// The contacts of a return that was submitted.
pub(super) fn contacts_sent(sent: &Accepted) -> Option<u32> {
    let has_sheet = sent.details.contains_key(&Record::Contacts);
    let is_given = has_sheet || is_given(valid_sent(sent), CONTACTS);
    is_given.then_some(sent.summary.contacts)
}

/// The closed referrals of a return that was submitted.
pub(super) fn closed_sent(sent: &Accepted) -> Option<u32> {
    is_given(valid_sent(sent), CLOSED).then_some(sent.summary.closed)
}

/// A total in words.
pub(super) fn total(known: Option<u32>) -> String {
    known.map_or_else(|| NOT_GIVEN.to_owned(), |n| words::thousands(u64::from(n)))
}

fn valid(check: &CheckedReturn) -> impl Iterator<Item = (&str, u32)> {
    let items = check.items.iter();
    items.map(|item| (item.item.as_str(), item.valid))
}

fn valid_sent(sent: &Accepted) -> impl Iterator<Item = (&str, u32)> {
    let items = sent.items.iter();
    items.map(|item| (item.item.as_str(), item.valid))
}

/// Whether an item has a value in any row. Where nothing is known of it, as of a nil return, its total is what it says.
fn is_given<'i>(mut items: impl Iterator<Item = (&'i str, u32)>, wanted: &str) -> bool {
    items
        .find(|(item, _)| *item == wanted)
        .is_none_or(|(_, valid)| valid > 0)
}

#[cfg(test)]
mod tests {
    use super::{is_given, total};

    #[test]
    fn nothing_in_a_column_is_not_none() {
        let items = || [("closed_date", 0), ("contacts_this_month", 3)].into_iter();
        assert!(!is_given(items(), "closed_date"));
        assert!(is_given(items(), "contacts_this_month"));
        assert!(is_given(std::iter::empty(), "closed_date"));
        assert_eq!(total(None), "Not given");
        assert_eq!(total(Some(1_200)), "1,200");
    }
}
