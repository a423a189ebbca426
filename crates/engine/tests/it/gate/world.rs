//! A small England of invented people, and its cells.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_engine::{Catalogue, CellSource, CountableKind, Fact, Gate, QueryLimits};

pub(super) const MONTHS: [&str; 3] = ["2026-03", "2026-04", "2026-05"];
/// Atoms, with the board that each belonged to and belongs to: two boards became one in April 2026.
pub(super) const ATOMS: [(&str, &str, &str, &str); 4] = [
    ("A1", "Y60", "QOLD1", "QNEW"),
    ("A2", "Y60", "QOLD2", "QNEW"),
    ("B1", "Y60", "QB", "QB"),
    ("C1", "Y61", "QC", "QC"),
];
const PEOPLE: u64 = 2_400;

/// A referral of somebody in a month.
#[derive(Debug, Clone)]
struct Referral {
    person: u64,
    atom: &'static str,
    month: &'static str,
    /// The codes of each dimension of the fact.
    codes: Vec<Vec<String>>,
}

/// The cells of some people, with noise that depends on nothing but the cell's name.
#[derive(Debug)]
pub(super) struct World {
    fact: Fact,
    referrals: Vec<Referral>,
    policy: Policy,
    /// Added to each count of a cell.
    noise: fn(&str) -> i64,
}

/// Mixes numbers: the same each time.
fn mixed(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |mix, part| {
        let mix = (mix ^ part).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mix ^ (mix >> 29)
    })
}

fn of_name(name: &str) -> u64 {
    mixed(&name.bytes().map(u64::from).collect::<Vec<_>>())
}

impl World {
    /// Without noise.
    pub(super) fn exact() -> Self {
        Self::of(|_| 0, |_| true)
    }

    /// With noise, and with every count shown as it is, so that sums can be held against each other.
    pub(super) fn bare() -> Self {
        let mut world = Self::of(|cell| (of_name(cell) % 7).cast_signed(), |_| true);
        world.policy.floor = 0;
        world.policy.soft_floor = 0;
        world.policy.round_to = 1;
        world.policy.least_shown = 0;
        world
    }

    /// Without noise and without one person.
    pub(super) fn without(person: u64) -> Self {
        Self::of(|_| 0, move |other| other != person)
    }

    fn of(noise: fn(&str) -> i64, is_there: impl Fn(u64) -> bool) -> Self {
        let catalogue = Catalogue::embedded().expect("the embedded files");
        let fact = catalogue.fact("referrals").expect("referrals").fact.clone();
        let mut referrals = Vec::new();
        for person in (0..PEOPLE).filter(|person| is_there(*person)) {
            // Every fifth comes twice in a month, every third in two months.
            for visit in 0..3_u64 {
                if (visit == 1 && person % 5 != 0) || (visit == 2 && person % 3 != 0) {
                    continue;
                }
                let at = |of: usize, salt: u64| {
                    let place = mixed(&[person, salt]) % of as u64;
                    usize::try_from(place).expect("less than a usize")
                };
                let month = at(MONTHS.len(), 1) + usize::from(visit == 2);
                let codes = fact.dimensions.iter().map(|dimension| {
                    let n = if dimension.columns().len() > 1 {
                        1 + at(2, 7)
                    } else {
                        1
                    };
                    let pick = |nth: usize| {
                        let salt = of_name(&dimension.name) + nth as u64;
                        // The first codes are the most common.
                        let code = at(dimension.codes.len(), salt)
                            .min(at(dimension.codes.len(), salt + 1));
                        dimension.codes[code].clone()
                    };
                    let codes: BTreeSet<String> = (0..n).map(pick).collect();
                    codes.into_iter().collect()
                });
                referrals.push(Referral {
                    person,
                    atom: ATOMS[at(ATOMS.len(), 2)].0,
                    month: MONTHS[month % MONTHS.len()],
                    codes: codes.collect(),
                });
            }
        }
        Self {
            fact,
            referrals,
            policy: Policy::sdc_1(),
            noise,
        }
    }

    pub(super) fn gate(self) -> Gate {
        self.gate_within(QueryLimits::default())
    }

    pub(super) fn gate_within(self, limits: QueryLimits) -> Gate {
        let (fact, policy) = (self.fact.clone(), self.policy.clone());
        let open = vec![
            ("area_atoms".to_owned(), area_atoms()),
            ("areas".to_owned(), areas()),
        ];
        Gate::new([fact], &policy, Arc::new(self), open, limits).expect("a gate")
    }

    /// The cells of a set of dimensions: people and referrals of every combination of codes.
    fn table(&self, set: &[usize]) -> RecordBatch {
        type Cell = (BTreeSet<u64>, BTreeMap<u64, i64>);
        let mut cells: BTreeMap<Vec<&str>, Cell> = BTreeMap::new();
        for (atom, ..) in ATOMS {
            for month in MONTHS {
                let mut keys = vec![vec![atom, month]];
                for index in set {
                    let codes = &self.fact.dimensions[*index].codes;
                    keys = keys
                        .iter()
                        .flat_map(|key: &Vec<&str>| {
                            codes
                                .iter()
                                .map(move |code| [key.as_slice(), &[code.as_str()]].concat())
                        })
                        .collect();
                }
                cells.extend(keys.into_iter().map(|key| (key, Cell::default())));
            }
        }
        for referral in &self.referrals {
            let mut keys = vec![vec![referral.atom, referral.month]];
            for index in set {
                keys = keys
                    .iter()
                    .flat_map(|key| {
                        referral.codes[*index]
                            .iter()
                            .map(move |code| [key.as_slice(), &[code.as_str()]].concat())
                    })
                    .collect();
            }
            for key in keys {
                let (people, rows) = cells.get_mut(&key).expect("a cell for every code");
                people.insert(referral.person);
                *rows.entry(referral.person).or_default() += 1;
            }
        }
        let text = |at: usize| -> ArrayRef {
            Arc::new(
                cells
                    .keys()
                    .map(|key| Some(key[at]))
                    .collect::<StringArray>(),
            )
        };
        let noise = |key: &[&str], what: &str| (self.noise)(&format!("{what}|{}", key.join("|")));
        let persons: Vec<i64> = cells
            .iter()
            .map(|(key, (people, _))| people.len() as i64 + noise(key, "persons"))
            .collect();
        let rows = cells.iter().map(|(key, (_, rows))| {
            rows.values().map(|n| *n.min(&2)).sum::<i64>() + noise(key, "referrals")
        });
        let floor = cells.values().zip(&persons).map(|((people, _), persons)| {
            Some(
                people.len() >= self.policy.floor as usize
                    && *persons >= i64::from(self.policy.soft_floor),
            )
        });
        let mut columns = vec![("atom", text(0)), ("month", text(1))];
        let names = set
            .iter()
            .map(|index| self.fact.dimensions[*index].name.as_str());
        columns.extend(names.enumerate().map(|(at, name)| (name, text(at + 2))));
        for countable in &self.fact.countables {
            let counts: Int64Array = match countable.kind {
                CountableKind::Persons {} => persons.iter().copied().map(Some).collect(),
                _ => rows.clone().map(Some).collect(),
            };
            columns.push((countable.name.as_str(), Arc::new(counts)));
        }
        columns.push(("floor_met", Arc::new(floor.collect::<BooleanArray>())));
        RecordBatch::try_from_iter(columns).expect("columns of one length")
    }
}

#[async_trait::async_trait]
impl CellSource for World {
    async fn cells(
        &self,
        table: &str,
    ) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        let mut sets = self.fact.dimension_sets();
        sets.extend(self.fact.opened_sets());
        let set = sets.iter().find(|set| self.fact.cell_table(set) == table);
        Ok(set.map(|set| self.table(set)))
    }
}

pub(super) fn area_atoms() -> RecordBatch {
    let mut rows: Vec<[&str; 6]> = Vec::new();
    for (atom, region, before, now) in ATOMS {
        rows.push(["as_now", "region", region, atom, "0000-01", "9999-12"]);
        rows.push(["as_now", "icb", now, atom, "0000-01", "9999-12"]);
        rows.push(["as_was", "region", region, atom, "0000-01", "9999-12"]);
        rows.push(["as_was", "icb", before, atom, "0000-01", "2026-03"]);
        rows.push(["as_was", "icb", now, atom, "2026-04", "9999-12"]);
    }
    let names = [
        "geography",
        "area_type",
        "area_code",
        "atom",
        "from_month",
        "to_month",
    ];
    texts(&names, &rows)
}

pub(super) fn areas() -> RecordBatch {
    let rows = [
        ["QOLD1", "Old One"],
        ["QOLD2", "Old Two"],
        ["QNEW", "New Board"],
        ["QB", "Board B"],
        ["QC", "Board C"],
    ];
    texts(&["code", "name"], &rows)
}

fn texts<const N: usize>(names: &[&str; N], rows: &[[&str; N]]) -> RecordBatch {
    let columns = names.iter().enumerate().map(|(at, name)| {
        let column: ArrayRef = Arc::new(
            rows.iter()
                .map(|row| Some(row[at]))
                .collect::<StringArray>(),
        );
        (*name, column)
    });
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}
