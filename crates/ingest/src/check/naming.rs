//! Findings about the columns: missing, there twice, or named in other words.

use hub_standard::definition::{Item, Requirement, ReturnDefinition};
use hub_standard::finding::Finding;

use super::collect::Findings;
use super::columns::{Column, Headings, Joined, Role};
use super::notes::what_it_decides;
use super::personal;
use super::place::Places;
use super::slots::{self, Slot};
use crate::choices::NOT_USED;

/// The most columns that are offered for an item that has none.
const COLUMNS_OFFERED_MAX: usize = 12;

/// Columns that are missing, there twice, or named in other words.
pub(crate) fn columns(
    headings: &Headings,
    places: &Places<'_>,
    has_contacts: bool,
    findings: &mut Findings,
) {
    for (first, second) in &headings.twice {
        let said = if first.heading == second.heading {
            format!(
                "\"{}\" is the heading of column {} and column {}. Choose which one to use.",
                first.heading, first.letter, second.letter
            )
        } else {
            format!(
                "\"{}\" (column {}) and \"{}\" (column {}) mean the same. Choose which one to use.",
                first.heading, first.letter, second.heading, second.letter
            )
        };
        let use_one = |used: &Column, other: &Column| {
            let words = format!("Use column {} (\"{}\")", used.letter, used.heading);
            (format!("{}:{NOT_USED}", other.letter), words)
        };
        findings.push(
            Finding::of("same_heading_twice", places.of(second))
                .found(&second.heading)
                .said(said)
                .asking("column", [use_one(first, second), use_one(second, first)]),
        );
    }
    missing(headings, places, has_contacts, findings);
    joined(headings, places, findings);
    let renamed: Vec<&Column> = headings
        .columns
        .iter()
        .filter(|column| {
            !headings
                .joined
                .iter()
                .any(|joined| joined.index == column.index)
        })
        .filter(|column| {
            matches!(
                column.role,
                Role::Item {
                    is_canonical: false,
                    ..
                }
            )
        })
        .collect();
    if let Some(first) = renamed.first() {
        let mut finding = Finding::of("heading_read_as", places.of(first)).found(&first.heading);
        let pairs = renamed.iter().filter_map(|column| match column.role {
            Role::Item { item, .. } => Some(format!("\"{}\" as {}", column.heading, item.id)),
            _ => None,
        });
        let said = format!("We read {}.", pairs.collect::<Vec<_>>().join(", "));
        for column in renamed.iter().skip(1) {
            finding.also(places.of(column));
        }
        findings.push(finding.said(said));
    }
}

/// Says which headings were made of two rows.
fn joined(headings: &Headings, places: &Places<'_>, findings: &mut Findings) {
    let mut columns = headings
        .joined
        .iter()
        .filter_map(|joined| Some((joined, headings.column_at(joined.index)?)));
    let Some((first, column)) = columns.next() else {
        return;
    };
    let words = |joined: &Joined| {
        format!(
            "\"{}\" and \"{}\" became {}",
            joined.upper, joined.lower, joined.item.id
        )
    };
    let mut finding = Finding::of("headings_joined", places.of(column));
    let mut said = vec![words(first)];
    for (joined, column) in columns {
        finding.also(places.of(column));
        said.push(words(joined));
    }
    findings.push(finding.said(format!("We joined two heading rows: {}.", said.join(", "))));
}

fn missing(headings: &Headings, places: &Places<'_>, has_contacts: bool, findings: &mut Findings) {
    let Some(sheet) = ReturnDefinition::v1().referrals() else {
        return;
    };
    let has = |item: &Item| {
        slots::of_item(&item.id).is_some_and(|slot| {
            // Their number is known from their own sheet.
            has_slot(places, slot, item.repeat) || has_contacts && slot == slots::CONTACTS
        })
    };
    let unused: Vec<&str> = headings
        .columns
        .iter()
        .filter(|column| column.role == Role::Unused && !column.heading.is_empty())
        // A column that must be deleted stands for nothing of the return.
        .filter(|column| personal::kind_of_heading(&column.heading).is_none())
        .map(|column| column.heading.as_str())
        .collect();
    let nearest = |item: &Item| {
        let near = sheet.nearest_headers(item, &unused);
        near.first().and_then(|near| {
            headings
                .columns
                .iter()
                .find(|column| column.heading == **near)
        })
    };
    let ask = |finding: Finding, item: &Item| {
        let near = sheet.nearest_headers(item, &unused);
        let columns = headings
            .columns
            .iter()
            .filter(|column| column.role == Role::Unused && !column.heading.is_empty())
            .filter(|column| personal::kind_of_heading(&column.heading).is_none());
        let mut columns: Vec<&Column> = columns.collect();
        columns.sort_by_key(|column| {
            near.iter()
                .position(|near| **near == column.heading)
                .unwrap_or(usize::MAX)
        });
        let answers = columns.into_iter().take(COLUMNS_OFFERED_MAX).map(|column| {
            let words = format!(
                "Column {} (\"{}\") holds {}",
                column.letter, column.heading, item.id
            );
            (format!("{}:{}", column.letter, item.id), words)
        });
        finding.asking("column", answers)
    };
    for (item, _) in slots::items().filter(|(item, _)| !has(item)) {
        match item.requirement {
            Requirement::Mandatory => {
                let near = nearest(item);
                let finding = no_column("required_column_missing", &item.id, near, places);
                findings.push(ask(finding, item));
            }
            Requirement::Required => {
                let finding = no_column("column_missing", &item.id, nearest(item), places);
                findings.push(ask(finding, item));
            }
            Requirement::Optional => {}
        }
    }
    for set in &sheet.one_of {
        let items: Vec<&Item> = set.items.iter().filter_map(|id| sheet.item(id)).collect();
        if items.is_empty() || items.iter().any(|item| has(item)) {
            continue;
        }
        let near = items.iter().find_map(|item| nearest(item));
        let names: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
        match set.requirement {
            Requirement::Mandatory => {
                let finding = Finding::of("person_column_missing", places.sheet())
                    .expected(names.join(" or "));
                let said = finding.message.clone() + &near_words(near);
                let mut finding = finding.said(said);
                let answers = items
                    .iter()
                    .filter_map(|item| ask(finding.clone(), item).question.map(|q| q.answers));
                let answers: Vec<_> = answers.flatten().map(|a| (a.value, a.label)).collect();
                finding = finding.asking("column", answers);
                findings.push(finding);
            }
            Requirement::Required => {
                let names = names.join(" or ");
                findings.push(no_column("column_missing", &names, near, places));
            }
            Requirement::Optional => {}
        }
    }
}

/// That no column has a heading, or any of several.
fn no_column(rule: &str, heading: &str, near: Option<&Column>, places: &Places<'_>) -> Finding {
    let mut place = near.map_or_else(|| places.sheet(), |column| places.of(column));
    if near.is_none() {
        place.header = Some(heading.to_owned());
    }
    let finding = Finding::of(rule, place).expected(format!("a column with the heading {heading}"));
    let said = format!(
        "We could not find a column for {heading}.{}{} {}",
        near_words(near),
        what_it_decides(heading),
        finding.fix
    );
    match near {
        Some(column) => finding.found(&column.heading).said(said),
        None => finding.said(said),
    }
}

fn near_words(near: Option<&Column>) -> String {
    near.map_or_else(String::new, |column| {
        format!(
            " The nearest heading is \"{}\" (column {}).",
            column.heading, column.letter
        )
    })
}

fn has_slot(places: &Places<'_>, first: Slot, repeat: u8) -> bool {
    (first..first + usize::from(repeat.max(1))).any(|slot| places.column(slot).is_some())
}
