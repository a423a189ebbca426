//! Values that a query holds against columns of codes: what cannot be compared, and what no row of any release could have.
//!
//! Both are known from the words of the query, the lists of codes and the months of the release. No cell is read for it, so
//! that what is said of a query says nothing of people.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::AsArray;
use arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Between, InList};
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use datafusion::scalar::ScalarValue;
use hub_standard::ids::Month;

use super::places::{PLACES, Places};
use super::protected::MONTH;
use super::refusal::{Code, Refusal};
use super::rewrite::refused;
use crate::catalogue::Fact;

/// Most notes of one query.
const NOTES_MAX: usize = 8;
/// More codes than this are not listed.
const CODES_MAX: usize = 12;
/// Most characters of a value that are said again.
const VALUE_CHARS_MAX: usize = 40;

/// The months of a release, and whether returns may still come for each.
#[derive(Debug, Clone, Default)]
pub(super) struct Months(BTreeMap<String, bool>);

impl Months {
    /// From the open table `months`; none where it is another table.
    pub(super) fn of(rows: &RecordBatch) -> Self {
        let column = |name: &str| {
            let column = rows.column_by_name(name)?;
            column.as_string_opt::<i32>()
        };
        let (Some(months), Some(stages)) = (column("month"), column("stage")) else {
            return Self::default();
        };
        let months = months.iter().zip(stages).filter_map(|(month, stage)| {
            let is_provisional = stage == Some("provisional");
            Some((month?.to_owned(), is_provisional))
        });
        Self(months.collect())
    }

    /// What is to be said of a month that a table has no rows of.
    fn note(&self, month: &str, fact: &Fact) -> Option<String> {
        if month.parse::<Month>().is_err() {
            return Some(format!(
                "'{}' is not a month: months are written like 2026-04",
                short(month)
            ));
        }
        let only_final = fact.of.is_of_final_months();
        let mut own = self
            .0
            .iter()
            .filter(|(_, is_provisional)| !only_final || !**is_provisional)
            .map(|(month, _)| month.as_str());
        let first = own.next()?;
        let last = own.next_back().unwrap_or(first);
        match self.0.get(month) {
            Some(true) if only_final => Some(format!(
                "'{month}' is provisional and not in hub.{}, whose months are {first} to {last}",
                fact.id
            )),
            Some(_) => None,
            None => Some(format!(
                "'{month}' is not in this release: the months of hub.{} are {first} to {last}",
                fact.id
            )),
        }
    }
}

/// What values are known by.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) fact: &'a Fact,
    pub(super) places: &'a Places,
    pub(super) months: &'a Months,
}

impl Known<'_> {
    /// Refuses a column that is held against a number, which the engine would find out row by row.
    pub(super) fn only_texts(&self, expr: &Expr) -> Result<()> {
        compared(expr, &mut |column, value| {
            if !value.data_type().is_numeric() || value.is_null() {
                return Ok(());
            }
            Err(refused(Refusal::new(
                Code::Sql,
                format_args!("{column} is text: write '{value}' in quotes"),
            )))
        })
    }

    /// Adds what is to be said of values that no row has.
    pub(super) fn note(&self, expr: &Expr, notes: &mut BTreeSet<String>) -> Result<()> {
        compared(expr, &mut |column, value| {
            if let Some(text) = value.try_as_str().flatten()
                && notes.len() < NOTES_MAX
            {
                notes.extend(self.unknown(column, text));
            }
            Ok(())
        })
    }

    /// What is to be said of a value that a column never has.
    fn unknown(&self, column: &str, value: &str) -> Option<String> {
        if column == MONTH {
            return self.months.note(value, self.fact);
        }
        if let Some(place) = PLACES.iter().position(|place| place.column == column) {
            let is_known = value.is_empty() || self.places.has(place, value);
            let list = match column.starts_with("region") {
                true => "hub.regions",
                false => "hub.areas",
            };
            return (!is_known).then(|| {
                format!(
                    "'{}' is not a code of {column}: its codes are in {list}",
                    short(value)
                )
            });
        }
        let mut dimensions = self.fact.dimensions.iter();
        let codes = &dimensions.find(|known| known.name == column)?.codes;
        if codes.iter().any(|code| code == value) {
            return None;
        }
        let listed: Vec<&str> = codes.iter().take(CODES_MAX).map(String::as_str).collect();
        let more = match codes.len() > CODES_MAX {
            true => " and others, which the page of the table lists",
            false => "",
        };
        Some(format!(
            "'{}' is not a code of {column}, whose codes are {}{more}",
            short(value),
            listed.join(", ")
        ))
    }
}

/// Hands on each value that stands beside a column itself.
fn compared(expr: &Expr, each: &mut impl FnMut(&str, &ScalarValue) -> Result<()>) -> Result<()> {
    let mut pair = |column: &Expr, value: &Expr| match (column, value) {
        (Expr::Column(column), Expr::Literal(value, _)) => each(&column.name, value),
        _ => Ok(()),
    };
    expr.apply(|expr| {
        match expr {
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
                Operator::Eq
                | Operator::NotEq
                | Operator::IsDistinctFrom
                | Operator::IsNotDistinctFrom => {
                    pair(left, right)?;
                    pair(right, left)?;
                }
                Operator::Lt | Operator::LtEq | Operator::Gt | Operator::GtEq => {
                    end(&mut pair, left, right)?;
                    end(&mut pair, right, left)?;
                }
                _ => {}
            },
            Expr::InList(InList { expr, list, .. }) => {
                for value in list {
                    pair(expr, value)?;
                }
            }
            Expr::Between(Between {
                expr, low, high, ..
            }) => {
                end(&mut pair, expr, low)?;
                end(&mut pair, expr, high)?;
            }
            _ => {}
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}

/// Hands on the end of a span where it is a number: one that is text need not be a code.
fn end(
    pair: &mut impl FnMut(&Expr, &Expr) -> Result<()>,
    column: &Expr,
    value: &Expr,
) -> Result<()> {
    match value {
        Expr::Literal(number, _) if number.data_type().is_numeric() => pair(column, value),
        _ => Ok(()),
    }
}

fn short(value: &str) -> String {
    value.chars().take(VALUE_CHARS_MAX).collect()
}
