//! The list of practices as a table.

use hub_ui::view::{Interval, Word};

use super::{Row, Seen, said, told};
use crate::format::{Cell, Column, Table};
use crate::pages::figures::Scope;

pub(super) fn table(scope: &Scope, seen: &Seen<'_>) -> Table {
    let stretch = seen.stretch;
    let columns = [
        "practice_code",
        "practice_name",
        "network",
        "deprivation_fifth",
        "link_worker",
        "word",
        "not_compared_because",
        "services_that_did_not_send",
    ];
    let numbers = [
        "people_registered",
        "referrals",
        "referrals_per_1000",
        "expected",
        "ratio",
        "ratio_lower95",
        "ratio_upper95",
        "returns_missing_in_period",
        "returns_expected_in_period",
    ];
    Table {
        name: format!("practices_{}_{}", scope.place.code, stretch.last),
        notes: vec![
            ("Area", scope.place.name.clone()),
            ("Period", stretch.words()),
            ("Release", scope.release.id.to_string()),
            ("Returns", seen.gaps.sentence(stretch)),
            ("Read with caution", said::cautions(seen).join(" ")),
            ("Expected", said::basis(seen)),
            ("Beside the page of who is referred", said::beside_who(seen)),
        ],
        columns: columns
            .into_iter()
            .map(Column::text)
            .chain(numbers.into_iter().map(Column::number))
            .collect(),
        rows: seen.rows.iter().map(|row| cells(row, seen)).collect(),
    }
}

/// What is missing stands in every row, since a row may be looked at alone.
fn cells(row: &Row<'_>, seen: &Seen<'_>) -> Vec<Cell> {
    let gaps = &seen.gaps;
    let told = told(row, seen.census);
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
        Cell::text(match told.has_worker {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        }),
        Cell::text(word),
        Cell::text(told.word.reason.clone().unwrap_or_default()),
        Cell::text(gaps.named()),
        Cell::number(told.registered.drawn()),
        Cell::number(told.observed.drawn()),
        Cell::number(told.rate.drawn()),
        Cell::number(told.expected.drawn()),
        Cell::number(told.ratio.drawn()),
        limit(|limits| limits.lower),
        limit(|limits| limits.upper),
        Cell::Number(f64::from(gaps.missing())),
        Cell::Number(f64::from(gaps.expected())),
    ]
}
