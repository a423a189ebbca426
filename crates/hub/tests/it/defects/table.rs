//! A small return as rows of cells, to be spoilt and then written as a file.

use std::sync::LazyLock;

use hub_reference::{Practice, Reference};
use hub_standard::ids::Month;
use jiff::civil::{Date, date};

pub(crate) static REFERENCE: LazyLock<Reference> = LazyLock::new(Reference::builtin);

static MONTH: LazyLock<Month> = LazyLock::new(|| Month::of(jiff::Zoned::now().date()).plus(-2));

/// The month of the returns: two months back, so that the days just after it are in no future on any day.
pub(crate) fn month() -> Month {
    *MONTH
}

/// A day of a month.
pub(crate) fn day_of(month: Month, day: i8) -> Date {
    date(month.year(), i8::try_from(month.month()).unwrap(), day)
}

/// A day of the month of the returns, year first.
pub(crate) fn iso(day: i8) -> String {
    day_of(month(), day).to_string()
}

/// A day of the month of the returns, day first.
pub(crate) fn uk(day: i8) -> String {
    format!("{day:02}/{:02}/{}", month().month(), month().year())
}

/// A day in words, as findings have it.
pub(crate) fn in_words(day: i8) -> String {
    format!("{day} {}", month().words())
}

/// An open practice of the generated England.
pub(crate) fn practice() -> &'static Practice {
    let is_open = |practice: &&Practice| practice.closed.is_none() && practice.open_in(month());
    REFERENCE.practices().iter().find(is_open).unwrap()
}

/// A value as it stands in a cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// Text; blank if there is none.
    Text(String),
    /// A number as it is written in the markup.
    Number(String),
    /// A date cell.
    Day(Date),
    /// A formula: its tag, and its stored result if it has one.
    Formula { tag: String, result: Option<String> },
    /// A formula that failed.
    Error(&'static str),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Cell {
    /// As a text file has it.
    fn plain(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::Formula { result, .. } => result.clone().unwrap_or_default(),
            Self::Error(error) => (*error).to_owned(),
        }
    }
}

const HEADINGS: [&str; 14] = [
    "local_referral_id",
    "local_person_id",
    "referral_date",
    "age",
    "sex",
    "ethnic_category",
    "gp_practice",
    "referral_source",
    "need_1",
    "first_contact_date",
    "lsoa",
    "contacts_this_month",
    "closed_date",
    "closure_reason",
];

/// The cells of a row that has nothing the matter.
fn good_row(n: usize) -> Vec<Cell> {
    let texts = [
        format!("R-{n:04}"),
        format!("P-{n:04}"),
        iso(5),
        "44".to_owned(),
        "2".to_owned(),
        "A".to_owned(),
        practice().code.to_string(),
        "A1".to_owned(),
        "loneliness".to_owned(),
        iso(12),
        REFERENCE.small_areas()[7].code.clone(),
        "1".to_owned(),
        String::new(),
        String::new(),
    ];
    texts.into_iter().map(Cell::Text).collect()
}

/// Headings and rows.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// So many rows that have nothing the matter.
    pub(crate) fn good(n_rows: usize) -> Self {
        Self {
            headings: HEADINGS.map(str::to_owned).to_vec(),
            rows: (1..=n_rows).map(good_row).collect(),
        }
    }

    /// Sets one value; rows count from 0, so that row 0 is row 2 of the file.
    pub(crate) fn set(mut self, row: usize, heading: &str, value: impl Into<Cell>) -> Self {
        let column = self.column(heading);
        self.rows[row][column] = value.into();
        self
    }

    /// Sets a whole column, adding it if it is not there.
    pub(crate) fn column_of<C: Into<Cell>>(
        mut self,
        heading: &str,
        value: impl Fn(usize) -> C,
    ) -> Self {
        let column = self.column(heading);
        for (n, row) in self.rows.iter_mut().enumerate() {
            row[column] = value(n).into();
        }
        self
    }

    pub(crate) fn rename(mut self, heading: &str, other: &str) -> Self {
        let column = self.column(heading);
        self.headings[column] = other.to_owned();
        self
    }

    pub(crate) fn without(mut self, heading: &str) -> Self {
        let column = self.column(heading);
        self.headings.remove(column);
        for row in &mut self.rows {
            row.remove(column);
        }
        self
    }

    fn column(&mut self, heading: &str) -> usize {
        if let Some(column) = self.headings.iter().position(|other| other == heading) {
            return column;
        }
        self.headings.push(heading.to_owned());
        for row in &mut self.rows {
            row.push(Cell::Text(String::new()));
        }
        self.headings.len() - 1
    }

    /// As comma-separated text. Quotes are the caller's.
    pub(crate) fn csv(&self) -> String {
        self.separated(",")
    }

    pub(crate) fn separated(&self, separator: &str) -> String {
        let mut text = self.headings.join(separator) + "\r\n";
        for row in &self.rows {
            let values: Vec<String> = row.iter().map(Cell::plain).collect();
            text += &values.join(separator);
            text += "\r\n";
        }
        text
    }
}
