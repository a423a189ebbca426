//! A query's steps, kept within the bounds that the engine's own would not keep to.

mod gathered;
mod in_time;

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::joins::utils::JoinFilter;
use datafusion::physical_plan::joins::{HashJoinExec, NestedLoopJoinExec};
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};

use self::gathered::GatheredExec;
use self::in_time::in_time;
use super::Deadline;

/// The same plan with the rows that its windows gather counted as memory, which the engine does not.
///
/// # Errors
/// As the engine has it; it refuses none that it made itself.
pub fn counted(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|step| {
        let gathers = step.is::<WindowAggExec>() || step.is::<BoundedWindowAggExec>();
        let inputs: Vec<Arc<dyn ExecutionPlan>> = match gathers {
            true => step.children().into_iter().map(gathered).collect(),
            false => return Ok(Transformed::no(step)),
        };
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        step.replace_children(inputs, options).map(Transformed::yes)
    })
    .data()
}

fn gathered(input: &Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    Arc::new(GatheredExec::new(Arc::clone(input)))
}

/// The same plan, which pauses now and then in every step that can make many rows of a few, and in which no join goes on
/// beyond the query's time: one that nobody could interrupt would keep its thread beyond any limit.
pub(super) fn yielding(
    plan: Arc<dyn ExecutionPlan>,
    deadline: Deadline,
) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|step| {
        if step.children().len() < 2 {
            return Ok(Transformed::no(step));
        }
        let step = in_time_at_each_pair(step, deadline)?;
        Ok(Transformed::yes(
            Arc::new(CooperativeExec::new(step)) as Arc<dyn ExecutionPlan>
        ))
    })
    .data()
}

/// A join whose condition refuses to go on once the time is over. Where the condition holds for no pair the join has
/// nothing to hand on, and so never pauses.
fn in_time_at_each_pair(
    step: Arc<dyn ExecutionPlan>,
    deadline: Deadline,
) -> Result<Arc<dyn ExecutionPlan>> {
    let until = |filter: &JoinFilter| -> Result<JoinFilter> {
        let (pairs, schema) = (filter.column_indices().to_vec(), filter.schema());
        let condition = in_time(Arc::clone(filter.expression()), schema, deadline)?;
        Ok(JoinFilter::new(condition, pairs, Arc::clone(schema)))
    };
    if let Some(join) = step.downcast_ref::<HashJoinExec>()
        && let Some(filter) = join.filter()
    {
        let join = join.builder().with_filter(Some(until(filter)?));
        return join.build_exec();
    }
    if let Some(join) = step.downcast_ref::<NestedLoopJoinExec>()
        && let Some(filter) = join.filter()
    {
        let (left, right) = (Arc::clone(join.left()), Arc::clone(join.right()));
        let columns = join.projection().as_ref().map(|columns| columns.to_vec());
        let filter = Some(until(filter)?);
        let join = NestedLoopJoinExec::try_new(left, right, filter, join.join_type(), columns)?;
        return Ok(Arc::new(join));
    }
    Ok(step)
}
