//! What can go wrong.

use std::fmt;

/// Something wrong with a file that was to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as named in the folder.
    pub file: String,
    /// Row of the file, where 1 is its first line; none if the whole file is meant.
    pub row: Option<u64>,
    /// The column, if one is meant.
    pub column: Option<String>,
    /// What is wrong, in a sentence.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Why an import was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The files are not as they must be, or do not fit together. Nothing was imported.
    #[error("{} problem(s) in the files, and {more} more; the first: {}", problems.len(), first(problems))]
    Refused {
        /// What is wrong, in the order in which it was found; at most 100.
        problems: Vec<Problem>,
        /// How many more there are.
        more: usize,
    },
}

fn first(problems: &[Problem]) -> String {
    problems
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// A table could not be made, written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The columns of a table do not make a batch.
    #[error("table {table} cannot be made")]
    Table {
        /// Name of the table.
        table: &'static str,
        /// Why.
        #[source]
        source: arrow::error::ArrowError,
    },
    /// A table could not be written as Parquet, or read from it.
    #[error("table cannot be written or read as parquet")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The rows of a stored table cannot be written or read.
    #[error("the rows of table {table} are not what they must be")]
    Stored {
        /// Name of the table.
        table: &'static str,
        /// Why.
        #[source]
        source: Box<serde_arrow::Error>,
    },
    /// A table is not there.
    #[error("table {table} is missing")]
    Missing {
        /// Name of the table.
        table: &'static str,
    },
    /// The rows of a Parquet file could not be read.
    #[error("rows of a parquet file cannot be read")]
    Rows(#[from] arrow::error::ArrowError),
}

impl ReferenceError {
    pub(crate) fn stored(table: &'static str, source: serde_arrow::Error) -> Self {
        Self::Stored {
            table,
            source: Box::new(source),
        }
    }
}
