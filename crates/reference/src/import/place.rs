//! Finds the atom of what is not a small area: a practice, a network, a small area of 2011.

use std::collections::BTreeMap;

use hub_standard::AreaCode;

use crate::{
    atom::{Atom, AtomId},
    model::SmallArea,
};

/// How many of something fall to each of several places.
type Votes<T> = BTreeMap<T, u32>;

/// Where sub-ICBs and districts lie, learnt from the small areas: no split of an ICB is written in the program.
pub(super) struct Placer<'a> {
    atoms: &'a [Atom],
    by_sub_icb: BTreeMap<&'a str, Votes<&'a AtomId>>,
    by_icb_and_district: BTreeMap<(&'a str, &'a str), Votes<&'a AtomId>>,
    by_district: BTreeMap<&'a str, Votes<&'a AreaCode>>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(atoms: &'a [Atom], areas: &'a [SmallArea]) -> Self {
        let mut placer = Self {
            atoms,
            by_sub_icb: BTreeMap::new(),
            by_icb_and_district: BTreeMap::new(),
            by_district: BTreeMap::new(),
        };
        let by_id: BTreeMap<&AtomId, &Atom> = atoms.iter().map(|atom| (&atom.id, atom)).collect();
        for area in areas {
            let Some(atom) = by_id.get(&area.atom) else {
                continue;
            };
            *placer
                .by_sub_icb
                .entry(area.sub_icb.as_str())
                .or_default()
                .entry(&atom.id)
                .or_default() += 1;
            let district = (atom.before.as_str(), area.district.as_str());
            *placer
                .by_icb_and_district
                .entry(district)
                .or_default()
                .entry(&atom.id)
                .or_default() += 1;
            *placer
                .by_district
                .entry(area.district.as_str())
                .or_default()
                .entry(&atom.now)
                .or_default() += 1;
        }
        placer
    }

    /// The ICB of the first edition that a sub-ICB is in.
    pub(super) fn icb_of_sub_icb(&self, sub_icb: &str) -> Option<&'a AreaCode> {
        let atom = self.by_sub_icb.get(sub_icb)?.keys().next()?;
        self.atoms
            .iter()
            .find(|known| known.id == **atom)
            .map(|known| &known.before)
    }

    /// The atom of something in an ICB of the first edition, from its sub-ICB and district as far as they are known.
    ///
    /// An ICB that was never split settles it. Otherwise a sub-ICB that lies in one part does, then the part in which
    /// most of the ICB's small areas of the district lie, then the ICB to which most of the district now belongs.
    pub(super) fn place(
        &self,
        icb: &str,
        sub_icb: Option<&str>,
        district: Option<&str>,
    ) -> Option<&'a AtomId> {
        let mut parts = self.atoms.iter().filter(|atom| atom.before.as_str() == icb);
        let first = parts.next()?;
        if parts.next().is_none() {
            return Some(&first.id);
        }
        let is_part = |id: &AtomId| {
            self.atoms
                .iter()
                .any(|atom| atom.id == *id && atom.before == first.before)
        };
        let by_sub_icb = || {
            let votes = self.by_sub_icb.get(sub_icb?)?;
            let mut atoms = votes.keys().copied();
            let only = atoms.next()?;
            (atoms.next().is_none() && is_part(only)).then_some(only)
        };
        let by_icb_and_district = || {
            most(
                self.by_icb_and_district
                    .get(&(first.before.as_str(), district?))?,
            )
        };
        let by_district = || {
            let now = most(self.by_district.get(district?)?)?;
            self.atoms
                .iter()
                .find(|atom| atom.before == first.before && atom.now == *now)
                .map(|atom| &atom.id)
        };
        by_sub_icb()
            .or_else(by_icb_and_district)
            .or_else(by_district)
    }
}

/// The one with most votes; of equals the first.
fn most<T: Copy + Ord>(votes: &Votes<T>) -> Option<T> {
    votes
        .iter()
        .max_by_key(|(place, votes)| (**votes, std::cmp::Reverse(**place)))
        .map(|(place, _)| *place)
}
