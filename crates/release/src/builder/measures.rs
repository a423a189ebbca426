//! The figures of every measure, from the cells of a build.

use std::time::Instant;

use arrow::record_batch::RecordBatch;
use hub_engine::{Above, Fault};

use super::plan::MonthPlan;
use super::{Build, figures, open};
use crate::encode::Ready;
use crate::error::Result;
use crate::layout;
use crate::measure::MeasureInfo;
use crate::value;

/// The measures of a build, and those that could not be made.
pub(super) struct Made {
    pub(super) measures: Vec<MeasureInfo>,
    pub(super) faults: Vec<Fault>,
}

impl Build<'_> {
    /// Runs every measure over the cells and finishes its figures.
    pub(super) async fn measures(
        &self,
        plans: &[MonthPlan],
        cells: Vec<(String, RecordBatch)>,
        ready: &mut Vec<Ready>,
    ) -> Result<Made> {
        let behind_cells = open::behind_cells(plans, self.units.atoms());
        let finish = figures::Finish::new(self, &behind_cells)?;
        let policy = &self.builder.policy;
        let mut tables = self.reference_tables.clone();
        tables.extend(self.today.tables()?);
        tables.push((
            "cell_returns".to_owned(),
            open::counts_table("cell_returns", &behind_cells)?,
        ));
        tables.push((
            "noise".to_owned(),
            open::noise_table(&self.catalogue, policy)?,
        ));
        tables.push((
            "months".to_owned(),
            open::months_table(&self.months, &self.options.provisional_months)?,
        ));
        let above = Above::new(&self.catalogue, policy, cells, tables).await?;
        let mut made = Made {
            measures: Vec::with_capacity(self.catalogue.measures.len()),
            faults: self.builder.faults.clone(),
        };
        for measure in &self.catalogue.measures {
            let info = MeasureInfo::of(measure);
            let began = Instant::now();
            let rows = match above.measure_rows(measure).await {
                Ok(rows) => rows,
                // One measure that cannot be made keeps none of the others back.
                Err(error) => {
                    made.faults.push(Fault::of(measure, &error));
                    continue;
                }
            };
            let mut found = match value::from_sql(&info, policy, &rows) {
                Ok(found) => found,
                Err(error) => {
                    made.faults.push(Fault::said(measure, &error));
                    continue;
                }
            };
            finish.apply(&info, &mut found);
            let rows = value::to_batch(&info.id, &found)?;
            ready.push(Ready::table(
                layout::measure(&info.id),
                &rows.schema(),
                &[rows],
            )?);
            let (rows, took) = (found.len(), began.elapsed());
            tracing::debug!(measure = info.id, rows, ?took, "measure made");
            made.measures.push(info);
        }
        for fault in &made.faults {
            tracing::error!(%fault, "a measure is left out of the release");
        }
        Ok(made)
    }
}
