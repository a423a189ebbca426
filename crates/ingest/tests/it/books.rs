//! Builders of small workbooks, and ways to take them apart.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Workbook, Worksheet};

use crate::support::{HEADINGS, good_row};

/// Writes the headings and so many rows that have nothing the matter.
pub(crate) fn fill(sheet: &mut Worksheet, first_row: u32, n_rows: usize) {
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(first_row, column, heading).unwrap();
    }
    for (row, n) in (first_row + 1..).zip(1..=n_rows) {
        for (column, value) in (0..).zip(good_row(n)) {
            sheet.write(row, column, value).unwrap();
        }
    }
}

/// A workbook of three rows, changed.
pub(crate) fn workbook(change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Referrals").unwrap();
    fill(sheet, 0, 3);
    change(sheet);
    workbook.save_to_buffer().unwrap()
}

/// The workbook with one piece of its first sheet's markup replaced.
pub(crate) fn rewritten(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    rewritten_part(bytes, "xl/worksheets/sheet1.xml", from, to)
}

/// The workbook with one piece of one part replaced.
pub(crate) fn rewritten_part(bytes: &[u8], part_name: &str, from: &str, to: &str) -> Vec<u8> {
    let parts = parts(bytes).into_iter().map(|(name, mut content)| {
        if name == part_name {
            let markup = String::from_utf8(content).unwrap();
            assert!(markup.contains(from), "{markup}");
            content = markup.replace(from, to).into_bytes();
        }
        (name, content)
    });
    packed(parts)
}

/// The parts of a workbook, by name.
pub(crate) fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((name, content));
    }
    parts
}

/// Parts as one file.
pub(crate) fn packed(parts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Text files in a zip, by name.
pub(crate) fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    packed(
        files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())),
    )
}
