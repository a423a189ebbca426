//! A small workbook as cells, to be written as every kind of file that the door reads.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::support::Table;

/// What a cell of a test's workbook holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Put<'a> {
    Text(&'a str),
    Number(f64),
    /// Days as Excel counts them, in a cell that shows a date.
    Date(f64),
    Bool(bool),
    /// A formula that came to this error.
    Error(&'static str),
    /// A formula that came to this text.
    Formula(&'a str),
}

/// One sheet; rows and columns from 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid<'a> {
    pub(crate) name: &'a str,
    pub(crate) cells: BTreeMap<(u32, u16), Put<'a>>,
    pub(crate) hidden_rows: Vec<u32>,
    pub(crate) hidden_column: Option<u16>,
    /// First row, last row, first column, last column.
    pub(crate) merged: Vec<(u32, u32, u16, u16)>,
    pub(crate) from_1904: bool,
}

impl<'a> Grid<'a> {
    /// The table as text cells. An empty value is no cell.
    pub(crate) fn of(name: &'a str, table: &'a Table) -> Self {
        let rows = std::iter::once(&table.headings).chain(&table.rows);
        let cells = (0..).zip(rows).flat_map(|(row, values)| {
            let values = (0..).zip(values).filter(|(_, value)| !value.is_empty());
            values.map(move |(column, value)| ((row, column), Put::Text(value)))
        });
        Self {
            name,
            cells: cells.collect(),
            ..Self::default()
        }
    }

    pub(crate) fn put(mut self, row: u32, column: u16, put: Put<'a>) -> Self {
        self.cells.insert((row, column), put);
        self
    }

    /// The rows that hold something or are hidden, in order, each with its cells.
    pub(crate) fn rows(&self) -> BTreeMap<u32, Vec<(u16, Put<'a>)>> {
        let hidden = self.hidden_rows.iter().map(|row| (*row, Vec::new()));
        let mut rows: BTreeMap<u32, Vec<(u16, Put<'a>)>> = hidden.collect();
        for ((row, column), put) in &self.cells {
            rows.entry(*row).or_default().push((*column, *put));
        }
        rows
    }

    /// Every kind of workbook that the door reads, with its ending.
    pub(crate) fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let grids = std::slice::from_ref(self);
        vec![
            ("xlsx", xlsx(grids)),
            ("xlsb", crate::write_xlsb::xlsb(grids)),
            ("xls", crate::write_xls::xls(grids)),
            ("ods", crate::write_ods::ods(grids)),
        ]
    }
}

/// The day that a count of days is, as the other kinds of file write it.
pub(crate) fn day(serial: f64) -> jiff::civil::Date {
    use jiff::ToSpan;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a test's own days are whole"
    )]
    let days = serial as i64;
    jiff::civil::date(1899, 12, 30) + days.days()
}

fn xlsx(grids: &[Grid<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let format = Format::new().set_num_format("dd/mm/yyyy");
    for grid in grids {
        let sheet = book.add_worksheet().set_name(grid.name).unwrap();
        for (first, last, left, right) in &grid.merged {
            sheet
                .merge_range(*first, *left, *last, *right, "", &Format::new())
                .unwrap();
        }
        for ((row, column), put) in &grid.cells {
            let (row, column) = (*row, *column);
            let written = match put {
                Put::Text(text) => sheet.write(row, column, *text),
                Put::Number(number) => sheet.write(row, column, *number),
                Put::Bool(bool) => sheet.write(row, column, *bool),
                Put::Date(serial) => {
                    let day = day(*serial);
                    let [year, month, day] =
                        [i32::from(day.year()), day.month().into(), day.day().into()];
                    let [year, month, day] = [
                        u16::try_from(year).unwrap(),
                        u16::try_from(month).unwrap(),
                        u16::try_from(day).unwrap(),
                    ];
                    let (month, day) = (u8::try_from(month).unwrap(), u8::try_from(day).unwrap());
                    let day = ExcelDateTime::from_ymd(year, month, day).unwrap();
                    sheet.write_with_format(row, column, &day, &format)
                }
                Put::Error(error) => {
                    let formula = Formula::new("=1/0").set_result(*error);
                    sheet.write_formula(row, column, formula)
                }
                Put::Formula(text) => {
                    let formula = Formula::new("=UPPER(\"x\")").set_result(*text);
                    sheet.write_formula(row, column, formula)
                }
            };
            written.unwrap();
        }
        for row in &grid.hidden_rows {
            sheet.set_row_hidden(*row).unwrap();
        }
        if let Some(column) = grid.hidden_column {
            sheet.set_column_hidden(column).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}
