//! What of a protected figure is shown.

use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, Int64Array};
use arrow::datatypes::DataType;
use datafusion::common::cast::{as_boolean_array, as_int64_array};
use datafusion::common::utils::take_function_args;
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use hub_disclosure::{Policy, percent};

use super::arguments::arrays;

/// `sdc_shown(persons, floor_met)`: whether the figures of a row are shown.
///
/// Never null: a row of which anything is unknown is hidden, whichever way round a query asks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    policy: Policy,
    signature: Signature,
}

impl Shown {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl std::hash::Hash for Shown {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.policy.name.hash(state);
    }
}

impl ScalarUDFImpl for Shown {
    fn name(&self) -> &'static str {
        "sdc_shown"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [persons, floor_met]
                if is_count(persons)
                    && (*floor_met == DataType::Boolean || floor_met.is_null()) =>
            {
                Ok(vec![DataType::Int64, DataType::Boolean])
            }
            _ => plan_err!("sdc_shown takes a whole number and a truth value, not {given:?}"),
        }
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let [persons, floor_met] = take_function_args(self.name(), arrays(arguments.args, rows)?)?;
        let shown: BooleanArray = as_int64_array(&persons)?
            .iter()
            .zip(as_boolean_array(&floor_met)?.iter())
            .map(|row| {
                let is_shown = match row {
                    (Some(persons), Some(floor_met)) => {
                        self.policy.display(persons, floor_met).is_some()
                    }
                    _ => false,
                };
                Some(is_shown)
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(shown)))
    }
}

/// `sdc_display(y)`: a protected count of a row that is shown, rounded for display; null of null.
///
/// It rounds, it does not hide: ask `sdc_shown` first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Display {
    policy: Policy,
    signature: Signature,
}

impl Display {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    /// To the nearest multiple, halves up, and never below the least count that is shown.
    fn rounded(&self, y: i64) -> Option<i64> {
        if self.policy.shows_zero && y == 0 {
            return Some(0);
        }
        let base = i64::from(self.policy.round_to.max(1));
        let nearest = y
            .checked_add(base / 2)?
            .div_euclid(base)
            .checked_mul(base)?;
        Some(nearest.max(i64::from(self.policy.least_shown)))
    }
}

impl std::hash::Hash for Display {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.policy.name.hash(state);
    }
}

impl ScalarUDFImpl for Display {
    fn name(&self) -> &'static str {
        "sdc_display"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [count] if is_count(count) => Ok(vec![DataType::Int64]),
            _ => plan_err!("sdc_display takes a whole number, not {given:?}"),
        }
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let [counts] = take_function_args(self.name(), arrays(arguments.args, rows)?)?;
        let displayed: Int64Array = as_int64_array(&counts)?
            .iter()
            .map(|count| count.and_then(|count| self.rounded(count)))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(displayed)))
    }
}

/// `sdc_percent(numerator, denominator)`: the percentage of two displayed counts, as shown.
///
/// 5 stands for 5 or less and 95 for 95 or more; null where a count is null or the denominator is too small.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Percent {
    policy: Policy,
    signature: Signature,
}

impl Percent {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl std::hash::Hash for Percent {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.policy.name.hash(state);
    }
}

impl ScalarUDFImpl for Percent {
    fn name(&self) -> &'static str {
        "sdc_percent"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [numerator, denominator] if is_count(numerator) && is_count(denominator) => {
                Ok(vec![DataType::Int64, DataType::Int64])
            }
            _ => plan_err!("sdc_percent takes two whole numbers, not {given:?}"),
        }
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    // Not strict: the planner takes a strict function of known arguments for known, and this one hides small denominators.

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let [numerators, denominators] =
            take_function_args(self.name(), arrays(arguments.args, rows)?)?;
        let percentages: Float64Array = as_int64_array(&numerators)?
            .iter()
            .zip(as_int64_array(&denominators)?.iter())
            .map(|(numerator, denominator)| {
                percent(&self.policy, numerator, denominator).map(hub_disclosure::Percent::value)
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(percentages)))
    }
}

/// Protected counts are whole numbers; a float here is a figure already worked on, so it is refused.
fn is_count(data_type: &DataType) -> bool {
    data_type.is_integer() || data_type.is_null()
}
