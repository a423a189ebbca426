//! Everything the hub keeps: immutable objects, and one journal that says which of them count.
//!
//! The only primitive is *create if absent*. An object is never overwritten, so a reader needs no lock, and the
//! writer whose create succeeds has committed. Some ideas follow from that:
//!
//! - [`Store`] puts objects under stable names: returns, activity files, releases.
//! - [`Journal`] is a hash-chained list of entries. Creating entry `n` *is* the commit; a writer that loses the race
//!   reads what won, decides again and tries `n + 1`. [`State`] is the fold of all entries.
//! - [`AuditLog`] is a second list of the same kind: who asked what of the figures.
//! - [`Store::erase`] takes somebody's rows out of every object, by writing new ones and deleting the old: beside the
//!   list of people who object, nothing else that counted is ever deleted.
//! - [`LocalDisk`] gives a plain folder the same promise as an object store, kept through a power cut; [`Remote`] gives it
//!   to an S3 server, kept through lost answers. [`Store::probe`] checks that a server keeps it.
//! - [`Store::hold`] lets one process at a time do what must not be done twice at once, on whatever machine it runs.
//!
//! This is the only crate that knows paths and layouts.

mod activity;
mod audit;
pub mod disk;
mod doctor;
mod erasure;
mod error;
mod event;
mod hold;
mod journal;
mod layout;
mod live;
pub mod map;
mod object;
mod objects;
mod opt_outs;
mod place;
mod probe;
mod race;
mod reference;
pub mod remote;
mod rows;
mod s3;
mod service_kind;
mod state;
mod store;

pub use activity::ActivityFile;
pub use audit::{AuditLog, AuditOutcome, AuditProblem, AuditRead, AuditRecord, AuditReport};
pub use disk::LocalDisk;
pub use doctor::{Ailment, AilmentKind};
pub use erasure::{Erasure, ErasureOrder, JournalMark, Scan};
pub use error::{Cause, Refusal, Result, StoreError};
pub use event::{
    Accepted, Detail, Entry, Event, ItemCount, OpenedTable, Replaced, ReturnSummary, SavedQuery,
    SelfMade, WhyDifferent,
};
pub use hold::{Hold, HoldTimes};
pub use journal::{AcceptOutcome, Committed, Journal, JournalProblem, JournalReport};
pub use layout::Path;
pub use live::LiveTotals;
pub use map::OrderedMap;
pub use object::{ObjectName, ObjectRef};
pub use place::{Bucket, Place, PlaceError};
pub use probe::Promise;
pub use reference::{Importer, ReferenceEdition, ReferenceImport, ReferenceTable};
pub use remote::Remote;
pub use s3::S3Settings;
pub use service_kind::ServiceKind;
pub use state::{
    Act, Counted, Deed, Erased, Membership, People, PeopleChange, Person, Released, Saved, Service,
    ServiceChange, ServiceDeed, State, Token,
};
pub use store::{Listed, Store};
