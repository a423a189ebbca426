//! The waits of the areas inside.

use hub_release::{AreaType, Geography, MeasureInfo, MeasureValue, Polarity};
use hub_ui::view::{AreaTable, AreaTableRow, Figure};

use super::everybody::share;
use crate::pages::figures::{self, Scope};
use crate::pages::headline::{Series, as_told};
use crate::pages::reader::Reader;
use crate::places;

/// A column: one series of a measure.
struct Column {
    heading: &'static str,
    info: MeasureInfo,
    breakdown: &'static str,
    category: &'static str,
    write: fn(&MeasureValue, &MeasureInfo) -> Figure,
}

impl Column {
    fn total(heading: &'static str, info: &MeasureInfo) -> Self {
        Self {
            heading,
            info: info.clone(),
            breakdown: "all",
            category: "all",
            write: figures::figure,
        }
    }
}

/// The measures that the release has; of areas as they were, those that look back on nothing.
fn columns(scope: &Scope) -> Vec<Column> {
    let mut columns = Vec::new();
    let survival = scope.release.measure("wait_survival");
    if let Some(info) = survival.filter(|_| scope.geography == Geography::AsNow) {
        let days = as_told(info, "days", Polarity::LowIsGood);
        columns.push(Column::total("Half seen within (days)", &days));
        columns.push(Column {
            breakdown: "seen_within",
            category: "28",
            write: share,
            ..Column::total(
                "Seen within 28 days (% of those who stay)",
                &as_told(info, "% of people who stay", Polarity::HighIsGood),
            )
        });
    }
    for (id, heading) in [
        ("wait_median", "Median of waits that ended (days)"),
        (
            "caseload_per_fte",
            "People on the caseload (per full-time equivalent)",
        ),
    ] {
        if let Some(info) = scope.release.measure(id) {
            columns.push(Column::total(heading, info));
        }
    }
    columns
}

/// Regions of England, boards of a region.
pub(super) fn inside(reader: &Reader, scope: &Scope) -> Option<AreaTable> {
    let (kind, heading) = match scope.place.area_type {
        hub_reference::AreaType::England => (AreaType::Region, "Region"),
        hub_reference::AreaType::Region => (AreaType::Icb, "Integrated care board"),
        _ => return None,
    };
    let columns = columns(scope);
    let row = |place: places::Place| {
        let cell = |column: &Column| {
            Series::of(&column.info, column.breakdown, column.category, scope.month)
                .written(column.write)
                .figure(scope, &place.code)
        };
        AreaTableRow {
            href: scope.href(&format!("/areas/{}/waiting", place.code)),
            cells: columns.iter().map(cell).collect(),
            name: place.name,
        }
    };
    let mut rows: Vec<AreaTableRow> = scope
        .values_in(kind, "wait_median", "all", scope.month)
        .into_iter()
        .filter_map(|value| places::place(&reader.hub.reference, value.area_code.as_str()))
        .filter(|place| place.parent.as_ref() == Some(&scope.place.code))
        .map(row)
        .collect();
    if rows.is_empty() {
        return None;
    }
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Some(AreaTable {
        caption: format!(
            "Waiting in the areas of {}, {}",
            scope.place.name,
            scope.month.words()
        ),
        area_heading: heading.to_owned(),
        columns: columns
            .iter()
            .map(|column| column.heading.to_owned())
            .collect(),
        rows,
        note: Some("Each area has its own random adjustment, so areas may not add up.".to_owned()),
    })
}
