//! Functions of numbers, row by row.

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow::array::{Array, Float64Array};
use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::arguments::{arrays, as_numbers, numbers};

/// The answer for one row of numbers.
pub(super) trait RowAnswer: Debug + Copy + Eq + Hash + Send + Sync + 'static {
    /// The name of the function.
    fn name(self) -> &'static str;

    /// How many numbers it takes.
    fn arity(self) -> RangeInclusive<usize>;

    /// The answer, or `None` outside the domain. Rows that lack a number have none.
    fn of(self, row: &[f64]) -> Option<f64>;
}

/// The function that gives `answer` for each row.
pub(super) fn function<A: RowAnswer>(answer: A) -> ScalarUDF {
    ScalarUDF::from(Function {
        answer,
        signature: Signature::user_defined(Volatility::Immutable),
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Function<A> {
    answer: A,
    signature: Signature,
}

impl<A: RowAnswer> ScalarUDFImpl for Function<A> {
    fn name(&self) -> &str {
        self.answer.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        as_numbers(self.name(), given, &self.answer.arity())
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let arrays = arrays(arguments.args, rows)?;
        let columns = numbers(&arrays)?;
        let mut row = Vec::with_capacity(columns.len());
        let answers: Float64Array = (0..rows)
            .map(|index| {
                row.clear();
                row.extend(
                    columns
                        .iter()
                        .filter(|column| column.is_valid(index))
                        .map(|column| column.value(index)),
                );
                (row.len() == columns.len())
                    .then(|| self.answer.of(&row))
                    .flatten()
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(answers)))
    }
}
