//! What a return is: its items, code lists, rules and findings, its template and its dictionary.
//!
//! The definition is data (`definition/*.toml`, embedded), so that a second version can live beside the first and
//! everything else (checks, template, dictionary, stored columns) derives from one place. This crate does no I/O.

pub mod calendar;
pub mod codes;
pub mod definition;
pub mod dictionary;
mod embedded;
pub mod finding;
pub mod ids;
pub mod instrument;
pub mod nhs_number;
pub mod rule;
pub mod stored;
pub mod template;
pub mod words;

pub use codes::{Code, CodeList};
pub use definition::{Item, Kind, Requirement, ReturnDefinition, Sheet};
pub use finding::{Finding, Place, Severity};
pub use ids::{AreaCode, Month, ParseIdError, PracticeCode, ReleaseId, ServiceCode, SubmissionId};
pub use rule::Rule;
