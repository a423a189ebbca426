//! How large a query becomes when what it names is put in the place of the names.
//!
//! A few lines of SQL can stand for a plan that no machine could walk: a common table that is read twice by the next, that
//! one twice by the one after; or a column that is twice the one before. So both are measured before anything is done.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// So many steps a plan may have, those of common tables counted wherever they are read.
const STEPS_MAX: usize = 1_000;
/// So many parts an expression may have, those of the columns it names counted wherever they are named.
const PARTS_MAX: u64 = 10_000;

/// Refuses a query that would become too large.
pub(super) fn check(plan: &LogicalPlan) -> Result<()> {
    let mut steps = 0;
    plan.apply_with_subqueries(|node| {
        steps += 1;
        if steps > STEPS_MAX {
            return Err(too_large());
        }
        let mut parts = 0_u64;
        node.apply_expressions(|expr| {
            parts = parts.saturating_add(size(expr)?);
            Ok(TreeNodeRecursion::Continue)
        })?;
        if parts > PARTS_MAX {
            return Err(too_large());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    // The steps are few now, so that each can be looked at as often as it is read.
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::Subquery(subquery) = node {
            columns(&subquery.subquery)?;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    columns(plan)?;
    Ok(())
}

fn too_large() -> datafusion::error::DataFusionError {
    refused(Refusal::new(
        Code::Limit,
        "this query is too large, with what it names put in the place of the names. Ask it in parts",
    ))
}

fn size(expr: &Expr) -> Result<u64> {
    let mut parts = 0_u64;
    expr.apply(|_| {
        parts += 1;
        match parts > PARTS_MAX {
            true => Err(too_large()),
            false => Ok(TreeNodeRecursion::Continue),
        }
    })?;
    Ok(parts)
}

/// The parts that each column of a step stands for.
fn columns(plan: &LogicalPlan) -> Result<Vec<u64>> {
    let mut below = Vec::new();
    let mut schemas = Vec::new();
    for input in plan.inputs() {
        below.extend(columns(input)?);
        schemas.push(input.schema());
    }
    let weight = |expr: &Expr| -> Result<u64> {
        let mut parts = size(expr)?;
        for (column, times) in expr.column_refs_counts() {
            let mut before = 0;
            for schema in &schemas {
                if let Some(at) = schema.maybe_index_of_column(column) {
                    let of_column = below.get(before + at).copied().unwrap_or(1);
                    let times = u64::try_from(times).unwrap_or(u64::MAX);
                    parts = parts.saturating_add(of_column.saturating_mul(times));
                    break;
                }
                before += schema.fields().len();
            }
        }
        match parts > PARTS_MAX {
            true => Err(too_large()),
            false => Ok(parts),
        }
    };
    let weights = |exprs: &[Expr]| exprs.iter().map(&weight).collect::<Result<Vec<_>>>();
    let mut found = match plan {
        LogicalPlan::Projection(projection) => weights(&projection.expr)?,
        LogicalPlan::Aggregate(aggregate) => {
            let mut found = weights(&aggregate.group_expr)?;
            found.extend(weights(&aggregate.aggr_expr)?);
            found
        }
        LogicalPlan::Window(window) => {
            let new = weights(&window.window_expr)?;
            below.extend(new);
            below
        }
        LogicalPlan::Union(union) => {
            let n = union.schema.fields().len().max(1);
            let most = |at: usize| below.iter().skip(at).step_by(n).max().copied();
            (0..n).map(|at| most(at).unwrap_or(1)).collect()
        }
        LogicalPlan::Filter(filter) => {
            weight(&filter.predicate)?;
            below
        }
        _ => below,
    };
    found.resize(plan.schema().fields().len(), 1);
    Ok(found)
}
