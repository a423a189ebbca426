//! A value of a cell, and how it stands in a text file and in a workbook.

use jiff::civil::Date;
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::row::day_first;

/// A value of a cell.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(i32),
    Day(Date),
    /// A day that the spreadsheet shows as its month: `Mar-26`.
    MonthOf(Date),
    /// What a formula shows that does not work.
    Error(&'static str),
}

/// How the cells of a workbook look.
pub(crate) struct Formats {
    text: Format,
    day: Format,
    month: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        Self {
            text: Format::new().set_num_format("@"),
            day: Format::new().set_num_format("dd/mm/yyyy"),
            month: Format::new().set_num_format("mmm-yy"),
        }
    }
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }

    pub(crate) fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Blank, Self::Day)
    }

    /// As a spreadsheet shows it and writes it to a text file.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day_first(day),
            Self::MonthOf(day) => month_and_year(day),
            Self::Error(error) => error.to_owned(),
        }
    }

    /// Puts it into a sheet; row and column count from 0.
    pub(crate) fn put(
        self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        match self {
            Self::Blank => {}
            Self::Text(words) => {
                sheet.write_string_with_format(row, column, words, &formats.text)?;
            }
            Self::Number(value) => {
                sheet.write_number(row, column, value)?;
            }
            Self::Day(day) => {
                sheet.write_date_with_format(row, column, day, &formats.day)?;
            }
            Self::MonthOf(day) => {
                sheet.write_date_with_format(row, column, day, &formats.month)?;
            }
            Self::Error(error) => {
                let formula = Formula::new(format!("={error}")).set_result(error);
                sheet.write_formula(row, column, formula)?;
            }
        }
        Ok(())
    }
}

/// `Mar-26`.
pub(crate) fn month_and_year(day: Date) -> String {
    let month = hub_standard::Month::of(day).words();
    let name: String = month.chars().take(3).collect();
    format!("{name}-{:02}", day.year().rem_euclid(100))
}
