//! Rows of numbers gathered for a function that needs its whole group at once.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::cast::{as_float64_array, as_list_array};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, exec_err, internal_err, plan_err};
use datafusion::logical_expr::Accumulator;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;

use super::arguments::numbers;

/// Most rows of one group: a query that gathers more has forgotten its `group by`.
const ROWS_MAX: usize = 100_000;

/// The answer for a whole group: a pure function of its rows, in any order.
pub(super) trait Answer: std::fmt::Debug + Copy + Send + Sync {
    /// The number of columns.
    const WIDTH: usize;

    /// The answer, or `None` where it cannot be calculated. Every row has [`Self::WIDTH`] cells.
    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64>;
}

/// Gathers rows and answers at the end.
///
/// The state that partitions exchange is the list of cells, row after row. The order in which partitions arrive
/// must not matter to the answer.
#[derive(Debug)]
pub(super) struct Gathered<A> {
    answer: A,
    cells: Vec<Option<f64>>,
}

impl<A: Answer + 'static> Gathered<A> {
    /// An accumulator for the call, unless it asks for distinct rows.
    pub(super) fn accumulator(
        answer: A,
        call: &AccumulatorArgs<'_>,
    ) -> Result<Box<dyn Accumulator>> {
        if call.is_distinct {
            return plan_err!("{} does not take distinct", call.name);
        }
        Ok(Box::new(Self {
            answer,
            cells: Vec::new(),
        }))
    }

    fn check_size(&self) -> Result<()> {
        if self.cells.len() > ROWS_MAX * A::WIDTH {
            return exec_err!("more than {ROWS_MAX} rows in one group: is the group by complete?");
        }
        Ok(())
    }
}

/// The one field of the exchanged state.
pub(super) fn state_fields(call: &StateFieldsArgs<'_>) -> Vec<FieldRef> {
    let cells = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
    vec![Arc::new(Field::new(
        format_state_name(call.name, "rows"),
        cells,
        true,
    ))]
}

impl<A: Answer + 'static> Accumulator for Gathered<A> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let columns = numbers(values)?;
        if columns.len() != A::WIDTH {
            return internal_err!("{} columns given, {} needed", columns.len(), A::WIDTH);
        }
        let rows = values.first().map_or(0, |column| column.len());
        for index in 0..rows {
            self.cells.extend(
                columns
                    .iter()
                    .map(|column| column.is_valid(index).then(|| column.value(index))),
            );
        }
        self.check_size()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [lists] = states else {
            return internal_err!("one list of cells is needed, {} given", states.len());
        };
        for cells in as_list_array(lists)?.iter().flatten() {
            if cells.len() % A::WIDTH != 0 {
                return internal_err!("{} cells are not whole rows", cells.len());
            }
            self.cells.extend(as_float64_array(&cells)?.iter());
        }
        self.check_size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let cells: Float64Array = std::mem::take(&mut self.cells).into_iter().collect();
        Ok(vec![
            SingleRowListArrayBuilder::new(Arc::new(cells)).build_list_scalar(),
        ])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let rows = self.cells.chunks_exact(A::WIDTH).collect();
        Ok(ScalarValue::Float64(self.answer.of(rows)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.cells.capacity() * size_of::<Option<f64>>()
    }
}
