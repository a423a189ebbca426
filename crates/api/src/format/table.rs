//! A table, before it has a format.

use std::borrow::Cow;

/// Rows under named columns, with notes on what they are.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Begins the name of the file.
    pub(crate) name: String,
    /// What a reader must know: release, policy, words.
    pub(crate) notes: Vec<(&'static str, String)>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A column: all its cells are text, or all are numbers, or all are whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    Text(Cow<'static, str>),
    Number(Cow<'static, str>),
    Whole(Cow<'static, str>),
}

impl Column {
    pub(crate) fn text(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(name.into())
    }

    pub(crate) fn number(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Number(name.into())
    }

    pub(crate) fn whole(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Whole(name.into())
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Text(name) | Self::Number(name) | Self::Whole(name) => name,
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    /// No value; a spreadsheet shows this sign in its place.
    Absent(&'static str),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Absent(""), Self::Number)
    }
}

impl Table {
    /// The name in letters that are safe in a header and on every disk.
    pub(crate) fn file_stem(&self) -> String {
        file_stem(&self.name)
    }
}

/// A name in letters that are safe in a header and on every disk.
pub(crate) fn file_stem(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '-'
        }
    };
    name.chars().map(safe).take(100).collect()
}
