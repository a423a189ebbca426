//! Why a file cannot be used, in words.

use hub_standard::finding::{Finding, Place};

use crate::check::screen::shown_name;
use crate::checked::FileKind;
use crate::read::Refusal;
use crate::sheet::{Sheet, letters};

/// The finding for a file that cannot be read.
pub(crate) fn finding(refusal: &Refusal) -> Finding {
    let file = Place::file;
    let on_sheet = |name: &Option<String>| Place {
        sheet: name.as_deref().map(shown_name),
        ..Place::file()
    };
    match refusal {
        Refusal::Empty => of("file_empty", file()),
        Refusal::Damaged => of("file_unreadable", file()),
        Refusal::Kind(kind) => self::kind(*kind),
        Refusal::BeforeExcel97 => named("older_format", "an Excel workbook of 1995 or before"),
        Refusal::Password => of("password_protected", file()),
        Refusal::Macros => of("macros_refused", file()),
        Refusal::UnpacksTooFar | Refusal::TooManyCells => of("unpacks_too_far", file()),
        Refusal::TooManySheets { found } => {
            Finding::of("too_many_sheets", file()).found(&format!("{found} sheets"))
        }
        Refusal::TooManyRows { sheet, found } => {
            Finding::of("too_many_rows", on_sheet(sheet)).found(&format!("{found} rows"))
        }
        Refusal::TooManyColumns { sheet, found } => {
            Finding::of("too_many_columns", on_sheet(sheet)).found(&format!("{found} columns"))
        }
        Refusal::FarAway { sheet, row, column } => {
            let column = letters(*column);
            let sheet = shown_name(sheet);
            let said = format!(
                "Sheet \"{sheet}\": there is a value at row {row}, column {column}, far from your table. Delete it and save."
            );
            let place = Place {
                sheet: Some(sheet),
                row: Some(*row),
                column: Some(column),
                header: None,
            };
            Finding::of("far_away_cell", place).said(said)
        }
        Refusal::UnclosedQuote {
            sheet,
            row,
            column,
            last_row,
        } => {
            let column = letters(*column);
            let rest = if last_row > row {
                format!(", so rows {} to {last_row} cannot be told apart", row + 1)
            } else {
                String::new()
            };
            let place = Place {
                row: Some(*row),
                column: Some(column.clone()),
                ..on_sheet(sheet)
            };
            let on = place.sheet.as_deref();
            let on = on.map_or_else(|| "Row".to_owned(), |name| format!("Sheet \"{name}\", row"));
            let said = format!(
                "{on} {row}, column {column}: a double quote (\") is opened and not closed{rest}. Remove the quote mark."
            );
            Finding::of("unclosed_quote", place).said(said)
        }
        Refusal::TookTooLong => of("took_too_long", file()),
    }
}

/// A file-level finding whose message is its title and what to do.
fn of(rule: &str, place: Place) -> Finding {
    Finding::of(rule, place)
}

/// The finding for a file that is too big.
pub(crate) fn too_big(bytes: usize, limit: usize) -> Finding {
    let megabytes = |bytes: usize| bytes.div_ceil(1_000_000);
    let said = format!(
        "The selected file must be smaller than {}MB. Yours is {}MB. Pictures are a common cause: delete them and save.",
        megabytes(limit),
        megabytes(bytes)
    );
    Finding::of("too_big", Place::file())
        .found(&format!("{}MB", megabytes(bytes)))
        .said(said)
}

/// The finding for a kind of file that is not read.
fn kind(kind: FileKind) -> Finding {
    match kind {
        FileKind::WebPage => of("web_page", Place::file()),
        FileKind::Encrypted => of("password_protected", Place::file()),
        FileKind::Pdf => named("not_a_spreadsheet", "a PDF"),
        FileKind::Document => named("not_a_spreadsheet", "a document"),
        FileKind::Presentation => named("not_a_spreadsheet", "a presentation"),
        FileKind::Picture => named("not_a_spreadsheet", "a picture"),
        FileKind::Archive => named("not_a_spreadsheet", "a zip or another archive"),
        FileKind::XmlSpreadsheet => {
            named("older_format", "an Excel workbook of the older kind (XML)")
        }
        FileKind::Csv
        | FileKind::CsvZip
        | FileKind::Ods
        | FileKind::Xls
        | FileKind::Xlsb
        | FileKind::Xlsx => of("file_unreadable", Place::file()),
    }
}

/// The finding of a rule whose message first says what the file is.
fn named(rule: &str, what: &str) -> Finding {
    let finding = of(rule, Place::file());
    let said = format!("This is {what}. {}", finding.fix);
    finding.found(what).said(said)
}

/// The finding for several sheets that could be the return, each with its rows.
pub(crate) fn several_sheets(sheets: &[(String, usize)]) -> Finding {
    let named: Vec<String> = sheets
        .iter()
        .map(|(name, rows)| format!("\"{name}\" ({rows} rows)"))
        .collect();
    let said = format!(
        "{} sheets could be the return: {}. Keep one of them and delete the others, or choose one.",
        sheets.len(),
        named.join(" and ")
    );
    let first = sheets.first().map_or("", |(name, _)| name.as_str());
    let mut finding = Finding::of("several_sheets_fit", Place::file().on_sheet(first));
    for (name, _) in sheets.iter().skip(1) {
        finding.also(Place::file().on_sheet(name.as_str()));
    }
    let answers = sheets.iter().map(|(name, rows)| {
        (
            name.clone(),
            format!("Use the sheet \"{name}\" ({rows} rows)"),
        )
    });
    finding.said(said).asking("sheet", answers)
}

/// The finding for a sheet that was chosen and is not there.
pub(crate) fn no_such_sheet(wanted: &str, sheets: &[Sheet]) -> Finding {
    let names: Vec<String> = sheets
        .iter()
        .filter_map(|sheet| sheet.name.as_deref().map(shown_name))
        .collect();
    let finding = Finding::of("sheet_not_found", Place::file()).found(&shown_name(wanted));
    let answers = names
        .iter()
        .map(|name| (name.clone(), format!("Use the sheet \"{name}\"")));
    finding.asking("sheet", answers)
}

/// The finding for a file without headings of the return.
pub(crate) fn no_headings(sheets: &[Sheet]) -> Finding {
    if sheets.iter().all(|sheet| sheet.n_cells() == 0) {
        return finding(&Refusal::Empty);
    }
    Finding::of("headings_not_found", Place::file())
}
