//! Look-ups in sorted lists.

/// The item with that key in a list sorted by key.
pub(crate) fn find<'a, T>(
    sorted: &'a [T],
    key: &str,
    key_of: impl Fn(&T) -> &str,
) -> Option<&'a T> {
    let place = sorted.binary_search_by(|item| key_of(item).cmp(key)).ok()?;
    sorted.get(place)
}
