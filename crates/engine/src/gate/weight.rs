//! How large a query becomes when what it names is put in the place of the names.
//!
//! A few lines of SQL can stand for a plan that no machine could walk: a common table that is read twice by the next, that
//! one twice by the one after; or a column that is twice the one before. So both are measured before anything is done.

use datafusion::common::Column;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::expr::Case;
use datafusion::logical_expr::{Expr, GroupingSet, LogicalPlan};

use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// So many steps a plan may have, those of common tables counted wherever they are read.
const STEPS_MAX: usize = 1_000;
/// So many columns all its steps may have together: each join of a chain has those of all before it.
const FIELDS_MAX: usize = 20_000;
/// So many parts an expression may have, those of the columns it names counted wherever they are named.
const PARTS_MAX: u64 = 10_000;

/// So many groupings of its rows a step may make at once: the engine makes all of them before it asks for memory.
const GROUPINGS_MAX: u64 = 64;

/// A list of so many values or fewer is written out as comparisons.
const SHORT_LIST: usize = 3;
/// How often each condition of a case is written, where it becomes `and` and `or`.
const CONDITION_TIMES: u64 = 4;

/// Refuses a query that would become too large.
///
/// # Errors
/// [`Code::Limit`].
pub fn check_weight(plan: &LogicalPlan) -> Result<()> {
    let (mut steps, mut fields) = (0, 0_usize);
    plan.apply_with_subqueries(|node| {
        steps += 1;
        fields = fields.saturating_add(node.schema().fields().len());
        if steps > STEPS_MAX || fields > FIELDS_MAX {
            return Err(too_large());
        }
        if let LogicalPlan::Aggregate(aggregate) = node
            && groupings(&aggregate.group_expr) > GROUPINGS_MAX
        {
            return Err(refused(Refusal::new(
                Code::Limit,
                format_args!(
                    "a query can group its rows in at most {GROUPINGS_MAX} ways at once. Ask for them in parts"
                ),
            )));
        }
        let mut parts = 0_u64;
        node.apply_expressions(|expr| {
            parts = parts.saturating_add(size(expr, &|_| 0)?);
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

/// The parts of an expression once the engine has written it out, a column being as many more as it stands for.
fn size(expr: &Expr, of_column: &impl Fn(&Column) -> u64) -> Result<u64> {
    let mut parts = match expr {
        Expr::Column(column) => of_column(column).saturating_add(1),
        _ => 1,
    };
    let times = times_written(expr);
    let conditions = conditions(expr);
    expr.apply_children(|part| {
        let is_condition = conditions
            .iter()
            .any(|condition| std::ptr::eq(*condition, part));
        let times = if is_condition { CONDITION_TIMES } else { times };
        parts = parts.saturating_add(size(part, of_column)?.saturating_mul(times));
        match parts > PARTS_MAX {
            true => Err(too_large()),
            false => Ok(TreeNodeRecursion::Continue),
        }
    })?;
    Ok(parts)
}

/// How often the engine writes each part of an expression, at most: `coalesce(a, b)` becomes
/// `case when a is not null then a else b end` before it is planned, and so on within.
fn times_written(expr: &Expr) -> u64 {
    match expr {
        Expr::ScalarFunction(function) => match function.name() {
            "coalesce" | "ifnull" | "nullif" | "nvl" | "nvl2" => 2,
            _ => 1,
        },
        Expr::Between(_) => 2,
        // A short list becomes as many comparisons.
        Expr::InList(list) if list.list.len() <= SHORT_LIST => 3,
        _ => 1,
    }
}

/// The conditions of a case that the engine may turn into `and` and `or`, where it writes them again and again.
fn conditions(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Case(Case { when_then_expr, .. }) => when_then_expr
            .iter()
            .map(|(when, _)| when.as_ref())
            .collect(),
        _ => Vec::new(),
    }
}

/// In how many ways rows are grouped: each of the sets of one clause with each of those of the next.
fn groupings(by: &[Expr]) -> u64 {
    let of = |expr: &Expr| {
        let n = match expr {
            Expr::GroupingSet(GroupingSet::Cube(columns)) => {
                let columns = u32::try_from(columns.len()).unwrap_or(u32::MAX);
                return 2_u64.saturating_pow(columns);
            }
            Expr::GroupingSet(GroupingSet::Rollup(columns)) => columns.len().saturating_add(1),
            Expr::GroupingSet(GroupingSet::GroupingSets(sets)) => sets.len(),
            _ => 1,
        };
        u64::try_from(n).unwrap_or(u64::MAX)
    };
    by.iter().map(of).fold(1, u64::saturating_mul)
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
        let of_column = |column: &Column| {
            let mut before = 0;
            for schema in &schemas {
                if let Some(at) = schema.maybe_index_of_column(column) {
                    return below.get(before + at).copied().unwrap_or(1);
                }
                before += schema.fields().len();
            }
            0
        };
        let parts = size(expr, &of_column)?;
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
