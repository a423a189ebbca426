//! Cells that a new value may put right, each with what its sender knows its row by.

use std::collections::{BTreeMap, BTreeSet};

use hub_standard::definition::{Item, Requirement};
use hub_standard::finding::{At, Finding, Severity, shorten};
use hub_standard::{definition, rule};
use jiff::civil::Date;

use super::columns::{Column, Headings, Role};
use super::corrected::is_on;
use super::dates::{self, Read};
use super::days::{FIRST_YEAR, span};
use super::masking::Showing;
use super::slots;
use super::values::text_of;
use crate::anonymise::masked;
use crate::checked::CheckedReturn;
use crate::clock::Clock;
use crate::corrections::{CORRECTIONS_MAX, CellPlace, CellProblem, FixableCell};
use crate::sheet::Value;
use crate::upload::Upload;

/// Rules about a cell whose problem is not ended there: it is that of another row, or the row is not of this return.
const NOT_ENDED_IN_THE_CELL: [&str; 3] =
    ["referral_left_out", "row_other_month", "row_other_service"];

/// A sheet of the return with its headings.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) rows: crate::table::Table<'a>,
    pub(crate) headings: &'a Headings,
    /// For another sheet than Referrals.
    pub(crate) definition: Option<&'a definition::Sheet>,
}

/// Fills in which corrections may be kept, and which cells may be put right.
pub(crate) fn look(
    tables: &[Table<'_>],
    findings: &[Finding],
    upload: &Upload,
    clock: &Clock,
    answer: &mut CheckedReturn,
) {
    let today = upload.today;
    for made in &mut answer.corrections {
        let typed = upload.choices.corrections.get(&made.cell);
        let showing = showing(tables, &made.cell, today);
        let may_keep = |typed: &&str| typed.is_empty() || showing.shows(typed);
        made.value = typed.filter(may_keep).map(str::to_owned);
        let list = column(tables, &made.cell)
            .and_then(|(table, column)| item(table, column.role)?.code_list());
        made.read_as = list
            .zip(made.value.as_deref())
            .and_then(|(list, value)| list.find(value.trim()))
            .filter(|code| code.is_valid_in(upload.month))
            .map(|code| code.label.clone());
    }
    let Some(problems) = problems(findings) else {
        return;
    };
    let corrected = answer.corrections.iter().map(|made| &made.cell);
    let all: BTreeSet<&CellPlace> = problems.keys().chain(corrected).collect();
    if problems.is_empty() || all.len() > CORRECTIONS_MAX {
        return;
    }
    let is_kept = |cell: &CellPlace| {
        let mut kept = answer.corrections.iter();
        kept.any(|made| made.cell == *cell && made.value.is_some())
    };
    let asked = all.into_iter().filter_map(|cell| {
        let problem = problems.get(cell).cloned();
        let is_asked = problem.is_some() || !is_kept(cell);
        let asked = is_asked.then(|| fixable(tables, cell, problem, upload, clock));
        asked.flatten()
    });
    answer.fixable = asked.collect();
}

/// The cells with a problem that a new value may end. None where not every one of them is known, or there are too many.
fn problems(findings: &[Finding]) -> Option<BTreeMap<CellPlace, CellProblem>> {
    let mut cells = BTreeMap::new();
    for finding in findings
        .iter()
        .filter(|finding| is_ended_in_the_cell(finding))
    {
        if usize::try_from(finding.count) != Ok(finding.more_places.len() + 1) {
            return None;
        }
        for at in finding.places() {
            if let Some(cell) = CellPlace::of(at.place) {
                cells.entry(cell).or_insert_with(|| problem(finding, &at));
            }
        }
        if cells.len() > CORRECTIONS_MAX {
            return None;
        }
    }
    Some(cells)
}

fn is_ended_in_the_cell(finding: &Finding) -> bool {
    let mut not = NOT_ENDED_IN_THE_CELL.iter();
    finding.severity == Severity::Record
        && CellPlace::of(&finding.place).is_some()
        && !not.any(|name| rule::named(name).is_some_and(|rule| rule.code == finding.code))
}

/// What is the matter with one of the cells of a finding, with the value of that cell.
fn problem(finding: &Finding, at: &At<'_>) -> CellProblem {
    CellProblem {
        title: finding.title.clone(),
        found: at.found.map(str::to_owned),
        expected: at.expected.map(str::to_owned),
        fix: finding.fix.clone(),
    }
}

fn column<'t>(tables: &'t [Table<'_>], cell: &CellPlace) -> Option<(&'t Table<'t>, &'t Column)> {
    let table = tables.iter().find(|table| is_on(cell, table.rows.head()))?;
    Some((table, table.headings.column_at(cell.column)?))
}

fn showing(tables: &[Table<'_>], cell: &CellPlace, today: Date) -> Showing {
    column(tables, cell).map_or(Showing::Never, |(table, column)| {
        Showing::of(column.role, table.definition, today.year())
    })
}

fn fixable(
    tables: &[Table<'_>],
    cell: &CellPlace,
    problem: Option<CellProblem>,
    upload: &Upload,
    clock: &Clock,
) -> Option<FixableCell> {
    let today = upload.today;
    let (table, column) = column(tables, cell)?;
    let of_column = item(table, column.role);
    let codes = of_column
        .and_then(Item::code_list)
        .into_iter()
        .flat_map(|list| &list.entries);
    let others = table.rows.row(cell.row, clock, |row| {
        let others = row.cells().filter(|(index, _)| *index != cell.column);
        let others = others.filter_map(|(index, value)| {
            let column = table.headings.column_at(index)?;
            let shown = shown(table, column, value, today)?;
            Some((column.heading.clone(), shown))
        });
        others.collect()
    });
    Some(FixableCell {
        cell: cell.clone(),
        header: column.heading.clone(),
        is_needed: of_column.is_some_and(|item| item.requirement == Requirement::Mandatory),
        problem,
        options: codes
            .filter(|code| code.is_valid_in(upload.month))
            .map(|code| (code.code.clone(), code.label.clone()))
            .collect(),
        others: others.unwrap_or_default(),
        showing: Showing::of(column.role, table.definition, today.year()),
    })
}

/// The item of the return that a column holds.
fn item<'t>(table: &Table<'t>, role: Role) -> Option<&'t Item> {
    match role {
        Role::Item { item, .. } => Some(item),
        Role::Detail { slot } => {
            let at = slot.checked_sub(slots::DETAILS);
            at.and_then(|at| table.definition?.items.get(at))
        }
        Role::Context { .. } | Role::Unused => None,
    }
}

/// A value as its sender may see it again.
fn shown(table: &Table<'_>, column: &Column, value: Value<'_>, today: Date) -> Option<String> {
    let showing = Showing::of(column.role, table.definition, today.year());
    let shown = match (showing, value) {
        (Showing::Never, _) => return None,
        // What Excel keeps as a number of days nobody would know again. Before the first year it may be a date of birth.
        (Showing::Day(_), Value::Date(_) | Value::Number(_)) => {
            let span = span(slots::REFERRAL_DATE, today, table.rows.head().from_1904);
            match dates::read(value, span) {
                Read::Day { day, .. } if day.year() >= FIRST_YEAR => dates::words(day),
                _ => masked(value),
            }
        }
        _ => showing.text(&text_of(value)?)?.into_owned(),
    };
    Some(shorten(&shown))
}
