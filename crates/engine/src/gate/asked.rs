//! What an aggregate asks of people.

use datafusion::common::Column;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::expr::{AggregateFunction, Case};
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator};
use datafusion::scalar::ScalarValue;

use super::protected::{MONTH, PERSON};
use super::refusal::{Code, Refusal};
use crate::catalogue::{CountableKind, Fact};

/// One figure: which countable of the fact, and of which cells.
pub(super) struct Asked {
    /// Name of the countable.
    pub(super) countable: String,
    /// Whether people are counted, so that one who is there in two months would count twice.
    pub(super) is_persons: bool,
    /// Whether it is divided by the people, and then to so many decimal places.
    pub(super) mean: Option<u8>,
    /// Only cells for which this holds, over the columns of the protected table.
    pub(super) filter: Option<Expr>,
}

impl Asked {
    /// Reads an aggregate whose columns are those of the protected table.
    pub(super) fn of(aggregate: &AggregateFunction, fact: &Fact) -> Result<Self, Refusal> {
        let params = &aggregate.params;
        let refused = || {
            let mut known = vec!["count(distinct person)".to_owned()];
            let mut countables = fact.countables.iter();
            if countables.any(|count| matches!(count.kind, CountableKind::Rows { .. })) {
                known.push("count(*)".to_owned());
            }
            known.extend(
                sums(fact).flat_map(|name| [format!("sum({name})"), format!("avg({name})")]),
            );
            Refusal::new(
                Code::Aggregate,
                format_args!(
                    "{} of people is not among the protected figures, which are {}, each with filter (where ...) if wanted",
                    aggregate.func.name(),
                    known.join(", ")
                ),
            )
        };
        if !params.order_by.is_empty() || params.null_treatment.is_some() {
            return Err(refused());
        }
        let [argument] = params.args.as_slice() else {
            return Err(refused());
        };
        let argument = argument.clone().unalias_nested().data;
        let case = match &argument {
            Expr::Case(case) => Some(OneCase::of(case).ok_or_else(refused)?),
            _ => None,
        };
        let argument = case.as_ref().map_or(&argument, |case| &case.then);
        // A sum takes nothing for a zero, where a count would count it.
        let or_zero = case.as_ref().is_some_and(|case| case.or_zero);
        let is_one = || matches!(argument, Expr::Literal(value, _) if is_whole(value, 1));
        let is_value = || matches!(argument, Expr::Literal(value, _) if !value.is_null());
        let column =
            |wanted: &str| matches!(argument, Expr::Column(Column { name, .. }) if name == wanted);
        let rows = || {
            let mut countables = fact.countables.iter();
            let rows = countables.find(|count| matches!(count.kind, CountableKind::Rows { .. }));
            rows.map(|count| count.name.clone()).ok_or_else(refused)
        };
        let persons = || {
            let persons = fact.countables.first();
            persons.map(|count| count.name.clone()).ok_or_else(refused)
        };
        let sum = || {
            let name = sums(fact).find(|name| column(name)).ok_or_else(refused)?;
            Ok(name.to_owned())
        };
        let mut mean = None;
        let (countable, is_persons) = match (aggregate.func.name(), params.distinct) {
            ("count", true) if column(PERSON) && !or_zero => (persons()?, true),
            ("count", false) if is_value() && !or_zero => (rows()?, false),
            ("sum", false) if case.is_some() && is_one() => (rows()?, false),
            ("sum", false) => (sum()?, false),
            ("avg", false) if !or_zero => {
                let name = sum()?;
                mean = Some(u8::from(!name.ends_with("_days")));
                (name, true)
            }
            _ => return Err(refused()),
        };
        let filter = params.filter.as_deref().cloned();
        let filter = match (filter, case.map(|case| case.condition)) {
            (Some(filter), Some(condition)) => Some(filter.and(condition)),
            (filter, condition) => filter.or(condition),
        };
        Ok(Self {
            countable,
            is_persons,
            mean,
            filter,
        })
    }
}

/// The names of what can be summed.
fn sums(fact: &Fact) -> impl Iterator<Item = &str> {
    let countables = fact.countables.iter();
    countables
        .filter(|count| matches!(count.kind, CountableKind::Sum { .. }))
        .map(|count| count.name.as_str())
}

/// `case when condition then .. end`, or with `else 0`.
struct OneCase {
    condition: Expr,
    then: Expr,
    or_zero: bool,
}

impl OneCase {
    fn of(case: &Case) -> Option<Self> {
        let [(when, then)] = case.when_then_expr.as_slice() else {
            return None;
        };
        let or_zero = match case.else_expr.as_deref() {
            None => false,
            Some(Expr::Literal(value, _)) if value.is_null() => false,
            Some(Expr::Literal(value, _)) if is_whole(value, 0) => true,
            Some(_) => return None,
        };
        Some(Self {
            condition: match case.expr.as_deref() {
                None => when.as_ref().clone(),
                Some(of) => of.clone().eq(when.as_ref().clone()),
            },
            then: then.as_ref().clone(),
            or_zero,
        })
    }
}

fn is_whole(value: &ScalarValue, number: i64) -> bool {
    *value == ScalarValue::Int64(Some(number))
}

/// The columns of the protected table that an expression reads.
pub(super) fn columns(expr: &Expr) -> Vec<&str> {
    let refs = expr.column_refs();
    refs.into_iter()
        .map(|column| column.name.as_str())
        .collect()
}

/// Whether the conditions, all of which hold, leave one value of a column.
pub(super) fn is_fixed<'e>(column: &str, conditions: impl Iterator<Item = &'e Expr>) -> bool {
    let mut conditions: Vec<&Expr> = conditions.collect();
    while let Some(condition) = conditions.pop() {
        let Expr::BinaryExpr(BinaryExpr { left, op, right }) = condition else {
            continue;
        };
        let is_it = |expr: &Expr| matches!(expr, Expr::Column(found) if found.name == column);
        // A query that looks at no row of this one has one value at most.
        let is_value = |expr: &Expr| matches!(expr, Expr::Literal(..) | Expr::ScalarSubquery(..));
        match op {
            Operator::And => conditions.extend([left.as_ref(), right.as_ref()]),
            Operator::Eq
                if (is_it(left) && is_value(right)) || (is_value(left) && is_it(right)) =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Whether a column itself is among the groups.
pub(super) fn is_grouped(column: &str, group: &[Expr]) -> bool {
    let is_it = |expr: &Expr| matches!(expr, Expr::Column(found) if found.name == column);
    group.iter().any(is_it)
}

/// Refuses figures in which a referral or a person would be there more than once.
pub(super) fn counted_once(
    asked: &Asked,
    fact: &Fact,
    set: &[usize],
    group: &[Expr],
    filters: &[Expr],
) -> Result<(), Refusal> {
    let is_single = |column: &str| {
        is_grouped(column, group) || is_fixed(column, filters.iter().chain(asked.filter.as_ref()))
    };
    let dimensions = set.iter().filter_map(|index| fact.dimensions.get(*index));
    for dimension in dimensions {
        let name = dimension.name.as_str();
        // Of a person's rows, each can have another value: the rows add up then, and the people do not.
        let who = match dimension.columns().len() {
            2.. => "referral",
            _ if asked.is_persons && dimension.codes_held() > 1 => "person",
            _ => continue,
        };
        if !is_single(name) {
            return Err(Refusal::new(
                Code::Overlap,
                format_args!(
                    "one {who} can have several values of {name}, so that counts of several values cannot be added up. \
                     Group by {name}, or choose one with where {name} = '...'"
                ),
            ));
        }
    }
    let place = fact.of.column();
    if asked.is_persons && fact.of.is_place() && !is_single(place) {
        return Err(Refusal::new(
            Code::Overlap,
            format_args!(
                "people are counted for each {place} by itself, and one who is there in two would count twice. Group \
                 by {place}, choose one with where {place} = '...', or count referrals with count(*)"
            ),
        ));
    }
    if asked.is_persons && !is_single(MONTH) {
        return Err(Refusal::new(
            Code::Overlap,
            "people are counted month by month, and one who is there in two months would count twice. Group by month, choose \
             one with where month = '2026-04', or count referrals with count(*)",
        ));
    }
    Ok(())
}

/// Whether a query looks at a row of another, at any depth within it.
fn is_correlated(plan: &LogicalPlan) -> Result<bool, DataFusionError> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expr| {
            let looks_out = |expr: &Expr| Ok(matches!(expr, Expr::OuterReferenceColumn(..)));
            found |= expr.exists(looks_out)?;
            Ok(TreeNodeRecursion::Continue)
        })
    })?;
    Ok(found)
}

/// Refuses what stands in a condition or a group and is no column of codes.
pub(super) fn only_codes(expr: &Expr, fact: &Fact) -> Result<(), Refusal> {
    let is_secret = |name: &str| name == PERSON || sums(fact).any(|sum| sum == name);
    if let Some(name) = columns(expr).into_iter().find(|name| is_secret(name)) {
        return Err(Refusal::new(
            Code::RowLevel,
            format_args!(
                "{name} belongs to single people and cannot be grouped by, compared or shown. It can only stand in {}",
                if name == PERSON {
                    "count(distinct person)".to_owned()
                } else {
                    format!("sum({name})")
                }
            ),
        ));
    }
    let reaches_out = expr.exists(|expr| match expr {
        Expr::OuterReferenceColumn(..) | Expr::SetComparison(_) => Ok(true),
        Expr::ScalarSubquery(subquery) => is_correlated(&subquery.subquery),
        Expr::InSubquery(within) => is_correlated(&within.subquery.subquery),
        Expr::Exists(exists) => is_correlated(&exists.subquery.subquery),
        _ => Ok(false),
    });
    if reaches_out.unwrap_or(true) {
        return Err(Refusal::shape("a query that looks at each row of another"));
    }
    Ok(())
}
