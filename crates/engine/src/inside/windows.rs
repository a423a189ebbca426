//! Windows over whole people at once.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};
use datafusion::physical_plan::{ExecutionPlan, InputOrderMode};

/// Lets windows take all their rows before the first answer.
///
/// DataFusion plans a row's number within its person as if the rows never ended, and keeps the state of each person: the
/// most of what a fact with such a window costs. A month's rows are few enough to be sorted and cut at once.
pub(super) fn at_once(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|node| {
        let Some(window) = node.downcast_ref::<BoundedWindowAggExec>() else {
            return Ok(Transformed::no(node));
        };
        // Rows of one person must follow each other.
        if window.input_order_mode != InputOrderMode::Sorted {
            return Ok(Transformed::no(node));
        }
        let (expressions, input) = (window.window_expr().to_vec(), Arc::clone(window.input()));
        let can_repartition = !window.partition_keys().is_empty();
        let at_once = WindowAggExec::try_new(expressions, input, can_repartition)?;
        Ok(Transformed::yes(Arc::new(at_once)))
    })
    .data()
}
