//! Whatever comes, the door answers, and the rows add up.

use std::sync::LazyLock;

use hub_ingest::Outcome;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::support::{HEADINGS, Table, check, good_row};

static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (heading, value)) in (0..).zip(HEADINGS.iter().zip(good_row(1))) {
        sheet.write(0, column, *heading).unwrap();
        sheet.write(1, column, value).unwrap();
    }
    book.save_to_buffer().unwrap()
});

/// Values that returns hold, and values that break things.
fn value() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "",
        "n/a",
        "-",
        "A",
        "2",
        "99",
        "loneliness",
        "04/10/2026",
        "31/04/2026",
        "2026-10-05",
        "46300",
        "R-1",
        "R-2",
        "P-1",
        "943 476 5919",
        "LS1 4AP",
        "jo@example.org",
        "1.2E+12",
        "#REF!",
        "<5",
        "Total",
        "EXAMPLE",
        "\"",
        "\"a,b\"",
        "\"a\nb\"",
        "Housing; debt",
        "Oct-26",
        "\u{a0}",
        "\u{feff}",
        "£",
        "=1+1",
        "YB002",
    ]);
    prop_oneof![3 => usual.prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        check(bytes);
    }

    #[test]
    fn any_text_is_answered(text in "[a-z\",;\t|\r\n0-9/=@#. ]{0,300}") {
        check(text);
    }

    #[test]
    fn any_values_under_the_headings_add_up(rows in prop::collection::vec(prop::collection::vec(value(), 0..13), 0..12)) {
        let mut text = HEADINGS.join(",") + "\n";
        for row in rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        let (first, second) = (check(text.clone()), check(text));
        prop_assert_eq!(&first.findings, &second.findings);
        prop_assert_eq!(first.rows.is_none(), first.outcome == Outcome::Unreadable);
    }

    #[test]
    fn a_damaged_workbook_is_answered(at in 0..4_000_usize, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = BOOK.clone();
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        check(bytes);
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(seed in any::<u64>()) {
        let mut table = Table::good(8).set(2, "sex", "purple");
        let n = table.rows.len();
        for i in 0..n {
            table.rows.swap(i, usize::try_from(seed >> (i * 8) & 7).unwrap());
        }
        let checked = table.check();
        let expected = Table::good(8).set(2, "sex", "purple").check();
        let (rows, expected_rows) = (checked.rows.unwrap(), expected.rows.unwrap());
        prop_assert_eq!(rows.batch(), expected_rows.batch());
        prop_assert_eq!(checked.summary, expected.summary);
    }
}
