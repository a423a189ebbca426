//! Atoms: the smallest areas of which the ICBs of every edition are unions.

use std::{borrow::Borrow, collections::BTreeMap, fmt, str::FromStr, sync::Arc};

use hub_standard::{AreaCode, ParseIdError};
use serde::{Deserialize, Serialize};

use crate::{boards::Boards, edition::Edition, model::Succession};

/// Name of an atom: the code of the ICB of the first edition (`QE1`), and if the next edition split that, the code of the successor
/// that took this part too (`QM7.S1Y5D`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AtomId(Arc<str>);

impl AtomId {
    /// The whole of an ICB that was never split.
    pub fn whole(icb: &AreaCode) -> Self {
        Self(icb.as_str().into())
    }

    /// The part of a split ICB that went to `successor`.
    pub fn part(icb: &AreaCode, successor: &AreaCode) -> Self {
        Self(format!("{icb}.{successor}").into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AtomId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('.') {
            None => text.parse().map(|icb| Self::whole(&icb)),
            Some((icb, successor)) => Ok(Self::part(&icb.parse()?, &successor.parse()?)),
        }
    }
}

impl TryFrom<String> for AtomId {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AtomId> for String {
    fn from(id: AtomId) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for AtomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for AtomId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for AtomId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The smallest area of which the ICBs of every edition are unions.
///
/// The first two editions make them. Editions that follow only put them together in other ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    /// Its name.
    pub id: AtomId,
    /// The ICB it belonged to in the first edition.
    pub before: AreaCode,
    /// The ICB it belongs to now: in the edition [`Reference::now`](crate::Reference::now).
    pub now: AreaCode,
    /// Its NHS region, the same in every edition.
    pub region: AreaCode,
    /// Its ICB in each edition after the first, oldest first.
    pub(crate) later: Vec<(Edition, AreaCode)>,
}

/// The ICBs that took over from each, on the day on which an edition begins.
pub(crate) fn successors_by_board(
    edition: Edition,
    successions: &[Succession],
) -> BTreeMap<&AreaCode, Vec<&AreaCode>> {
    let mut by_predecessor: BTreeMap<&AreaCode, Vec<&AreaCode>> = BTreeMap::new();
    let of_edition = successions.iter();
    for succession in of_edition.filter(|step| step.date == edition.first_day()) {
        by_predecessor
            .entry(&succession.predecessor)
            .or_default()
            .push(&succession.successor);
    }
    by_predecessor
}

/// The atoms that the first edition, the one that follows it and the successions between them make, sorted by name.
///
/// An ICB with no succession stays itself, one with a single successor becomes it whole, and one with more is split.
pub(crate) fn atoms(first: &Boards, next: Edition, successions: &[Succession]) -> Vec<Atom> {
    let by_predecessor = successors_by_board(next, successions);
    let mut atoms: Vec<Atom> = first
        .icbs
        .iter()
        .flat_map(|icb| {
            let atom = |id: AtomId, now: &AreaCode| Atom {
                id,
                before: icb.code.clone(),
                now: now.clone(),
                region: icb.region.clone(),
                later: vec![(next, now.clone())],
            };
            match by_predecessor
                .get(&icb.code)
                .map(Vec::as_slice)
                .unwrap_or_default()
            {
                [] => vec![atom(AtomId::whole(&icb.code), &icb.code)],
                [only] => vec![atom(AtomId::whole(&icb.code), only)],
                parts => parts
                    .iter()
                    .map(|now| atom(AtomId::part(&icb.code, now), now))
                    .collect(),
            }
        })
        .collect();
    atoms.sort_by(|a, b| a.id.cmp(&b.id));
    atoms
}
