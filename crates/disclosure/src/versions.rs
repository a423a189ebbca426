//! When the cells of one area and month may be made anew.
//!
//! Two versions of the same cells show what changed between them, so a new version needs enough changed people to
//! hide among, and there are few versions.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::policy::Policy;

/// How the rows of a unit compare with those that its published cells were made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Distinct people with a row added, removed or altered.
    pub people: u32,
}

impl Change {
    /// Counts the distinct people whose rows differ; order does not matter, repeats do.
    ///
    /// A row is a person and a hash of all that is counted about them.
    pub fn between<P: Hash + Eq + Copy>(
        old: impl IntoIterator<Item = (P, u64)>,
        new: impl IntoIterator<Item = (P, u64)>,
    ) -> Self {
        let mut balance: HashMap<(P, u64), i64> = HashMap::new();
        for row in old {
            *balance.entry(row).or_default() -= 1;
        }
        for row in new {
            *balance.entry(row).or_default() += 1;
        }
        let changed: HashSet<P> = balance
            .into_iter()
            .filter(|(_, count)| *count != 0)
            .map(|((person, _), _)| person)
            .collect();
        Self {
            people: u32::try_from(changed.len()).unwrap_or(u32::MAX),
        }
    }
}

/// Whether more returns are awaited for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Returns may still come: one version is left for when they have.
    Provisional,
    /// All returns that are awaited have come; what still changes is a correction.
    Final,
}

/// What a release does with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Copy the cells of the version that is out.
    Keep(u32),
    /// Make cells under this version.
    Make(u32),
}

impl Policy {
    /// Decides for a unit whose published version is `published` (none if it has never been out).
    ///
    /// A provisional month never takes the last version: its final figures would else be those of some early return.
    #[must_use]
    pub fn decide(&self, published: Option<u32>, change: Change, stage: Stage) -> Decision {
        let version_max = match stage {
            Stage::Provisional => self.versions_max.saturating_sub(1),
            Stage::Final => self.versions_max,
        };
        match published {
            None => Decision::Make(1),
            Some(version) if change.people >= self.change_min && version < version_max => {
                Decision::Make(version + 1)
            }
            Some(version) => Decision::Keep(version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(range: std::ops::Range<u32>) -> impl Iterator<Item = (u32, u64)> {
        range.map(|person| (person, 1))
    }

    #[test]
    fn nine_changed_people_keep_the_version_and_ten_make_a_new_one() {
        let policy = Policy::sdc_1();
        for (changed, expected) in [(1, 1), (9, 1), (10, 2), (11, 2)] {
            let change = Change::between(people(0..100), people(0..100 + changed));
            assert_eq!(change.people, changed);
            let decision = policy.decide(Some(1), change, Stage::Final);
            let version = match decision {
                Decision::Keep(v) | Decision::Make(v) => v,
            };
            assert_eq!(
                (version, decision == Decision::Keep(1)),
                (expected, expected == 1),
                "{changed}"
            );
        }
    }

    #[test]
    fn a_third_version_is_the_last() {
        let policy = Policy::sdc_1();
        let change = Change { people: 500 };
        let decide = |published| policy.decide(published, change, Stage::Final);
        let nothing = Change { people: 0 };
        assert_eq!(
            policy.decide(None, nothing, Stage::Final),
            Decision::Make(1)
        );
        assert_eq!(decide(Some(2)), Decision::Make(3));
        assert_eq!(decide(Some(3)), Decision::Keep(3));
    }

    #[test]
    fn a_provisional_month_leaves_the_last_version_for_its_final_figures() {
        let policy = Policy::sdc_1();
        let change = Change { people: 500 };
        let decide = |published| policy.decide(published, change, Stage::Provisional);
        assert_eq!(decide(None), Decision::Make(1));
        assert_eq!(decide(Some(1)), Decision::Make(2));
        assert_eq!(decide(Some(2)), Decision::Keep(2));
        assert_eq!(
            policy.decide(Some(2), change, Stage::Final),
            Decision::Make(3)
        );
    }

    #[test]
    fn one_person_with_many_changed_rows_is_one_changed_person() {
        let old = [(1, 10), (1, 11), (2, 20), (3, 30)];
        let new = [(1, 12), (1, 13), (1, 14), (3, 30), (2, 20)];
        assert_eq!(Change::between(old, new), Change { people: 1 });
    }

    #[test]
    fn a_repeated_row_is_not_the_same_as_one() {
        assert_eq!(
            Change::between([(1, 10)], [(1, 10), (1, 10)]),
            Change { people: 1 }
        );
        assert_eq!(
            Change::between([(1, 10), (2, 5)], [(2, 5), (1, 10)]),
            Change { people: 0 }
        );
    }
}
