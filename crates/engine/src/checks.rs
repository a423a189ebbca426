//! Claims over open tables: a query that returns no row when its claim is true.

use arrow::record_batch::RecordBatch;
use arrow::util::pretty::pretty_format_batches;

use crate::catalogue::Catalogue;
use crate::error::{EngineError, Result};
use crate::session::{add_schema, add_table, session};

/// Rows of a failed claim that are shown.
const ROWS_SHOWN_MAX: usize = 10;

/// What became of one claim.
#[derive(Debug, Clone)]
pub struct CheckOutcome {
    /// Id of the check.
    pub id: String,
    /// The claim in words.
    pub claim: String,
    /// Tables it needs that are not there; it was not run if any.
    pub absent: Vec<String>,
    /// Rows that contradict the claim.
    pub rows: usize,
    /// The first of those rows as a table of text.
    pub shown: String,
}

impl CheckOutcome {
    /// Whether the claim was tried and holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.absent.is_empty() && self.rows == 0
    }
}

/// Runs every check of the catalogue over `tables`, which become schema `hub`.
///
/// # Errors
/// [`EngineError::Query`] where a check itself fails to run.
pub async fn run_checks(
    catalogue: &Catalogue,
    tables: &[(String, RecordBatch)],
) -> Result<Vec<CheckOutcome>> {
    let context = session()?;
    add_schema(&context, "hub")?;
    for (name, rows) in tables {
        add_table(&context, "hub", name, rows.clone())?;
    }
    let mut outcomes = Vec::with_capacity(catalogue.checks.len());
    for check in &catalogue.checks {
        let is_there = |name: &String| tables.iter().any(|(table, _)| table == name);
        let mut outcome = CheckOutcome {
            id: check.meta.id.clone(),
            claim: check.meta.claim.clone(),
            absent: check
                .meta
                .needs
                .iter()
                .filter(|name| !is_there(name))
                .cloned()
                .collect(),
            rows: 0,
            shown: String::new(),
        };
        if outcome.absent.is_empty() {
            let failed = |error| EngineError::query(&check.meta.id, error);
            let frame = context.sql(&check.sql).await.map_err(failed)?;
            let batches = frame.collect().await.map_err(failed)?;
            outcome.rows = batches.iter().map(RecordBatch::num_rows).sum();
            if let Some(first) = batches.iter().find(|batch| batch.num_rows() > 0) {
                let few = first.slice(0, first.num_rows().min(ROWS_SHOWN_MAX));
                outcome.shown = pretty_format_batches(&[few])
                    .map_err(|error| failed(error.into()))?
                    .to_string();
            }
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}
