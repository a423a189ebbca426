//! Kinds of files, encodings, separators, bounds.

use std::io::{Cursor, Write};

use hub_ingest::{DoorOptions, FileKind, Limits, Outcome};

use crate::support::{Table, check, check_by, door_with, finding, names, problems, texts, upload};

#[test]
fn a_good_return_is_ready_and_every_row_counts() {
    let checked = Table::good(3).check();
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
    assert_eq!((checked.counts.read, checked.counts.counted), (3, 3));
    assert_eq!(checked.summary.new_referrals, 3);
    assert_eq!(checked.summary.people, 3);
    assert_eq!(checked.summary.first_contacts, 3);
    assert_eq!(checked.kind, Some(FileKind::Csv));
}

#[test]
fn files_that_are_no_spreadsheets_are_named_and_refused() {
    let wide = |name: &str| -> Vec<u8> {
        let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        ole.into_iter()
            .chain(name.encode_utf16().flat_map(u16::to_le_bytes))
            .collect()
    };
    let cases: Vec<(Vec<u8>, &str, Option<FileKind>)> = vec![
        (b"".to_vec(), "file_empty", None),
        (b" \r\n \n".to_vec(), "file_empty", Some(FileKind::Csv)),
        (
            b"%PDF-1.7 ...".to_vec(),
            "not_a_spreadsheet",
            Some(FileKind::Pdf),
        ),
        (
            b"\x89PNG\r\n\x1a\n0000".to_vec(),
            "not_a_spreadsheet",
            Some(FileKind::Picture),
        ),
        (
            b"\xff\xd8\xff\xe0 jpeg".to_vec(),
            "not_a_spreadsheet",
            Some(FileKind::Picture),
        ),
        (
            b"{\\rtf1 hello}".to_vec(),
            "not_a_spreadsheet",
            Some(FileKind::Document),
        ),
        (
            b"<html><table><tr><td>a".to_vec(),
            "web_page",
            Some(FileKind::WebPage),
        ),
        (
            b"\n <TABLE border=1>".to_vec(),
            "web_page",
            Some(FileKind::WebPage),
        ),
        (
            wide("EncryptedPackage"),
            "password_protected",
            Some(FileKind::Encrypted),
        ),
        (
            wide("WordDocument"),
            "not_a_spreadsheet",
            Some(FileKind::Document),
        ),
        (wide("Workbook"), "file_unreadable", Some(FileKind::Xls)),
        (
            zip(&[("word/document.xml", b"<w/>")]),
            "not_a_spreadsheet",
            Some(FileKind::Document),
        ),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"
                .to_vec(),
            "older_format",
            Some(FileKind::XmlSpreadsheet),
        ),
        (
            zip(&[("content.xml", b"<o/>")]),
            "file_unreadable",
            Some(FileKind::Ods),
        ),
        (
            zip(&[("a.txt", b"hello")]),
            "headings_not_found",
            Some(FileKind::CsvZip),
        ),
        (
            zip(&[("a.exe", b"hello")]),
            "not_a_spreadsheet",
            Some(FileKind::Archive),
        ),
        (b"PK\x03\x04 cut off".to_vec(), "file_unreadable", None),
        (
            b"\0\x01\x02\x03\0\0binary".to_vec(),
            "file_unreadable",
            None,
        ),
        (
            b"just some words\nwithout a table\n".to_vec(),
            "headings_not_found",
            Some(FileKind::Csv),
        ),
    ];
    for (bytes, rule, kind) in cases {
        let checked = check(bytes);
        assert_eq!(names(&checked), [rule]);
        assert_eq!(checked.kind, kind, "{rule}");
        assert_eq!(checked.outcome, Outcome::Unreadable);
        assert!(checked.rows.is_none());
    }
}

#[test]
fn the_message_names_the_kind() {
    let checked = check("%PDF-1.7");
    assert!(
        checked.findings[0].message.starts_with("This is a PDF."),
        "{}",
        checked.findings[0].message
    );
}

#[test]
fn content_decides_and_the_name_is_noted() {
    let mut sent = upload(Table::good(1).csv());
    sent.file_name = Some("October.xlsx".to_owned());
    let checked = check_by(&door_with(Limits::default(), DoorOptions::default()), &sent);
    let note = finding(&checked, "kind_differs_from_name");
    assert_eq!(
        note.message,
        "We read this as a CSV file although its name ends in .xlsx."
    );
    assert_eq!(checked.counts.counted, 1);
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let limits = Limits {
        max_bytes: 100,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    assert_eq!(
        names(&check_by(&door, &upload(vec![b'a'; 101]))),
        ["too_big"]
    );
    assert_ne!(
        names(&check_by(&door, &upload(vec![b'a'; 100]))),
        ["too_big"]
    );
}

#[test]
fn rows_are_bounded() {
    let limits = Limits {
        max_rows: 0,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    // A hundred rows of room for titles and notes.
    assert_eq!(
        names(&check_by(&door, &upload(Table::good(100).csv()))),
        ["too_many_rows"]
    );
    assert_eq!(
        check_by(&door, &upload(Table::good(99).csv()))
            .counts
            .counted,
        99
    );
}

#[test]
fn columns_are_bounded() {
    let limits = Limits {
        max_columns: 14,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    assert_eq!(
        check_by(&door, &upload(Table::good(1).csv()))
            .counts
            .counted,
        1
    );
    let wider = Table::good(1).column_of("extra", |_| "x".to_owned());
    assert_eq!(
        names(&check_by(&door, &upload(wider.csv()))),
        ["too_many_columns"]
    );
}

#[test]
fn cells_are_bounded() {
    // Fourteen headings, and twelve values in each row.
    let limits = Limits {
        max_cells: 14 + 4 * 12,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    assert_eq!(
        check_by(&door, &upload(Table::good(4).csv()))
            .counts
            .counted,
        4
    );
    assert_eq!(
        names(&check_by(&door, &upload(Table::good(5).csv()))),
        ["unpacks_too_far"]
    );
}

#[test]
fn every_separator_is_found() {
    for separator in [";", "\t", "|"] {
        let checked = check(Table::good(2).separated(separator));
        assert_eq!(checked.counts.counted, 2, "{separator:?}");
        let note = finding(&checked, "separator");
        assert!(note.message.contains(separator) || note.message.contains("tab-separated"));
    }
    let declared = format!("sep=;\r\n{}", Table::good(2).separated(";"));
    assert_eq!(check(declared).counts.counted, 2);
}

#[test]
fn every_encoding_is_read() {
    let text = Table::good(1).csv();
    let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let wide = |mark: &[u8], order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.iter()
            .copied()
            .chain(text.encode_utf16().flat_map(order))
            .collect()
    };
    for bytes in [
        with_mark,
        wide(b"\xff\xfe", u16::to_le_bytes),
        wide(b"\xfe\xff", u16::to_be_bytes),
        wide(b"", u16::to_le_bytes),
        wide(b"", u16::to_be_bytes),
    ] {
        let checked = check(bytes);
        assert_eq!(checked.counts.counted, 1, "{:#?}", checked.findings);
        assert_eq!(problems(&checked), [""; 0]);
    }
}

#[test]
fn the_older_windows_encoding_is_read_and_said() {
    let text = Table::good(2)
        .column_of("Venue", |n| {
            if n == 1 {
                "St Mary's \u{1}".to_owned()
            } else {
                "hall".to_owned()
            }
        })
        .csv();
    let bytes: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == 1 { 0xa3 } else { byte })
        .collect();
    let checked = check(bytes);
    let note = finding(&checked, "special_characters");
    assert_eq!((note.count, note.place.row), (1, Some(3)));
    assert_eq!(checked.counts.counted, 2);
}

#[test]
fn an_unclosed_quote_is_placed_where_it_opens() {
    let text = Table::good(5).set(2, "need_1", "\"loneliness").csv();
    let checked = check(text);
    let found = finding(&checked, "unclosed_quote");
    assert_eq!(
        (found.place.row, found.place.column.as_deref()),
        (Some(4), Some("I"))
    );
    assert!(found.message.contains("rows 5 to 6"), "{}", found.message);
}

#[test]
fn a_line_break_inside_a_cell_moves_no_row_number() {
    let text = Table::good(3)
        .column_of("Venue", |_| "\"hall\nroom 2\"".to_owned())
        .set(2, "sex", "purple")
        .csv();
    let checked = check(text);
    assert_eq!(finding(&checked, "code_unknown").place.row, Some(4));
}

#[test]
fn a_comma_too_many_leaves_its_row_out() {
    let text = Table::good(3).set(1, "need_1", "loneliness, debt").csv();
    let checked = check(text);
    assert_eq!(problems(&checked), ["field_count"]);
    assert_eq!(finding(&checked, "field_count").place.row, Some(3));
    assert_eq!((checked.counts.counted, checked.counts.left_out), (2, 1));
}

#[test]
fn separators_at_the_end_of_every_row_move_nothing() {
    let good = Table::good(3).csv();
    let (heading, rows) = good.split_once("\r\n").unwrap();
    let checked = check(format!("{heading}\r\n{}", rows.replace("\r\n", ",\r\n")));
    assert_eq!(checked.counts.counted, 3);
    assert_eq!(problems(&checked), [""; 0]);
}

#[test]
fn a_container_that_unpacks_too_far_is_refused_within_bounds() {
    let zeros = vec![b' '; 3_000_000];
    let bytes = zip(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bytes.len() < 20_000);
    assert_eq!(names(&check(bytes)), ["unpacks_too_far"]);
}

#[test]
fn a_container_that_lies_about_its_size_is_refused_while_unpacking() {
    let zeros = vec![b' '; 3_000_000];
    let mut bytes = zip(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    let size = 3_000_000_u32.to_le_bytes();
    let mut lied = 0;
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
            lied += 1;
        }
    }
    assert!(lied > 0);
    assert_eq!(check(bytes).outcome, Outcome::Unreadable);
}

#[test]
fn the_same_file_has_the_same_tag_and_the_same_findings() {
    let text = Table::good(4)
        .set(0, "sex", "purple")
        .set(2, "referral_date", "31/04/2026")
        .csv();
    let (first, second) = (check(text.clone()), check(text));
    assert_eq!(first.content_tag, second.content_tag);
    assert_eq!(first.findings, second.findings);
    assert_eq!(texts(&first, "need_1"), texts(&second, "need_1"));
    assert_ne!(first.content_tag, check(Table::good(4).csv()).content_tag);
    assert_eq!(first.content_tag.len(), 64);
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
