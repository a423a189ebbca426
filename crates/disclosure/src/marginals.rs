//! True counts of every cell of a cross product of code lists, the empty cells too.
//!
//! Rows are put in order of unit and person once ([`Table::new`]); after that each set of dimensions is one pass in
//! which a person's few rows are handled together. Nothing is hashed and no set is sorted as a whole, so the same
//! table serves every set, from many threads.

use std::fmt;

/// A code by its place in its list, which has at most 255 codes.
pub type Code = u8;

/// A value that is summed or banded; one that is larger stands at the end of the range, which every clip and band is in.
pub type Value = i32;

/// Stands for "no code" in one of several columns of a dimension: it counts for nothing.
pub const NO_CODE: Code = Code::MAX;

/// Stands for "no value" in a column that is summed or banded: it counts for nothing.
pub const NO_VALUE: Value = Value::MIN;

/// Largest number of cells of one marginal, over all units.
pub const CELLS_MAX: usize = 1 << 26;

/// Input that cannot be counted. Values are not repeated: they are about people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarginalError {
    /// A column is longer or shorter than the table.
    #[error("a column has {found} rows and the table has {expected}")]
    Length {
        /// Rows of the table.
        expected: usize,
        /// Rows of the column.
        found: usize,
    },
    /// A unit or a code lies outside its closed list.
    #[error("row {row} has a {what} outside its list")]
    OutOfList {
        /// `unit` or `code`.
        what: &'static str,
        /// The row, from 0.
        row: usize,
    },
    /// More cells than [`CELLS_MAX`], or more rows than fit 32 bits.
    #[error("too many {0} for one marginal")]
    TooMany(&'static str),
}

/// The rows, in order of unit and person.
pub struct Table {
    units: u32,
    /// `unit << 32 | person` and the row, sorted.
    order: Vec<(u64, u32)>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("units", &self.units)
            .field("rows", &self.order.len())
            .finish_non_exhaustive()
    }
}

/// One dimension: its closed list has codes `0..codes`.
#[derive(Clone, Copy)]
pub struct Dimension<'a> {
    /// How many codes the list has.
    pub codes: Code,
    /// One column, or several where a row can have several codes ([`NO_CODE`] where it has fewer).
    pub columns: &'a [&'a [Code]],
}

/// What is counted.
#[derive(Clone, Copy)]
pub enum Counting<'a> {
    /// Distinct people.
    Persons,
    /// Rows, at most `clip` for a person.
    Rows {
        /// The bound.
        clip: u32,
    },
    /// Sum of values, each person's sum cut to `0..=clip`.
    Sum {
        /// One value per row, or [`NO_VALUE`].
        values: &'a [Value],
        /// The bound.
        clip: u32,
    },
    /// Sum of values that may be below 0, each person's sum cut to `-clip..=clip`.
    Signed {
        /// One value per row, or [`NO_VALUE`].
        values: &'a [Value],
        /// The bound.
        clip: u32,
    },
    /// Distinct people with a value in `from..=to`.
    Band {
        /// One value per row, or [`NO_VALUE`].
        values: &'a [Value],
        /// First value of the band.
        from: Value,
        /// Last value of the band.
        to: Value,
    },
}

impl fmt::Debug for Dimension<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dimension")
            .field("codes", &self.codes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Counting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Persons => "Persons",
            Self::Rows { .. } => "Rows",
            Self::Sum { .. } => "Sum",
            Self::Signed { .. } => "Signed",
            Self::Band { .. } => "Band",
        })
    }
}

/// True counts: for the one who adds the noise, and nobody else.
///
/// The cell of unit `u` and codes `c1, c2, …` has index `((u·n1 + c1)·n2 + c2)…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Marginal {
    /// Cells per unit.
    pub cells_per_unit: usize,
    /// Distinct people per cell.
    pub people: Vec<u32>,
    /// One list per [`Counting`] asked for, in that order.
    pub counts: Vec<Vec<i64>>,
}

impl fmt::Debug for Marginal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Marginal")
            .field("cells", &self.people.len())
            .finish_non_exhaustive()
    }
}

impl Table {
    /// Orders the rows. `unit` and `person` have one entry per row; people are numbered across all units.
    ///
    /// # Errors
    /// [`MarginalError`] where the columns differ in length, a unit is not below `units`, or there are too many rows.
    pub fn new(unit: &[u32], person: &[u32], units: u32) -> Result<Self, MarginalError> {
        if unit.len() != person.len() {
            return Err(MarginalError::Length {
                expected: unit.len(),
                found: person.len(),
            });
        }
        if let Some(row) = unit.iter().position(|unit| *unit >= units) {
            return Err(MarginalError::OutOfList { what: "unit", row });
        }
        u32::try_from(unit.len()).map_err(|_| MarginalError::TooMany("rows"))?;
        let mut order: Vec<_> = unit
            .iter()
            .zip(person)
            .zip(0_u32..)
            .map(|((unit, person), row)| ((u64::from(*unit) << 32) | u64::from(*person), row))
            .collect();
        order.sort_unstable();
        Ok(Self { units, order })
    }

    /// Counts every cell of the cross product of `dimensions` in every unit.
    ///
    /// A row with several codes of a dimension counts once in the cell of each; a person counts once in a cell
    /// however many rows they have there, and adds at most the clip to each other count.
    ///
    /// # Errors
    /// [`MarginalError`] where a column has another length than the table, a code is outside its list, or the cross
    /// product has more than [`CELLS_MAX`] cells.
    pub fn count(
        &self,
        dimensions: &[Dimension<'_>],
        counting: &[Counting<'_>],
    ) -> Result<Marginal, MarginalError> {
        self.check(dimensions, counting)?;
        let cells_per_unit = dimensions
            .iter()
            .try_fold(1_usize, |cells, dimension| {
                cells.checked_mul(usize::from(dimension.codes))
            })
            .ok_or(MarginalError::TooMany("cells"))?;
        let cells = usize::try_from(self.units)
            .ok()
            .and_then(|units| units.checked_mul(cells_per_unit))
            .filter(|cells| *cells <= CELLS_MAX)
            .ok_or(MarginalError::TooMany("cells"))?;
        let mut marginal = Marginal {
            cells_per_unit,
            people: vec![0; cells],
            counts: vec![vec![0; cells]; counting.len()],
        };
        let mut entries = Vec::new();
        for rows in self.order.chunk_by(|a, b| a.0 == b.0) {
            entries.clear();
            for (key, row) in rows {
                let unit =
                    usize::try_from(key >> 32).map_err(|_| MarginalError::TooMany("cells"))?;
                spread(unit, *row, dimensions, &mut entries);
            }
            entries.sort_unstable();
            // Two columns of one row may hold the same code: that row is still one.
            entries.dedup();
            for cell in entries.chunk_by(|a, b| a.0 == b.0) {
                add_person(cell, counting, &mut marginal);
            }
        }
        Ok(marginal)
    }

    fn check(
        &self,
        dimensions: &[Dimension<'_>],
        counting: &[Counting<'_>],
    ) -> Result<(), MarginalError> {
        let expected = self.order.len();
        let same_length = |found: usize| {
            if found == expected {
                Ok(())
            } else {
                Err(MarginalError::Length { expected, found })
            }
        };
        for dimension in dimensions {
            let several = dimension.columns.len() > 1;
            for column in dimension.columns {
                same_length(column.len())?;
                let outside =
                    |code: &Code| *code >= dimension.codes && !(several && *code == NO_CODE);
                if let Some(row) = column.iter().position(outside) {
                    return Err(MarginalError::OutOfList { what: "code", row });
                }
            }
        }
        for count in counting {
            if let Counting::Sum { values, .. }
            | Counting::Signed { values, .. }
            | Counting::Band { values, .. } = count
            {
                same_length(values.len())?;
            }
        }
        Ok(())
    }
}

/// Appends the cells in which a row counts: one for each choice of a code in each dimension.
fn spread(unit: usize, row: u32, dimensions: &[Dimension<'_>], entries: &mut Vec<(usize, u32)>) {
    let start = entries.len();
    entries.push((unit, row));
    for dimension in dimensions {
        let size = usize::from(dimension.codes);
        let until = entries.len();
        for index in start..until {
            let Some(&(base, _)) = entries.get(index) else {
                continue;
            };
            for column in dimension.columns {
                match at(column, row) {
                    Some(code) if *code != NO_CODE => {
                        entries.push((base * size + usize::from(*code), row))
                    }
                    _ => {}
                }
            }
        }
        entries.drain(start..until);
    }
}

/// Adds one person's rows in one cell.
fn add_person(rows: &[(usize, u32)], counting: &[Counting<'_>], marginal: &mut Marginal) {
    let Some(&(cell, _)) = rows.first() else {
        return;
    };
    if let Some(people) = marginal.people.get_mut(cell) {
        *people += 1;
    }
    for (count, totals) in counting.iter().zip(&mut marginal.counts) {
        if let Some(total) = totals.get_mut(cell) {
            *total += contribution(rows, count);
        }
    }
}

fn contribution(rows: &[(usize, u32)], count: &Counting<'_>) -> i64 {
    match count {
        Counting::Persons => 1,
        Counting::Rows { clip } => i64::try_from(rows.len())
            .unwrap_or(i64::MAX)
            .min(i64::from(*clip)),
        Counting::Sum { values, clip } => sum_of(rows, values).clamp(0, i64::from(*clip)),
        Counting::Signed { values, clip } => {
            let clip = i64::from(*clip);
            sum_of(rows, values).clamp(-clip, clip)
        }
        Counting::Band { values, from, to } => {
            let within = |value: &Value| *value != NO_VALUE && (*from..=*to).contains(value);
            i64::from(
                rows.iter()
                    .filter_map(|(_, row)| at(values, *row))
                    .any(within),
            )
        }
    }
}

fn sum_of(rows: &[(usize, u32)], values: &[Value]) -> i64 {
    rows.iter()
        .filter_map(|(_, row)| at(values, *row))
        .filter(|value| **value != NO_VALUE)
        .fold(0, |sum, value| sum.saturating_add(i64::from(*value)))
}

fn at<T>(column: &[T], row: u32) -> Option<&T> {
    column.get(usize::try_from(row).ok()?)
}

#[cfg(test)]
mod tests;
