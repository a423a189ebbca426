//! Comparison with a benchmark, row by row.

use std::sync::Arc;

use arrow::array::{Array, Float64Array, StringArray};
use arrow::datatypes::DataType;
use datafusion::common::cast::{as_float64_array, as_string_array};
use datafusion::common::utils::take_function_args;
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use hub_methods::Interval;
use hub_methods::benchmark::{Comparison, Polarity, one_level};

use super::arguments::{arrays, as_number};

/// `benchmark(polarity, value, lower, upper, comparator)`: the comparison of a value with a benchmark, by its limits.
///
/// Polarity is `high_is_good`, `low_is_good`, `no_judgement` or `not_applicable`; null where nothing is compared.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Benchmark {
    signature: Signature,
}

impl Benchmark {
    pub(super) fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for Benchmark {
    fn name(&self) -> &'static str {
        "benchmark"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let [polarity, figures @ ..] = given else {
            return plan_err!("benchmark takes 5 arguments, 0 given");
        };
        if figures.len() != 4 {
            return plan_err!("benchmark takes 5 arguments, {} given", given.len());
        }
        if !polarity.is_string() && !polarity.is_null() {
            return plan_err!("benchmark takes a word for the polarity, not {polarity}");
        }
        let mut wanted = vec![DataType::Utf8];
        for figure in figures {
            wanted.push(as_number("benchmark", figure)?);
        }
        Ok(wanted)
    }

    fn return_type(&self, _given: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let [polarity, value, lower, upper, comparator] =
            take_function_args(self.name(), arrays(arguments.args, rows)?)?;
        let polarity = as_string_array(&polarity)?;
        let (value, comparator) = (as_float64_array(&value)?, as_float64_array(&comparator)?);
        let (lower, upper) = (as_float64_array(&lower)?, as_float64_array(&upper)?);
        let words: StringArray = (0..rows)
            .map(|index| {
                let limits = Interval::between(at(lower, index)?, at(upper, index)?).ok();
                word(
                    polarity_of(polarity.is_valid(index).then(|| polarity.value(index))?)?,
                    at(value, index),
                    limits,
                    at(comparator, index),
                )
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(words)))
    }
}

fn at(column: &Float64Array, index: usize) -> Option<f64> {
    column.is_valid(index).then(|| column.value(index))
}

fn polarity_of(word: &str) -> Option<Polarity> {
    match word {
        "high_is_good" => Some(Polarity::HighIsGood),
        "low_is_good" => Some(Polarity::LowIsGood),
        "no_judgement" => Some(Polarity::NoJudgement),
        "not_applicable" => Some(Polarity::NotApplicable),
        _ => None,
    }
}

fn word(
    polarity: Polarity,
    value: Option<f64>,
    limits: Option<Interval>,
    comparator: Option<f64>,
) -> Option<&'static str> {
    let is_judged = polarity != Polarity::NoJudgement;
    match one_level(polarity, value, limits, comparator) {
        Comparison::NotCompared => None,
        Comparison::Same => Some("same"),
        Comparison::Worse | Comparison::Worst => Some(if is_judged { "worse" } else { "lower" }),
        Comparison::Better | Comparison::Best => Some(if is_judged { "better" } else { "higher" }),
    }
}
