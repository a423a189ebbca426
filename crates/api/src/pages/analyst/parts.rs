//! The files of an open table: of the whole where one answer may have as many rows, and else of its parts.

use std::collections::BTreeMap;

use hub_release::{AreaType, Release, TableInfo};
use hub_ui::view::{Link, TablePart, TableParts};

use super::{files, result};

/// The open table of all figures.
const VALUES: &str = "measure_values";
/// What each figure is there twice of, in words.
const GEOGRAPHIES: [(&str, &str); 2] = [
    ("as_now", "areas of today"),
    ("as_was", "areas as they were in the month"),
];

/// What is offered of a table.
pub(super) struct Files {
    pub(super) whole: Vec<Link>,
    pub(super) parts: Option<TableParts>,
}

/// The files of a table; none of one about people.
pub(super) fn of(table: &TableInfo, release: &Release, rows_max: usize) -> Files {
    let Some(n_rows) = table.rows.filter(|_| table.fact.is_none()) else {
        return Files {
            whole: Vec::new(),
            parts: None,
        };
    };
    if n_rows <= rows_max {
        let all = format!("select * from hub.{}", table.name);
        return Files {
            whole: files(&all, &release.id.to_string()),
            parts: None,
        };
    }
    let is_of_values = table.name == VALUES;
    let more = match is_of_values {
        true => "Here it is measure by measure.",
        false => "Ask for a part of it with where.",
    };
    Files {
        whole: Vec::new(),
        parts: Some(TableParts {
            text: format!(
                "The table has {} rows, and one answer has at most {}. {more}",
                result::thousands(n_rows),
                result::thousands(rows_max)
            ),
            head: "Measure".to_owned(),
            parts: match is_of_values {
                true => by_measure(release, rows_max),
                false => Vec::new(),
            },
        }),
    }
}

fn by_measure(release: &Release, rows_max: usize) -> Vec<TablePart> {
    let mut n_rows: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for value in release.all_values() {
        // Those that the table has.
        if matches!(
            value.area_type,
            AreaType::England | AreaType::Region | AreaType::Icb
        ) {
            let key = (&*value.measure, value.geography.as_str());
            *n_rows.entry(key).or_default() += 1;
        }
    }
    let id = release.id.to_string();
    let mut parts = Vec::new();
    for info in release.measures() {
        let of = |geography: &str| {
            let found = n_rows.get(&(info.id.as_str(), geography));
            found.copied().unwrap_or_default()
        };
        let all: usize = GEOGRAPHIES.iter().map(|(geography, _)| of(geography)).sum();
        if all == 0 {
            continue;
        }
        let of_measure = format!(
            "select * from hub.measure_values where measure = '{}'",
            info.id
        );
        if all <= rows_max {
            parts.push(part(&info.title, all, &of_measure, &id));
            continue;
        }
        for (geography, words) in GEOGRAPHIES {
            let sql = format!("{of_measure} and geography = '{geography}'");
            let name = format!("{}, {words}", info.title);
            parts.push(part(&name, of(geography), &sql, &id));
        }
    }
    parts
}

fn part(name: &str, n_rows: usize, sql: &str, release: &str) -> TablePart {
    TablePart {
        name: name.to_owned(),
        rows: result::thousands(n_rows),
        downloads: files(sql, release),
    }
}
