//! The list of practices as a table.

use hub_ui::view::{Interval, Word};

use super::seen::Stretch;
use super::{Row, told};
use crate::format::{Cell, Column, Table};
use crate::pages::figures::Scope;

pub(super) fn table(scope: &Scope, stretch: Stretch, rows: &[Row<'_>]) -> Table {
    let columns = [
        "practice_code",
        "practice_name",
        "network",
        "deprivation_fifth",
        "word",
    ];
    let numbers = [
        "people_registered",
        "referrals",
        "expected",
        "ratio",
        "ratio_lower95",
        "ratio_upper95",
    ];
    Table {
        name: format!("practices_{}_{}", scope.place.code, stretch.last),
        notes: vec![
            ("Area", scope.place.name.clone()),
            ("Period", stretch.words()),
            ("Release", scope.release.id.to_string()),
        ],
        columns: columns
            .into_iter()
            .map(Column::text)
            .chain(numbers.into_iter().map(Column::number))
            .collect(),
        rows: rows.iter().map(cells).collect(),
    }
}

fn cells(row: &Row<'_>) -> Vec<Cell> {
    let told = told(row);
    let word = match told.word.word {
        Word::Lower => "lower",
        Word::Higher => "higher",
        Word::Similar => "similar",
        _ => "not_compared",
    };
    let limit = |of: fn(&Interval) -> f64| Cell::number(told.ratio.interval.as_ref().map(of));
    vec![
        Cell::text(told.code.clone()),
        Cell::text(told.name.clone()),
        Cell::text(told.network.clone()),
        Cell::text(
            row.listed
                .fifth
                .map(|fifth| fifth.to_string())
                .unwrap_or_default(),
        ),
        Cell::text(word),
        Cell::number(told.registered.drawn()),
        Cell::number(told.observed.drawn()),
        Cell::number(told.expected.drawn()),
        Cell::number(told.ratio.drawn()),
        limit(|limits| limits.lower),
        limit(|limits| limits.upper),
    ]
}
