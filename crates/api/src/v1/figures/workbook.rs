//! What a table of figures has besides where people open it: words beside codes, values as pages show them, and the newest
//! months on top.

use std::cmp::Reverse;

use hub_release::{MeasureInfo, MeasureValue};

use super::Found;
use crate::format::{Cell, Column, Table};
use crate::pages::labels::label;

/// After which columns of a file those of a workbook stand.
const CODE: &str = "category";
const VALUE: &str = "value";

/// The newest month first, as the rows of a chart of one month are; else in the order of the release.
pub(crate) fn newest_first(found: &mut [Found<'_>]) {
    for found in found {
        found.values.sort_by_key(|value| Reverse(value.month));
    }
}

/// Adds the columns for people. The rows of the table are those of `found`.
pub(crate) fn for_people(table: &mut Table, found: &[Found<'_>]) {
    let rows: Vec<(&MeasureInfo, &MeasureValue)> = found
        .iter()
        .flat_map(|found| found.values.iter().map(|value| (found.info, *value)))
        .collect();
    let labels = rows
        .iter()
        .map(|(_, value)| Cell::text(in_words(value)))
        .collect();
    let shown = rows
        .iter()
        .map(|(info, value)| Cell::text(as_shown(info, value)))
        .collect();
    beside(table, CODE, "category_label", labels);
    beside(table, VALUE, "value_display", shown);
    table.notes.push((
        "for people",
        "category_label has the words for the code in category; value_display has the value as pages show it. The newest months are on top."
            .to_owned(),
    ));
}

fn in_words(value: &MeasureValue) -> String {
    match &*value.category {
        "all" => "Total".to_owned(),
        category => label(&value.breakdown, category),
    }
}

fn as_shown(info: &MeasureInfo, value: &MeasureValue) -> String {
    match value.value {
        Some(_) if info.unit.starts_with('%') => format!("{}%", value.display),
        _ => value.display.clone(),
    }
}

/// Puts a column after another one; where there is no such, at the end.
fn beside(table: &mut Table, after: &str, name: &'static str, cells: Vec<Cell>) {
    let found = table
        .columns
        .iter()
        .position(|column| column.name() == after);
    let at = found.map_or(table.columns.len(), |position| position + 1);
    table.columns.insert(at, Column::text(name));
    for (row, cell) in table.rows.iter_mut().zip(cells) {
        row.insert(at.min(row.len()), cell);
    }
}

#[cfg(test)]
mod tests {
    use hub_standard::ids::Month;

    use super::*;
    use crate::pages::samples;

    #[test]
    fn codes_have_words_beside_them_and_the_newest_month_is_on_top() {
        let month = |text: &str| -> Month { text.parse().unwrap() };
        let mut info = samples::info();
        info.unit = "% of referrals".to_owned();
        let value = |at: &str| {
            let mut value = samples::value(month(at), "asian", Some(12.0));
            value.breakdown = "ethnic_group".into();
            value.display = "12".to_owned();
            value
        };
        let values = [value("2026-09"), value("2026-10")];
        let mut found = [Found {
            info: &info,
            values: values.iter().collect(),
        }];
        newest_first(&mut found);
        assert_eq!(found[0].values[0].month, month("2026-10"));
        let mut table = Table {
            name: "sample".to_owned(),
            notes: Vec::new(),
            columns: ["category", "value"].map(Column::text).into(),
            rows: vec![vec![Cell::text("asian"), Cell::Number(12.0)]; 2],
        };
        for_people(&mut table, &found);
        let names: Vec<&str> = table.columns.iter().map(Column::name).collect();
        assert_eq!(
            names,
            ["category", "category_label", "value", "value_display"]
        );
        assert_eq!(table.rows[0][1], Cell::text("Asian or Asian British"));
        assert_eq!(table.rows[0][3], Cell::text("12%"));
    }
}
