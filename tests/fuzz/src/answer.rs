//! What must be true of the answer to any file.

use hub_ingest::{CheckedReturn, Outcome};
use hub_standard::finding::{FOUND_CHARS_MAX, Finding, MORE_PLACES_MAX, Place};
use hub_standard::rule;

/// As far as any spreadsheet goes. A text file has no more rows than bytes, and a fuzzer's files are small.
const ROWS_MAX: u32 = 1_048_576;
const COLUMNS_MAX: u32 = 16_384;

/// Rows add up, every finding is whole, and nothing is kept of a file that cannot be used.
pub fn is_sound(checked: &CheckedReturn) {
    let counts = checked.counts;
    assert_eq!(
        counts.read,
        counts.counted + counts.left_out + counts.ignored,
        "rows read = counted + left out + ignored"
    );
    assert_eq!(
        checked.rows.is_none(),
        checked.outcome == Outcome::Unreadable
    );
    let n_rows = checked.rows.as_ref().map_or(0, |rows| rows.rows());
    assert_eq!(
        n_rows,
        usize::try_from(counts.counted).expect("a small number")
    );
    for item in &checked.items {
        let sum = item.valid + item.other + item.default + item.invalid + item.missing;
        assert_eq!(
            sum,
            counts.counted + counts.left_out,
            "classes of {}",
            item.item
        );
    }
    for detail in &checked.details {
        let counts = detail.counts;
        assert_eq!(
            counts.read,
            counts.counted + counts.left_out + counts.ignored
        );
        let rows = detail.rows.as_ref().expect("rows that can be sealed");
        assert_eq!(rows.record(), detail.record);
        assert_eq!(
            rows.rows(),
            usize::try_from(counts.counted).expect("a small number")
        );
    }
    for finding in &checked.findings {
        is_whole(finding);
        every_place(finding, |place| is_within(place, ROWS_MAX, COLUMNS_MAX));
    }
    let severities = checked.findings.iter().map(|finding| finding.severity);
    assert!(severities.is_sorted(), "the worst comes first");
}

/// The same file gives the same answer.
pub fn is_same(one: &CheckedReturn, other: &CheckedReturn) {
    assert_eq!(one.outcome, other.outcome);
    assert_eq!(one.kind, other.kind);
    assert_eq!(one.sheet, other.sheet);
    assert_eq!(one.findings, other.findings);
    assert_eq!(one.counts, other.counts);
    assert_eq!(one.summary, other.summary);
    assert_eq!(one.items, other.items);
    assert_eq!(one.content_tag, other.content_tag);
    assert_eq!(one.headings, other.headings);
    assert_eq!(one.reference_digits, other.reference_digits);
    let batch = |checked: &CheckedReturn| checked.rows.as_ref().map(|rows| rows.batch().clone());
    assert_eq!(batch(one), batch(other));
    assert_eq!(one.details.len(), other.details.len());
    for (one, other) in one.details.iter().zip(&other.details) {
        let batch =
            |rows: &Option<hub_ingest::Anonymised>| rows.as_ref().map(|rows| rows.batch().clone());
        assert_eq!((one.record, one.counts), (other.record, other.counts));
        assert_eq!(batch(&one.rows), batch(&other.rows));
    }
}

/// Every place of the findings is within so many rows and columns.
pub fn places_are_within(checked: &CheckedReturn, rows: u32, columns: u32) {
    for finding in &checked.findings {
        every_place(finding, |place| is_within(place, rows, columns));
    }
}

fn is_whole(finding: &Finding) {
    assert!(
        rule::get(&finding.code).is_some(),
        "{} is no rule",
        finding.code
    );
    assert!(!finding.message.is_empty(), "{} says nothing", finding.code);
    assert!(finding.count >= 1, "{} was not found", finding.code);
    assert!(finding.more_places.len() <= MORE_PLACES_MAX);
    let n_more = u32::try_from(finding.more_places.len()).expect("at most 50");
    assert!(
        n_more < finding.count,
        "{}: more places than times",
        finding.code
    );
    if let Some(found) = &finding.found {
        assert!(
            found.chars().count() <= FOUND_CHARS_MAX,
            "{} shows too much",
            finding.code
        );
    }
}

fn every_place(finding: &Finding, is_right: impl Fn(&Place) -> bool) {
    for place in std::iter::once(&finding.place).chain(&finding.more_places) {
        assert!(is_right(place), "{} is at {place:?}", finding.code);
    }
}

fn is_within(place: &Place, rows: u32, columns: u32) -> bool {
    let row = place.row.is_none_or(|row| (1..=rows).contains(&row));
    let column = place.column.as_deref().is_none_or(|letters| {
        column_number(letters).is_some_and(|number| (1..=columns).contains(&number))
    });
    row && column
}

/// A is 1.
fn column_number(letters: &str) -> Option<u32> {
    letters.bytes().try_fold(0_u32, |number, byte| {
        let digit = byte
            .is_ascii_uppercase()
            .then(|| u32::from(byte - b'A') + 1)?;
        number.checked_mul(26)?.checked_add(digit)
    })
}
