//! Rows of the other sheets that are there twice.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

use ahash::RandomState;
use hub_standard::stored::Record;

use super::Checker;
use crate::anonymise::{DetailRow, DetailValue, StoredKey};
use crate::sheet::Row;

/// Of these a referral has one score for each questionnaire.
const PHASES_ONCE: [&str; 2] = ["before", "closing"];

/// What there can be one row of. Scores have one for each referral, questionnaire and phase; service use for each
/// reference, group, period and length of it in months. Of 12 months before a referral the last 6 are a part, so rows for
/// both can be true.
type OnceKey = (StoredKey, &'static str, &'static str, i16);

/// A row that counts where there can be one of its kind.
pub(super) struct Once {
    key: OnceKey,
    row: u32,
    /// Its place among the rows that count.
    at: usize,
}

/// A row that is one too many.
struct Twice {
    key: OnceKey,
    row: u32,
    at: usize,
    /// The first row of its kind, or one that says something else.
    other: u32,
    /// Whether all rows of its kind say the same, so that the first counts.
    is_same: bool,
}

/// Tells rows of which there may be several from one that was entered twice.
#[derive(Default)]
pub(super) struct Repeats {
    seed: RandomState,
    /// The first row with each hash of all cells, those of unused columns too. Of 64 bits, so that two rows hardly ever
    /// share one by chance.
    first: HashMap<u64, u32>,
}

impl Repeats {
    /// An earlier row that is the same in every cell.
    fn earlier(&mut self, row: &Row<'_>) -> Option<u32> {
        let mut hasher = self.seed.build_hasher();
        row.hash_cells(&mut hasher);
        let number = row.number();
        let first = *self.first.entry(hasher.finish()).or_insert(number);
        (first != number).then_some(first)
    }
}

impl Checker<'_> {
    /// Keeps a row that counts.
    pub(super) fn keep(&mut self, row: &Row<'_>, stored: DetailRow) {
        match once_key(self.record, &stored) {
            Some(key) => self.once.push(Once {
                key,
                row: row.number(),
                at: self.kept.len(),
            }),
            None => self.look_for_repeat(row),
        }
        self.kept.push(stored);
        self.counts.counted += 1;
    }

    /// Two contacts on one day can be the same in every cell. So can one that was entered twice, which only the sender can
    /// tell.
    fn look_for_repeat(&mut self, row: &Row<'_>) {
        let Some(first) = self.repeats.earlier(row) else {
            return;
        };
        let places = &self.places;
        self.findings.at(
            "row_repeated",
            None,
            self.record.name(),
            || places.row(row.number()),
            |finding| {
                let said = format!(
                    "{}: every cell is the same as in row {first}. We counted both. {}",
                    finding.place, finding.fix
                );
                finding.said(said)
            },
        );
    }

    /// Takes out rows where there can be one: where they say the same all but the first, else all of them.
    pub(super) fn settle_once(&mut self) {
        let twice = twice(std::mem::take(&mut self.once), &self.kept);
        let mut gone = HashSet::with_capacity(twice.len());
        for row in &twice {
            self.say_twice(row);
            gone.insert(row.at);
        }
        let mut at = 0_usize;
        self.kept.retain(|_| {
            let is_gone = gone.contains(&at);
            at += 1;
            !is_gone
        });
        let n = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        self.counts.counted -= n;
        self.counts.left_out += n;
    }

    fn say_twice(&mut self, twice: &Twice) {
        let Twice {
            key: (_, of, when, months),
            row,
            other,
            is_same,
            ..
        } = *twice;
        let (the_same, so) = match is_same {
            true => ("the same", "and counts. Delete this one."),
            false => (
                "another",
                "so that neither counts. Keep the one that is right.",
            ),
        };
        let (item, rule, what) = match self.record {
            Record::ServiceUse => (
                "use_period",
                "service_use_twice",
                format!("count for this reference, use_period {when} and use_months {months}"),
            ),
            _ => (
                "instrument",
                "score_twice",
                format!("score of {of} at {when} for this referral"),
            ),
        };
        let cause = format!("{of} {when} {months} {is_same}");
        self.say(row, item, rule, &cause, |finding| {
            let said = format!("{}: row {other} has {the_same} {what}, {so}", finding.place);
            finding.said(said)
        });
    }
}

/// What a row is the only one of; none where there may be several.
fn once_key(record: Record, row: &DetailRow) -> Option<OnceKey> {
    let key = row.owner.referral_key;
    match (record, row.values) {
        (Record::Outcomes, [DetailValue::Code(instrument), DetailValue::Code(phase), ..])
            if PHASES_ONCE.contains(&phase) =>
        {
            Some((key, instrument, phase, 0))
        }
        (
            Record::ServiceUse,
            [
                DetailValue::Code(group),
                DetailValue::Code(period),
                DetailValue::Whole(months),
                ..,
            ],
        ) => Some((key, group, period, months)),
        _ => None,
    }
}

/// The rows that are one too many, in the order of the sheet.
fn twice(mut once: Vec<Once>, kept: &[DetailRow]) -> Vec<Twice> {
    once.sort_unstable_by_key(|one| (one.key, one.row));
    let mut twice = Vec::new();
    for rows in once.chunk_by(|one, other| one.key == other.key) {
        let [first, _, ..] = rows else {
            continue;
        };
        let is_first = |row: &Once| says_the_same(kept, first, row);
        let odd = rows.iter().find(|row| !is_first(row));
        for row in rows.iter().skip(usize::from(odd.is_none())) {
            let other = match odd {
                Some(odd) if is_first(row) => odd,
                _ => first,
            };
            twice.push(Twice {
                key: row.key,
                row: row.row,
                at: row.at,
                other: other.row,
                is_same: odd.is_none(),
            });
        }
    }
    twice.sort_unstable_by_key(|row| row.row);
    twice
}

fn says_the_same(kept: &[DetailRow], one: &Once, other: &Once) -> bool {
    let (Some(one), Some(other)) = (kept.get(one.at), kept.get(other.at)) else {
        return false;
    };
    let mut values = one.values.into_iter().zip(other.values);
    values.all(|(one, other)| is_same(one, other))
}

fn is_same(one: DetailValue, other: DetailValue) -> bool {
    match (one, other) {
        (DetailValue::None, DetailValue::None) => true,
        (DetailValue::Code(one), DetailValue::Code(other)) => one == other,
        (DetailValue::Month(one), DetailValue::Month(other)) => one == other,
        (DetailValue::Whole(one), DetailValue::Whole(other)) => one == other,
        (DetailValue::Number(one), DetailValue::Number(other)) => one.total_cmp(&other).is_eq(),
        _ => false,
    }
}
