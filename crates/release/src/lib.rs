//! Releases: immutable, signed snapshots of every published figure.
//!
//! [`Builder`] turns the returns that count into protected cells, the cells into measures, and both into a release.
//! [`Releases`] reads what was published; [`verify`] checks it against its own manifest and the journal.
//!
//! A release becomes visible with one journal entry, which is refused if another release came between: two releases
//! can therefore never be made from the same predecessor, and a unit's version always stands for one set of rows.
//!
//! [`intruder`] plays attacks against a release and reports what they found.
//!
//! [`compare()`] lays two releases side by side. Before a release becomes one, it is set against every earlier one in the
//! same way, and held back where that would tell of few people ([`Held`]).
//!
//! [`Live`] makes the totals that can be shown between releases; a release keeps those of single services as they stand.
//!
//! The key that signs releases signs the certificates of erasures too ([`ErasureCertificate`]).

mod again;
mod builder;
mod certificate;
mod compare;
mod encode;
mod error;
mod evaluations;
mod gates;
pub mod intruder;
mod keys;
mod layout;
mod live;
mod manifest;
mod measure;
mod noise;
mod reader;
mod release;
mod signed;
mod value;
mod verify;

pub use builder::opening::{
    Opening, OpeningError, OpeningOrder, discard_unopened, opened_tables, openings_left,
};
pub use builder::{BuildOptions, Builder};
pub use certificate::{CertificateProblem, ErasureCertificate, ReplacedHash, verify_certificate};
pub use compare::{
    Comparison, Differing, DifferingCounts, FigureChange, Held, HeldBecause, HeldKind, ROWS_MAX,
    UnitChange, compare, count_differing, differing_figures,
};
pub use error::{ReleaseError, Result};
pub use evaluations::{EvaluationFigure, evaluate};
pub use gates::Gates;
pub use hub_disclosure::{Metering, Policy};
pub use hub_engine::{
    Answer, Code, Deeper, Described, EvaluationFile, EvaluationMeta, Gate, GateError, LogGate,
    Offered, Polarity, Query, QueryLimits, Reach, Refusal, ScalarValue, TableInfo, Turn, UnitKind,
    check_length, check_patterns, check_weight, counted, is_perhaps_of_log, too_long,
};
pub use keys::ReleaseKeys;
pub use live::{Known, Live, LiveFigure, Sent};
pub use manifest::{Basis, Manifest, MonthUnits, PlaceUnits, PublishedFact, Unit, UnitReturns};
pub use measure::{LeftOut, MeasureInfo};
pub use noise::CellNoise;
pub use reader::{ReleaseSummary, Releases};
pub use release::{Release, ValueQuery};
pub use value::{AreaType, Geography, MeasureValue, ParseWordError, Status};
pub use verify::{VerifyProblem, VerifyReport, verify};
