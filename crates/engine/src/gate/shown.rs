//! How a protected count is shown.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{Expr, ScalarUDF, when};
use datafusion::prelude::SessionContext;

/// The hub's own functions for what is shown, under the policy of the session.
#[derive(Debug)]
pub(super) struct Shown {
    is_shown: Arc<ScalarUDF>,
    display: Arc<ScalarUDF>,
}

impl Shown {
    pub(super) fn of(context: &SessionContext) -> Result<Self> {
        Ok(Self {
            is_shown: context.udf("sdc_shown")?,
            display: context.udf("sdc_display")?,
        })
    }

    /// A count as displayed; null where the people of its row are too few.
    pub(super) fn count(&self, count: Expr, persons: Expr, floor_met: Expr) -> Result<Expr> {
        let is_shown = self.is_shown.call(vec![persons, floor_met]);
        when(is_shown, self.display.call(vec![count])).end()
    }
}
