//! Returns by service and month as a table.

use hub_standard::ids::Month;
use hub_ui::view::{HeatRow, ReturnMark};

use crate::format::{Cell, Column, Table};
use crate::pages::figures::Scope;

/// One line for each service and month.
pub(super) fn table(scope: &Scope, months: &[Month], rows: &[HeatRow]) -> Table {
    let lines = rows.iter().flat_map(|row| {
        months.iter().zip(&row.marks).map(move |(month, mark)| {
            vec![
                Cell::text(row.service.clone()),
                Cell::text(month.to_string()),
                Cell::text(word(*mark)),
            ]
        })
    });
    Table {
        name: format!("returns_{}_{}", scope.place.code, scope.month),
        notes: vec![
            ("Area", scope.place.name.clone()),
            ("Release", scope.release.id.to_string()),
        ],
        columns: ["service", "month", "return"].map(Column::text).into(),
        rows: lines.collect(),
    }
}

fn word(mark: ReturnMark) -> &'static str {
    match mark {
        ReturnMark::Sent => "sent",
        ReturnMark::Late => "late",
        ReturnMark::Nil => "nil",
        ReturnMark::Partly => "partly",
        ReturnMark::Missing => "missing",
        ReturnMark::Due => "due",
        ReturnMark::NotExpected => "not_expected",
    }
}
