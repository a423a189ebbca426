//! What can go wrong with a release.

use hub_disclosure::{MarginalError, NoiseError};
use hub_engine::{EngineError, GateError};
use hub_reference::ReferenceError;
use hub_standard::ids::{Month, ReleaseId};
use hub_store::StoreError;

use crate::builder::opening::OpeningError;
use crate::compare::Held;

/// Result of this crate.
pub type Result<T, E = ReleaseError> = std::result::Result<T, E>;

/// An error of building or reading a release. No variant holds a value about a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// Storage failed.
    #[error("storage failed")]
    Store(#[from] StoreError),
    /// A SQL file or its query failed.
    #[error("a query failed")]
    Engine(#[from] EngineError),
    /// Reference data cannot be laid out as tables.
    #[error("reference data failed")]
    Reference(#[from] ReferenceError),
    /// Cells could not be counted.
    #[error("cells of {table} cannot be counted")]
    Marginal {
        /// Table of cells.
        table: String,
        /// Why.
        #[source]
        source: MarginalError,
    },
    /// Noise could not be drawn.
    #[error("noise cannot be drawn")]
    Noise(#[from] NoiseError),
    /// There is no return and no month to release.
    #[error("there is nothing to release: no return counts and no month was named")]
    Nothing,
    /// A fact yields a value outside its declared code list: mend the SQL file.
    #[error("fact {fact} yields a code outside the list of {dimension}")]
    Code {
        /// The fact.
        fact: String,
        /// The dimension or column.
        dimension: String,
    },
    /// Rows or figures have another shape than they must have.
    #[error("{what} has an unexpected shape: {reason}")]
    Shape {
        /// A table.
        what: String,
        /// What is wrong.
        reason: String,
    },
    /// The release before was made under another policy; figures of two policies cannot be mixed.
    #[error("the release before was made under {before}, this one would be under {now}")]
    PolicyChanged {
        /// Policy of the release before.
        before: String,
        /// Policy asked for.
        now: String,
    },
    /// The reference data lack areas of which cells were published: their versions would be forgotten, and the same
    /// noise drawn again over other rows.
    #[error(
        "the reference data lack {missing} area(s) of which cells were published, {first} among them: \
         import reference data that keep every published area, beside any new ones"
    )]
    AreasGone {
        /// The first of them.
        first: String,
        /// How many there are.
        missing: usize,
    },
    /// Another release was published meanwhile. Build again: this one stays invisible.
    #[error("release {by} was published meanwhile")]
    Overtaken {
        /// The other release.
        by: ReleaseId,
    },
    /// Set against earlier releases or against itself, the release would tell of few people.
    #[error("{0}")]
    Held(Held),
    /// A finer table is not made.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// Neither of two releases has the measure.
    #[error("neither release has a measure {0}")]
    NoMeasure(String),
    /// Other builders took every number that was tried.
    #[error("no free number for a release on this day after {attempts} attempts")]
    Contended {
        /// How many numbers were tried.
        attempts: u32,
    },
    /// There is no such release.
    #[error("there is no release {0}")]
    NotFound(ReleaseId),
    /// The intruder's report is of another release that had this name, or of one made over.
    #[error("the report was not made of {0} as it was published")]
    OtherReport(ReleaseId),
    /// A published object is not what was published.
    #[error("{path} is damaged: {reason}")]
    Damaged {
        /// Path inside the store.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// Arrow or Parquet failed.
    #[error("{what} cannot be encoded")]
    Encode {
        /// A table.
        what: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The rows that a release was made from are not there any more.
    #[error(
        "the rows that {0} was made from do not stand any more (erased from or taken away since): it cannot be attacked"
    )]
    RowsGone(ReleaseId),
    /// The rows, read again, do not give the cells of the release.
    #[error(
        "the rows of {month} do not give the cells that were published: the reference data, the services or the noise \
         key are others than when they were made"
    )]
    RowsDiffer {
        /// The month.
        month: Month,
    },
    /// A folder of measures is there and cannot be read.
    #[error("the folder {folder} cannot be read")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// An evaluation has no answer: its query is for the hub's makers to mend.
    #[error("the evaluation {id} has no answer")]
    Evaluation {
        /// The evaluation.
        id: String,
        /// Why.
        #[source]
        source: Box<GateError>,
    },
    /// A worker thread ended early.
    #[error("a worker thread ended early")]
    Worker,
}

impl ReleaseError {
    pub(crate) fn encode(
        what: &str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Encode {
            what: what.to_owned(),
            source: Box::new(source),
        }
    }

    pub(crate) fn shape(what: &str, reason: impl Into<String>) -> Self {
        Self::Shape {
            what: what.to_owned(),
            reason: reason.into(),
        }
    }

    pub(crate) fn damaged(path: &str, reason: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }
}
