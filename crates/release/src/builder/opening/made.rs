//! Cells of a finer table that were made for other releases, by area, month and version.

use std::collections::HashMap;
use std::ops::Range;

use arrow::array::AsArray;
use arrow::compute::concat_batches;
use arrow::datatypes::Int32Type;
use arrow::record_batch::RecordBatch;
use hub_standard::ids::Month;
use hub_store::{State, Store};

use crate::encode::read_table;
use crate::error::{ReleaseError, Result};
use crate::manifest::Manifest;

/// What was made before.
pub(super) struct Made {
    tables: Vec<RecordBatch>,
    /// How many tables of the name the journal has, with rows or not.
    n_tables: usize,
    /// Where the cells of an area, month and version are.
    units: HashMap<(String, String, u32), (usize, Range<usize>)>,
}

impl Made {
    /// The cells of every table of that name.
    pub(super) async fn of(store: &Store, state: &State, table: &str) -> Result<Self> {
        let mut made = Self {
            tables: Vec::new(),
            n_tables: 0,
            units: HashMap::new(),
        };
        for opened in state.opened.values().filter(|opened| opened.table == table) {
            made.n_tables += 1;
            if let Some(rows) = read_table(store, &opened.object).await? {
                made.add(&opened.object.path, rows)?;
            }
        }
        Ok(made)
    }

    fn add(&mut self, path: &str, rows: RecordBatch) -> Result<()> {
        let lacking = || ReleaseError::damaged(path, "a column of its cells is missing");
        let text = |name: &str| rows.column_by_name(name)?.as_string_opt::<i32>();
        let (atoms, months) = text("atom").zip(text("month")).ok_or_else(lacking)?;
        let versions = rows
            .column_by_name("version")
            .and_then(|column| column.as_primitive_opt::<Int32Type>())
            .ok_or_else(lacking)?;
        let table = self.tables.len();
        let names = atoms.iter().zip(months).zip(versions.values());
        for (row, ((atom, month), version)) in names.enumerate() {
            let (atom, month) = atom.zip(month).ok_or_else(lacking)?;
            let version = u32::try_from(*version).map_err(|_| lacking())?;
            let key = (atom.to_owned(), month.to_owned(), version);
            let place = self.units.entry(key).or_insert((table, row..row));
            if place.0 == table {
                place.1.end = row + 1;
            }
        }
        self.tables.push(rows);
        Ok(())
    }

    pub(super) fn n_tables(&self) -> usize {
        self.n_tables
    }

    /// Whether the cells of a unit were made.
    pub(super) fn has(&self, atom: &str, month: Month, version: u32) -> bool {
        let key = (atom.to_owned(), month.to_string(), version);
        self.units.contains_key(&key)
    }

    /// The cells that a release can take over; none where there are no others.
    pub(super) fn cells(&self, manifest: &Manifest) -> Result<Option<RecordBatch>> {
        let Some(first) = self.tables.first() else {
            return Ok(None);
        };
        let mut taken = Vec::new();
        for (month, units) in &manifest.units {
            for (atom, unit) in &units.atoms {
                let key = (atom.clone(), month.to_string(), unit.version);
                if let Some((table, range)) = self.units.get(&key)
                    && let Some(rows) = self.tables.get(*table)
                {
                    taken.push(rows.slice(range.start, range.len()));
                }
            }
        }
        concat_batches(&first.schema(), &taken)
            .map(Some)
            .map_err(|error| ReleaseError::encode("cells", error))
    }
}
