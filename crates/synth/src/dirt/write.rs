//! A finished table as the bytes of a file.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::table::{Encoding, Line, LineKind, Table};
use crate::{
    cell::{Cell, Formats},
    file::{SHEET, SynthError, workbook},
};

/// As text.
pub(super) fn text(table: &Table) -> Vec<u8> {
    if table.look.is_empty {
        return Vec::new();
    }
    let end = if table.look.is_from_excel {
        "\r\n"
    } else {
        "\n"
    };
    let mut text = String::new();
    if table.look.declares_separator {
        text.push_str("sep=");
        text.push(table.look.separator);
        text.push_str(end);
    }
    for line in &table.lines {
        write_line(&mut text, table, line);
        text.push_str(end);
    }
    encoded(&text, table.look.encoding)
}

fn write_line(text: &mut String, table: &Table, line: &Line) {
    let separator = table.look.separator;
    let opens = |column: usize| {
        let id = table.columns.get(column).map(|column| column.id);
        table.look.open_quote.is_some() && table.look.open_quote == id.map(|id| (line.id, id))
    };
    let cells = cells(table, line);
    for (column, cell) in cells.into_iter().enumerate() {
        if column > 0 {
            text.push(separator);
        }
        let cell = cell.into_text();
        if opens(column) {
            text.push('"');
            text.push_str(&cell);
        } else if cell.contains([separator, '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
}

/// The cells of a line; blank ones behind a title or a note only where Excel puts them.
fn cells(table: &Table, line: &Line) -> Vec<Cell> {
    let mut cells = match line.kind {
        LineKind::Headings => {
            let headings = table.columns.iter().map(|column| column.heading.as_str());
            headings.map(Cell::text).collect()
        }
        LineKind::Referral | LineKind::Other => line.cells.clone(),
    };
    if table.look.is_from_excel && cells.len() < table.columns.len() {
        cells.resize(table.columns.len(), Cell::Blank);
    }
    cells
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8WithMark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoding::Utf16 => {
            let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
            b"\xff\xfe".iter().copied().chain(wide).collect()
        }
        Encoding::Windows1252 => text.chars().map(windows_1252).collect(),
    }
}

/// The byte of a sign; a question mark for what the encoding does not have, as Windows does.
fn windows_1252(sign: char) -> u8 {
    match sign {
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        // Apart from those between, the first 256 signs are the same.
        '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}' => u8::try_from(sign).unwrap_or(b'?'),
        _ => b'?',
    }
}

/// As a workbook.
pub(super) fn xlsx(table: &Table) -> Result<Vec<u8>, SynthError> {
    if table.look.is_empty {
        return Ok(Vec::new());
    }
    let mut workbook = workbook()?;
    let sheet = workbook.add_worksheet().set_name(SHEET)?;
    let formats = Formats::new();
    for (row, line) in (0_u32..).zip(&table.lines) {
        for (column, cell) in (0_u16..).zip(cells(table, line)) {
            match cell {
                Cell::Text(heading) if line.kind == LineKind::Headings => {
                    sheet.write_string(row, column, heading)?;
                }
                cell => cell.put(sheet, row, column, &formats)?,
            }
        }
        if table.look.hidden.contains(&line.id) {
            sheet.set_row_hidden(row)?;
        }
    }
    merge(table, sheet)?;
    Ok(workbook.save_to_buffer()?)
}

fn merge(table: &Table, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let Some((first, last, column)) = table.look.merged else {
        return Ok(());
    };
    let row = |id| {
        let mut numbered = (0_u32..).zip(&table.lines);
        numbered.find(|(_, line)| line.id == id)
    };
    let column = table.columns.iter().position(|other| other.id == column);
    let (Some((from, line)), Some((to, _)), Some(column)) = (row(first), row(last), column) else {
        return Ok(());
    };
    let Ok(at) = u16::try_from(column) else {
        return Ok(());
    };
    if let Some(Cell::Text(text)) = line.cells.get(column) {
        sheet.merge_range(from, at, to, at, text, &Format::new().set_num_format("@"))?;
    }
    Ok(())
}
