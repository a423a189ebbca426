//! What another reference would change, row by row.

mod parts;

use std::collections::BTreeMap;

use crate::{atom::AtomId, reference::Reference, source_files::Part};

/// The most examples of rows that ended, that changed and that were added: 50 in all.
const ENDED_MAX: usize = 20;
const CHANGED_MAX: usize = 20;
const ADDED_MAX: usize = 10;

/// What is different in another reference. Look-ups that rows are made with are not compared, only what came of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// Every part, in the order of [`Part::ALL`].
    pub parts: Vec<PartDifference>,
    /// Atoms that the other one lacks.
    pub atoms_ended: Vec<AtomId>,
    /// Names of ICBs of the newest edition that the newest of the other one lacks.
    pub boards_ended: Vec<String>,
    /// Names of ICBs that only the newest edition of the other one has.
    pub boards_begun: Vec<String>,
    /// Practices that another ICB has in the newest edition.
    pub practices_moved: usize,
    /// People registered with them.
    pub people_moved: f64,
}

/// What is different in one part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartDifference {
    /// The part.
    pub part: Part,
    /// Rows now.
    pub before: usize,
    /// Rows in the other one.
    pub after: usize,
    /// How many rows differ.
    pub counts: ChangeCounts,
    /// The same by ICB of the newest edition, for regions and ICBs by region; by name.
    pub by_area: Vec<(String, ChangeCounts)>,
    /// At most 50 of them.
    pub examples: Vec<ChangeExample>,
}

/// How many rows differ, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Rows that only the other one has.
    pub added: usize,
    /// Rows that the other one lacks.
    pub ended: usize,
    /// Rows that both have, with other values.
    pub changed: usize,
}

impl ChangeCounts {
    /// All of them.
    pub const fn total(self) -> usize {
        self.added + self.ended + self.changed
    }

    fn count(&mut self, kind: ChangeKind) {
        match kind {
            ChangeKind::Added => self.added += 1,
            ChangeKind::Ended => self.ended += 1,
            ChangeKind::Changed => self.changed += 1,
        }
    }
}

/// How a row differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Only the other one has it.
    Added,
    /// The other one lacks it.
    Ended,
    /// Both have it, with other values.
    Changed,
}

/// A row that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeExample {
    /// How.
    pub kind: ChangeKind,
    /// Its code.
    pub code: String,
    /// Its name, or what it counts; empty where the code says all.
    pub name: String,
    /// The area it lies in, by name.
    pub area: String,
    /// The values that differ, where it changed.
    pub altered: Vec<Altered>,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered {
    /// What it is of the row: "board".
    pub what: &'static str,
    /// What it is now.
    pub from: String,
    /// What it would be.
    pub to: String,
}

impl Reference {
    /// Rows of a part.
    pub fn rows(&self, part: Part) -> usize {
        match part {
            Part::Practices => self.practices().len(),
            Part::Networks => self.pcns().len(),
            Part::Areas => {
                let editions = self.parts.editions.iter();
                let boards: usize = editions.map(|boards| boards.icbs.len()).sum();
                self.regions().len() + boards + self.parts.successions.len()
            }
            Part::SmallAreas | Part::Deprivation => self.small_areas().len(),
            Part::Populations => self.populations().len(),
            Part::Workforce => self.workforce().len(),
            Part::Outlines => self.parts.outlines.len(),
        }
    }

    /// What is different in another reference.
    pub fn difference(&self, other: &Self) -> Difference {
        let parts = Part::ALL
            .into_iter()
            .map(|part| parts::compare(part, self, other))
            .collect();
        let atoms = self.atoms().iter();
        let moved = parts::practices_moved(self, other);
        Difference {
            parts,
            atoms_ended: atoms
                .filter(|atom| other.atom(atom.id.as_str()).is_none())
                .map(|atom| atom.id.clone())
                .collect(),
            boards_ended: boards_only_in(self, other),
            boards_begun: boards_only_in(other, self),
            practices_moved: moved.len(),
            people_moved: moved.iter().map(|practice| practice.registered).sum(),
        }
    }
}

/// Names of ICBs of the newest edition of the one that the newest of the other lacks.
fn boards_only_in(one: &Reference, other: &Reference) -> Vec<String> {
    one.icbs(one.newest_edition())
        .iter()
        .filter(|icb| {
            let code = icb.code.as_str();
            other.icb_in(other.newest_edition(), code).is_none()
        })
        .map(|icb| icb.name.clone())
        .collect()
}

/// What is said of a row.
struct Row {
    code: String,
    name: String,
    area: String,
}

/// Collects the differences of one part.
struct Tally<'a> {
    before: &'a Reference,
    after: &'a Reference,
    counts: ChangeCounts,
    by_area: BTreeMap<String, ChangeCounts>,
    ended: Vec<ChangeExample>,
    moved: Vec<ChangeExample>,
    changed: Vec<ChangeExample>,
    added: Vec<ChangeExample>,
}

impl<'a> Tally<'a> {
    fn new(before: &'a Reference, after: &'a Reference) -> Self {
        Self {
            before,
            after,
            counts: ChangeCounts::default(),
            by_area: BTreeMap::new(),
            ended: Vec::new(),
            moved: Vec::new(),
            changed: Vec::new(),
            added: Vec::new(),
        }
    }

    /// Sets rows that have the same key against each other.
    fn compare<T, K: Ord>(
        &mut self,
        (before, after): (&'a [T], &'a [T]),
        key: impl Fn(&'a T) -> K,
        row: impl Fn(&'a T, &'a Reference) -> Row,
        altered: impl Fn(&'a T, &'a T) -> Vec<Altered>,
    ) {
        let mut left: BTreeMap<K, &'a T> = before.iter().map(|row| (key(row), row)).collect();
        for later in after {
            match left.remove(&key(later)) {
                None => self.note(ChangeKind::Added, row(later, self.after), Vec::new()),
                Some(earlier) => {
                    let altered = altered(earlier, later);
                    if !altered.is_empty() {
                        self.note(ChangeKind::Changed, row(later, self.after), altered);
                    }
                }
            }
        }
        for gone in left.into_values() {
            self.note(ChangeKind::Ended, row(gone, self.before), Vec::new());
        }
    }

    fn note(&mut self, kind: ChangeKind, row: Row, altered: Vec<Altered>) {
        self.counts.count(kind);
        self.by_area
            .entry(row.area.clone())
            .or_default()
            .count(kind);
        let is_moved = altered.iter().any(|altered| altered.what == parts::BOARD);
        let (examples, max) = match kind {
            ChangeKind::Added => (&mut self.added, ADDED_MAX),
            ChangeKind::Ended => (&mut self.ended, ENDED_MAX),
            ChangeKind::Changed if is_moved => (&mut self.moved, CHANGED_MAX),
            ChangeKind::Changed => (&mut self.changed, CHANGED_MAX),
        };
        if examples.len() < max {
            examples.push(ChangeExample {
                kind,
                code: row.code,
                name: row.name,
                area: row.area,
                altered,
            });
        }
    }

    fn finish(self, part: Part) -> PartDifference {
        let changed = self.moved.into_iter().chain(self.changed);
        PartDifference {
            part,
            before: self.before.rows(part),
            after: self.after.rows(part),
            counts: self.counts,
            by_area: self.by_area.into_iter().collect(),
            examples: self
                .ended
                .into_iter()
                .chain(changed.take(CHANGED_MAX))
                .chain(self.added)
                .collect(),
        }
    }
}
