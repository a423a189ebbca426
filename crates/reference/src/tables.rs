//! The reference as tables, for the engine's schema `hub`.

mod columns;
mod organisations;
mod places;

use arrow::record_batch::RecordBatch;

use crate::{error::ReferenceError, reference::Reference};

/// A table and its name.
type Table = (&'static str, RecordBatch);

impl Reference {
    /// Every table, with its name. A table that this reference has no rows for is left out.
    ///
    /// # Errors
    /// [`ReferenceError::Table`] if the columns do not make a batch, which would be a fault of this program.
    pub fn tables(&self) -> Result<Vec<Table>, ReferenceError> {
        let tables = [
            self.regions_table()?,
            self.areas_table()?,
            self.area_successors_table()?,
            self.area_atoms_table()?,
            self.practices_table()?,
            self.pcns_table()?,
            self.small_areas_table()?,
            self.small_area_changes_table()?,
            self.populations_table()?,
            self.workforce_table()?,
            self.mhclg_icb_summary_table()?,
        ];
        Ok(tables
            .into_iter()
            .filter(|(_, rows)| rows.num_rows() > 0)
            .collect())
    }
}
