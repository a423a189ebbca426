//! Windows over whole people at once.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_expr::window::{StandardWindowExpr, WindowExpr};
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec, WindowUDFExpr};
use datafusion::physical_plan::{ExecutionPlan, InputOrderMode};

use super::numbered::NumberedExec;

/// Lets windows take their rows without a state for each person.
///
/// DataFusion plans a row's number within its person as if the rows never ended, and keeps the state of each person: the
/// most of what a fact with such a window costs. A month's rows are few enough to be sorted, and then numbered as they
/// come; for any other window over them, they are cut at once.
pub(super) fn at_once(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|node| {
        let Some(window) = node.downcast_ref::<BoundedWindowAggExec>() else {
            return Ok(Transformed::no(node));
        };
        // Rows of one person must follow each other.
        if window.input_order_mode != InputOrderMode::Sorted {
            return Ok(Transformed::no(node));
        }
        let input = Arc::clone(window.input());
        if let [only] = window.window_expr()
            && is_row_number(only)
        {
            let numbered = NumberedExec::new(window, input, only.partition_by().to_vec());
            return Ok(Transformed::yes(Arc::new(numbered)));
        }
        let can_repartition = !window.partition_keys().is_empty();
        let at_once =
            WindowAggExec::try_new(window.window_expr().to_vec(), input, can_repartition)?;
        Ok(Transformed::yes(Arc::new(at_once)))
    })
    .data()
}

/// Whether a window is `row_number()`, which is the same over any frame.
fn is_row_number(window: &Arc<dyn WindowExpr>) -> bool {
    let standard = window.as_any().downcast_ref::<StandardWindowExpr>();
    let function = standard.and_then(|standard| {
        let function = standard.get_standard_func_expr().as_any();
        function.downcast_ref::<WindowUDFExpr>()
    });
    function.is_some_and(|function| function.fun().name() == "row_number")
}
