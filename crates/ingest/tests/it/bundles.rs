//! Zips of text files.

use hub_ingest::{DoorOptions, FileKind, Limits, Outcome};

use crate::books::zip_of;
use crate::support::{Table, check, check_by, door_with, finding, names, upload};

#[test]
fn the_return_is_found_among_other_text_files() {
    let returned = Table::good(2).set(1, "sex", "purple").csv();
    let checked = check(zip_of(&[
        (
            "October 2026/read me.txt",
            "How we count: every row is a referral.\n",
        ),
        (
            "October 2026/Social prescribing return of October.csv",
            &returned,
        ),
        ("October 2026/empty.csv", " \r\n"),
        ("October 2026/", ""),
        ("__MACOSX/October 2026/._Referrals.csv", "\0\0"),
        ("October 2026/.DS_Store", "\0\0"),
    ]));
    assert_eq!(checked.kind, Some(FileKind::CsvZip));
    assert_eq!(
        checked.sheet.as_deref(),
        Some("Social prescribing return of October")
    );
    finding(&checked, "sheet_used");
    let found = finding(&checked, "code_unknown");
    assert_eq!(
        found.place.to_string(),
        "Sheet \"Social prescribing return of October\", row 3, column E (sex)"
    );
    assert_eq!((checked.counts.counted, checked.counts.left_out), (1, 1));
}

#[test]
fn every_file_is_read_by_its_own_separator_and_encoding() {
    let returned = Table::good(2).separated(";");
    let mut bytes = returned.into_bytes();
    bytes.extend(b"R-9;P-9;2026-10-05;44;2;A;;A1;caf\xe9;;;;;\r\n");
    let parts = [
        ("a.csv".to_owned(), b"code,name\nA,caf\xe9\nB,b\n".to_vec()),
        ("b.csv".to_owned(), bytes),
        ("c.csv".to_owned(), b"x;y\n1;2\n".to_vec()),
    ];
    let checked = check(crate::books::packed(parts));
    let separators = names(&checked)
        .iter()
        .filter(|name| **name == "separator")
        .count();
    assert_eq!(separators, 1, "{:#?}", checked.findings);
    let found = finding(&checked, "special_characters");
    assert_eq!(found.place.sheet.as_deref(), Some("a"));
    assert_eq!(checked.counts.read, 3);
}

#[test]
fn files_that_differ_by_their_endings_only_keep_them() {
    let (one, two) = (Table::good(1).csv(), Table::good(2).separated("\t"));
    let checked = check(zip_of(&[("Oct.csv", &one), ("Oct.txt", &two)]));
    let message = &finding(&checked, "several_sheets_fit").message;
    let sheets = "\"Oct.csv\" (1 rows) and \"Oct.txt\" (2 rows)";
    assert!(message.contains(sheets), "{message}");
}

#[test]
fn a_quote_left_open_is_placed_in_its_file() {
    let broken = Table::good(5).set(2, "need_1", "\"loneliness").csv();
    let checked = check(zip_of(&[
        ("a.csv", "x,y\n1,2\n"),
        ("Referrals.csv", &broken),
    ]));
    assert_eq!(names(&checked), ["unclosed_quote"]);
    let found = &checked.findings[0];
    assert_eq!(found.place.sheet.as_deref(), Some("Referrals"));
    assert!(
        found
            .message
            .starts_with("Sheet \"Referrals\", row 4, column I: a double quote"),
        "{}",
        found.message
    );
}

#[test]
fn what_is_not_only_text_files_is_an_archive_as_before() {
    let returned = Table::good(2).csv();
    let workbook = String::from_utf8_lossy(b"PK\x03\x04 a workbook").into_owned();
    for files in [
        &[
            ("Referrals.csv", returned.as_str()),
            ("letter.pdf", "%PDF-1.7"),
        ][..],
        &[("Referrals.csv", &returned), ("more.zip", &workbook)],
        &[("Referrals.csv", &returned), ("more.csv", &workbook)],
        &[("Referrals.csv", "%PDF-1.7")],
        &[
            ("a/Referrals.csv", &returned),
            ("b/Referrals.csv", &returned),
        ],
        &[("October/", "")],
    ] {
        let checked = check(zip_of(files));
        assert_eq!(names(&checked), ["not_a_spreadsheet"], "{files:?}");
        assert!(
            checked.findings[0]
                .message
                .starts_with("This is a zip or another archive."),
            "{}",
            checked.findings[0].message
        );
        assert!(checked.rows.is_none());
    }
}

#[test]
fn a_file_named_after_a_person_refuses_the_zip_and_is_masked() {
    let checked = check(zip_of(&[("943 476 5919.csv", &Table::good(2).csv())]));
    finding(&checked, "personal_data_column");
    assert!(!format!("{checked:?}").contains("5919"));
}

#[test]
fn nothing_in_any_file_is_an_empty_file() {
    let checked = check(zip_of(&[("a.csv", ""), ("b.csv", "\r\n")]));
    assert_eq!(names(&checked), ["file_empty"]);
}

#[test]
fn files_and_what_is_in_them_are_bounded_together() {
    let returned = Table::good(3).csv();
    let cells = 14 + 3 * 12;
    let door = |limits| door_with(limits, DoorOptions::default());
    let two = zip_of(&[("a.csv", "x,y\n1,2\n"), ("Referrals.csv", &returned)]);
    let ask = |limits| check_by(&door(limits), &upload(two.clone()));
    for (max_cells, outcome) in [
        (cells + 4, Outcome::Ready),
        (cells + 3, Outcome::Unreadable),
    ] {
        let checked = ask(Limits {
            max_cells,
            ..Limits::default()
        });
        assert_eq!(checked.outcome, outcome, "{:#?}", checked.findings);
    }
    for (max_sheets, rule) in [(2, "sheet_used"), (1, "too_many_sheets")] {
        let checked = ask(Limits {
            max_sheets,
            ..Limits::default()
        });
        finding(&checked, rule);
    }
    for max_text_bytes in [100, 40] {
        let checked = ask(Limits {
            max_text_bytes,
            ..Limits::default()
        });
        assert_eq!(names(&checked), ["unpacks_too_far"]);
    }
}

#[test]
fn a_file_is_no_larger_in_a_zip_than_by_itself() {
    let long = Table::good(1).csv() + &"x,y\n".repeat(400);
    let limits = Limits {
        max_bytes: 1_000,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let zipped = zip_of(&[("Referrals.csv", &long)]);
    assert!(zipped.len() < 1_000, "{}", zipped.len());
    assert_eq!(
        names(&check_by(&door, &upload(zipped))),
        ["unpacks_too_far"]
    );
}
