//! How often who is referred, where that is planted.

use std::collections::{BTreeMap, HashMap};

use hub_reference::{AtomId, Reference, SmallArea};

use crate::{
    calibration::ETHNIC_MISSING,
    chance::weight,
    person::Homes,
    service::SynthService,
    truths::{EthnicGap, EthnicGroup, Truths},
};

/// Referral rates against each other.
pub(crate) struct Reach {
    /// By tenth of deprivation.
    by_decile: BTreeMap<u8, f64>,
    /// By ethnic group, in the order of [`SmallArea::by_ethnic5`].
    by_group: [f64; 5],
}

impl Reach {
    /// The rates that are planted, if any are.
    pub(crate) fn planted(truths: &Truths, reference: &Reference) -> Option<Self> {
        truths.is_in_reach().then(|| Self {
            by_decile: by_decile(
                truths.deprivation_rii.unwrap_or(1.0),
                reference.small_areas(),
            ),
            by_group: by_group(truths.ethnic_gap.as_ref()),
        })
    }

    /// The rate of a small area, and how many of those who are referred are of each ethnic group.
    pub(crate) fn of_area(&self, area: &SmallArea) -> (f64, [f64; 5]) {
        let people = area.by_ethnic5.map(f64::from);
        let mut referred = people;
        for (referred, rate) in referred.iter_mut().zip(self.by_group) {
            *referred *= rate;
        }
        let (n_people, n_referred): (f64, f64) = (people.iter().sum(), referred.iter().sum());
        let by_group = if n_people > 0.0 {
            n_referred / n_people
        } else {
            1.0
        };
        let by_decile = self.by_decile.get(&area.imd2025_decile);
        (by_decile.copied().unwrap_or(1.0) * by_group, referred)
    }
}

/// The log of the rate is a line over the people of England ranked by deprivation, the most deprived first.
fn by_decile(index: f64, areas: &[SmallArea]) -> BTreeMap<u8, f64> {
    let mut people: BTreeMap<u8, f64> = BTreeMap::new();
    for area in areas {
        *people.entry(area.imd2025_decile).or_default() += f64::from(area.residents);
    }
    let all: f64 = people.values().sum();
    let mut before = 0.0;
    let rate = |(decile, people): (u8, f64)| {
        let rank = (before + people / 2.0) / all;
        before += people;
        (decile, index.powf(rank))
    };
    people.into_iter().map(rate).collect()
}

fn by_group(gap: Option<&EthnicGap>) -> [f64; 5] {
    let ratio = gap.map_or(1.0, |gap| gap.ratio);
    match gap.map(|gap| gap.group) {
        Some(EthnicGroup::Black) => [1.0, ratio, 1.0, 1.0, 1.0],
        Some(EthnicGroup::Mixed) => [1.0, 1.0, ratio, 1.0, 1.0],
        Some(EthnicGroup::White) => [1.0, 1.0, 1.0, 1.0, ratio],
        None => [1.0; 5],
    }
}

/// Makes every service as big as the people it is for ask of it, and alike in what it records, so that nothing but the
/// planted rates tells one area from another.
pub(crate) fn share_out(services: &mut [SynthService], homes: &HashMap<AtomId, Homes>) {
    let of_atom = |atom: &AtomId| homes.get(atom).map_or(0.0, Homes::weight);
    let mut in_atom: BTreeMap<AtomId, usize> = BTreeMap::new();
    for service in services.iter() {
        *in_atom.entry(service.atom.clone()).or_default() += 1;
    }
    let all: f64 = in_atom.keys().map(of_atom).sum();
    if all <= 0.0 {
        return;
    }
    let count = weight(services.len());
    for service in services {
        let beside = in_atom.get(&service.atom).copied().unwrap_or(1);
        service.habits.size = of_atom(&service.atom) / all * count / weight(beside);
        service.habits.ethnic_missing = ETHNIC_MISSING.0;
    }
}
