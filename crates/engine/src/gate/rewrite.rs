//! Puts protected cells in the place of people, under each aggregate that counts them.
//!
//! What a query says below an aggregate (its conditions and groups) is worked out over cells, above the barrier. So an
//! expression there can be anything: it sees codes that are public and never a row about a person.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchemaRef, TableReference};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{bool_or, sum};
use datafusion::logical_expr::expr::{Exists, InSubquery};
use datafusion::logical_expr::{
    Aggregate, Expr, LogicalPlan, LogicalPlanBuilder, Subquery, TableScan, cast, lit, when,
};
use datafusion::scalar::ScalarValue;

use super::asked::{self, Asked};
use super::cells::{CellTables, FLOOR_MET, Marginal};
use super::coded::{Known, Months};
use super::deeper::{Deeper, Reach};
use super::protected::ProtectedTable;
use super::refusal::Refusal;
use super::scope;
use super::shown::Shown;
use crate::catalogue::Fact;

/// Rewrites queries over protected tables.
#[derive(Debug)]
pub(super) struct Rewrite<'a> {
    pub(super) tables: &'a Arc<CellTables>,
    pub(super) shown: &'a Shown,
    pub(super) deeper: &'a Deeper,
    pub(super) months: &'a Months,
    /// What is to be said of the query beside its answer.
    pub(super) notes: RefCell<BTreeSet<String>>,
}

impl Rewrite<'_> {
    /// The same query over cells.
    pub(super) fn plan(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        let over_cells = plan.transform_down_with_subqueries(|node| match node {
            LogicalPlan::Aggregate(aggregate) if reads_people(&aggregate.input)? => {
                let counted = self.counted(&aggregate)?;
                Ok(Transformed::new(counted, true, TreeNodeRecursion::Jump))
            }
            LogicalPlan::TableScan(scan) => match protected(&scan)? {
                Some(fact) => Err(refused(Refusal::row_level(&fact))),
                None => Ok(Transformed::no(LogicalPlan::TableScan(scan))),
            },
            node => Ok(Transformed::no(node)),
        })?;
        // A count is never null and a hidden one is, which all above it must know.
        let rebuilt = over_cells
            .data
            .transform_up_with_subqueries(|node| Ok(Transformed::yes(node.recompute_schema()?)))?;
        Ok(rebuilt.data)
    }

    fn counted(&self, aggregate: &Aggregate) -> Result<LogicalPlan> {
        let mut base = Base::of(&aggregate.input)?;
        for filter in &mut base.filters {
            *filter = self.within(filter)?;
        }
        let fact = &*base.fact;
        scope::reaches_places(fact, self.deeper).map_err(refused)?;
        let group = aggregate.group_expr.iter().map(|expr| base.over(expr));
        let group: Vec<Expr> = group
            .map(|expr| self.within(&expr?))
            .collect::<Result<_>>()?;
        if group
            .iter()
            .any(|expr| matches!(expr, Expr::GroupingSet(_)))
        {
            return Err(refused(Refusal::shape("rollup, cube and grouping sets")));
        }
        let asked = aggregate.aggr_expr.iter().map(|expr| base.asked(expr));
        let mut asked: Vec<Asked> = asked.collect::<Result<_>>()?;
        for asked in &mut asked {
            asked.filter = asked
                .filter
                .as_ref()
                .map(|expr| self.within(expr))
                .transpose()?;
        }
        let filters = asked.iter().filter_map(|asked| asked.filter.as_ref());
        let known = Known {
            fact,
            places: self.tables.places(),
            months: self.months,
        };
        for expr in group.iter().chain(&base.filters).chain(filters) {
            asked::only_codes(expr, fact).map_err(refused)?;
            known.only_texts(expr)?;
            known.note(expr, &mut self.notes.borrow_mut())?;
        }
        let filters = asked.iter().filter_map(|asked| asked.filter.as_ref());
        let read = group.iter().chain(&base.filters).chain(filters);
        scope::chooses_no_places(fact, &group, &base.filters, read).map_err(refused)?;
        // What is asked of the same cells is read together; each figure is that of its own cells, whatever stands beside it.
        let mut sets: BTreeSet<Vec<usize>> = BTreeSet::new();
        let mut set_of = Vec::with_capacity(asked.len());
        for asked in &asked {
            let read = group.iter().chain(&base.filters).chain(&asked.filter);
            let set = scope::set(fact, read, self.deeper).map_err(refused)?;
            asked::counted_once(asked, fact, &set, &group, &base.filters).map_err(refused)?;
            sets.insert(set.clone());
            set_of.push(set);
        }
        if asked.is_empty() {
            let read = group.iter().chain(&base.filters);
            sets.insert(scope::set(fact, read, self.deeper).map_err(refused)?);
        }
        if sets.iter().any(|set| scope::is_scoped(fact, set)) {
            let named = scope::names_its_board(fact, self.deeper, &group, &base.filters);
            named.map_err(refused)?;
        }
        let mut branches: Option<LogicalPlanBuilder> = None;
        for set in &sets {
            let branch = self.branch(&base, set, &group, &asked, &set_of)?;
            branches = Some(match branches {
                None => branch,
                Some(before) => before.union(branch.build()?)?,
            });
        }
        let Some(branches) = branches else {
            return Err(refused(Refusal::row_level(fact)));
        };
        let keys = (0..group.len()).map(|at| named("g", at));
        let sums = (0..asked.len()).flat_map(|at| {
            [
                sum(named("y", at)).alias(name("y", at)),
                sum(named("p", at)).alias(name("p", at)),
                bool_or(named("f", at)).alias(name("f", at)),
            ]
        });
        let summed = branches.aggregate(keys, sums)?;
        let plan = summed.project(self.output(&aggregate.schema, group.len(), &asked)?)?;
        plan.build()
    }

    /// The same with every query that stands in it over cells.
    fn within(&self, expr: &Expr) -> Result<Expr> {
        let over_cells = expr.clone().transform_up(|expr| {
            Ok(Transformed::yes(match expr {
                Expr::ScalarSubquery(subquery) => Expr::ScalarSubquery(self.subquery(&subquery)?),
                Expr::Exists(exists) => Expr::Exists(Exists {
                    subquery: self.subquery(&exists.subquery)?,
                    ..exists
                }),
                Expr::InSubquery(within) => Expr::InSubquery(InSubquery {
                    subquery: self.subquery(&within.subquery)?,
                    ..within
                }),
                expr => return Ok(Transformed::no(expr)),
            }))
        });
        Ok(over_cells?.data)
    }

    fn subquery(&self, subquery: &Subquery) -> Result<Subquery> {
        let plan = self.plan(LogicalPlan::clone(&subquery.subquery))?;
        Ok(subquery.with_plan(Arc::new(plan)))
    }

    /// The cells of one set with, for each figure that is of this set, its value, its people and its floor.
    fn branch(
        &self,
        base: &Base,
        set: &[usize],
        group: &[Expr],
        asked: &[Asked],
        set_of: &[Vec<usize>],
    ) -> Result<LogicalPlanBuilder> {
        let reach = match scope::is_scoped(&base.fact, set) {
            true => self.deeper.reach.clone(),
            false => Reach::Everywhere,
        };
        let marginal = Marginal::new(&base.fact, set, Arc::clone(self.tables), reach);
        let table = TableReference::partial("cells", marginal.name());
        let source = provider_as_source(Arc::new(marginal));
        let mut cells = LogicalPlanBuilder::scan(table.clone(), source, None)?;
        let of_cells = |expr: &Expr| over_cells(expr, &table);
        for filter in &base.filters {
            cells = cells.filter(of_cells(filter)?)?;
        }
        let mut columns = Vec::new();
        for (at, expr) in group.iter().enumerate() {
            columns.push(of_cells(expr)?.alias(name("g", at)));
        }
        let persons = base
            .fact
            .countables
            .first()
            .map(|count| count.name.as_str());
        for (at, (asked, of)) in asked.iter().zip(set_of).enumerate() {
            let filter = asked.filter.as_ref().map(of_cells).transpose()?;
            for (letter, column, nothing) in [
                ("y", asked.countable.as_str(), ScalarValue::Int64(None)),
                ("p", persons.unwrap_or_default(), ScalarValue::Int64(None)),
                ("f", FLOOR_MET, ScalarValue::Boolean(None)),
            ] {
                let column = Expr::Column(Column::new(Some(table.clone()), column));
                let value = match &filter {
                    _ if of != set => Expr::Literal(nothing, None),
                    None => column,
                    Some(filter) => when(filter.clone(), column).end()?,
                };
                columns.push(value.alias(name(letter, at)));
            }
        }
        if columns.is_empty() {
            columns.push(lit(true).alias("row"));
        }
        cells.project(columns)
    }

    /// The columns of the aggregate that was asked for, as they are shown.
    fn output(&self, schema: &DFSchemaRef, n_groups: usize, asked: &[Asked]) -> Result<Vec<Expr>> {
        let fields = schema.iter().enumerate();
        let column = |(at, (relation, field)): (usize, (Option<&TableReference>, &Arc<_>))| {
            let field: &arrow::datatypes::Field = field;
            let value = match at.checked_sub(n_groups).filter(|at| *at < asked.len()) {
                None => named("g", at),
                Some(at) => {
                    let (y, p, f) = (named("y", at), named("p", at), named("f", at));
                    let mean = asked.get(at).and_then(|asked| asked.mean);
                    let shown = match mean {
                        None => self.shown.count(y, p, f)?,
                        Some(places) => self.shown.mean(y, p, f, places)?,
                    };
                    cast(shown, field.data_type().clone())
                }
            };
            Ok(value.alias_qualified(relation.cloned(), field.name()))
        };
        fields.map(column).collect()
    }
}

fn name(letter: &str, at: usize) -> String {
    format!("{letter}{at}")
}

fn named(letter: &str, at: usize) -> Expr {
    Expr::Column(Column::new_unqualified(name(letter, at)))
}

/// The same over the cells' own table.
fn over_cells(expr: &Expr, table: &TableReference) -> Result<Expr> {
    let over = expr.clone().transform_down(|expr| match expr {
        Expr::Column(column) => Ok(Transformed::yes(Expr::Column(Column::new(
            Some(table.clone()),
            column.name,
        )))),
        expr => Ok(Transformed::no(expr)),
    });
    Ok(over?.data)
}

/// Whether people are read with no aggregate between.
fn reads_people(plan: &LogicalPlan) -> Result<bool> {
    match plan {
        LogicalPlan::TableScan(scan) => Ok(protected(scan)?.is_some()),
        LogicalPlan::Aggregate(_) => Ok(false),
        other => {
            for input in other.inputs() {
                if reads_people(input)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

/// The fact of a table about people.
fn protected(scan: &TableScan) -> Result<Option<Arc<Fact>>> {
    let provider = source_as_provider(&scan.source)?;
    let table = provider.downcast_ref::<ProtectedTable>();
    Ok(table.map(|table| Arc::clone(&table.fact)))
}

/// What lies below an aggregate, with every expression over the columns of the protected table itself.
struct Base {
    fact: Arc<Fact>,
    /// The columns that it hands up, and what they are.
    columns: Vec<(Column, Expr)>,
    filters: Vec<Expr>,
}

impl Base {
    fn of(plan: &LogicalPlan) -> Result<Self> {
        match plan {
            LogicalPlan::TableScan(scan) => {
                let Some(fact) = protected(scan)? else {
                    return Err(refused(Refusal::shape("a second table")));
                };
                let columns = scan.projected_schema.iter().map(|(relation, field)| {
                    let base = Column::new_unqualified(field.name());
                    let column = Column::new(relation.cloned(), field.name());
                    (column, Expr::Column(base))
                });
                let columns = columns.collect();
                let mut base = Self {
                    fact,
                    columns,
                    filters: Vec::new(),
                };
                for filter in &scan.filters {
                    let filter = base.over(filter)?;
                    base.filters.push(filter);
                }
                Ok(base)
            }
            LogicalPlan::Filter(filter) => {
                let mut base = Self::of(&filter.input)?;
                let predicate = base.over(&filter.predicate)?;
                base.filters.push(predicate);
                Ok(base)
            }
            LogicalPlan::SubqueryAlias(alias) => {
                let mut base = Self::of(&alias.input)?;
                let named = alias.schema.iter().zip(&mut base.columns);
                for ((relation, field), (column, _)) in named {
                    *column = Column::new(relation.cloned(), field.name());
                }
                Ok(base)
            }
            LogicalPlan::Projection(projection) => {
                let mut base = Self::of(&projection.input)?;
                let columns = projection.expr.iter().zip(projection.schema.iter());
                let columns = columns.map(|(expr, (relation, field))| {
                    let column = Column::new(relation.cloned(), field.name());
                    Ok((column, base.over(expr)?))
                });
                base.columns = columns.collect::<Result<_>>()?;
                Ok(base)
            }
            LogicalPlan::Join(_) => Err(refused(Refusal::shape("a join"))),
            LogicalPlan::Union(_) => Err(refused(Refusal::shape("a union"))),
            LogicalPlan::Window(_) => Err(refused(Refusal::shape("a window function"))),
            LogicalPlan::Distinct(_) => Err(refused(Refusal::shape("distinct"))),
            LogicalPlan::Sort(_) | LogicalPlan::Limit(_) => {
                Err(refused(Refusal::shape("an order or a limit")))
            }
            _ => Err(refused(Refusal::shape("this"))),
        }
    }

    /// An expression over the columns that are handed up, over those of the protected table.
    fn over(&self, expr: &Expr) -> Result<Expr> {
        let over = expr.clone().unalias_nested().data.transform_down(|expr| {
            let Expr::Column(column) = expr else {
                return Ok(Transformed::no(expr));
            };
            let known = self.columns.iter().find(|(known, _)| *known == column);
            match known {
                // What takes its place is of the table already.
                Some((_, base)) => Ok(Transformed::new(
                    base.clone(),
                    true,
                    TreeNodeRecursion::Jump,
                )),
                None => Err(refused(Refusal::shape("this column"))),
            }
        });
        Ok(over?.data)
    }

    fn asked(&self, expr: &Expr) -> Result<Asked> {
        match self.over(expr)? {
            Expr::AggregateFunction(aggregate) => {
                Asked::of(&aggregate, &self.fact).map_err(refused)
            }
            _ => Err(refused(Refusal::shape("this"))),
        }
    }
}

/// Carries a refusal through the engine.
pub(super) fn refused(refusal: Refusal) -> DataFusionError {
    DataFusionError::External(Box::new(refusal))
}
