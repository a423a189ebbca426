//! Puts what the sender typed into the cells of the file, before anything is checked.

use hub_standard::finding::{Finding, Place};

use super::Findings;
use super::screen::shown_name;
use crate::corrections::{CellPlace, Corrected, Corrections};
use crate::read::Contents;
use crate::sheet::{NoSuchCell, Sheet};

/// Why a correction cannot be made: what the file would have to be or to have.
type Lacking = &'static str;

/// Makes the corrections, says in which cells, and says which could not be made. Values are told by neither.
pub(crate) fn apply(
    corrections: &Corrections,
    file_tag: &str,
    contents: &mut Contents<'_>,
    findings: &mut Findings,
) -> Vec<Corrected> {
    let are_for_this = corrections.are_for(file_tag);
    let mut made = Vec::new();
    for (cell, value) in corrections.iter() {
        let correct = match are_for_this {
            true => correct(contents, cell, value),
            false => Err("the same file as before"),
        };
        match correct {
            // Whether the value may be kept is known once it is known what its column holds.
            Ok(()) => made.push(Corrected {
                cell: cell.clone(),
                value: None,
                read_as: None,
            }),
            Err(lacking) => {
                let finding = Finding::of("correction_not_made", place(cell));
                findings.push(finding.expected(lacking));
            }
        }
    }
    if let Some(note) = note(&made) {
        findings.push(note);
    }
    made
}

fn correct(contents: &mut Contents<'_>, cell: &CellPlace, value: &str) -> Result<(), Lacking> {
    let mut sheets = contents.sheets.iter_mut();
    let sheet = sheets.find(|sheet| is_on(cell, sheet));
    let sheet = sheet.ok_or("a sheet of the file")?;
    let done = sheet.correct(cell.row, cell.column, value);
    let done = match &mut contents.long {
        // The sheet is the first part of the file, and may not have the row.
        Some(text) => text.correct(cell.row, cell.column, value, done),
        None => done,
    };
    done.map_err(|no_such_cell| match no_such_cell {
        NoSuchCell::Row => "a row of the file",
        NoSuchCell::Column => "a column of the file",
    })
}

/// Whether a cell is on a sheet, whose name findings show in this way too.
pub(crate) fn is_on(cell: &CellPlace, sheet: &Sheet) -> bool {
    sheet.name.as_deref().map(shown_name) == cell.sheet
}

fn note(made: &[Corrected]) -> Option<Finding> {
    let (first, more) = made.split_first()?;
    let mut finding = Finding::of("corrected_on_page", place(&first.cell));
    for made in more {
        finding.also(place(&made.cell));
    }
    let cells = match made.len() {
        1 => "1 cell".to_owned(),
        n => format!("{n} cells"),
    };
    let named: Vec<String> = made.iter().map(|made| made.cell.to_string()).collect();
    let said = format!(
        "Corrected on the page: {cells} ({}). Your own file is as it was.",
        named.join(", ")
    );
    Some(finding.said(said))
}

fn place(cell: &CellPlace) -> Place {
    Place {
        // The sender's browser named it, so it may be anything.
        sheet: cell.sheet.as_deref().map(shown_name),
        row: Some(cell.row),
        column: Some(cell.letters()),
        header: None,
    }
}
