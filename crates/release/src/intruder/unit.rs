//! What the attacks work on: the people of one area and month, and the cells that were made of them.

use std::fmt;

use hub_disclosure::marginals::Code;

use crate::error::{ReleaseError, Result};

/// The closed lists of the dimensions, which of them is guessed, and which tables tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    /// How many codes each dimension has.
    pub codes: Vec<Code>,
    /// The dimension that the intruder wants to know.
    pub sensitive: usize,
    /// The dimensions of each published table that has the sensitive one; the table of it alone is among them.
    pub sets: Vec<Vec<usize>>,
}

/// A row about a person: for each dimension the codes that it has.
pub type Row = Vec<Vec<Code>>;

/// All rows about one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The rows.
    pub rows: Vec<Row>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(<redacted>)")
    }
}

/// A cell as it is stored in a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The protected number of people.
    pub protected: i64,
    /// Whether the cell would be displayed by itself.
    pub floor_met: bool,
}

/// The cells of one view of a unit: by table, then by place.
pub type Tables = Vec<Vec<Cell>>;

/// The second count of the same cells: rows, of which one person adds at most so many to a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowCounts {
    /// Most rows of one person in a cell.
    pub(super) clip: u32,
    /// True counts, by table of [`Lists::sets`].
    pub(super) truth: Vec<Vec<u32>>,
    /// Protected counts, likewise.
    pub(super) published: Vec<Vec<i64>>,
}

/// One area and month.
pub struct Unit {
    pub(super) people: Vec<Person>,
    /// True counts, by table of [`Lists::sets`].
    pub(super) truth: Vec<Vec<u32>>,
    pub(super) published: Tables,
    pub(super) rows: Option<RowCounts>,
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit")
            .field("tables", &self.published.len())
            .finish_non_exhaustive()
    }
}

impl Lists {
    /// How many cells a table of these dimensions has.
    #[must_use]
    pub fn cells(&self, set: &[usize]) -> usize {
        set.iter().map(|dimension| self.size(*dimension)).product()
    }

    pub(super) fn size(&self, dimension: usize) -> usize {
        self.codes
            .get(dimension)
            .map_or(0, |codes| usize::from(*codes))
    }

    /// How many values the sensitive dimension has.
    pub(super) fn values(&self) -> usize {
        self.size(self.sensitive)
    }

    /// The place of a cell in a table of `set`; the last dimension runs fastest.
    pub(super) fn place(&self, set: &[usize], code: impl Fn(usize) -> usize) -> usize {
        set.iter().fold(0, |place, dimension| {
            place * self.size(*dimension) + code(*dimension)
        })
    }

    /// The place of the cell that somebody of these codes is in if their sensitive value is `value`.
    pub(super) fn place_of(&self, set: &[usize], codes: &[Code], value: usize) -> usize {
        self.place(set, |dimension| {
            if dimension == self.sensitive {
                value
            } else {
                code_at(codes, dimension)
            }
        })
    }

    /// The table of the sensitive dimension alone.
    pub(super) fn alone(&self) -> Option<usize> {
        self.sets
            .iter()
            .position(|set| set.as_slice() == [self.sensitive])
    }

    /// The tables of the sensitive dimension with one other: their number in [`Lists::sets`], and the other.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let sets = self.sets.iter().enumerate();
        sets.filter_map(|(table, set)| match set.as_slice() {
            [a, b] if *a == self.sensitive => Some((table, *b)),
            [a, b] if *b == self.sensitive => Some((table, *a)),
            _ => None,
        })
        .collect()
    }

    /// The true number of people in each cell of a table.
    #[must_use]
    pub fn count(&self, people: &[Person], set: &[usize]) -> Vec<u32> {
        // A person counts once in a cell, however many rows they have there.
        self.count_rows(people, set, 1)
    }

    /// The true number of rows in each cell of a table, of each person at most `clip` in a cell.
    #[must_use]
    pub fn count_rows(&self, people: &[Person], set: &[usize], clip: u32) -> Vec<u32> {
        let mut counts = vec![0_u32; self.cells(set)];
        let (mut places, mut of_row) = (Vec::new(), Vec::new());
        for person in people {
            places.clear();
            for row in &person.rows {
                of_row.clear();
                self.spread(row, set, &mut of_row);
                // A row is in a cell once, however often it names its codes.
                of_row.sort_unstable();
                of_row.dedup();
                places.extend_from_slice(&of_row);
            }
            places.sort_unstable();
            for same in places.chunk_by(|a, b| a == b) {
                let n = u32::try_from(same.len()).unwrap_or(u32::MAX).min(clip);
                if let Some(count) = same.first().and_then(|place| counts.get_mut(*place)) {
                    *count += n;
                }
            }
        }
        counts
    }

    fn spread(&self, row: &Row, set: &[usize], places: &mut Vec<usize>) {
        let start = places.len();
        places.push(0);
        for dimension in set {
            let until = places.len();
            for index in start..until {
                let base = places.get(index).copied().unwrap_or_default();
                for code in row.get(*dimension).into_iter().flatten() {
                    places.push(base * self.size(*dimension) + usize::from(*code));
                }
            }
            places.drain(start..until);
        }
    }
}

impl Person {
    /// The person's codes by dimension, if there is one row with one code in each.
    pub(super) fn plain(&self) -> Option<Vec<Code>> {
        let [row] = self.rows.as_slice() else {
            return None;
        };
        row.iter()
            .map(|codes| match codes.as_slice() {
                [code] => Some(*code),
                _ => None,
            })
            .collect()
    }
}

impl Unit {
    /// A unit of these people and the cells that were published of them, by table of [`Lists::sets`].
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] where a table is missing or has another number of cells than its code lists give.
    pub fn new(lists: &Lists, people: Vec<Person>, published: Tables) -> Result<Self> {
        let fits = published.len() == lists.sets.len()
            && published
                .iter()
                .zip(&lists.sets)
                .all(|(cells, set)| cells.len() == lists.cells(set));
        if !fits {
            return Err(ReleaseError::shape(
                "a unit under attack",
                "its cells are not those of the code lists",
            ));
        }
        let truth = lists
            .sets
            .iter()
            .map(|set| lists.count(&people, set))
            .collect();
        Ok(Self {
            people,
            truth,
            published,
            rows: None,
        })
    }

    /// The same with the rows in the same cells, of each person at most `clip` in a cell.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_rows(mut self, lists: &Lists, clip: u32, published: Vec<Vec<i64>>) -> Result<Self> {
        let truth: Vec<Vec<u32>> = lists
            .sets
            .iter()
            .map(|set| lists.count_rows(&self.people, set, clip))
            .collect();
        let fits = truth.len() == published.len()
            && (truth.iter().zip(&published)).all(|(truth, cells)| truth.len() == cells.len());
        if !fits {
            return Err(ReleaseError::shape(
                "a unit under attack",
                "its counts of rows are not those of the code lists",
            ));
        }
        self.rows = Some(RowCounts {
            clip,
            truth,
            published,
        });
        Ok(self)
    }
}

pub(super) fn code_at(codes: &[Code], dimension: usize) -> usize {
    codes.get(dimension).map_or(0, |code| usize::from(*code))
}

/// A true count of a table; 0 beyond its end.
pub(super) fn truth_at(table: &[u32], place: usize) -> i64 {
    table.get(place).map_or(0, |count| i64::from(*count))
}
