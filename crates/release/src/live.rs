//! Headline totals between releases: of each service and month, adjusted as its return is accepted, and summed upward.
//!
//! The adjustment is that of released cells, under names of its own: a service and month is a unit without dimensions.
//! The rule on versions is the same too, so that what a later return changes by a few people cannot be seen.

mod services;

pub(crate) use services::{SERVICE_COUNTS, check_names, is_made_under, service_fact};

use std::collections::HashMap;
use std::fmt;

use arrow::array::AsArray as _;
use arrow::record_batch::RecordBatch;
use hub_disclosure::{
    Change, Decision, LedgerEntry, NodeUnit, NoiseError, NoiseKey, Policy, Stage,
};
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_store::LiveTotals;

use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;

/// How the ledger and the names of cells call them.
const FACT: &str = "live";
const PEOPLE: Countable = Countable {
    name: "people",
    node: "live.people",
    clip: 1,
};
const REFERRALS: Countable = Countable {
    name: "referrals",
    node: "live.referrals",
    clip: 2,
};

struct Countable {
    name: &'static str,
    /// Its name in the names of cells, which no fact has.
    node: &'static str,
    /// The most that one person adds to a service and month.
    clip: u32,
}

/// Makes live totals and says what may be shown of them.
#[derive(Clone)]
pub struct Live {
    policy: Policy,
    noise: NoiseKey,
}

/// The return whose totals are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Its service.
    pub service: &'a ServiceCode,
    /// Its month.
    pub month: Month,
    /// Its identifier.
    pub submission: &'a SubmissionId,
    /// Whether its month awaits no more returns.
    pub is_final: bool,
    /// Its stored referrals; none for a nil return.
    pub rows: &'a [RecordBatch],
}

/// The totals that the service and month have already.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The totals.
    pub totals: &'a LiveTotals,
    /// The referrals that they were counted from; none where these cannot be read any more.
    pub rows: Option<&'a [RecordBatch]>,
    /// How many people were erased from those rows since.
    pub erased: u32,
}

/// The sum of live totals, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LiveFigure {
    /// People, each counted once in every service; none where too few.
    pub people: Option<i64>,
    /// Referrals; none where too few, as the people then are.
    pub referrals: Option<i64>,
}

impl Live {
    /// Live totals under the keys and the policy of the releases.
    #[must_use]
    pub fn new(keys: &ReleaseKeys, policy: Policy) -> Self {
        Self {
            policy,
            noise: keys.noise().clone(),
        }
    }

    /// Name of the policy.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy.name
    }

    /// The totals that a return is accepted with: new ones, or those that are known where too few people changed.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] where the rows are none of referrals.
    pub fn totals(&self, sent: &Sent<'_>, known: Option<Known<'_>>) -> Result<LiveTotals> {
        let counts = counts(sent.rows, sent.month)?;
        let version = match known {
            None => 1,
            Some(known) => match self.decide(sent, &known, &counts)? {
                Decision::Keep(_) => return Ok(known.totals.clone()),
                Decision::Make(version) => version,
            },
        };
        let n_people = u32::try_from(counts.len()).unwrap_or(u32::MAX);
        let n_referrals = counts.values().map(|n| i64::from(*n)).sum::<i64>();
        let people = i64::from(n_people) + self.noise(sent, version, &PEOPLE)?;
        Ok(LiveTotals {
            version,
            of: sent.submission.clone(),
            people,
            referrals: n_referrals + self.noise(sent, version, &REFERRALS)?,
            // No more than whether it would be displayed: the floor alone is a bit about true people.
            floor_met: self
                .policy
                .display(people, n_people >= self.policy.floor)
                .is_some(),
        })
    }

    fn decide(
        &self,
        sent: &Sent<'_>,
        known: &Known<'_>,
        counts: &HashMap<&[u8], u32>,
    ) -> Result<Decision> {
        let version = known.totals.version;
        let Some(rows) = known.rows else {
            return Ok(Decision::Keep(version));
        };
        let before = self::counts(rows, sent.month)?;
        let mut change = Change::between(pairs(&before), pairs(counts));
        // Whoever was erased and sent again looks like somebody new, and is in the totals.
        change.people = change.people.saturating_sub(known.erased);
        let stage = if sent.is_final {
            Stage::Final
        } else {
            Stage::Provisional
        };
        let month = sent.month.to_string();
        let needed = self.policy.change_needed(
            &self.noise,
            (FACT, sent.service.as_str()),
            (&month, version),
            sent.submission.as_str(),
        )?;
        Ok(self.policy.decide(Some(version), change, needed, stage))
    }

    fn noise(&self, sent: &Sent<'_>, version: u32, countable: &Countable) -> Result<i64> {
        let Some(noise) = self.policy.noise(countable.clip)? else {
            return Ok(0);
        };
        let month = sent.month.to_string();
        let unit = NodeUnit {
            measure: countable.node,
            unit: sent.service.as_str(),
            month: &month,
            version,
        };
        let unit = self.noise.unit(&unit).map_err(NoiseError::from)?;
        // Without dimensions there is one cell, whose values are none.
        Ok(noise.draw(unit.uniform("")))
    }

    /// The sum of some totals, as it may be shown: both, or neither.
    #[must_use]
    pub fn figure<'t>(&self, totals: impl IntoIterator<Item = &'t LiveTotals>) -> LiveFigure {
        let (mut people, mut referrals, mut floor_met) = (0_i64, 0_i64, false);
        for total in totals {
            people = people.saturating_add(total.people);
            referrals = referrals.saturating_add(total.referrals);
            floor_met |= total.floor_met;
        }
        let people = self.policy.display(people, floor_met);
        let referrals = self.policy.display(referrals, floor_met);
        match (people, referrals) {
            // Each has noise of its own, and nobody is referred without a referral.
            (Some(people), Some(referrals)) => LiveFigure {
                people: Some(people.min(referrals)),
                referrals: Some(referrals),
            },
            _ => LiveFigure::default(),
        }
    }
}

impl Live {
    /// What a service sent itself, as it may be shown to it: coarse and hidden as other figures are, since a page of it is
    /// passed on, and not adjusted, since it knows the numbers. Of what was sent, and not of what of that is stored: the
    /// difference would tell who of them objects.
    #[must_use]
    pub fn as_sent(&self, people: u32, referrals: u32) -> LiveFigure {
        let shown = |count: u32| {
            self.policy
                .display(i64::from(count), count >= self.policy.floor)
        };
        LiveFigure {
            people: shown(people),
            referrals: shown(referrals),
        }
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("policy", &self.policy.name)
            .finish_non_exhaustive()
    }
}

/// What live totals add to the ledger of a deployment, which every release names.
pub(crate) fn ledger(policy: &Policy) -> [LedgerEntry; 2] {
    [PEOPLE, REFERRALS].map(|countable| {
        LedgerEntry::of(policy, FACT, countable.name, countable.clip, &[Vec::new()])
    })
}

/// How many referrals received in the month each person has, at most as many as count.
fn counts(rows: &[RecordBatch], month: Month) -> Result<HashMap<&[u8], u32>> {
    let month = month.to_string();
    let mut counts = HashMap::new();
    for batch in rows {
        let shape = || ReleaseError::shape("live totals", "the rows are not referrals as stored");
        let people = batch
            .column_by_name("person_key")
            .and_then(|column| column.as_binary_opt::<i32>())
            .ok_or_else(shape)?;
        let received = batch
            .column_by_name("month_received")
            .and_then(|column| column.as_string_opt::<i32>())
            .ok_or_else(shape)?;
        for (person, received) in people.iter().zip(received) {
            if received == Some(month.as_str()) {
                let count = counts.entry(person.ok_or_else(shape)?).or_insert(0);
                *count = REFERRALS.clip.min(*count + 1);
            }
        }
    }
    Ok(counts)
}

fn pairs<'r>(counts: &HashMap<&'r [u8], u32>) -> impl Iterator<Item = (&'r [u8], u64)> {
    counts
        .iter()
        .map(|(person, count)| (*person, u64::from(*count)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{BinaryArray, StringArray};

    use super::*;

    const OCTOBER: &str = "2026-10";

    fn live(policy: Policy) -> Live {
        Live::new(&ReleaseKeys::from_bytes([1; 32], [2; 32]), policy)
    }

    /// Referrals of people by number; a second number is the month received, 10 for the month itself.
    fn rows(people: impl IntoIterator<Item = (u32, u32)>) -> Vec<RecordBatch> {
        let (people, received): (Vec<_>, Vec<_>) = people
            .into_iter()
            .map(|(person, month)| (person.to_be_bytes(), format!("2026-{month:02}")))
            .unzip();
        let people: BinaryArray = people.iter().map(Some).collect();
        let received: StringArray = received.iter().map(Some).collect();
        let columns = [
            ("person_key", Arc::new(people) as arrow::array::ArrayRef),
            ("month_received", Arc::new(received)),
        ];
        vec![RecordBatch::try_from_iter(columns).unwrap()]
    }

    fn each_once(people: std::ops::Range<u32>) -> Vec<RecordBatch> {
        rows(people.map(|person| (person, 10)))
    }

    /// The `n`-th return of a service.
    fn totals(
        live: &Live,
        n: u8,
        rows: &[RecordBatch],
        known: Option<(&LiveTotals, &[RecordBatch])>,
        erased: u32,
    ) -> LiveTotals {
        let submission = SubmissionId::from_parts(1_790_000_000_000, [n; 10]);
        let sent = Sent {
            service: &"YA001".parse().unwrap(),
            month: OCTOBER.parse().unwrap(),
            submission: &submission,
            is_final: false,
            rows,
        };
        let known = known.map(|(totals, rows)| Known {
            totals,
            rows: Some(rows),
            erased,
        });
        live.totals(&sent, known).unwrap()
    }

    #[test]
    fn what_counts_is_referrals_of_the_month_and_at_most_two_of_a_person() {
        let live = live(Policy::hes_2018());
        let first = rows((0..20).map(|person| (person, 10)));
        let more = rows([(0, 10), (0, 10), (1, 9), (30, 8)]);
        let all = [first, more].concat();
        let totals = totals(&live, 1, &all, None, 0);
        assert_eq!((totals.people, totals.referrals), (20, 21));
        assert!(totals.floor_met);
    }

    #[test]
    fn the_same_version_of_a_service_and_month_is_adjusted_the_same_way() {
        let live = live(Policy::sdc_1());
        let one = totals(&live, 1, &each_once(0..100), None, 0);
        let other = totals(&live, 2, &each_once(0..150), None, 0);
        assert_eq!(other.people - one.people, 50);
        assert_eq!(other.referrals - one.referrals, 50);
    }

    #[test]
    fn nine_changed_people_keep_the_totals_and_seventy_make_new_ones() {
        let live = live(Policy::sdc_1());
        let base = each_once(0..100);
        let first = totals(&live, 1, &base, None, 0);
        let nine = totals(&live, 2, &each_once(9..100), Some((&first, &base)), 0);
        assert_eq!(nine, first);
        let many = totals(&live, 2, &each_once(70..100), Some((&first, &base)), 0);
        assert_eq!(many.version, 2);
        assert_ne!(many.of, first.of);
        let erased = totals(&live, 2, &each_once(70..100), Some((&first, &base)), 70);
        assert_eq!(erased, first);
    }

    #[test]
    fn totals_stay_where_their_rows_are_gone() {
        let live = live(Policy::sdc_1());
        let first = totals(&live, 1, &each_once(0..100), None, 0);
        let submission = SubmissionId::from_parts(1_790_000_000_000, [2; 10]);
        let rows = each_once(0..500);
        let sent = Sent {
            service: &"YA001".parse().unwrap(),
            month: OCTOBER.parse().unwrap(),
            submission: &submission,
            is_final: true,
            rows: &rows,
        };
        let known = Known {
            totals: &first,
            rows: None,
            erased: 0,
        };
        assert_eq!(live.totals(&sent, Some(known)).unwrap(), first);
    }

    #[test]
    fn a_sum_is_hidden_unless_a_part_of_it_may_be_shown() {
        let live = live(Policy::sdc_1());
        let few = |n| totals(&live, n, &each_once(0..7), None, 0);
        let parts: Vec<LiveTotals> = (0..40).map(few).collect();
        assert_eq!(live.figure(&parts), LiveFigure::default());
        let many = totals(&live, 1, &each_once(0..100), None, 0);
        let figure = live.figure(parts.iter().chain([&many]));
        assert!(figure.people.is_some_and(|people| people % 5 == 0));
        assert!(figure.referrals.is_some());
    }

    #[test]
    fn there_are_never_more_people_than_referrals() {
        let live = live(Policy::sdc_1());
        let total = |people, referrals| LiveTotals {
            people,
            referrals,
            ..totals(&live, 1, &each_once(0..100), None, 0)
        };
        let shown = |people, referrals| live.figure([&total(people, referrals)]);
        assert_eq!(shown(290, 280).people, Some(280));
        assert_eq!(shown(270, 280).people, Some(270));
        assert_eq!(shown(20, 5), LiveFigure::default());
    }

    #[test]
    fn the_ledger_counts_them() {
        let entries = ledger(&Policy::sdc_1());
        let epsilons: Vec<_> = entries.iter().map(|entry| entry.epsilon).collect();
        assert_eq!(epsilons, [Some(0.5), Some(0.5)]);
        assert_eq!(entries[1].clip, 2);
    }
}
