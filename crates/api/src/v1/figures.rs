//! Figures as rows: one shape for JSON and for files.

mod columns;
mod workbook;

use hub_reference::Reference;
use hub_release::{MeasureInfo, MeasureValue, Release, Status};
use serde::Serialize;
use utoipa::ToSchema;

use crate::format::{Cell, Table};
use crate::places;

use columns::STATUS_WORDS;
pub(crate) use columns::{COLUMNS, FigureColumn, Holds};
pub(crate) use workbook::{for_people, newest_first};

/// What every table of figures says about itself.
pub(crate) const ADJUSTED: &str = "Figures are adjusted to protect people: random adjustment, rounded to 5, small numbers hidden. Tables may not add up.";

/// One figure: a cell with its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figure {
    /// england, region or icb.
    pub(crate) area_type: &'static str,
    /// Code of the area.
    pub(crate) area: String,
    pub(crate) area_name: String,
    /// Like 2026-10.
    pub(crate) month: String,
    /// What it is broken down by; "all" for the total.
    pub(crate) breakdown: String,
    pub(crate) category: String,
    /// Null unless the status says that there is one.
    pub(crate) value: Option<f64>,
    /// The value as text, or the sign that stands for its absence: "*" for hidden.
    pub(crate) display: String,
    /// shown, hidden, not_submitted, not_applicable, provisional, revised or not_calculated.
    pub(crate) status: &'static str,
    pub(crate) numerator: Option<f64>,
    pub(crate) denominator: Option<f64>,
    /// Lower 95 % limit.
    pub(crate) lower95: Option<f64>,
    /// Upper 95 % limit.
    pub(crate) upper95: Option<f64>,
    /// Share of the expected returns that it rests on, 0 to 1.
    pub(crate) completeness: Option<f64>,
}

impl Figure {
    pub(crate) fn of(value: &MeasureValue, reference: &Reference) -> Self {
        let code = value.area_code.as_str();
        Self {
            area_type: value.area_type.as_str(),
            area: code.to_owned(),
            area_name: places::place(reference, code)
                .map_or_else(|| code.to_owned(), |place| place.name),
            month: value.month.to_string(),
            breakdown: value.breakdown.to_string(),
            category: value.category.to_string(),
            value: value.value,
            display: value.display.clone(),
            status: value.status.as_str(),
            numerator: value.numerator,
            denominator: value.denominator,
            lower95: value.lower95,
            upper95: value.upper95,
            completeness: value.completeness,
        }
    }
}

/// Figures of a measure.
pub(crate) struct Found<'a> {
    pub(crate) info: &'a MeasureInfo,
    pub(crate) values: Vec<&'a MeasureValue>,
}

/// Figures as a table, in the order of [`COLUMNS`], those of one measure under those of another. Absent values are empty, and
/// `value_status` says why.
pub(crate) fn table(
    name: String,
    release: &Release,
    found: &[Found<'_>],
    reference: &Reference,
) -> Table {
    let mut notes = vec![
        ("release", release.id.to_string()),
        ("policy", release.manifest.policy.name.clone()),
        ("note", ADJUSTED.to_owned()),
    ];
    let mut rows = Vec::new();
    for (position, Found { info, values }) in found.iter().enumerate() {
        let is_noted = |before: &Found<'_>| before.info.id == info.id;
        if !found.iter().take(position).any(is_noted) {
            notes.extend(notes_on(info));
        }
        let row = |value: &&MeasureValue| row(value, info, release, reference);
        rows.extend(values.iter().map(row));
    }
    notes.push(("value_status", STATUS_WORDS.to_owned()));
    Table {
        name,
        notes,
        columns: COLUMNS.iter().map(FigureColumn::of_table).collect(),
        rows,
    }
}

fn row(
    value: &MeasureValue,
    info: &MeasureInfo,
    release: &Release,
    reference: &Reference,
) -> Vec<Cell> {
    let figure = Figure::of(value, reference);
    vec![
        Cell::text(&*value.measure),
        Cell::text(figure.area_type),
        Cell::text(figure.area),
        Cell::text(figure.area_name),
        Cell::text(value.geography.as_str()),
        Cell::text(figure.month),
        Cell::text(figure.breakdown),
        Cell::text(figure.category),
        Cell::number(value.numerator),
        Cell::number(value.denominator),
        value
            .value
            .map_or(Cell::Absent(sheet_sign(value.status)), Cell::Number),
        Cell::number(value.lower95),
        Cell::number(value.upper95),
        Cell::number(value.completeness),
        Cell::text(file_status(value.status, !info.cells.is_empty())),
        Cell::text(release.id.to_string()),
        Cell::text(&release.manifest.policy.name),
    ]
}

/// What a reader must know of a measure.
fn notes_on(info: &MeasureInfo) -> [(&'static str, String); 7] {
    [
        ("measure", info.title.clone()),
        ("unit", info.unit.clone()),
        ("numerator", info.numerator.clone()),
        ("denominator", info.denominator.clone()),
        ("method", info.method.clone()),
        ("limits", info.limits.join(" ")),
        ("source", info.source.clone()),
    ]
}

/// The status as files have it.
pub(crate) fn file_status(status: Status, is_about_people: bool) -> &'static str {
    match status {
        Status::Shown if is_about_people => "rounded",
        Status::Shown => "",
        Status::Hidden => "hidden",
        Status::NotSubmitted => "x",
        Status::NotApplicable => "z",
        Status::Provisional => "p",
        Status::Revised => "r",
        Status::NotCalculated => "u",
    }
}

/// The sign in a spreadsheet where there is no value.
pub(crate) fn sheet_sign(status: Status) -> &'static str {
    match status {
        Status::Hidden => "[c]",
        Status::NotSubmitted => "[x]",
        Status::NotApplicable => "[z]",
        Status::NotCalculated => "[u]",
        Status::Shown | Status::Provisional | Status::Revised => "",
    }
}
