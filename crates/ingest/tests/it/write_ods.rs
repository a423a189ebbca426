//! Writes OpenDocument spreadsheets.

use std::fmt::Write;

use crate::books::packed;
use crate::grids::{Grid, Put, day};

/// The sheets as a file.
pub(crate) fn ods(grids: &[Grid<'_>]) -> Vec<u8> {
    let from_1904 = grids.iter().any(|grid| grid.from_1904);
    let settings = if from_1904 {
        "<table:calculation-settings><table:null-date table:date-value=\"1904-01-01\"/>\
            </table:calculation-settings>"
    } else {
        ""
    };
    let tables: String = grids.iter().map(table).collect();
    ods_of(&format!("{settings}{tables}"))
}

/// A spreadsheet with this in its body.
pub(crate) fn ods_of(body: &str) -> Vec<u8> {
    packed(parts(body, ""))
}

/// The parts of the file; `manifest` is what its list of parts says besides.
pub(crate) fn parts(body: &str, manifest: &str) -> Vec<(String, Vec<u8>)> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
            xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.3\">\
            <office:scripts/><office:automatic-styles><style:style style:name=\"co1\"/>\
            </office:automatic-styles><office:body><office:spreadsheet>{body}<table:named-expressions/>\
            </office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = format!(
        "<?xml version=\"1.0\"?><manifest:manifest><manifest:file-entry manifest:full-path=\"/\"/>\
            <manifest:file-entry manifest:full-path=\"content.xml\">{manifest}</manifest:file-entry>\
            </manifest:manifest>"
    );
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", &manifest),
    ]
    .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
    .into()
}

/// The markup of one sheet as LibreOffice writes it: blanks are counted, and rows and columns fill the sheet.
pub(crate) fn table(grid: &Grid<'_>) -> String {
    let mut markup = format!("<table:table table:name=\"{}\">", escaped(grid.name));
    match grid.hidden_column {
        Some(0) | None => {}
        Some(before) => {
            write!(
                markup,
                "<table:table-column table:number-columns-repeated=\"{before}\"/>"
            )
            .unwrap();
        }
    }
    if grid.hidden_column.is_some() {
        markup += "<table:table-column table:visibility=\"collapse\"/>";
    }
    markup += "<table:table-column table:number-columns-repeated=\"16384\"/>";
    let mut next_row = 0;
    for (row, cells) in grid.rows() {
        blank_rows(&mut markup, row - next_row);
        let is_hidden = grid.hidden_rows.contains(&row);
        let visibility = if is_hidden {
            " table:visibility=\"collapse\""
        } else {
            ""
        };
        write!(markup, "<table:table-row{visibility}>").unwrap();
        let mut next_column = 0;
        for (column, put) in cells {
            blank_cells(&mut markup, column - next_column);
            let merged = grid
                .merged
                .iter()
                .find(|(first, _, left, _)| (*first, *left) == (row, column));
            let spanned = merged.map_or_else(String::new, |(first, last, left, right)| {
                format!(
                    " table:number-rows-spanned=\"{}\" table:number-columns-spanned=\"{}\"",
                    last - first + 1,
                    right - left + 1
                )
            });
            markup += &cell(put, &spanned);
            next_column = column + 1;
        }
        blank_cells(&mut markup, 16_384 - next_column);
        markup += "</table:table-row>";
        next_row = row + 1;
    }
    blank_rows(&mut markup, 1_048_576 - next_row);
    markup + "</table:table>"
}

fn blank_rows(markup: &mut String, rows: u32) {
    if rows > 0 {
        write!(
            markup,
            "<table:table-row table:number-rows-repeated=\"{rows}\">\
                <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
        )
        .unwrap();
    }
}

fn blank_cells(markup: &mut String, cells: u16) {
    if cells > 0 {
        write!(
            markup,
            "<table:table-cell table:number-columns-repeated=\"{cells}\"/>"
        )
        .unwrap();
    }
}

fn cell(put: Put<'_>, spanned: &str) -> String {
    let (attributes, shown) = match put {
        Put::Text(text) => ("office:value-type=\"string\"".to_owned(), text.to_owned()),
        Put::Number(number) => {
            let attributes = format!("office:value-type=\"float\" office:value=\"{number}\"");
            (attributes, number.to_string())
        }
        Put::Date(serial) => {
            let day = day(serial);
            let attributes = format!("office:value-type=\"date\" office:date-value=\"{day}\"");
            (attributes, day.strftime("%d/%m/%Y").to_string())
        }
        Put::Bool(bool) => {
            let attributes =
                format!("office:value-type=\"boolean\" office:boolean-value=\"{bool}\"");
            (attributes, bool.to_string())
        }
        Put::Error(error) => {
            let attributes = "table:formula=\"of:=1/0\" office:value-type=\"string\" \
                office:string-value=\"\" calcext:value-type=\"error\"";
            (attributes.to_owned(), error.to_owned())
        }
        Put::Formula(text) => {
            let attributes =
                "table:formula=\"of:=UPPER(&quot;x&quot;)\" office:value-type=\"string\"";
            (attributes.to_owned(), text.to_owned())
        }
    };
    let paragraphs: String = shown
        .split('\n')
        .map(|line| format!("<text:p>{}</text:p>", escaped(line)))
        .collect();
    format!("<table:table-cell{spanned} {attributes}>{paragraphs}</table:table-cell>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
