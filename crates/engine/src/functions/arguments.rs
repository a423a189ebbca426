//! Checking and reading arguments.

use std::ops::RangeInclusive;

use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::DataType;
use datafusion::common::cast::as_float64_array;
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::ColumnarValue;

/// Every argument as a 64-bit float, if it is a number or an untyped null.
pub(super) fn as_numbers(
    name: &str,
    given: &[DataType],
    arity: &RangeInclusive<usize>,
) -> Result<Vec<DataType>> {
    if !arity.contains(&given.len()) {
        return plan_err!(
            "{name} takes {} arguments, {} given",
            describe(arity),
            given.len()
        );
    }
    given
        .iter()
        .map(|data_type| as_number(name, data_type))
        .collect()
}

/// A number or an untyped null as a 64-bit float.
pub(super) fn as_number(name: &str, given: &DataType) -> Result<DataType> {
    if given.is_numeric() || given.is_null() {
        Ok(DataType::Float64)
    } else {
        plan_err!("{name} takes numbers, not {given}")
    }
}

fn describe(arity: &RangeInclusive<usize>) -> String {
    if arity.start() == arity.end() {
        arity.start().to_string()
    } else {
        format!("{} to {}", arity.start(), arity.end())
    }
}

/// The arguments as arrays of equal length.
pub(super) fn arrays(arguments: Vec<ColumnarValue>, rows: usize) -> Result<Vec<ArrayRef>> {
    arguments
        .into_iter()
        .map(|argument| argument.into_array(rows))
        .collect()
}

/// The arrays as columns of 64-bit floats.
pub(super) fn numbers(arrays: &[ArrayRef]) -> Result<Vec<&Float64Array>> {
    arrays.iter().map(|array| as_float64_array(array)).collect()
}
