//! Tables as CSV (RFC 4180, UTF-8).

use super::{Cell, Table};

/// Writes a table as CSV.
pub(crate) fn write(table: &Table) -> String {
    let mut text = String::new();
    line(
        &mut text,
        table.columns.iter().map(|column| column.name().to_owned()),
    );
    for row in &table.rows {
        line(&mut text, row.iter().map(shown));
    }
    text
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (idx, field) in fields.enumerate() {
        if idx > 0 {
            text.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&field);
        }
    }
    text.push_str("\r\n");
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Absent(_) => String::new(),
    }
}

/// Keeps a spreadsheet from taking text for a formula.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
