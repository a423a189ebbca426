//! Headings in other words, and columns that are not part of the return.

use hub_standard::definition::{ReturnDefinition, normalise_header};

use super::{
    Setting, some,
    table::{Encoding, Table},
};
use crate::{cell::Cell, chance::Chance};

/// Headings of columns that services keep beside those of the return, with what stands in them.
const EXTRA: [(&str, &[&str]); 9] = [
    ("Staff initials", &["JB", "AK", "MO", "RT"]),
    ("Internal ref", &["INT-0042", "INT-0107", "INT-0311"]),
    ("Team", &["East", "West", "North"]),
    ("Week", &["Wk 1", "Wk 2", "Wk 3", "Wk 4"]),
    ("Cohort", &["A", "B"]),
    ("Funding stream", &["core", "lottery"]),
    ("Room", &["Hub 1", "Hub 2", "Library"]),
    ("Worker", &["LW1", "LW2", "LW3"]),
    ("Checked", &["ok", "yes"]),
];

/// Harmless columns.
pub(super) fn extra(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 3) {
        let Some((heading, values)) = chance.one(&EXTRA).copied() else {
            return;
        };
        if table.columns.iter().any(|column| column.heading == heading) {
            continue;
        }
        let at = chance.below(table.columns.len() + 1);
        table.add_column(at, "", heading, || {
            Cell::text(chance.one(values).copied().unwrap_or_default())
        });
        table.expect_at("columns_not_used", None, Some(at), 1);
    }
}

/// A column with signs that older Windows files write in another way, in such a file.
pub(super) fn windows_1252(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const VALUES: [&str; 5] = ["Café Connect", "St Mary’s", "Age Well – East", "", ""];
    let at = table.columns.len();
    table.add_column(at, "", "Project", || {
        Cell::text(chance.one(&VALUES).copied().unwrap_or_default())
    });
    table.expect_at("columns_not_used", None, Some(at), 1);
    table.look.encoding = Encoding::Windows1252;
}

/// A column with nothing in it, not even a heading.
pub(super) fn blank(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let at = 1 + chance.below(table.columns.len().saturating_sub(1));
    table.add_column(at, "", "", || Cell::Blank);
    table.expected.push(super::expected::Expected::of_file(
        "blank_columns_ignored",
        1,
    ));
}

/// Headings that other systems have for the same.
pub(super) fn reworded(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    // Each column at most once.
    let mut left: Vec<usize> = (0..table.columns.len()).collect();
    for _ in 0..1 + chance.below(6) {
        if left.is_empty() {
            return;
        }
        let at = left.swap_remove(chance.below(left.len()));
        let Some(column) = table.columns.get_mut(at) else {
            return;
        };
        let others = other_headings(column.item, &column.heading);
        let Some(other) = chance.one(&others) else {
            continue;
        };
        column.heading.clone_from(other);
        if meaning(other).is_some_and(|(_, is_canonical)| !is_canonical) {
            table.expect_at("heading_read_as", None, Some(at), 1);
        }
    }
}

/// Headings in another case, with other signs and spaces, which mean the same and need not be spoken of.
pub(super) fn recased(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for column in &mut table.columns {
        if column.item.is_empty() || chance.happens(0.4) {
            continue;
        }
        let words = column.heading.replace('_', " ");
        let other = match chance.below(6) {
            0 => words.to_uppercase(),
            1 => words.to_lowercase(),
            2 => format!("{words}*"),
            3 => format!("{words}:"),
            4 if column.item.ends_with("_date") => format!("{words} (dd/mm/yyyy)"),
            4 => words.replace(' ', "  "),
            // A heading on two lines of its cell.
            _ => words.replacen(' ', "\n", 1),
        };
        // "M/F" and its like lose their meaning with their signs.
        if meaning(&other) == meaning(&column.heading) {
            column.heading = other;
        }
    }
}

/// Headings that mean the same column of the return as this one.
fn other_headings(item: &str, heading: &str) -> Vec<String> {
    let Some((wanted, _)) = meaning(item) else {
        return Vec::new();
    };
    let sheet = ReturnDefinition::v1().referrals();
    let found = sheet.and_then(|sheet| sheet.find_header(item));
    let all = found.map(|found| found.item.other_headings());
    let mut all: Vec<String> = all
        .unwrap_or_default()
        .into_iter()
        .map(|(words, _)| words)
        .filter(|words| normalise_header(words) != normalise_header(heading))
        .collect();
    all.retain(|words| meaning(words).is_some_and(|(meant, _)| meant == wanted));
    all
}

/// The column of the return that a heading means, and whether it is the template's own heading.
fn meaning(heading: &str) -> Option<((&'static str, u8), bool)> {
    let found = ReturnDefinition::v1().referrals()?.find_header(heading)?;
    Some(((found.item.id.as_str(), found.position), found.is_canonical))
}
