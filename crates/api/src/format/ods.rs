//! Workbooks as OpenDocument spreadsheets (OASIS OpenDocument 1.3): a zip of XML files.

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::book::{Book, Entry, Grid, LINE_CHARS, Sheet};
use crate::problem::{Problem, Result};

pub(super) const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
/// A column has so many tenths of a millimetre for each character.
const CHAR_TENTHS_MM: u32 = 24;
/// Names of columns are letters: no sheet here has more.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const NAMESPACES: &str = concat!(
    r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" "#,
    r#"xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" "#,
    r#"xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" "#,
    r#"xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" "#,
    r#"xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" "#,
    r#"xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" "#,
    r#"xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" "#,
    r#"xmlns:dc="http://purl.org/dc/elements/1.1/" "#,
    r#"xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3""#,
);

const MANIFEST: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">"#,
    r#"<manifest:file-entry manifest:full-path="/" manifest:version="1.3" "#,
    r#"manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>"#,
    r#"<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>"#,
    r#"</manifest:manifest>"#,
);

const DEFAULT_STYLE: &str = concat!(
    r#"<style:default-style style:family="table-cell">"#,
    r#"<style:text-properties fo:font-family="Arial" fo:font-size="12pt" fo:language="en" fo:country="GB"/>"#,
    r#"</style:default-style>"#,
);

/// How cells look, but for numbers.
const CELL_STYLES: &str = concat!(
    r#"<style:style style:name="title" style:family="table-cell">"#,
    r#"<style:text-properties fo:font-size="16pt" fo:font-weight="bold"/></style:style>"#,
    r#"<style:style style:name="line" style:family="table-cell"/>"#,
    r#"<style:style style:name="wrapped" style:family="table-cell">"#,
    r#"<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>"#,
    r#"<style:style style:name="head" style:family="table-cell">"#,
    r#"<style:table-cell-properties fo:wrap-option="wrap" fo:border-bottom="1pt solid #000000"/>"#,
    r#"<style:text-properties fo:font-weight="bold"/></style:style>"#,
    r#"<style:style style:name="sign" style:family="table-cell">"#,
    r#"<style:table-cell-properties style:vertical-align="top"/>"#,
    r#"<style:paragraph-properties fo:text-align="end"/></style:style>"#,
);

/// Most decimals that there is a look for.
const DECIMALS_MAX: u8 = 3;

/// Writes a workbook as an OpenDocument spreadsheet. Text is always marked as text, so nothing in it can be a formula.
pub(super) fn write(book: &Book) -> Result<Vec<u8>> {
    archive(book).map_err(Problem::internal)
}

fn archive(book: &Book) -> Result<Vec<u8>, ZipError> {
    // Without the time of writing, so that the same book is the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::DEFAULT);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // By its first bytes a program tells what the file is: this one comes first, and as it is.
    let plain = options.compression_method(CompressionMethod::Stored);
    writer.start_file("mimetype", plain)?;
    writer
        .write_all(MEDIA_TYPE.as_bytes())
        .map_err(ZipError::from)?;
    for (name, text) in [
        ("META-INF/manifest.xml", MANIFEST.to_owned()),
        ("meta.xml", meta(book)),
        ("styles.xml", styles()),
        ("content.xml", content(book)),
    ] {
        writer.start_file(name, options)?;
        writer.write_all(text.as_bytes()).map_err(ZipError::from)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn meta(book: &Book) -> String {
    format!(
        "{HEAD}<office:document-meta {NAMESPACES}><office:meta><dc:title>{}</dc:title>\
         <dc:language>en-GB</dc:language><meta:creation-date>{}T00:00:00</meta:creation-date>\
         </office:meta></office:document-meta>",
        escaped(&book.title),
        book.made_on
    )
}

fn styles() -> String {
    format!(
        "{HEAD}<office:document-styles {NAMESPACES}><office:styles>{DEFAULT_STYLE}</office:styles>\
         </office:document-styles>"
    )
}

fn content(book: &Book) -> String {
    let sheets: String = book.sheets.iter().map(sheet).collect();
    let ranges: String = book.sheets.iter().filter_map(range).collect();
    let ranges = if ranges.is_empty() {
        ranges
    } else {
        format!("<table:database-ranges>{ranges}</table:database-ranges>")
    };
    format!(
        "{HEAD}<office:document-content {NAMESPACES}><office:automatic-styles>{CELL_STYLES}{}{}</office:automatic-styles>\
         <office:body><office:spreadsheet>{sheets}{ranges}</office:spreadsheet></office:body></office:document-content>",
        number_styles(),
        column_styles(book)
    )
}

fn number_styles() -> String {
    let style = |decimals: u8| {
        format!(
            r#"<number:number-style style:name="d{decimals}"><number:number number:decimal-places="{decimals}" number:min-decimal-places="{decimals}" number:min-integer-digits="1" number:grouping="true"/></number:number-style><style:style style:name="n{decimals}" style:family="table-cell" style:data-style-name="d{decimals}"><style:table-cell-properties style:vertical-align="top"/></style:style>"#
        )
    };
    (0..=DECIMALS_MAX).map(style).collect()
}

/// A style for each width that occurs.
fn column_styles(book: &Book) -> String {
    let mut widths: Vec<u16> = book
        .sheets
        .iter()
        .filter_map(Sheet::table)
        .flat_map(|grid| grid.heads.iter().map(|head| head.width))
        .chain([LINE_CHARS])
        .collect();
    widths.sort_unstable();
    widths.dedup();
    let style = |width: u16| {
        let tenths = u32::from(width) * CHAR_TENTHS_MM;
        format!(
            r#"<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties style:column-width="{}.{}mm"/></style:style>"#,
            tenths / 10,
            tenths % 10
        )
    };
    widths.into_iter().map(style).collect()
}

fn sheet(sheet: &Sheet) -> String {
    let grid = sheet.table();
    let columns: String = match grid {
        Some(grid) => grid.heads.iter().map(|head| column(head.width)).collect(),
        None => column(LINE_CHARS),
    };
    let look = if grid.is_some() { "line" } else { "wrapped" };
    let title = row(&text(&sheet.title, "title"));
    let lines: String = sheet
        .lines
        .iter()
        .map(|line| row(&text(line, look)))
        .collect();
    format!(
        r#"<table:table table:name="{}">{columns}{title}{lines}{}</table:table>"#,
        escaped(&sheet.name),
        grid.map(table).unwrap_or_default()
    )
}

fn table(grid: &Grid) -> String {
    let heads: String = grid
        .heads
        .iter()
        .map(|head| text(&head.text, "head"))
        .collect();
    let rows: String = grid
        .rows
        .iter()
        .map(|cells| row(&cells.iter().map(cell).collect::<String>()))
        .collect();
    format!(
        "<table:table-header-rows>{}</table:table-header-rows>{rows}",
        row(&heads)
    )
}

/// Marks a table as one, with its head.
fn range(sheet: &Sheet) -> Option<String> {
    let grid = sheet.table()?;
    let last_column = LETTERS.chars().nth(grid.heads.len().checked_sub(1)?)?;
    // Under the title, the lines; rows are counted from 1.
    let first = sheet.lines.len() + 2;
    let last = first + grid.rows.len();
    let name = escaped(&sheet.name);
    Some(format!(
        r#"<table:database-range table:name="{}" table:target-range-address="'{name}'.A{first}:'{name}'.{last_column}{last}" table:contains-header="true" table:display-filter-buttons="false"/>"#,
        escaped(&sheet.table_name()),
    ))
}

fn column(width: u16) -> String {
    format!(r#"<table:table-column table:style-name="w{width}"/>"#)
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

fn cell(entry: &Entry) -> String {
    match entry {
        Entry::Text(words) => text(words, "wrapped"),
        Entry::Sign(sign) => text(sign, "sign"),
        Entry::Number { value, decimals } => {
            let look = DECIMALS_MAX.min(*decimals);
            format!(
                r#"<table:table-cell table:style-name="n{look}" office:value-type="float" office:value="{value}"><text:p>{value:.*}</text:p></table:table-cell>"#,
                usize::from(look)
            )
        }
        Entry::Goto(name) => {
            let name = escaped(name);
            format!(
                r##"<table:table-cell table:style-name="wrapped" office:value-type="string"><text:p><text:a xlink:type="simple" xlink:href="#'{name}'.A1">{name}</text:a></text:p></table:table-cell>"##
            )
        }
    }
}

fn text(words: &str, look: &str) -> String {
    format!(
        r#"<table:table-cell table:style-name="{look}" office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
        escaped(words)
    )
}

/// Text inside an element or an attribute. Signs that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            sign if sign.is_control() => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Head;

    #[test]
    fn whatever_is_in_a_cell_is_text() {
        let book = Book {
            name: "a".to_owned(),
            title: "A & B".to_owned(),
            made_on: jiff::civil::date(2026, 11, 2),
            sheets: vec![Sheet {
                name: "One".to_owned(),
                title: "=A1".to_owned(),
                lines: vec!["<b>".to_owned()],
                grid: Some(Grid {
                    heads: vec![Head::new("Head", 20)],
                    rows: vec![vec![Entry::Number {
                        value: 1.25,
                        decimals: 2,
                    }]],
                }),
            }],
        };
        let text = content(&book);
        assert!(text.contains("office:value-type=\"string\"><text:p>=A1</text:p>"));
        assert!(text.contains("&lt;b&gt;") && !text.contains("<b>"));
        assert!(text.contains("office:value=\"1.25\"><text:p>1.25</text:p>"));
        assert!(text.contains("\"'One'.A3:'One'.A4\""), "{text}");
        assert!(meta(&book).contains("<dc:title>A &amp; B</dc:title>"));
        assert_eq!(write(&book).unwrap(), write(&book).unwrap());
    }
}
