//! A. Files and containers.

use super::book::{Page, expanding, packed, with_macros, workbook};
use super::case::{Case, file, note, warning};
use super::doors::File;
use super::hub::service_of;
use super::table::{Table, day_of, month};

/// Bytes of a sheet of spaces: they pack to less than a two-hundredth.
const SPACES: usize = 5_000_000;
/// What the older container keeps together.
const SECTOR: usize = 512;

pub(crate) fn cases() -> Vec<Case> {
    let good = || File::new("return.xlsx", workbook(&[Page::of(&Table::good(3))]));
    let mut cases = vec![
        Case::new(
            "D02",
            File::new("return.xlsx", workbook(&[Page::of(&Table::good(0))])),
        )
        .finds([file("headers_only")
            .on_sheet()
            .says("\"Nothing to report\"")])
        .corrected(good()),
        Case::new("D03", File::new("return.xlsx", Table::good(3).csv()))
            .finds([note("kind_differs_from_name")
                .says("We read this as a CSV file although its name ends in .xlsx.")])
            .rows(3, 0, 0)
            .corrected(good()),
        Case::new(
            "D03",
            File::new("return.csv", workbook(&[Page::of(&Table::good(3))])),
        )
        .finds([note("kind_differs_from_name").says("although its name ends in .csv")])
        .rows(3, 0, 0)
        .corrected(good()),
        Case::new("D04", File::new("export.xls", web_page()))
            .finds([file("web_page")])
            .corrected(good()),
        Case::new("D05", File::new("return.xlsx", with_password()))
            .finds([file("password_protected")])
            .corrected(good()),
        Case::new(
            "D06",
            File::new("return.xlsm", with_macros(&[Page::of(&Table::good(3))])),
        )
        .finds([note("macros_ignored").says("This workbook contains macros. We ignored them.")])
        .rows(3, 0, 0)
        .corrected(good()),
        Case::new("D07", File::new("return.xlsx", expanding(SPACES)))
            .finds([file("unpacks_too_far")])
            .corrected(good()),
        Case::new("D09", cut_off(&good()))
            .finds([file("file_unreadable")])
            .corrected(good()),
    ];
    cases.extend(far_away());
    cases.extend(no_spreadsheets());
    cases.extend(of_others());
    cases.extend(older_templates());
    cases
}

fn far_away() -> [Case; 2] {
    [(1_048_576, 16_383, "XFD"), (900_000, 0, "A")].map(|(row, column, letter)| {
        let page = Page::of(&Table::good(3)).cell(row, column, "x");
        Case::new("D08", File::new("return.xlsx", workbook(&[page])))
            .finds([file("far_away_cell").on_sheet().row(row).column(letter)])
            .corrected(File::new(
                "return.xlsx",
                workbook(&[Page::of(&Table::good(3))]),
            ))
    })
}

fn no_spreadsheets() -> [Case; 3] {
    let letter = packed(&[
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("word/document.xml".to_owned(), b"<document/>".to_vec()),
    ]);
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    [
        (
            File::new("return.pdf", "%PDF-1.7\n1 0 obj\n"),
            "This is a PDF.",
        ),
        (File::new("return.docx", letter), "This is a document."),
        (File::new("return.png", picture), "This is a picture."),
    ]
    .map(|(sent, words)| {
        Case::new("D11", sent)
            .finds([file("not_a_spreadsheet").says(words)])
            .corrected(File::new("return.csv", Table::good(3).csv()))
    })
}

/// Another service's file, and another month's.
fn of_others() -> [Case; 2] {
    let of_service = |code: String| {
        let table = Table::good(3).column_of("service_code", |_| code.clone());
        File::new("return.csv", table.csv())
    };
    let before = month().prev();
    // Without contacts: with them it may be a quiet month, which is a warning.
    let table = Table::good(5)
        .column_of("contacts_this_month", |_| "0")
        .column_of("referral_date", |_| day_of(before, 5).to_string())
        .column_of("first_contact_date", |_| day_of(before, 12).to_string());
    [
        Case::new("D13", of_service("YZ999".to_owned()))
            .finds([file("wrong_service")
                .column("O")
                .says("YZ999")
                .says(service_of("D13"))])
            .corrected(of_service(service_of("D13"))),
        Case::new("D14", File::new("return.csv", table.csv()))
            .finds([file("wrong_month")
                .column("C")
                .says("10 of 10 dates")
                .says(before.words())
                .says(month().words())])
            .answered("month", before.to_string(), [], [5, 0, 0])
            .corrected(File::new("return.csv", Table::good(5).csv())),
    ]
}

/// A template of a version that is gone: with all that is asked for, and without a column that is new since.
fn older_templates() -> [Case; 2] {
    let book = |table: &Table| {
        let instructions = Page::named("Instructions")
            .cell(1, 0, "Social prescribing return")
            .cell(2, 0, "Social prescribing return, version 0");
        File::new("return.xlsx", workbook(&[instructions, Page::of(table)]))
    };
    let good = File::new("return.xlsx", workbook(&[Page::of(&Table::good(3))]));
    [
        // All of it maps, so that nothing needs a look.
        Case::new("D16", book(&Table::good(3))).rows(3, 0, 0),
        Case::new("D16", book(&Table::good(3).without("closure_reason")))
            .finds([
                warning("old_template"),
                warning("column_missing").on_sheet().says("closure_reason"),
            ])
            .rows(3, 0, 0)
            .corrected(good),
    ]
}

fn cut_off(whole: &File) -> File {
    let half = whole.bytes.len() / 2;
    File::new(whole.name, &whole.bytes[..half])
}

/// A report as case systems export it under an Excel name.
fn web_page() -> String {
    let rows: String = Table::good(3)
        .csv()
        .lines()
        .map(|line| format!("<tr><td>{}</td></tr>\n", line.replace(',', "</td><td>")))
        .collect();
    format!(
        "<html><head><meta charset=\"utf-8\"></head><body><table>\n{rows}</table></body></html>"
    )
}

/// A workbook with a password, as Excel saves it: the older container with the encrypted package in it.
fn with_password() -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    const FAT: u32 = 0xffff_fffd;
    let mut file: Vec<u8> = Vec::new();
    file.extend([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    file.extend([0; 16]);
    for number in [0x3e_u16, 3, 0xfffe, 9, 6, 0, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    // No directory sectors are counted, one sector of the table, the directory in the second one.
    for number in [0, 1, 1, 0, 4_096, END, 0, END, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    file.extend([0xff; 108 * 4]);
    // The table: itself, the directory, and two streams of eight sectors.
    let mut chain = vec![FAT, END];
    for first in [2_u32, 10] {
        chain.extend(first + 1..first + 8);
        chain.push(END);
    }
    chain.resize(SECTOR / 4, FREE);
    file.extend(chain.into_iter().flat_map(u32::to_le_bytes));
    file.extend(entry("Root Entry", 5, [FREE, FREE, 1], END, 0));
    file.extend(entry("EncryptionInfo", 2, [FREE, 2, FREE], 2, 4_096));
    file.extend(entry("EncryptedPackage", 2, [FREE, FREE, FREE], 10, 4_096));
    file.extend([0; 128]);
    // What is encrypted looks like nothing.
    let noise = (0..2 * 8 * SECTOR).map(|n| u8::try_from(n * 37 % 251).unwrap());
    file.extend(noise);
    file
}

/// An entry of the older container's directory: its name, kind, neighbours, first sector and size.
fn entry(name: &str, kind: u8, links: [u32; 3], first_sector: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name_bytes = u16::try_from(entry.len() + 2).unwrap();
    entry.resize(64, 0);
    entry.extend(name_bytes.to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend(links.into_iter().flat_map(u32::to_le_bytes));
    entry.extend([0; 36]);
    entry.extend(first_sector.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.extend([0; 4]);
    entry
}
