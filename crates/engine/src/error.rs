//! What can go wrong between a SQL file and its rows.

use datafusion::error::DataFusionError;

/// An error of the engine, by what a caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A file under `sql/` is not what its folder promises: mend the file.
    #[error("sql file {file}{}: {reason}", at(*line))]
    SqlFile {
        /// Path inside `sql/`.
        file: String,
        /// Which line, where one is to blame.
        line: Option<u64>,
        /// What is missing or wrong.
        reason: String,
    },
    /// The result of a SQL file has other columns than its kind requires: mend the file.
    #[error("sql file {file} yields {found} where {expected} is required")]
    Shape {
        /// Path inside `sql/`.
        file: String,
        /// What was required.
        expected: String,
        /// What the query yields.
        found: String,
    },
    /// No such fact, measure or check.
    #[error("there is no {kind} called {id}")]
    Unknown {
        /// `fact`, `measure` or `check`.
        kind: &'static str,
        /// The id asked for.
        id: String,
    },
    /// DataFusion refused or failed the query.
    #[error("query {name} failed")]
    Query {
        /// Which query.
        name: String,
        /// The engine's own error.
        #[source]
        source: Box<DataFusionError>,
    },
    /// A table could not be put before the query.
    #[error("table {name} cannot be registered")]
    Table {
        /// Name of the table.
        name: String,
        /// The engine's own error.
        #[source]
        source: Box<DataFusionError>,
    },
}

impl EngineError {
    pub(crate) fn query(name: &str, source: DataFusionError) -> Self {
        Self::Query {
            name: name.to_owned(),
            source: Box::new(source),
        }
    }

    pub(crate) fn table(name: &str, source: DataFusionError) -> Self {
        Self::Table {
            name: name.to_owned(),
            source: Box::new(source),
        }
    }

    pub(crate) fn file(file: &str, reason: impl ToString) -> Self {
        Self::SqlFile {
            file: file.to_owned(),
            line: None,
            reason: reason.to_string(),
        }
    }

    pub(crate) fn file_at(file: &str, line: u64, reason: impl ToString) -> Self {
        Self::SqlFile {
            file: file.to_owned(),
            line: Some(line),
            reason: reason.to_string(),
        }
    }
}

/// A line in words, behind the name of a file.
pub(crate) fn at(line: Option<u64>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

/// Result of the engine.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;
