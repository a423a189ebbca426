//! Places and organisations as dated data: regions, ICBs and what became of them, primary care networks, practices,
//! small areas with their deprivation, populations, the link-worker workforce.
//!
//! A [`Reference`] is immutable and shared. [`Reference::builtin`] holds the real regions and ICBs and, below them, a
//! generated England for demonstrations and tests; [`Reference::import`] reads the publishers' own files and refuses
//! them, naming file, row and reason, when they do not fit together.
//!
//! The unit of geography is the [`Atom`]: the smallest area of which the ICBs of every edition are unions. Whatever is
//! counted by atom can be summed to the ICBs as they were and as they are now ([`Geography`]). Editions are data: how many
//! there are and when each begins, the imported files say. One that is yet to begin is known, but is not now
//! ([`Reference::on`]).

mod area;
mod atom;
mod boards;
mod change;
mod difference;
mod edition;
mod error;
mod facts;
mod generated;
mod import;
mod later_files;
mod lookup;
mod model;
mod outline;
mod parquet_file;
mod population;
mod reference;
mod source_files;
mod stored;
mod tables;

pub use atom::{Atom, AtomId};
pub use change::SmallAreaChange;
pub use difference::{
    Altered, ChangeCounts, ChangeExample, ChangeKind, Difference, PartDifference,
};
pub use edition::{AreaType, Edition, Geography};
pub use error::{ImportError, Problem, ReferenceError};
pub use model::{
    Basis, BreakdownName, Icb, Outline, Pcn, Population, Practice, PublishedDeprivation, Region,
    SmallArea, Succession, WorkforceCount,
};
pub use reference::Reference;
pub use source_files::{Part, SourceFile};
pub use stored::StoredTable;
