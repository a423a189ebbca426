//! Sets that values are looked up in.
//!
//! A hidden figure is null, so that it matters whether `in` knows three answers. The engine does where the whole of a
//! condition is `x in (select ...)`, alone or joined by `and`; elsewhere it takes null for no. Of lists it takes some for
//! constant that are not, and of those with null it loses it. What would be answered wrongly is refused.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{InList, InSubquery};
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Expr, LogicalPlan};

use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// Refuses a lookup that the engine would not answer as SQL does.
pub(super) fn check(plan: &LogicalPlan) -> Result<()> {
    plan.apply_with_subqueries(|node| {
        let mut known = Vec::new();
        if let LogicalPlan::Filter(filter) = node {
            let whole = split_conjunction(&filter.predicate).into_iter();
            known.extend(whole.filter_map(|condition| match condition {
                Expr::InSubquery(lookup) if is_answered(lookup) => Some(std::ptr::from_ref(lookup)),
                _ => None,
            }));
        }
        node.apply_expressions(|expr| {
            expr.apply(|expr| {
                match expr {
                    Expr::InSubquery(lookup) if !known.contains(&std::ptr::from_ref(lookup)) => {
                        return Err(refused(Refusal::new(
                            Code::Statement,
                            "a column is looked up in a query only as a condition of its own, alone or beside and; with not, in a query that names nothing outside of it. Write exists, or a join",
                        )));
                    }
                    Expr::InList(list) => written_out(list)?,
                    _ => {}
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(())
}

/// Whether the engine answers it as SQL does, where it is the whole of a condition.
fn is_answered(lookup: &InSubquery) -> bool {
    let is_of_rows = lookup.expr.any_column_refs();
    is_of_rows && (!lookup.negated || lookup.subquery.outer_ref_columns.is_empty())
}

/// Refuses a list of anything but values and columns, and one with null in it.
fn written_out(list: &InList) -> Result<()> {
    for value in &list.list {
        match plain(value) {
            Some(false) => {}
            Some(true) => {
                return Err(refused(Refusal::new(
                    Code::Statement,
                    "null is equal to nothing, so that it cannot stand in a list. Leave it out, or write is null",
                )));
            }
            None => {
                return Err(refused(Refusal::new(
                    Code::Statement,
                    "a list has values and columns only. Write x = a or x = b",
                )));
            }
        }
    }
    Ok(())
}

/// Whether a value of a list is null; `None` where it is worked out.
fn plain(value: &Expr) -> Option<bool> {
    match value {
        Expr::Literal(value, _) => Some(value.is_null()),
        Expr::Column(_) | Expr::OuterReferenceColumn(..) | Expr::Placeholder(_) => Some(false),
        Expr::Negative(value) => plain(value),
        Expr::Cast(cast) => plain(&cast.expr),
        Expr::TryCast(cast) => plain(&cast.expr),
        Expr::Alias(alias) => plain(&alias.expr),
        _ => None,
    }
}
