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

/// People by category, of one breakdown.
type Categories = BTreeMap<String, f64>;

/// A sum of people by atom, breakdown and category.
pub(crate) struct Sums {
    basis: Basis,
    people: BTreeMap<AtomId, BTreeMap<&'static str, Categories>>,
}

impl Sums {
    pub(crate) fn new(basis: Basis) -> Self {
        Self {
            basis,
            people: BTreeMap::new(),
        }
    }

    /// Adds people. Names are copied only for sums that are new.
    pub(crate) fn add(
        &mut self,
        atom: &AtomId,
        breakdown: &'static str,
        category: &str,
        people: f64,
    ) {
        let of_atom = match self.people.get_mut(atom) {
            Some(known) => known,
            None => self.people.entry(atom.clone()).or_default(),
        };
        let categories = of_atom.entry(breakdown).or_default();
        match categories.get_mut(category) {
            Some(sum) => *sum += people,
            None => {
                categories.insert(category.to_owned(), people);
            }
        }
    }

    pub(crate) fn finish(self) -> Vec<Population> {
        let mut populations = Vec::new();
        for (atom, breakdowns) in self.people {
            for (breakdown, categories) in breakdowns {
                populations.extend(categories.into_iter().map(|(category, people)| Population {
                    atom: atom.clone(),
                    basis: self.basis,
                    breakdown,
                    category,
                    people,
                }));
            }
        }
        populations
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
    // The areas of an atom mostly come one after another: they are summed before their sums are looked up by name.
    for areas in areas.chunk_by(|area, next| area.atom == next.atom) {
        let Some(SmallArea { atom, .. }) = areas.first() else {
            continue;
        };
        let mut all = 0.0;
        let mut by_decile: BTreeMap<_, f64> = BTreeMap::new();
        let mut by_group = [0.0; ETHNIC_GROUPS.len()];
        for area in areas {
            let people = f64::from(area.residents);
            all += people;
            let parts = (area.imd2025_decile, area.imd2025_quintile());
            *by_decile.entry(parts).or_default() += people;
            for (sum, people) in by_group.iter_mut().zip(area.by_ethnic5) {
                *sum += f64::from(people);
            }
        }
        sums.add(atom, "all", "all", all);
        for ((decile, quintile), people) in by_decile {
            sums.add(atom, "imd_decile", &decile.to_string(), people);
            sums.add(atom, "imd_quintile", &quintile.to_string(), people);
        }
        for (group, people) in ETHNIC_GROUPS.into_iter().zip(by_group) {
            sums.add(atom, "ethnic_group", group, people);
        }
    }
    sums.finish()
}
