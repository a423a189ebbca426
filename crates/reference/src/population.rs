//! People by atom, summed from practices and small areas.

use std::collections::BTreeMap;

use crate::{
    atom::AtomId,
    model::{Basis, Population, Practice, SmallArea},
};

/// Age bands, youngest first.
pub(crate) const AGE_BANDS: [&str; 9] = [
    "0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+",
];
/// Ethnic groups, in the order of [`SmallArea::by_ethnic5`].
const ETHNIC_GROUPS: [&str; 5] = ["asian", "black", "mixed", "other", "white"];

/// A sum of people by atom, breakdown and category.
pub(crate) struct Sums {
    basis: Basis,
    people: BTreeMap<(AtomId, &'static str, String), f64>,
}

impl Sums {
    pub(crate) fn new(basis: Basis) -> Self {
        Self {
            basis,
            people: BTreeMap::new(),
        }
    }

    pub(crate) fn add(
        &mut self,
        atom: &AtomId,
        breakdown: &'static str,
        category: &str,
        people: f64,
    ) {
        *self
            .people
            .entry((atom.clone(), breakdown, category.to_owned()))
            .or_default() += people;
    }

    pub(crate) fn finish(self) -> Vec<Population> {
        let basis = self.basis;
        self.people
            .into_iter()
            .map(|((atom, breakdown, category), people)| Population {
                atom,
                basis,
                breakdown,
                category,
                people,
            })
            .collect()
    }
}

/// People registered with the practices of each atom.
pub(crate) fn registered(practices: &[Practice]) -> Vec<Population> {
    let mut sums = Sums::new(Basis::Registered);
    for practice in practices {
        sums.add(&practice.atom, "all", "all", practice.registered);
    }
    sums.finish()
}

/// Usual residents of each atom by deprivation and ethnic group.
pub(crate) fn census(areas: &[SmallArea]) -> Vec<Population> {
    let mut sums = Sums::new(Basis::ResidentCensus2021);
    for area in areas {
        let people = f64::from(area.residents);
        sums.add(&area.atom, "all", "all", people);
        sums.add(
            &area.atom,
            "imd_decile",
            &area.imd2025_decile.to_string(),
            people,
        );
        sums.add(
            &area.atom,
            "imd_quintile",
            &area.imd2025_quintile().to_string(),
            people,
        );
        for (group, people) in ETHNIC_GROUPS.into_iter().zip(area.by_ethnic5) {
            sums.add(&area.atom, "ethnic_group", group, f64::from(people));
        }
    }
    sums.finish()
}
