//! The boards of one edition, and which edition is in force when.

use hub_standard::{AreaCode, Month};
use jiff::civil::Date;

use crate::{
    edition::{Edition, Geography},
    model::{Icb, Succession},
    reference::Reference,
};

/// The ICBs of an edition.
#[derive(Debug, Clone)]
pub(crate) struct Boards {
    pub(crate) edition: Edition,
    pub(crate) icbs: Vec<Icb>,
}

impl Boards {
    /// The first two editions. The first begins with its first ICB, the other on the day of the first successions.
    pub(crate) fn first_two(
        before: Vec<Icb>,
        next: Vec<Icb>,
        successions: &[Succession],
    ) -> Vec<Self> {
        let first_day = before.iter().map(|icb| icb.valid_from).min();
        let changed = successions.iter().map(|step| step.date).min();
        let next_day = changed.or_else(|| next.iter().map(|icb| icb.valid_from).max());
        [(first_day, before), (next_day, next)]
            .into_iter()
            .map(|(day, icbs)| Self {
                edition: Edition::beginning(day.unwrap_or(Date::MIN)),
                icbs,
            })
            .collect()
    }

    /// The newest edition that has begun on a day; before all of them the first.
    pub(crate) fn on(all: &[Self], day: Date) -> Edition {
        let begun = all
            .iter()
            .rev()
            .find(|boards| boards.edition.first_day() <= day);
        begun
            .or_else(|| all.first())
            .map_or(Edition::beginning(Date::MIN), |boards| boards.edition)
    }
}

impl Reference {
    /// The editions of the ICBs that are known, oldest first, with those that are yet to begin.
    pub fn editions(&self) -> Vec<Edition> {
        let all = self.parts.editions.iter();
        all.map(|boards| boards.edition).collect()
    }

    /// The edition that areas "as they are now" are of: the newest, or of [`Reference::on`] the newest on that day.
    pub fn now(&self) -> Edition {
        self.now
    }

    /// The first edition.
    pub fn first_edition(&self) -> Edition {
        Boards::on(&self.parts.editions, Date::MIN)
    }

    /// The newest edition that is known, which may be yet to begin.
    pub fn newest_edition(&self) -> Edition {
        Boards::on(&self.parts.editions, Date::MAX)
    }

    /// The edition in force in a month. In months to come it is that of now: what is yet to begin shows nowhere.
    pub fn edition_at(&self, month: Month) -> Edition {
        Boards::on(&self.parts.editions, month.first_day()).min(self.now)
    }

    /// The edition that a geography uses for a month.
    pub fn edition_of(&self, geography: Geography, month: Month) -> Edition {
        match geography {
            Geography::AsNow => self.now,
            Geography::AsWas => self.edition_at(month),
        }
    }

    /// The ICB of now that has all of an ICB's area: itself, or the one that it became part of. None for an ICB whose area
    /// is in several now, and for one that is not known or is yet to begin.
    pub fn board_now(&self, code: &str) -> Option<&AreaCode> {
        if let Some(own) = self.icb_in(self.now, code) {
            return Some(&own.code);
        }
        let begun = self.editions().into_iter().rev();
        let last = begun
            .filter(|edition| *edition < self.now)
            .find(|edition| self.icb_in(*edition, code).is_some())?;
        let mut boards = self
            .atoms()
            .iter()
            .filter(|atom| atom.icb(last).as_str() == code)
            .map(|atom| &atom.now);
        let only = boards.next()?;
        boards.all(|board| board == only).then_some(only)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use hub_standard::AreaCode;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::Boards;
    use crate::{
        edition::{AreaType, Edition, Geography},
        generated,
        reference::Reference,
    };

    const MONTHS: [&str; 6] = [
        "2024-01", "2026-03", "2026-04", "2027-03", "2027-04", "2029-01",
    ];

    /// The generated England with a third edition, in which boards of a region that share a pick are one.
    fn england(picks: &[u8]) -> Arc<Reference> {
        let mut parts = generated::england();
        let before = parts.editions.last().unwrap().clone();
        let edition = Edition::beginning(date(2027, 4, 1));
        let mut first_of: BTreeMap<(AreaCode, u8), AreaCode> = BTreeMap::new();
        let mut became: BTreeMap<AreaCode, AreaCode> = BTreeMap::new();
        for (icb, pick) in before.icbs.iter().zip(picks) {
            let group = (icb.region.clone(), *pick);
            let first = first_of.entry(group).or_insert_with(|| icb.code.clone());
            became.insert(icb.code.clone(), first.clone());
        }
        for atom in &mut parts.atoms {
            let board = became[atom.icb(before.edition)].clone();
            atom.later.push((edition, board));
        }
        let mut icbs = before.icbs;
        icbs.retain(|icb| became[&icb.code] == icb.code);
        parts.editions.push(Boards { edition, icbs });
        Arc::new(Reference::of(parts))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn figures_as_was_and_as_now_are_sums_of_the_same_atoms(
            picks in prop::collection::vec(0_u8..3, 36),
            values in prop::collection::vec(0_u32..1_000, 46),
        ) {
            let known = england(&picks);
            for day in [date(2025, 1, 1), date(2026, 12, 1), date(2027, 4, 1)] {
                let reference = known.on(day);
                let atoms = reference.atoms().iter().map(|atom| atom.id.to_string());
                let value: BTreeMap<String, u32> = atoms.zip(values.iter().copied()).collect();
                let total: u32 = value.values().sum();
                let lines = reference.area_atoms();
                for geography in Geography::ALL {
                    for text in MONTHS {
                        let month = text.parse().unwrap();
                        let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
                        let mut n_lines = 0;
                        for line in lines.iter().filter(|line| {
                            line.geography == geography
                                && line.area_type == AreaType::Icb
                                && (line.from_month.as_str()..=line.to_month.as_str()).contains(&text)
                        }) {
                            *sums.entry(line.area.as_str()).or_default() += value[line.atom.as_str()];
                            n_lines += 1;
                        }
                        prop_assert_eq!(n_lines, value.len());
                        prop_assert_eq!(sums.values().sum::<u32>(), total);
                        let edition = reference.edition_of(geography, month);
                        let icbs = reference.icbs(edition);
                        prop_assert_eq!(sums.len(), icbs.len());
                        for icb in icbs {
                            let own = reference.atoms().iter().filter(|atom| *atom.icb(edition) == icb.code);
                            let sum: u32 = own.map(|atom| value[atom.id.as_str()]).sum();
                            prop_assert_eq!(sums.get(icb.code.as_str()), Some(&sum));
                        }
                    }
                }
            }
        }
    }
}
