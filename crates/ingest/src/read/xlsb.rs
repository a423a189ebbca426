//! Binary workbooks (.xlsb): the container of an .xlsx with records in place of markup.
//!
//! Read by this crate itself. The library passes over formulas that came to an error, takes texts of any number and
//! records of any length into memory while it opens the file, and calls itself once for each level of the formula behind
//! a name, so that a small file ends the whole process, which no guard around it can catch.

mod cells;
mod records;

use std::io::BufRead;

use self::records::Records;
use super::container::Container;
use super::directory::Directory;
use super::filling::{Room, has_doubles, short_name};
use super::formats::Formats;
use super::texts::Texts;
use super::{Contents, Refusal};
use crate::clock::Clock;
use crate::upload::Limits;

/// Where the workbook itself is, in every workbook of this kind that Excel writes, and what it refers to.
const WORKBOOK: &str = "xl/workbook.bin";
const RELATIONSHIPS: &str = "xl/_rels/workbook.bin.rels";
const TEXTS: &str = "xl/sharedstrings.bin";
const STYLES: &str = "xl/styles.bin";

/// Kinds of records.
mod kind {
    pub(super) const WORKBOOK: u16 = 153;
    pub(super) const SHEET: u16 = 156;
    pub(super) const TEXT: u16 = 19;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const STYLES_BEGIN: u16 = 617;
    pub(super) const STYLES_END: u16 = 618;
    pub(super) const STYLE: u16 = 47;
}

const FROM_1904: u8 = 1;
/// The most characters of a name or of a format's code.
const NAME_CHARS_MAX: usize = 255;

/// What the cells of all sheets refer to.
#[derive(Default)]
struct Book {
    from_1904: bool,
    texts: Texts,
    formats: Formats,
}

/// Reads every worksheet.
pub(super) fn read(
    container: &mut Container<'_>,
    limits: &Limits,
    clock: &Clock,
) -> Result<Contents<'static>, Refusal> {
    let mut book = Book::default();
    let mut directory = Directory::default();
    let mut names = Vec::new();
    for (path, is_needed) in [
        ("_rels/.rels", true),
        (RELATIONSHIPS, true),
        (WORKBOOK, true),
        (STYLES, false),
        (TEXTS, false),
    ] {
        let Some(part) = container.find(path)? else {
            if is_needed {
                return Err(Refusal::Damaged);
            }
            continue;
        };
        container.part(part, limits, clock, |mut part| match path {
            WORKBOOK => book.read_workbook(part, &mut directory, &mut names, limits),
            STYLES => book.read_styles(part),
            TEXTS => book.read_texts(part, limits),
            RELATIONSHIPS => {
                let read = directory.read_relationships(&mut part);
                read.map_err(|_| Refusal::Damaged)
            }
            _ => directory
                .read_package(&mut part)
                .map_err(|_| Refusal::Damaged),
        })?;
    }
    let parts = directory.sheet_parts(WORKBOOK, limits)?;
    if has_doubles(names.iter().map(String::as_str)) {
        return Err(Refusal::Damaged);
    }
    let mut room = Room::new(limits);
    let mut sheets = Vec::new();
    for (path, name) in parts.iter().zip(&names) {
        let part = container.find(path)?.ok_or(Refusal::Damaged)?;
        // Sheets that are charts or macros have folders of their own.
        if path.starts_with("xl/worksheets/") {
            sheets.push(container.part(part, limits, clock, |part| {
                cells::read_sheet(part, &book, name, &mut room, clock)
            })?);
        }
    }
    Ok(Contents {
        sheets,
        sheet_names: names.iter().map(|name| short_name(name)).collect(),
        ..Contents::default()
    })
}

impl Book {
    fn read_workbook(
        &mut self,
        part: &mut dyn BufRead,
        directory: &mut Directory,
        names: &mut Vec<String>,
        limits: &Limits,
    ) -> Result<(), Refusal> {
        let mut records = Records::new(part);
        while let Some(record) = records.next()? {
            match record.kind {
                kind::WORKBOOK => self.from_1904 = record.u8(0)? & FROM_1904 != 0,
                // A module of macros is listed as a sheet without a part.
                kind::SHEET if record.u32(8)? == u32::MAX => {}
                kind::SHEET => {
                    let (id, end) = record.text(8, NAME_CHARS_MAX)?;
                    let (name, _) = record.text(end, NAME_CHARS_MAX)?;
                    directory.add_sheet(id).map_err(|_| Refusal::Damaged)?;
                    names.push(name);
                    if names.len() > limits.max_sheets {
                        // Those beyond are counted and not kept.
                        let mut found = names.len();
                        while records.find(kind::SHEET)?.is_some() {
                            found += 1;
                        }
                        return Err(Refusal::TooManySheets { found });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_styles(&mut self, part: &mut dyn BufRead) -> Result<(), Refusal> {
        let mut records = Records::new(part);
        let mut is_cells = false;
        while let Some(record) = records.next()? {
            match record.kind {
                kind::FORMAT => {
                    let (code, _) = record.text(2, NAME_CHARS_MAX)?;
                    self.formats.add_code(record.u16(0)?, &code);
                }
                // The styles of cells; those that have names come in a list of their own.
                kind::STYLES_BEGIN => is_cells = true,
                kind::STYLES_END => is_cells = false,
                kind::STYLE if is_cells => self.formats.add_style(record.u16(2)?),
                _ => {}
            }
        }
        Ok(())
    }

    fn read_texts(&mut self, part: &mut dyn BufRead, limits: &Limits) -> Result<(), Refusal> {
        let mut records = Records::new(part);
        while let Some(record) = records.find(kind::TEXT)? {
            let (text, _) = record.text(1, limits.max_cell_chars)?;
            self.texts.push(&text, limits)?;
        }
        Ok(())
    }
}
