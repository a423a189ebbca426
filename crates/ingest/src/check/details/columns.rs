//! Which sheets are other sheets of the return, and which of their columns is which item.

use hub_standard::definition::{self, Requirement, ReturnDefinition, normalise_header};
use hub_standard::stored::Record;

use crate::check::columns::{Column, HEADING_ROWS_MAX, Headings, Role, shown_heading};
use crate::check::slots;
use crate::choices::Choices;
use crate::sheet::{Row, Sheet, Value, letters};

/// Names that people give to these sheets, as compared.
const NAMES: [(Record, &[&str]); 4] = [
    (
        Record::Contacts,
        &[
            "contacts",
            "contact",
            "appointments",
            "sessions",
            "contactlog",
        ],
    ),
    (
        Record::Support,
        &["support", "supportoffered", "activities", "interventions"],
    ),
    (
        Record::Outcomes,
        &[
            "outcomes",
            "outcome",
            "outcomescores",
            "scores",
            "questionnaires",
        ],
    ),
    (
        Record::ServiceUse,
        &["serviceuse", "healthcareuse", "useofservices", "healthuse"],
    ),
];

/// A sheet that belongs to the return beside Referrals.
#[derive(Debug)]
pub(crate) struct DetailSheet<'s> {
    pub(crate) record: Record,
    pub(crate) sheet: &'s Sheet,
    pub(crate) definition: &'static definition::Sheet,
    pub(crate) headings: Headings,
    /// Columns that its rows need and that it does not have.
    pub(crate) missing: Vec<&'static str>,
}

impl<'s> DetailSheet<'s> {
    /// Whether there are rows under its headings, and all the columns that they need.
    pub(crate) fn can_be_read(&self) -> bool {
        let mut rows = self.sheet.rows();
        self.missing.is_empty() && rows.any(|row| row.number() > self.headings.row)
    }

    /// The kind of rows of a sheet, told by its headings, or by its name and some headings. None for every other sheet.
    pub(crate) fn of(sheet: &'s Sheet, choices: &Choices) -> Option<Self> {
        if is_named(sheet, choices.sheet.as_deref()) {
            return None;
        }
        // What the sender said of columns was said of Referrals.
        let headings = Headings::find(sheet, &Choices::default());
        let referrals = headings.as_ref().map_or(0, |headings| headings.matched);
        // Every sheet of referrals has this, and no other sheet needs it.
        let has_referral_date =
            headings.is_some_and(|headings| headings.column_of(slots::REFERRAL_DATE).is_some());
        let of_record = |record| {
            let fit = Self::find(record, sheet)?;
            let has_name = has_name_of(record, sheet) && fit.headings.matched >= referrals;
            let is_clear =
                fit.missing.is_empty() && fit.headings.matched > referrals && !has_referral_date;
            (has_name || is_clear).then_some((has_name, fit))
        };
        let fits = Record::DETAILS.into_iter().filter_map(of_record);
        let best = fits.max_by_key(|(has_name, fit)| {
            (*has_name, fit.missing.is_empty(), fit.headings.matched)
        });
        best.map(|(_, fit)| fit)
    }

    fn find(record: Record, sheet: &'s Sheet) -> Option<Self> {
        let definition = ReturnDefinition::v1().sheet_of(record)?;
        let matched = |row: &Row<'_>| {
            let texts = row.cells().filter_map(|(_, value)| match value {
                Value::Text(text) if text.len() < 200 => Some(text),
                _ => None,
            });
            texts
                .filter(|text| definition.find_header(text).is_some())
                .count()
        };
        let rows = sheet
            .rows()
            .take_while(|row| row.number() <= HEADING_ROWS_MAX);
        // The first of those with the most.
        let mut best: Option<(usize, Row<'s>)> = None;
        for row in rows {
            let n = matched(&row);
            if n >= 2 && best.is_none_or(|(most, _)| n > most) {
                best = Some((n, row));
            }
        }
        let headings = read(definition, best?.1);
        let is_there = |at: usize| headings.column_of(slots::DETAILS + at).is_some();
        let needed = definition.items.iter().enumerate();
        let missing = needed
            .filter(|(at, item)| item.requirement == Requirement::Mandatory && !is_there(*at))
            .map(|(_, item)| item.id.as_str())
            .collect();
        Some(Self {
            record,
            sheet,
            definition,
            headings,
            missing,
        })
    }
}

/// Whether a sheet has one of the names of a kind.
fn has_name_of(record: Record, sheet: &Sheet) -> bool {
    let Some(name) = sheet.name.as_deref().map(normalise_header) else {
        return false;
    };
    let names = NAMES.iter().filter(|(of, _)| *of == record);
    names
        .flat_map(|(_, names)| names.iter())
        .any(|known| *known == name)
}

fn is_named(sheet: &Sheet, wanted: Option<&str>) -> bool {
    let name = sheet.name.as_deref();
    wanted.is_some_and(|wanted| name.is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
}

fn read(definition: &'static definition::Sheet, row: Row<'_>) -> Headings {
    let mut headings = Headings {
        row: row.number(),
        fields: row.fields(),
        columns: Vec::new(),
        matched: 0,
        twice: Vec::new(),
        joined: Vec::new(),
    };
    for (index, value) in row.cells() {
        let Value::Text(text) = value else { continue };
        let item = definition.find_header(text).and_then(|found| {
            let mut items = definition.items.iter();
            items.position(|item| item.id == found.item.id)
        });
        let slot = item.map(|at| slots::DETAILS + at);
        // The first column of a kind is used.
        let slot = slot.filter(|slot| headings.column_of(*slot).is_none());
        headings.columns.push(Column {
            index,
            letter: letters(index),
            heading: shown_heading(text),
            role: slot.map_or(Role::Unused, |slot| Role::Detail { slot }),
            is_chosen: false,
        });
        headings.matched += usize::from(slot.is_some());
    }
    headings
}
