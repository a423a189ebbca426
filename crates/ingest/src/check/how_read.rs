//! How the file was read, where that is not what its name says or not what its writer may expect.

use std::cmp::Ordering;

use hub_standard::definition::ReturnDefinition;
use hub_standard::finding::{Finding, Place, shorten};
use hub_standard::rule;

use super::Findings;
use super::columns::{Headings, slot_of};
use super::masking::{shown, shown_in};
use super::screen::shown_name;
use crate::checked::FileKind;
use crate::clock::Clock;
use crate::read::Contents;
use crate::read::text::How;
use crate::sheet::{Row, Sheet, Value, letters};
use crate::table::Table;
use crate::upload::Upload;

/// A template has its mark within so many rows.
const MARK_ROWS: usize = 3;

/// Says how the file was read.
pub(crate) fn notes(
    upload: &Upload,
    contents: &Contents<'_>,
    kind: Option<FileKind>,
    findings: &mut Findings,
) {
    let ending = upload
        .file_name
        .as_deref()
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending.to_ascii_lowercase());
    if let Some(ending) = ending
        && let Some((read_as, endings)) = kind.and_then(read_as)
        && ENDINGS.contains(&ending.as_str())
        && !endings.contains(&ending.as_str())
    {
        let said = format!("We read this as {read_as} although its name ends in .{ending}.");
        findings.push(Finding::of("kind_differs_from_name", Place::file()).said(said));
    }
    if contents.has_macros {
        let said = "This workbook contains macros. We ignored them.";
        findings.push(Finding::of("macros_ignored", Place::file()).said(said));
    }
    if let Some(finding) = contents.sheets.iter().find_map(other_template) {
        findings.push(finding);
    }
    let mut separators = Vec::new();
    for (how, sheet) in contents.texts.iter().zip(&contents.sheets) {
        // How notes in the same zip are separated nobody needs to know.
        let is_return =
            || contents.texts.len() == 1 || Headings::find(sheet, &upload.choices).is_some();
        if how.separator != ',' && !separators.contains(&how.separator) && is_return() {
            let said = match how.separator {
                '\t' => "We read this as tab-separated text.".to_owned(),
                separator => format!("We read \"{separator}\" as the separator."),
            };
            findings.push(Finding::of("separator", Place::file()).said(said));
            separators.push(how.separator);
        }
        let example = |row, column| example(upload, sheet, row, column);
        if let Some(finding) = special_characters(how, sheet, example) {
            findings.push(finding);
        }
    }
}

/// Says what is known of a long text file when all of it was read.
pub(crate) fn long_text(
    how: &How,
    table: &Table<'_>,
    headings: &Headings,
    clock: &Clock,
    findings: &mut Findings,
) {
    let example = |row, column| {
        let look = |row: &Row<'_>| example_in(row, column, headings);
        table.row(row, clock, look).flatten()
    };
    if let Some(finding) = special_characters(how, table.head(), example) {
        findings.push(finding);
    }
}

/// The endings of names of spreadsheets. Other endings are no sign of what the sender believes the file to be.
const ENDINGS: [&str; 11] = [
    "csv", "ods", "tsv", "txt", "xls", "xlsb", "xlsm", "xlsx", "xlt", "xltx", "zip",
];

/// What a kind of file is called, and the endings that its name may have.
fn read_as(kind: FileKind) -> Option<(&'static str, &'static [&'static str])> {
    Some(match kind {
        FileKind::Csv => ("a CSV file", &["csv", "tsv", "txt"]),
        FileKind::CsvZip => ("a zip of CSV files", &["zip"]),
        FileKind::Xlsx => ("an Excel workbook", &["xlsx", "xlsm", "xltx"]),
        FileKind::Xlsb => ("a binary Excel workbook", &["xlsb"]),
        FileKind::Xls => ("an older Excel workbook", &["xls", "xlt"]),
        FileKind::Ods => ("an OpenDocument spreadsheet", &["ods"]),
        _ => return None,
    })
}

/// A template says on its first sheet which version of the return it is for.
fn other_template(sheet: &Sheet) -> Option<Finding> {
    let definition = ReturnDefinition::v1();
    let texts = sheet.rows().take(MARK_ROWS).flat_map(|row| row.cells());
    let mark = texts.filter_map(|(_, value)| match value {
        Value::Text(text) => text
            .strip_prefix(&definition.title)?
            .strip_prefix(", version "),
        _ => None,
    });
    let version: u32 = mark.last()?.trim().parse().ok()?;
    let current = u32::from(definition.version);
    let uses = format!(
        "This uses the template of version {version} of the return; the current one is version {current}."
    );
    match version.cmp(&current) {
        Ordering::Less => {
            let said = format!("{uses} Columns that are new since then are blank in every row.");
            Some(Finding::of("old_template", Place::file()).said(said))
        }
        Ordering::Equal => None,
        // What its columns mean nobody knows here yet, so none of them is read by guess.
        Ordering::Greater => {
            let finding = Finding::of("version_unknown", Place::file());
            let said = format!("{uses} {} {}", finding.why, finding.fix);
            Some(finding.said(said))
        }
    }
}

/// An earlier template that has every column is fine.
pub(crate) fn settle_template(findings: &mut [Finding]) {
    let is = |finding: &Finding, name: &str| {
        rule::named(name).is_some_and(|rule| rule.code == finding.code)
    };
    let lacks = |finding: &Finding| {
        [
            "required_column_missing",
            "column_missing",
            "person_column_missing",
            "headings_not_found",
        ]
        .iter()
        .any(|name| is(finding, name))
    };
    if findings.iter().any(lacks) {
        return;
    }
    if let Some(finding) = findings
        .iter_mut()
        .find(|finding| is(finding, "old_template"))
    {
        let said = std::mem::take(&mut finding.message);
        let said = said
            .split(" Columns that are new")
            .next()
            .unwrap_or_default()
            .to_owned();
        *finding = Finding::of("old_template_fits", Place::file()).said(said);
    }
    findings.sort_by_key(|finding| finding.severity);
}

/// Cells read from the older Windows encoding, with the first of them to compare with the sender's own screen.
fn special_characters(
    how: &How,
    sheet: &Sheet,
    example: impl FnOnce(u32, u16) -> Option<String>,
) -> Option<Finding> {
    let (row, column) = how.first_special?;
    let place = Place {
        sheet: sheet.name.as_deref().map(shown_name),
        column: Some(letters(column)),
        ..Place::row(row)
    };
    let mut finding = Finding::of("special_characters", place);
    finding.count = how.special_cells;
    let cells = if how.special_cells == 1 {
        "1 cell".to_owned()
    } else {
        format!("{} cells", how.special_cells)
    };
    let Some(example) = example(row, column) else {
        let said = format!("We read {cells} with special characters, the first in row {row}.");
        return Some(finding.said(said));
    };
    let said =
        format!("We read {cells} with special characters, for example row {row}: \"{example}\".");
    Some(finding.found(&example).said(said))
}

/// The text of a cell as a note may show it.
fn example(upload: &Upload, sheet: &Sheet, row: u32, column: u16) -> Option<String> {
    let row = sheet.rows().find(|other| other.number() == row)?;
    example_in(&row, column, &Headings::find(sheet, &upload.choices)?)
}

fn example_in(row: &Row<'_>, column: u16, headings: &Headings) -> Option<String> {
    let Some(Value::Text(text)) = row.get(column) else {
        return None;
    };
    let slot = headings
        .column_at(column)
        .and_then(|column| slot_of(&column.role));
    // A title or a heading is no value of its column.
    let example = if row.number() <= headings.row {
        shown(text)
    } else {
        shown_in(slot, text)
    };
    Some(shorten(&example))
}
