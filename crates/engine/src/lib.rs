//! The query engine: a DataFusion session on each side of the barrier, and the files of `sql/` that run there.
//!
//! - **Inside** ([`InsideRows`]): staging views and fact files over the anonymised rows. Only the release builder
//!   calls it, and what it yields goes into cells, never to a person.
//! - **Above** ([`Above`]): measure files over protected cells and open tables. No table of rows about people is
//!   registered in that session, so no query can reach one.
//! - **At the gate** ([`Gate`]): anybody's SQL. Tables about people have names and columns there and cannot be read; each
//!   aggregate over one is turned into one over cells, or refused.
//! - **At the log** ([`LogGate`]): an officer's SQL over who asked what, where there is no table of figures.
//!
//! Sessions are made in one place ([`session`]): limits, functions and settings cannot differ between callers.

mod above;
mod catalogue;
mod checks;
mod error;
pub mod functions;
mod gate;
mod inside;
mod questions;
mod session;

pub use above::{Above, MEASURE_COLUMNS};
pub use catalogue::{
    Catalogue, CheckFile, CheckMeta, Countable, CountableKind, Dimension, EvaluationFile,
    EvaluationMeta, Fact, FactFile, Fault, MeasureFile, MeasureMeta, Polarity, UnitKind, ViewFile,
};
pub use checks::{CheckOutcome, run_checks};
/// A value that a query is asked with.
pub use datafusion::scalar::ScalarValue;
pub use error::{EngineError, Result};
pub use gate::{
    Answer, CellSource, Code, Deadline, Deeper, Described, Gate, GateError, LogGate, Offered,
    Query, QueryLimits, Reach, Refusal, TableInfo, Turn, check_length, check_patterns,
    check_weight, counted, is_perhaps_of_log, too_long,
};
pub use inside::{Inside, InsideRows};
pub use session::{session, session_under};
