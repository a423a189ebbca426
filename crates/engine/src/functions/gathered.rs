//! Aggregate functions of numbers that need their whole group at once.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::cast::{as_float64_array, as_list_array};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, exec_err, internal_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};

use super::arguments::{as_numbers, numbers};
use crate::gate::Deadline;

/// Most rows of one group: a query that gathers more has forgotten its `group by`.
const ROWS_MAX: usize = 100_000;

/// The answer for a whole group: a pure function of its rows, in any order.
pub(super) trait Answer: Debug + Copy + Eq + Hash + Send + Sync + 'static {
    /// The number of columns.
    const WIDTH: usize;

    /// The name of the function.
    fn name(self) -> &'static str;

    /// The answer, or `None` where it cannot be calculated. Every row has [`Self::WIDTH`] cells.
    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64>;
}

/// The function that gives `answer` for each group; with a deadline, none any more once it has passed.
pub(super) fn function<A: Answer>(answer: A, deadline: Option<Deadline>) -> AggregateUDF {
    AggregateUDF::from(Function {
        answer,
        deadline,
        signature: Signature::user_defined(Volatility::Immutable),
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Function<A> {
    answer: A,
    deadline: Option<Deadline>,
    signature: Signature,
}

impl<A: Answer> AggregateUDFImpl for Function<A> {
    fn name(&self) -> &str {
        self.answer.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        as_numbers(self.name(), given, &(A::WIDTH..=A::WIDTH))
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    /// One field: the list of cells.
    fn state_fields(&self, call: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let cells = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
        Ok(vec![Arc::new(Field::new(
            format_state_name(call.name, "rows"),
            cells,
            true,
        ))])
    }

    fn accumulator(&self, call: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if call.is_distinct {
            return plan_err!("{} does not take distinct", call.name);
        }
        Ok(Box::new(Gathered {
            answer: self.answer,
            deadline: self.deadline,
            cells: Vec::new(),
        }))
    }
}

/// Gathers rows and answers at the end.
///
/// The state that partitions exchange is the list of cells, row after row. The order in which partitions arrive
/// must not matter to the answer.
#[derive(Debug)]
struct Gathered<A> {
    answer: A,
    deadline: Option<Deadline>,
    cells: Vec<Option<f64>>,
}

impl<A: Answer> Gathered<A> {
    fn check_size(&self) -> Result<()> {
        if self.cells.len() > ROWS_MAX * A::WIDTH {
            return exec_err!("more than {ROWS_MAX} rows in one group: is the group by complete?");
        }
        Ok(())
    }
}

impl<A: Answer> Accumulator for Gathered<A> {
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

    /// The engine asks for all groups in one go, so nothing else can end a query in between.
    fn evaluate(&mut self) -> Result<ScalarValue> {
        if let Some(deadline) = self.deadline {
            deadline.check()?;
        }
        let rows = self.cells.chunks_exact(A::WIDTH).collect();
        Ok(ScalarValue::Float64(self.answer.of(rows)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.cells.capacity() * size_of::<Option<f64>>()
    }
}
