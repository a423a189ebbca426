//! The worst case: what everything published about one unit and version can reveal about one person.
//!
//! The cells of one set of dimensions are disjoint, so a set costs ε once (times the number of codes that one person
//! can have at once in it). Sets, countables and versions add up. All else is computed from protected cells and
//! costs nothing more.

use serde::{Deserialize, Serialize};

use crate::policy::Policy;

/// One countable of one fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The fact.
    pub fact: String,
    /// The countable.
    pub countable: String,
    /// Most that one person adds to one cell.
    pub clip: u32,
    /// Tables of cells, the total included.
    pub sets: u32,
    /// Bound for a person with one code in each dimension; `None` where the policy adds no noise.
    pub epsilon: Option<f64>,
    /// Bound for a person with as many codes as a row can hold in the dimensions of several codes.
    pub epsilon_many_codes: Option<f64>,
    /// Variance of the noise of one cell.
    pub noise_variance: f64,
}

/// The ledger that a release publishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Bound per set of dimensions; `None` where the policy adds no noise, which bounds nothing.
    pub epsilon_per_set: Option<f64>,
    /// Versions a unit can have, each of which costs the whole again.
    pub versions_max: u32,
    /// By fact and countable.
    pub entries: Vec<LedgerEntry>,
}

impl LedgerEntry {
    /// What the decision on a version adds: a draw that stays with the version at ε, and one for the rows looked at, for
    /// which the sparse vector technique counts twice its own.
    #[must_use]
    pub fn of_versions(policy: &Policy) -> Self {
        Self::of(
            policy,
            "versions",
            "changed_people",
            1,
            &[vec![], vec![], vec![]],
        )
    }

    /// Adds up one countable over its sets; each set is the number of codes a row can hold in each of its dimensions.
    #[must_use]
    pub fn of(policy: &Policy, fact: &str, countable: &str, clip: u32, sets: &[Vec<u32>]) -> Self {
        let per_set = policy.epsilon.map(crate::policy::Epsilon::value);
        let plain = u32::try_from(sets.len()).unwrap_or(u32::MAX);
        let many = sets
            .iter()
            .map(|set| set.iter().copied().fold(1_u32, u32::saturating_mul))
            .fold(0_u32, u32::saturating_add);
        Self {
            fact: fact.to_owned(),
            countable: countable.to_owned(),
            clip,
            sets: plain,
            epsilon: per_set.map(|epsilon| epsilon * f64::from(plain)),
            epsilon_many_codes: per_set.map(|epsilon| epsilon * f64::from(many)),
            noise_variance: policy.noise_variance(clip),
        }
    }
}

impl Ledger {
    /// A ledger of these entries.
    #[must_use]
    pub fn new(policy: &Policy, entries: Vec<LedgerEntry>) -> Self {
        Self {
            epsilon_per_set: policy.epsilon.map(crate::policy::Epsilon::value),
            versions_max: policy.versions_max,
            entries,
        }
    }

    /// Bound over every entry for one version; `None` where the policy adds no noise.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        self.entries.iter().map(|entry| entry.epsilon).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every set of at most two of eight dimensions; the last holds up to `codes` codes.
    fn public_sets(codes: u32) -> Vec<Vec<u32>> {
        let held = |dimension: u32| if dimension == 7 { codes } else { 1 };
        let mut sets = vec![vec![]];
        for first in 0..8 {
            sets.push(vec![held(first)]);
            sets.extend((first + 1..8).map(|second| vec![held(first), held(second)]));
        }
        sets
    }

    #[test]
    fn the_public_tables_of_persons_cost_eighteen_and_a_half() {
        let entry = LedgerEntry::of(&Policy::sdc_1(), "referrals", "persons", 1, &public_sets(1));
        assert_eq!((entry.sets, entry.epsilon), (37, Some(18.5)));
    }

    #[test]
    fn sets_about_need_alone_cost_four_and_three_needs_cost_three_times_that() {
        let with_need: Vec<_> = public_sets(3)
            .into_iter()
            .filter(|set| set.contains(&3))
            .collect();
        let entry = LedgerEntry::of(&Policy::sdc_1(), "referrals", "persons", 1, &with_need);
        assert_eq!(
            (entry.sets, entry.epsilon, entry.epsilon_many_codes),
            (8, Some(4.0), Some(12.0))
        );
    }

    #[test]
    fn countables_add_up_and_no_noise_bounds_nothing() {
        let entries = |policy: &Policy| {
            ["persons", "referrals"]
                .map(|name| LedgerEntry::of(policy, "referrals", name, 1, &public_sets(1)))
                .to_vec()
        };
        let policy = Policy::sdc_1();
        assert_eq!(Ledger::new(&policy, entries(&policy)).total(), Some(37.0));
        let policy = Policy::hes_2018();
        assert_eq!(Ledger::new(&policy, entries(&policy)).total(), None);
    }
}
