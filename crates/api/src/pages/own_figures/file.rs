//! The months of a service as a table.

use hub_store::Service;
use hub_ui::view::{Figure, Status};

use super::months::MonthSent;
use crate::format::{Cell, Column, Table};

/// What a reader of the file must know.
const ROUNDED: &str = "As on the receipts of your returns, rounded to 5; fewer than 12 are hidden. People are all in the return of the month.";

pub(super) fn table(service: &Service, months: &[MonthSent<'_>]) -> Table {
    Table {
        name: format!("figures_{}", service.code),
        notes: vec![
            ("Service", service.name.clone()),
            ("Note", ROUNDED.to_owned()),
        ],
        columns: vec![
            Column::text("service"),
            Column::text("month"),
            Column::number("referrals"),
            Column::number("people"),
            Column::text("value_status"),
        ],
        rows: months.iter().map(|month| cells(service, month)).collect(),
    }
}

fn cells(service: &Service, month: &MonthSent<'_>) -> Vec<Cell> {
    vec![
        Cell::text(service.code.as_str()),
        Cell::text(month.month.to_string()),
        number(&month.referrals),
        number(&month.people),
        Cell::text(status(month.referrals.status)),
    ]
}

fn number(figure: &Figure) -> Cell {
    match figure.drawn() {
        Some(value) => Cell::Number(value),
        None => Cell::Absent(match figure.status {
            Status::NotSubmitted => "[x]",
            _ => "[c]",
        }),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Provisional => "p",
        Status::Hidden => "hidden",
        Status::NotSubmitted => "x",
        _ => "rounded",
    }
}
