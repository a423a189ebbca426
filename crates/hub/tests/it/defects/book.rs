//! Workbooks as programs write them that are not Excel: texts in their cells, no table of shared texts, no dimension,
//! absolute paths.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use jiff::civil::date;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::table::{Cell, Table};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// One sheet of a workbook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    name: String,
    rows: Vec<(u32, Vec<(usize, Cell)>)>,
    hidden_rows: Vec<u32>,
    hidden_column: Option<usize>,
    filter: Option<&'static str>,
    merged: Option<&'static str>,
}

impl Page {
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The sheet "Referrals" with a table at its top.
    pub(crate) fn of(table: &Table) -> Self {
        Self::named("Referrals").table(1, table)
    }

    /// Adds a table whose headings are in this row. Rows are added from top to bottom.
    pub(crate) fn table(self, heading_row: u32, table: &Table) -> Self {
        let headings = table
            .headings
            .iter()
            .map(|heading| Cell::from(heading.as_str()));
        let mut page = self.row(heading_row, headings);
        for (number, row) in (heading_row + 1..).zip(&table.rows) {
            page = page.row(number, row.iter().cloned());
        }
        page
    }

    /// Adds a row, from the first column on.
    pub(crate) fn row(mut self, number: u32, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows
            .push((number, cells.into_iter().enumerate().collect()));
        self
    }

    /// Adds a row of one cell.
    pub(crate) fn cell(mut self, number: u32, column: usize, cell: impl Into<Cell>) -> Self {
        self.rows.push((number, vec![(column, cell.into())]));
        self
    }

    pub(crate) fn hidden(mut self, rows: &[u32]) -> Self {
        self.hidden_rows = rows.to_vec();
        self
    }

    pub(crate) fn hidden_column(mut self, column: usize) -> Self {
        self.hidden_column = Some(column);
        self
    }

    pub(crate) fn filter(mut self, range: &'static str) -> Self {
        self.filter = Some(range);
        self
    }

    pub(crate) fn merged(mut self, range: &'static str) -> Self {
        self.merged = Some(range);
        self
    }

    fn markup(&self) -> String {
        let mut xml = format!("<worksheet xmlns=\"{MAIN}\">");
        if let Some(column) = self.hidden_column {
            let n = column + 1;
            write!(
                xml,
                "<cols><col min=\"{n}\" max=\"{n}\" width=\"9\" hidden=\"1\"/></cols>"
            )
            .unwrap();
        }
        xml += "<sheetData>";
        for (number, cells) in &self.rows {
            let hidden = if self.hidden_rows.contains(number) {
                " hidden=\"1\""
            } else {
                ""
            };
            write!(xml, "<row r=\"{number}\"{hidden}>").unwrap();
            for (column, cell) in cells {
                xml += &markup(&format!("{}{number}", letters(*column)), cell);
            }
            xml += "</row>";
        }
        xml += "</sheetData>";
        if let Some(range) = self.filter {
            write!(xml, "<autoFilter ref=\"{range}\"/>").unwrap();
        }
        if let Some(range) = self.merged {
            write!(
                xml,
                "<mergeCells count=\"1\"><mergeCell ref=\"{range}\"/></mergeCells>"
            )
            .unwrap();
        }
        xml + "</worksheet>"
    }
}

fn markup(at: &str, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.is_empty() => String::new(),
        Cell::Text(text) => format!(
            "<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            escaped(text)
        ),
        Cell::Number(number) => format!("<c r=\"{at}\" t=\"n\"><v>{number}</v></c>"),
        Cell::Day(day) => {
            let days = date(1899, 12, 30).until(*day).unwrap().get_days();
            format!("<c r=\"{at}\" s=\"1\" t=\"n\"><v>{days}</v></c>")
        }
        Cell::Formula { tag, result } => {
            let result = result.as_ref().map(|result| format!("<v>{result}</v>"));
            format!("<c r=\"{at}\">{tag}{}</c>", result.unwrap_or_default())
        }
        Cell::Error(error) => format!("<c r=\"{at}\" t=\"e\"><f>Z99</f><v>{error}</v></c>"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The letters of a column: A, B ... XFD.
fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = String::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap();
        letters.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters
}

/// A workbook of these sheets.
pub(crate) fn workbook(pages: &[Page]) -> Vec<u8> {
    packed(&parts(pages))
}

/// The same with macros.
pub(crate) fn with_macros(pages: &[Page]) -> Vec<u8> {
    let mut parts = parts(pages);
    parts.push((
        "xl/vbaProject.bin".to_owned(),
        vec![0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0],
    ));
    packed(&parts)
}

/// A workbook whose sheet is so many spaces.
pub(crate) fn expanding(bytes: usize) -> Vec<u8> {
    let mut parts = parts(&[Page::named("Referrals")]);
    for (name, content) in &mut parts {
        if name.starts_with("xl/worksheets/") {
            *content = vec![b' '; bytes];
        }
    }
    packed(&parts)
}

fn parts(pages: &[Page]) -> Vec<(String, Vec<u8>)> {
    let mut types = String::new();
    let mut sheets = String::new();
    let mut relations = String::new();
    let mut found = Vec::new();
    for (n, page) in (1..).zip(pages) {
        let path = format!("xl/worksheets/sheet{n}.xml");
        write!(
            types,
            "<Override PartName=\"/{path}\" ContentType=\"{TYPES}.worksheet+xml\"/>"
        )
        .unwrap();
        let name = escaped(&page.name);
        write!(
            sheets,
            "<sheet name=\"{name}\" sheetId=\"{n}\" state=\"visible\" r:id=\"rId{n}\"/>"
        )
        .unwrap();
        write!(
            relations,
            "<Relationship Id=\"rId{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"/{path}\"/>"
        )
        .unwrap();
        found.push((path, page.markup().into_bytes()));
    }
    let styles_id = pages.len() + 1;
    let mut add = |name: &str, content: String| found.push((name.to_owned(), content.into_bytes()));
    add(
        "[Content_Types].xml",
        format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
             ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" \
             ContentType=\"{TYPES}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" \
             ContentType=\"{TYPES}.styles+xml\"/>{types}</Types>"
        ),
    );
    add(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
             Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    add(
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr/><sheets>{sheets}</sheets></workbook>"
        ),
    );
    add(
        "xl/_rels/workbook.xml.rels",
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}<Relationship Id=\"rId{styles_id}\" \
             Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
    );
    add(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" \
             formatCode=\"dd/mm/yyyy\"/></numFmts><fonts count=\"1\"><font><name val=\"Calibri\"/><sz val=\"11\"/></font>\
             </fonts><fills count=\"1\"><fill><patternFill/></fill></fills><borders count=\"1\"><border><left/><right/>\
             <top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" \
             fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" \
             borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" \
             applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
        ),
    );
    found
}

/// Parts as one container.
pub(crate) fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
