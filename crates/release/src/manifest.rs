//! The manifest: what a release is made of, from what, and signed.

use std::collections::{BTreeMap, BTreeSet};

use hub_disclosure::{Ledger, Policy};
use hub_engine::UnitKind;
use hub_standard::ids::{Month, ReleaseId};
use hub_standard::stored::Record;
use hub_store::{ActivityFile, ObjectName, ObjectRef, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::measure::{LeftOut, MeasureInfo};
use crate::signed;

/// Everything that a release is and was made from.
///
/// It is public: no number in it depends on people except through protected objects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The release.
    pub id: ReleaseId,
    /// Words for people.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// The last journal entry that was taken into account.
    pub journal_seq: u64,
    /// Hash of that entry.
    pub journal_head: String,
    /// The months it covers, in order.
    pub months: Vec<Month>,
    /// Those for which returns may still come.
    pub provisional_months: Vec<Month>,
    /// Every object of the release but the manifest.
    pub objects: Vec<ObjectRef>,
    /// SHA-256 of every SQL file that was run, by its path.
    pub sql: BTreeMap<String, String>,
    /// What this release and all before it made of each fact; empty in releases made before this was kept.
    #[serde(default)]
    pub facts: BTreeMap<String, PublishedFact>,
    /// The disclosure policy.
    pub policy: Policy,
    /// What all cells together can reveal at worst.
    pub ledger: Ledger,
    /// The measures, as defined at the time.
    pub measures: Vec<MeasureInfo>,
    /// Measures whose files could not be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Version and origin of the cells of each area and month.
    pub units: BTreeMap<Month, MonthUnits>,
    /// What the cells of single places were made from, by what these are. Such cells begin when a month awaits no more
    /// returns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<UnitKind, BTreeMap<Month, PlaceUnits>>,
    /// Which reference data were used.
    pub reference: String,
    /// The release before.
    pub previous: Option<ReleaseId>,
    /// The public key that verifies the signature, hex.
    pub public_key: String,
}

/// What was ever published of one fact: the names that its cells have taken, for ever, with their noise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedFact {
    /// SHA-256 of what its cells mean: its dimensions, countables and query, without titles and comments.
    pub definition_sha256: String,
    /// Names of its countables in node ids.
    pub nodes: BTreeSet<String>,
    /// Its tables of cells.
    pub tables: BTreeSet<String>,
}

/// Version and origin of the cells of one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthUnits {
    /// The sets of rows that cells of this month were made from; none where there was no return.
    pub bases: Vec<Option<Basis>>,
    /// By area atom.
    pub atoms: BTreeMap<String, Unit>,
}

/// Origin of the cells of all places of one kind in one month.
///
/// No place is named here, for the manifest is for everyone and figures of single places are not. Version and origin of
/// each stand beside its cells, in the columns `version` and `basis` of their tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceUnits {
    /// The sets of rows that cells of this month were made from; none where there was no return.
    pub bases: Vec<Option<Basis>>,
}

/// The activity files from which cells were made: they stand for the returns that counted then.
///
/// Their lengths are left out, for those say how many people are in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Path inside the store of the file of referrals; readable only inside the barrier.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The files of the other sheets; none in releases made before these were read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<Record, ObjectName>,
}

impl Basis {
    /// That of an activity file.
    pub(crate) fn of(file: &ActivityFile) -> Self {
        let name = |(record, object): (&Record, &ObjectRef)| {
            let name = ObjectName {
                path: object.path.clone(),
                sha256: object.sha256.clone(),
            };
            (*record, name)
        };
        Self {
            path: file.object.path.clone(),
            sha256: file.object.sha256.clone(),
            details: file.details.iter().map(name).collect(),
        }
    }

    /// The activity file as it was.
    pub(crate) fn file(&self, month: Month) -> ActivityFile {
        self.file_with(month, Clone::clone)
    }

    /// What is left of it, where somebody's rows were erased since.
    pub(crate) fn left(&self, month: Month, state: &State) -> ActivityFile {
        self.file_with(month, |object| match state.in_place_of(&object.path) {
            Some(stands) => stands.clone(),
            None => object.clone(),
        })
    }

    fn file_with(&self, month: Month, stands: impl Fn(&ObjectName) -> ObjectName) -> ActivityFile {
        let referrals = ObjectName {
            path: self.path.clone(),
            sha256: self.sha256.clone(),
        };
        let details = self.details.iter();
        ActivityFile {
            month,
            object: stands(&referrals).to_ref(),
            details: details
                .map(|(record, object)| (*record, stands(object).to_ref()))
                .collect(),
            submissions: Vec::new(),
        }
    }
}

/// Version and origin of the cells of one area or place and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// From 1; the noise depends on it.
    pub version: u32,
    /// Index into [`MonthUnits::bases`] or [`PlaceUnits::bases`].
    pub basis: usize,
    /// The returns behind those rows; none in releases made before this was kept, and for places.
    #[serde(default)]
    pub returns: Option<UnitReturns>,
}

/// Returns of one area and month when its cells were made.
///
/// A return that came later is in no cell until a new version is made, so it counts for no figure either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitReturns {
    /// Services that were expected to send one.
    pub expected: u32,
    /// Services of which one counted.
    pub received: u32,
}

/// The name under which the manifest stands in its file.
const NAME: &str = "manifest";

impl Manifest {
    /// The file: the manifest and its signature.
    pub(crate) fn sign(&self, keys: &ReleaseKeys) -> Result<Vec<u8>> {
        let body =
            serde_json::to_string(self).map_err(|error| ReleaseError::encode("manifest", error))?;
        Ok(signed::seal(keys, NAME, &body))
    }

    /// Reads a manifest file without judging its signature; gives the manifest, the signed bytes and the signature.
    pub(crate) fn parse<'a>(path: &str, file: &'a [u8]) -> Result<(Self, &'a [u8], [u8; 64])> {
        let damaged = |reason: &str| ReleaseError::damaged(path, reason);
        let (body, signature) = signed::open(NAME, file).map_err(damaged)?;
        let manifest = serde_json::from_slice(body).map_err(|error| damaged(&error.to_string()))?;
        Ok((manifest, body, signature))
    }

    /// The object of that name inside the release.
    pub(crate) fn object(&self, name: &str) -> Option<&ObjectRef> {
        let path = crate::layout::object(&self.id, name);
        self.objects
            .iter()
            .find(|object| object.path == path.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_releases_made_before_returns_were_kept_are_read() {
        let unit: Unit = serde_json::from_str(r#"{"version":2,"basis":0}"#).unwrap();
        assert_eq!((unit.version, unit.basis, unit.returns), (2, 0, None));
    }
}
