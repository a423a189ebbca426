//! The door: from a file to findings and rows without identities.
//!
//! A service sends a spreadsheet of the people referred to it. [`Door::check`] tells the kind of file by its content,
//! reads its cells within [`Limits`], finds the headings, checks every row in one pass, and answers with a
//! [`CheckedReturn`]: what was found, what became of each row, and the rows that count as [`Anonymised`].
//!
//! # Identity dies here
//!
//! NHS numbers, dates of birth, postcodes and local references exist only in memory, inside one call of
//! [`Door::check`]. They leave it as pseudonyms, bands and areas. [`Anonymised`] is the only type that storage takes, and
//! only the anonymiser makes one: there is no way to put raw rows into it from outside.
//!
//! ```compile_fail,E0451
//! use hub_ingest::{Anonymised, stored_schema};
//! use hub_standard::ids::{Month, ServiceCode};
//! use hub_standard::stored::Record;
//!
//! fn forge(service: ServiceCode, month: Month) -> Anonymised {
//!     let batch = arrow::array::RecordBatch::new_empty(stored_schema());
//!     Anonymised { record: Record::Referrals, service, month, batch, local_keys: Vec::new() } // the fields are private
//! }
//! ```
//!
//! # People who object
//!
//! [`Door::admit`] is the last step before rows are stored: it leaves out those of people on the list of opt-outs. The
//! answer to the sender was given before, so that nobody learns from it who is on the list.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//!
//! use hub_ingest::{Choices, Door, DoorOptions, IdentityKeys, Limits, Outcome, Upload};
//! use hub_reference::Reference;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let keys = IdentityKeys::from_bytes([1; 32], [2; 32]);
//! let door = Door::new(keys, Arc::new(Reference::builtin()), Limits::default(), DoorOptions::default());
//! let checked = door.check(&Upload {
//!     bytes: "%PDF-1.7".into(),
//!     file_name: None,
//!     service: "YA001".parse()?,
//!     month: "2026-10".parse()?,
//!     today: jiff::civil::date(2026, 11, 3),
//!     choices: Choices::default(),
//!     earlier: None,
//! });
//! assert_eq!(checked.outcome, Outcome::Unreadable);
//! assert!(checked.findings[0].message.starts_with("This is a PDF."));
//! # Ok(())
//! # }
//! ```

mod anonymise;
mod check;
mod checked;
mod choices;
mod clock;
mod corrections;
mod door;
mod earlier;
mod opt_out;
mod read;
mod refuse;
mod sheet;
mod table;
mod upload;
mod watch;

pub use anonymise::{
    Anonymised, Identifier, IdentifierProblem, IdentityKeys, OptOutTag, Person, PersonKey,
    schema_of, stored_schema,
};
pub use checked::{
    CheckedReturn, DetailRows, FileKind, ItemQuality, Outcome, RowChanges, RowCounts, Summary,
};
pub use choices::{Choices, UnknownAnswer};
pub use corrections::{CORRECTIONS_MAX, CellPlace, CellProblem, Corrected, FixableCell};
pub use door::{Door, NotAdmitted};
pub use earlier::{Earlier, MonthSent};
pub use opt_out::{OptOutKind, OptOutPolicy, OptOuts};
pub use upload::{DoorOptions, Limits, Upload};
pub use watch::{CheckStage, Watch};
