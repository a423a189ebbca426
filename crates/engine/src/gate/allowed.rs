//! What a query may be made of, whatever it reads.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, Operator, WindowFrameBound};
use datafusion::scalar::ScalarValue;

use super::patterns::pattern;
use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// Functions of single values, besides the hub's own. Whatever makes rows, reads a clock or a setting, draws at random or
/// repeats text is not among them.
pub(super) const FUNCTIONS: &[&str] = &[
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "btrim",
    "cbrt",
    "ceil",
    "character_length",
    "coalesce",
    "concat",
    "cos",
    "ends_with",
    "exp",
    "floor",
    "greatest",
    "initcap",
    "iszero",
    "least",
    "left",
    "ln",
    "log",
    "log10",
    "log2",
    "lower",
    "ltrim",
    "nullif",
    "nvl",
    "nvl2",
    "power",
    "radians",
    "reverse",
    "right",
    "round",
    "rtrim",
    "signum",
    "sin",
    "split_part",
    "sqrt",
    "starts_with",
    "strpos",
    "substr",
    "substring",
    "tan",
    "trunc",
    "upper",
];
/// Functions of many values that hold no more than a number or two for each group, besides the hub's own.
pub(super) const AGGREGATES: &[&str] = &[
    "avg",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "max",
    "mean",
    "median",
    "min",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "var",
    "var_pop",
    "var_samp",
];
/// Functions over windows of rows.
pub(super) const WINDOWS: &[&str] = &[
    "avg",
    "count",
    "cume_dist",
    "dense_rank",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "max",
    "min",
    "nth_value",
    "ntile",
    "percent_rank",
    "rank",
    "row_number",
    "sum",
];
/// A frame of a window is worked out anew for each row, without a pause.
const FRAME_ROWS_MAX: u64 = 1_000;
/// The beginning of the hub's own names for what is shown, which a query has no need of: figures come shown.
pub(super) const OWN: &str = "sdc_";
/// Steps that make text longer, and the longest text beside which they may stand: each can double what is there.
const LONGER_MAX: usize = 6;
const TEXT_BYTES_MAX: usize = 500;

/// Refuses what is not among what may be. All tables are in `schema`.
pub(super) fn check(plan: &LogicalPlan, schema: &str, own: &[String]) -> Result<()> {
    let mut longer = 0;
    plan.apply_with_subqueries(|node| {
        let is_known = matches!(
            node,
            LogicalPlan::Projection(_)
                | LogicalPlan::Filter(_)
                | LogicalPlan::Window(_)
                | LogicalPlan::Aggregate(_)
                | LogicalPlan::Sort(_)
                | LogicalPlan::Join(_)
                | LogicalPlan::Union(_)
                | LogicalPlan::TableScan(_)
                | LogicalPlan::EmptyRelation(_)
                | LogicalPlan::Subquery(_)
                | LogicalPlan::SubqueryAlias(_)
                | LogicalPlan::Limit(_)
                | LogicalPlan::Values(_)
                | LogicalPlan::Distinct(_)
        );
        if !is_known {
            return Err(refused(Refusal::new(
                Code::Statement,
                "this is more than a query: only select, with, values, union and explain can be sent",
            )));
        }
        if let LogicalPlan::TableScan(scan) = node
            && scan.table_name.schema() != Some(schema)
        {
            return Err(refused(Refusal::new(
                Code::Function,
                format_args!("tables that a function makes are not offered here. Read those of schema {schema}"),
            )));
        }
        node.apply_expressions(|expr| {
            expr.apply(|expr| {
                expression(expr, own, &mut longer)?;
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(())
}

fn expression(expr: &Expr, own: &[String], longer: &mut usize) -> Result<()> {
    pattern(expr)?;
    match expr {
        Expr::ScalarFunction(function) => {
            let name = function.name();
            if matches!(name, "concat") {
                *longer += function.args.len().saturating_sub(1);
            }
            known(name, FUNCTIONS, own)?;
        }
        Expr::AggregateFunction(function) => known(function.func.name(), AGGREGATES, own)?,
        Expr::WindowFunction(function) => {
            known(function.fun.name(), WINDOWS, &[])?;
            let frame = &function.params.window_frame;
            if function.params.distinct
                || !is_narrow(&frame.start_bound)
                || !is_narrow(&frame.end_bound)
            {
                return Err(refused(Refusal::new(
                    Code::Limit,
                    format_args!(
                        "a window can reach at most {FRAME_ROWS_MAX} rows back or on, or to the first or last, and not be distinct"
                    ),
                )));
            }
        }
        Expr::BinaryExpr(binary) if binary.op == Operator::StringConcat => *longer += 1,
        Expr::Literal(value, _) if text_bytes(value) > TEXT_BYTES_MAX => {
            return Err(refused(Refusal::new(
                Code::Limit,
                format_args!("a text in a query can have at most {TEXT_BYTES_MAX} bytes"),
            )));
        }
        Expr::ScalarVariable(..)
        | Expr::Placeholder(_)
        | Expr::Unnest(_)
        | Expr::HigherOrderFunction(_)
        | Expr::Lambda(_)
        | Expr::LambdaVariable(_) => {
            return Err(refused(Refusal::new(
                Code::Statement,
                "variables, parameters, lists and lambdas cannot be used here",
            )));
        }
        _ => {}
    }
    if *longer > LONGER_MAX {
        return Err(refused(Refusal::new(
            Code::Limit,
            format_args!("at most {LONGER_MAX} texts can be joined in one query"),
        )));
    }
    Ok(())
}

/// Whether a bound of a window's frame is near, or is none.
fn is_narrow(bound: &WindowFrameBound) -> bool {
    match bound {
        WindowFrameBound::CurrentRow => true,
        WindowFrameBound::Preceding(rows) | WindowFrameBound::Following(rows) => {
            let few = |rows: u64| rows <= FRAME_ROWS_MAX;
            rows.is_null() || rows.to_string().parse().is_ok_and(few)
        }
    }
}

fn known(name: &str, list: &[&str], own: &[String]) -> Result<()> {
    let is_own = !name.starts_with(OWN) && own.iter().any(|own| own == name);
    if list.contains(&name) || is_own {
        return Ok(());
    }
    Err(refused(Refusal::new(
        Code::Function,
        format_args!("the function {name} is not offered here"),
    )))
}

/// The length of a text of whatever type; that of anything else is bounded by its type.
fn text_bytes(value: &ScalarValue) -> usize {
    match value {
        ScalarValue::Binary(Some(bytes))
        | ScalarValue::BinaryView(Some(bytes))
        | ScalarValue::LargeBinary(Some(bytes)) => bytes.len(),
        value => value.try_as_str().flatten().map_or(0, str::len),
    }
}
