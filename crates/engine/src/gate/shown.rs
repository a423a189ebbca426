//! How a protected count is shown.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{Expr, ScalarUDF, cast, lit, when};
use datafusion::prelude::SessionContext;
use hub_disclosure::Policy;

/// The hub's own functions for what is shown, under the policy of the session.
#[derive(Debug)]
pub(super) struct Shown {
    is_shown: Arc<ScalarUDF>,
    display: Arc<ScalarUDF>,
    round: Arc<ScalarUDF>,
    /// So many people, by the protected count, a mean must be of.
    mean_persons_min: i64,
}

impl Shown {
    pub(super) fn of(context: &SessionContext, policy: &Policy) -> Result<Self> {
        Ok(Self {
            is_shown: context.udf("sdc_shown")?,
            display: context.udf("sdc_display")?,
            round: context.udf("round")?,
            mean_persons_min: i64::from(policy.mean_persons_min),
        })
    }

    /// A count as displayed; null where the people of its row are too few.
    pub(super) fn count(&self, count: Expr, persons: Expr, floor_met: Expr) -> Result<Expr> {
        let is_shown = self.is_shown.call(vec![persons, floor_met]);
        when(is_shown, self.display.call(vec![count])).end()
    }

    /// A sum divided by its people, to so many decimal places; null where these are too few for it to mean anything. What
    /// is summed is never below 0, so neither is the mean, whatever the noise.
    pub(super) fn mean(
        &self,
        sum: Expr,
        persons: Expr,
        floor_met: Expr,
        places: u8,
    ) -> Result<Expr> {
        let is_shown = self.is_shown.call(vec![persons.clone(), floor_met]);
        let is_enough = persons.clone().gt_eq(lit(self.mean_persons_min));
        let number = |expr: Expr| cast(expr, DataType::Float64);
        let parts = 10_f64.powi(i32::from(places));
        let rounded = self
            .round
            .call(vec![number(sum) * lit(parts) / number(persons)]);
        let is_below = rounded.clone().lt(lit(0.0));
        let mean = when(is_below, lit(0.0)).otherwise(rounded / lit(parts))?;
        when(is_shown.and(is_enough), mean).end()
    }
}
