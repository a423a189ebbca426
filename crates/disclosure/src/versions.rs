//! When the cells of one area and month may be made anew.
//!
//! Two versions of the same cells show what changed between them, so a new version needs enough changed people to
//! hide among, and there are few versions.
//!
//! Whether there is a new version can be seen, and who sends the rows can choose all of them but what of them was left
//! out: somebody who objected, or was erased. So how many changed people are needed is itself drawn, as the sparse
//! vector technique does (Dwork and Roth 2014, section 3.6, without its last step): one draw stays with a version, one
//! is of the rows that are looked at, and below the least number of the policy there is never a new version.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::node::NodeUnit;
use crate::noise::{NoiseError, NoiseKey};
use crate::policy::Policy;

/// How many people more than the least number are needed on average where there is noise: the two draws together reach
/// so far down once in 500 times, and only then does the least number decide.
pub const CHANGE_MARGIN: u32 = 15;
/// At the head of the names of what stays with a version.
const STAYS: &str = "change.version";
/// And of what is drawn for the rows that are looked at.
const OF_ROWS: &str = "change.rows";

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
    /// How many changed people these rows of a unit need for a version after `version`: never fewer than the policy's
    /// least number.
    ///
    /// `unit` names the unit among all that have versions, and `rows` what is looked at; the same rows always need the
    /// same number. Under a policy without noise it is the least number.
    ///
    /// # Errors
    /// [`NoiseError::Node`] where a name is empty or holds a separator.
    pub fn change_needed(
        &self,
        key: &NoiseKey,
        (kind, unit): (&str, &str),
        (month, version): (&str, u32),
        rows: &str,
    ) -> Result<u32, NoiseError> {
        let Some(noise) = self.noise(1)? else {
            return Ok(self.change_min);
        };
        let draw = |head: &str, of: &str| {
            let measure = format!("{head}.{kind}");
            let named = NodeUnit {
                measure: &measure,
                unit,
                month,
                version,
            };
            Ok::<_, NoiseError>(noise.draw(key.unit(&named)?.uniform(of)))
        };
        let drawn = i64::from(CHANGE_MARGIN) + draw(STAYS, "")? + draw(OF_ROWS, rows)?;
        let more = u32::try_from(drawn.max(0)).unwrap_or(u32::MAX);
        Ok(self.change_min.saturating_add(more))
    }

    /// How many changed people a new version needs on average.
    #[must_use]
    pub fn change_usual(&self) -> u32 {
        let margin = self.epsilon.map_or(0, |_| CHANGE_MARGIN);
        self.change_min.saturating_add(margin)
    }

    /// Decides for a unit whose published version is `published` (none if it has never been out), and of which so many
    /// changed people are `needed` ([`Policy::change_needed`]).
    ///
    /// A provisional month never takes the last version: its final figures would else be those of some early return.
    #[must_use]
    pub fn decide(
        &self,
        published: Option<u32>,
        change: Change,
        needed: u32,
        stage: Stage,
    ) -> Decision {
        let version_max = match stage {
            Stage::Provisional => self.versions_max.saturating_sub(1),
            Stage::Final => self.versions_max,
        };
        match published {
            None => Decision::Make(1),
            Some(version)
                if change.people >= needed.max(self.change_min) && version < version_max =>
            {
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
            let decision = policy.decide(Some(1), change, 0, Stage::Final);
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
        let decide = |published| policy.decide(published, change, 10, Stage::Final);
        let nothing = Change { people: 0 };
        assert_eq!(
            policy.decide(None, nothing, 10, Stage::Final),
            Decision::Make(1)
        );
        assert_eq!(decide(Some(2)), Decision::Make(3));
        assert_eq!(decide(Some(3)), Decision::Keep(3));
    }

    #[test]
    fn a_provisional_month_leaves_the_last_version_for_its_final_figures() {
        let policy = Policy::sdc_1();
        let change = Change { people: 500 };
        let decide = |published| policy.decide(published, change, 10, Stage::Provisional);
        assert_eq!(decide(None), Decision::Make(1));
        assert_eq!(decide(Some(1)), Decision::Make(2));
        assert_eq!(decide(Some(2)), Decision::Keep(2));
        assert_eq!(
            policy.decide(Some(2), change, 10, Stage::Final),
            Decision::Make(3)
        );
    }

    /// How often so many changed people make a version, over 40,000 units.
    fn share_made(changed: u32) -> f64 {
        let policy = Policy::sdc_1();
        let key = NoiseKey::from_bytes([7; 32]);
        let made = (0..40_000).filter(|unit| {
            let unit = ("area", &*format!("U{unit}"));
            let needed = policy
                .change_needed(&key, unit, ("2026-04", 1), "rows")
                .unwrap();
            let decision = policy.decide(Some(1), Change { people: changed }, needed, Stage::Final);
            decision == Decision::Make(2)
        });
        f64::from(u32::try_from(made.count()).unwrap()) / 40_000.0
    }

    #[test]
    fn whether_one_person_is_among_the_changed_hardly_moves_the_decision() {
        assert_eq!(share_made(9), 0.0);
        for changed in 9..45 {
            let (without, with) = (share_made(changed), share_made(changed + 1));
            // The two draws bound each ratio by e^1.5; sampling adds its own part.
            let far = |a: f64, b: f64| (a - 0.005) > 1.5_f64.exp() * (b + 0.002);
            assert!(!far(with, without), "{changed}: {without} {with}");
            assert!(
                !far(1.0 - without, 1.0 - with),
                "{changed}: {without} {with}"
            );
            assert!(with - without < 0.14, "{changed}: {without} {with}");
        }
        assert!(share_made(50) > 0.999);
    }

    #[test]
    fn the_same_rows_need_the_same_number_and_others_another() {
        let policy = Policy::sdc_1();
        let key = NoiseKey::from_bytes([7; 32]);
        let needed = |version: u32, rows: &str| {
            let of = ("2026-04", version);
            policy
                .change_needed(&key, ("area", "QE1"), of, rows)
                .unwrap()
        };
        let of_rows: HashSet<u32> = (0..50).map(|rows| needed(1, &rows.to_string())).collect();
        assert!(of_rows.len() > 5, "{of_rows:?}");
        assert_eq!(needed(1, "one"), needed(1, "one"));
        let of_versions: HashSet<u32> = (0..50).map(|version| needed(version, "one")).collect();
        assert!(of_versions.len() > 5, "{of_versions:?}");
    }

    #[test]
    fn without_noise_the_least_number_is_needed() {
        let key = NoiseKey::from_bytes([7; 32]);
        let needed =
            Policy::hes_2018().change_needed(&key, ("area", "QE1"), ("2026-04", 1), "rows");
        assert_eq!(needed, Ok(10));
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
