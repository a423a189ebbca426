//! The calculation as a file: what went in, what came out, what moves it.

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hub_methods::scenarios::Scenarios;
use serde::Serialize;

use super::inputs::Form;
use super::result::{Driver, Found};
use crate::format::{Cell, Column, Format, Table};
use crate::pages::figures::Scope;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

const NOTE: &str = "An illustration from assumptions, not a measurement. Never quote a figure without its low and its high case.";

const POUNDS: &str = "pounds for each pound of support";

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Row {
    /// assumption, result or driver.
    part: &'static str,
    name: &'static str,
    low: Option<f64>,
    central: Option<f64>,
    high: Option<f64>,
    unit: &'static str,
    source: String,
}

/// The calculation as JSON.
#[derive(Debug, Serialize)]
struct Calculation {
    release: String,
    area: String,
    month: String,
    note: &'static str,
    rows: Vec<Row>,
}

/// The file that was asked for; none: the page was.
pub(super) fn asked(params: &Params) -> Result<Option<Format>> {
    match params.text("format") {
        Some(_) => Format::asked(params, &HeaderMap::new()).map(Some),
        None => Ok(None),
    }
}

/// Writes the file.
pub(super) async fn respond(
    format: Format,
    scope: &Scope,
    form: &Form,
    found: Option<&Found>,
) -> Result<Response> {
    let Some(found) = found else {
        let first = form.errors.first();
        return Err(match first {
            Some(error) => Problem::new(
                Kind::InvalidRequest,
                format!("{}: {}.", error.field, error.message),
            )
            .with("parameter", error.field.as_str()),
            None => Problem::plain(Kind::InvalidRequest),
        });
    };
    let rows = rows(form, found);
    match format {
        Format::Json => Ok(Json(Calculation {
            release: scope.release.id.to_string(),
            area: scope.place.code.to_string(),
            month: scope.month.to_string(),
            note: NOTE,
            rows,
        })
        .into_response()),
        file => table(scope, rows).respond(file).await,
    }
}

fn rows(form: &Form, found: &Found) -> Vec<Row> {
    let mut rows: Vec<Row> = form
        .asked
        .iter()
        .filter_map(|asked| {
            let cases = asked.values()?;
            Some(Row {
                source: asked.offered.source.clone(),
                ..row("assumption", asked.input.name(), &cases, asked.input.unit())
            })
        })
        .collect();
    rows.push(row("result", "social_return", &found.social, POUNDS));
    rows.push(row(
        "result",
        "freed_for_one_person",
        &found.freed.per_person,
        "pounds for one person in twelve months",
    ));
    rows.push(row(
        "result",
        "freed_for_each_pound",
        &found.freed.per_pound,
        POUNDS,
    ));
    rows.push(Row {
        low: found.freed.months.low,
        central: found.freed.months.central,
        high: found.freed.months.high,
        ..row(
            "result",
            "payback_months",
            &found.social,
            "months; empty: not within 60",
        )
    });
    let driver = |driver: &Driver| {
        let cases = Scenarios {
            low: driver.low,
            central: found.social.central,
            high: driver.high,
        };
        row("driver", driver.input.name(), &cases, POUNDS)
    };
    rows.extend(found.drivers.iter().map(driver));
    rows
}

fn row(part: &'static str, name: &'static str, cases: &Scenarios<f64>, unit: &'static str) -> Row {
    Row {
        part,
        name,
        low: Some(cases.low),
        central: Some(cases.central),
        high: Some(cases.high),
        unit,
        source: String::new(),
    }
}

fn table(scope: &Scope, rows: Vec<Row>) -> Table {
    let row = |row: Row| {
        vec![
            Cell::text(row.part),
            Cell::text(row.name),
            Cell::number(row.low),
            Cell::number(row.central),
            Cell::number(row.high),
            Cell::text(row.unit),
            Cell::text(row.source),
        ]
    };
    Table {
        name: format!("value-{}-{}", scope.place.code, scope.release.id),
        notes: vec![
            ("release", scope.release.id.to_string()),
            ("area", scope.place.name.clone()),
            ("month", scope.month.to_string()),
            ("note", NOTE.to_owned()),
        ],
        columns: vec![
            Column::text("part"),
            Column::text("name"),
            Column::number("low"),
            Column::number("central"),
            Column::number("high"),
            Column::text("unit"),
            Column::text("source"),
        ],
        rows: rows.into_iter().map(row).collect(),
    }
}
