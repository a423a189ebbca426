//! What a text may be held against.
//!
//! The engine makes a machine of each pattern, outside the memory that it counts, and keeps those of all rows at hand: so a
//! pattern stands in the query, and a regular expression is short and says nothing many times over.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, Operator};

use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// Bytes of a regular expression.
const REGEX_BYTES_MAX: usize = 100;

/// Refuses a plan that holds a text against a pattern made while it runs, or against a large regular expression.
///
/// # Errors
/// [`Code::Limit`], with what to write instead.
pub fn check_patterns(plan: &LogicalPlan) -> Result<()> {
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expr| {
            expr.apply(|expr| {
                pattern(expr)?;
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(())
}

/// The same of one expression, without those in it.
pub(super) fn pattern(expr: &Expr) -> Result<()> {
    let (pattern, is_regex) = match expr {
        Expr::Like(like) => (Some(like.pattern.as_ref()), false),
        Expr::SimilarTo(like) => (Some(like.pattern.as_ref()), true),
        Expr::BinaryExpr(binary) => match binary.op {
            Operator::LikeMatch
            | Operator::ILikeMatch
            | Operator::NotLikeMatch
            | Operator::NotILikeMatch => (Some(binary.right.as_ref()), false),
            Operator::RegexMatch
            | Operator::RegexIMatch
            | Operator::RegexNotMatch
            | Operator::RegexNotIMatch => (Some(binary.right.as_ref()), true),
            _ => return Ok(()),
        },
        Expr::ScalarFunction(function) if function.name().starts_with("regexp") => {
            (function.args.get(1), true)
        }
        _ => return Ok(()),
    };
    let Some(text) = pattern.and_then(written) else {
        return Err(refused(Refusal::new(
            Code::Limit,
            "a pattern must be written in the query, as a text of its own",
        )));
    };
    if is_regex && (text.len() > REGEX_BYTES_MAX || text.contains('{')) {
        return Err(refused(Refusal::new(
            Code::Limit,
            format_args!(
                "a regular expression can have at most {REGEX_BYTES_MAX} bytes and no {{}}. Use like, or write each sign"
            ),
        )));
    }
    Ok(())
}

/// The text of a literal; nothing where it is made of something else.
fn written(pattern: &Expr) -> Option<&str> {
    match pattern {
        Expr::Literal(value, _) if value.is_null() => Some(""),
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        Expr::Cast(cast) => written(&cast.expr),
        Expr::TryCast(cast) => written(&cast.expr),
        Expr::Alias(alias) => written(&alias.expr),
        _ => None,
    }
}
