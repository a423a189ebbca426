//! The anonymiser: the only code that makes something of an identity, and the only maker of [`Anonymised`].
//!
//! Raw values come in as cells of a sheet and go out as pseudonyms, bands and areas. Nothing here keeps, logs or shows
//! a raw value, and what it owns of one it wipes.

mod details;
mod identity;
mod keys;
mod person;
mod place;
mod rows;

pub use keys::IdentityKeys;
pub use person::{Identifier, IdentifierProblem, OptOutTag, Person, PersonKey};
pub use rows::{Anonymised, schema_of, stored_schema};

pub(crate) use details::{DetailRow, DetailValue, Owner, VALUES_MAX, seal_details};
pub(crate) use identity::{
    Identities, IdentityProblem, Keys, age_on, beginning, is_shortened, masked, wipe,
};
pub(crate) use keys::{ContentTag, StoredKey};
pub(crate) use place::{PlaceProblem, Residence, by_lsoa, by_postcode};
pub(crate) use rows::{SealedPart, StoredRow, seal, seal_part};
