//! The values that a query is asked with: `$1`, `$2` and so on.

use arrow::datatypes::DataType;
use datafusion::common::ParamValues;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::scalar::ScalarValue;

use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// Most values of one query.
const VALUES_MAX: usize = 200;

/// The types of the values that a query takes, in their order; none where its text leaves a type open.
pub(super) fn types(plan: &LogicalPlan) -> Result<Vec<Option<DataType>>> {
    let named = plan.get_parameter_types()?;
    let mut types = Vec::new();
    for (name, data_type) in named {
        let number = name
            .strip_prefix('$')
            .and_then(|digits| digits.parse::<usize>().ok());
        let Some(at) = number.filter(|at| (1..=VALUES_MAX).contains(at)) else {
            return Err(refused(Refusal::new(
                Code::Sql,
                format_args!("values of a query are written $1 to ${VALUES_MAX}"),
            )));
        };
        if types.len() < at {
            types.resize(at, None);
        }
        if let Some(place) = types.get_mut(at - 1) {
            *place = data_type;
        }
    }
    Ok(types)
}

/// The query with its values, or with none of their types where they are not known yet.
pub(super) fn put(
    plan: LogicalPlan,
    values: Option<&[ScalarValue]>,
    types: &[Option<DataType>],
) -> Result<LogicalPlan> {
    let Some(values) = values else {
        return nothing(plan, types);
    };
    if values.len() != types.len() {
        return Err(refused(Refusal::new(
            Code::Sql,
            format_args!(
                "this query takes {} values and was sent {}. Values stand for $1, $2 and so on",
                types.len(),
                values.len()
            ),
        )));
    }
    if values.is_empty() {
        return Ok(plan);
    }
    let typed = values
        .iter()
        .zip(types)
        .map(|(value, data_type)| match data_type {
            Some(data_type) => value.cast_to(data_type),
            None => plain(value),
        });
    let typed: Vec<ScalarValue> = typed.collect::<Result<_>>()?;
    plan.with_param_values(ParamValues::from(typed))
}

/// A value of open type as one of the few types that a query is written with.
fn plain(value: &ScalarValue) -> Result<ScalarValue> {
    match value.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => value.cast_to(&DataType::Utf8),
        DataType::Null | DataType::Boolean | DataType::Date32 | DataType::Date64 => {
            Ok(value.clone())
        }
        number if number.is_numeric() => Ok(value.clone()),
        other => Err(refused(Refusal::new(
            Code::Sql,
            format_args!("values are texts, numbers, truth values or dates, not {other}"),
        ))),
    }
}

fn nothing(plan: LogicalPlan, types: &[Option<DataType>]) -> Result<LogicalPlan> {
    if types.is_empty() {
        return Ok(plan);
    }
    let nulls = types
        .iter()
        .map(|data_type| ScalarValue::try_from(data_type.as_ref().unwrap_or(&DataType::Utf8)));
    let nulls: Vec<ScalarValue> = nulls.collect::<Result<_>>()?;
    plan.with_param_values(ParamValues::from(nulls))
}
