//! The same as a file: one row for each service and month.

use axum::response::Response;
use hub_ui::view::ReturnMark;

use super::{Asked, Region};
use crate::format::{Cell, Column, Format, Table};
use crate::problem::Result;

/// The region that the address names, or all of them.
pub(super) async fn respond(asked: &Asked<'_>) -> Result<Response> {
    let name = asked.named.as_deref();
    let is_wanted = |region: &&Region<'_>| name.is_none_or(|name| region.code == name);
    let mut rows = Vec::new();
    for region in asked.regions.iter().filter(is_wanted) {
        for (atom, service) in &region.services {
            let code = atom.map(|atom| &atom.now);
            let board = asked.board(code).unwrap_or_default();
            // Both are newest first; a file is read from the oldest on.
            let months = asked.newest_first().into_iter().zip(asked.marks(service));
            for (month, mark) in months.rev() {
                rows.push(vec![
                    Cell::text(&*region.code),
                    Cell::text(&*region.name),
                    Cell::text(code.map_or("", |code| code.as_str())),
                    Cell::text(&*board),
                    Cell::text(service.code.as_str()),
                    Cell::text(&*service.name),
                    Cell::text(month.to_string()),
                    Cell::text(word(mark)),
                ]);
            }
        }
    }
    let columns = [
        "region",
        "region_name",
        "icb",
        "icb_name",
        "service",
        "service_name",
        "month",
        "return",
    ];
    let table = Table {
        name: format!("returns-{}", asked.to),
        notes: Vec::new(),
        columns: columns.into_iter().map(Column::text).collect(),
        rows,
    };
    table.respond(Format::Csv).await
}

/// What became of a return, as one word of a file.
fn word(mark: ReturnMark) -> &'static str {
    match mark {
        ReturnMark::Sent => "sent",
        ReturnMark::Late => "late",
        ReturnMark::Nil => "nil",
        ReturnMark::Partly => "rows_left_out",
        ReturnMark::Missing => "missing",
        ReturnMark::Due => "due",
        ReturnMark::NotExpected => "not_expected",
    }
}
