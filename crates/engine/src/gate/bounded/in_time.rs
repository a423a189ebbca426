//! A condition that looks at the clock.

use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::utils::take_function_args;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};

use super::super::Deadline;

/// The same condition, which fails once the time is over.
pub(super) fn in_time(
    condition: Arc<dyn PhysicalExpr>,
    schema: &SchemaRef,
    deadline: Deadline,
) -> Result<Arc<dyn PhysicalExpr>> {
    let answer = condition.return_field(schema)?;
    let function = ScalarUDF::from(InTime {
        signature: Signature::any(1, Volatility::Volatile),
        deadline,
    });
    Ok(Arc::new(ScalarFunctionExpr::new(
        NAME,
        Arc::new(function),
        vec![condition],
        answer,
        Arc::new(ConfigOptions::default()),
    )))
}

const NAME: &str = "in_time";

/// Hands on its argument.
#[derive(Debug, PartialEq, Eq, Hash)]
struct InTime {
    signature: Signature,
    deadline: Deadline,
}

impl ScalarUDFImpl for InTime {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        let [condition] = take_function_args(NAME, given)?;
        Ok(condition.clone())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.deadline.check()?;
        let [condition] = take_function_args(NAME, arguments.args)?;
        Ok(condition)
    }
}
