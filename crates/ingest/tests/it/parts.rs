//! A long text file is read in parts, in several threads, and nobody can tell from the answer.

use std::io::{Seek, SeekFrom, Write};
use std::sync::LazyLock;

use hub_ingest::{CheckedReturn, Choices, Door, DoorOptions, Limits, Upload};
use proptest::prelude::*;

use crate::support::{Table, check_by, door_with, finding, names, upload};

/// Parts of a few rows each, for three threads.
static IN_PARTS: LazyLock<Door> = LazyLock::new(|| {
    let limits = Limits {
        text_part_bytes: 300,
        max_threads: 3,
        ..Limits::default()
    };
    door_with(limits, DoorOptions::default())
});

/// The same parts, with room to keep the first few alone from one look to the next.
static FEW_KEPT: LazyLock<Door> = LazyLock::new(|| {
    let limits = Limits {
        text_part_bytes: 300,
        kept_bytes: 20_000,
        max_threads: 3,
        ..Limits::default()
    };
    door_with(limits, DoorOptions::default())
});

/// The same file in one part.
static WHOLE: LazyLock<Door> = LazyLock::new(|| {
    let limits = Limits {
        text_part_bytes: usize::MAX,
        max_threads: 1,
        ..Limits::default()
    };
    door_with(limits, DoorOptions::default())
});

/// All that an answer says, and its rows.
fn answer(checked: &CheckedReturn) -> (serde_json::Value, Option<&arrow::array::RecordBatch>) {
    let mut said = serde_json::to_value(checked).unwrap();
    said["fixable"] = format!("{:?}", checked.fixable).into();
    said["corrections"] = format!("{:?}", checked.corrections).into();
    said["reference_digits"] = checked.reference_digits.into();
    (
        said,
        checked.rows.as_ref().map(hub_ingest::Anonymised::batch),
    )
}

/// Checks a file in all three ways, and that the answers are one.
#[track_caller]
fn same(bytes: impl Into<bytes::Bytes>, choices: Choices) -> CheckedReturn {
    let upload = Upload {
        choices,
        ..upload(bytes)
    };
    let (whole, parts) = (check_by(&WHOLE, &upload), check_by(&IN_PARTS, &upload));
    assert_eq!(answer(&parts), answer(&whole));
    assert_eq!(answer(&check_by(&FEW_KEPT, &upload)), answer(&whole));
    parts
}

/// A return of many parts with something of every kind that only all rows together tell.
fn long() -> Table {
    Table::good(400)
        .set(150, "referral_date", "04/10/2026")
        .set(201, "referral_date", "31/04/2026")
        .set(220, "sex", "femail")
        .set(310, "sex", "femail")
        .set(330, "local_person_id", "jo@example.org")
        .set(390, "local_referral_id", "R-0020")
        .set(399, "gp_practice", "A99999")
}

#[test]
fn what_is_found_in_parts_is_what_is_found_in_the_whole() {
    let checked = same(long().csv(), Choices::default());
    let found = names(&checked);
    for name in [
        "date_impossible",
        "code_unknown",
        "personal_value",
        "duplicate_referral",
        "practice_unknown",
    ] {
        assert!(found.contains(&name), "{name} is not among {found:?}");
    }
    let sex = finding(&checked, "code_unknown");
    assert_eq!((sex.count, sex.place.row), (2, Some(222)));
    assert_eq!(sex.more_places[0].row, Some(312));
    assert!(sex.message.contains("\"Female\""), "{}", sex.message);
}

#[test]
fn titles_notes_and_totals_are_told_apart_in_whatever_part_they_are() {
    let table = long();
    let mut lines: Vec<String> = table.csv().lines().map(str::to_owned).collect();
    lines.insert(0, "Social prescribing return".to_owned());
    lines.insert(1, String::new());
    lines.insert(300, String::new());
    lines.insert(301, table.headings.join(","));
    lines.push("Total,400".to_owned());
    lines.push("Note: two left in the month".to_owned());
    let checked = same(lines.join("\r\n"), Choices::default());
    let found = names(&checked);
    for name in [
        "title_rows_skipped",
        "total_row_ignored",
        "note_row_ignored",
        "repeated_headings_ignored",
        "blank_rows_ignored",
    ] {
        assert!(found.contains(&name), "{name} is not among {found:?}");
    }
}

#[test]
fn the_older_windows_encoding_is_one_for_the_whole_file() {
    let text = long().set(350, "sex", "not \u{a3}known").csv();
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let checked = same(bytes, Choices::default());
    let note = finding(&checked, "special_characters");
    assert_eq!((note.count, note.place.row), (1, Some(352)));
}

#[test]
fn two_bytes_a_character_are_read_in_parts_too() {
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(long().separated("\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let checked = same(wide, Choices::default());
    assert_eq!(checked.counts.read, 400);
}

#[test]
fn a_value_typed_for_a_cell_is_put_in_whatever_part_it_is() {
    let mut choices = Choices::default();
    for (cell, value) in [("C203", "2026-10-05"), ("A900", "x"), ("E5", "1")] {
        choices.correct(cell.parse().unwrap(), value).unwrap();
    }
    let checked = same(long().csv(), choices);
    assert!(!names(&checked).contains(&"date_impossible"));
    assert_eq!(finding(&checked, "corrected_on_page").count, 2);
    assert!(names(&checked).contains(&"correction_not_made"));
}

#[test]
fn cells_to_be_fixed_are_found_in_whatever_part_they_are() {
    let table = Table::good(300).set(250, "referral_date", "31/04/2026");
    let checked = same(table.csv(), Choices::default());
    let [fixable] = checked.fixable.as_slice() else {
        panic!("one cell is to be fixed: {:?}", checked.fixable);
    };
    assert_eq!(fixable.cell.to_string(), "C252");
    assert!(fixable.others.iter().any(|(heading, _)| heading == "sex"));
}

#[test]
fn month_first_is_known_and_read_over_all_parts() {
    let american = |n: usize| match n % 3 {
        0 => "10/25/2026".to_owned(),
        _ => "10/05/2026".to_owned(),
    };
    let table = Table::good(300).column_of("referral_date", american);
    let table = table.column_of("first_contact_date", |_| String::new());
    let table = table.column_of("contacts_this_month", |_| String::new());
    let asked = same(table.csv(), Choices::default());
    assert!(names(&asked).contains(&"dates_swapped"));
    let mut choices = Choices::default();
    choices.answer("month_first", "C").unwrap();
    assert_eq!(same(table.csv(), choices).counts.counted, 300);
}

#[test]
fn more_rows_than_the_limit_are_refused_with_their_number() {
    let limits = Limits {
        text_part_bytes: 300,
        max_rows: 50,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let checked = check_by(&door, &upload(Table::good(1_000).csv()));
    let refusal = finding(&checked, "too_many_rows");
    assert!(
        refusal.message.contains("1,001") || refusal.message.contains("1001"),
        "{}",
        refusal.message
    );
}

#[test]
fn findings_alone_are_those_of_the_whole_answer() {
    for bytes in [long().csv(), String::new(), "%PDF-1.7".to_owned()] {
        let upload = upload(bytes);
        let mut whole = serde_json::to_value(check_by(&IN_PARTS, &upload)).unwrap();
        let mut alone = serde_json::to_value(IN_PARTS.findings(&upload)).unwrap();
        for answer in [&mut whole, &mut alone] {
            answer["content_tag"] = "".into();
        }
        assert_eq!(alone, whole);
    }
}

#[test]
fn a_text_file_is_checked_from_where_it_lies() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(long().csv().as_bytes()).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let checked = IN_PARTS.findings_of_text(file, &upload("")).unwrap();
    let expected = IN_PARTS.findings(&upload(long().csv()));
    let [checked, expected] =
        [checked, expected].map(|answer| serde_json::to_value(answer).unwrap());
    assert_eq!(checked, expected);
    let mut other = tempfile::tempfile().unwrap();
    other.write_all(b"PK\x03\x04").unwrap();
    assert!(IN_PARTS.findings_of_text(other, &upload("")).is_none());
}

/// Values that look alike, that need all rows to be judged, or that break what stands around them.
fn value() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "n/a",
        " ",
        "a  b",
        "R-0001",
        "R-0002",
        "P-0001",
        "04/10/2026",
        "13/10/2026",
        "10/13/2026",
        "2026-09-05",
        "2026-10-05",
        "943 476 5919",
        "9434765919",
        "jo@example.org",
        "femail",
        "loneliness; debt",
        "Total",
        "Example",
        "\"a,b\"",
        "\"a\r\nb\"",
        "\"",
        "\"a \"\"b\"\"\"",
        "\r\n",
        ",",
        "#REF!",
        "YB002",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_the_same_in_parts(
        changes in prop::collection::vec((0..120_usize, 0..14_usize, value()), 0..40),
        ends in prop::sample::select(vec!["\r\n", "\n", "\r"]),
    ) {
        let mut table = Table::good(120);
        for (row, column, value) in changes {
            table.rows[row][column] = value.to_owned();
        }
        same(table.csv().replace("\r\n", ends), Choices::default());
    }
}
