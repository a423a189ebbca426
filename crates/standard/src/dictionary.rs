//! The data dictionary as a table.

use crate::definition::{IdKind, Item, Kind, ReturnDefinition};

/// Headings of [`rows`].
pub const HEADINGS: [&str; 11] = [
    "sheet",
    "column",
    "title",
    "meaning",
    "values",
    "requirement",
    "example",
    "why we ask",
    "what becomes of it",
    "rules",
    "source",
];

/// One row per column of the return, under [`HEADINGS`].
pub fn rows(definition: &ReturnDefinition) -> Vec<[String; 11]> {
    let items = definition
        .sheets
        .iter()
        .flat_map(|sheet| sheet.items.iter().map(move |item| (sheet, item)));
    items
        .map(|(sheet, item)| {
            [
                sheet.name.clone(),
                column_words(item),
                item.title.clone(),
                item.meaning.clone(),
                values(item),
                item.requirement.words().to_owned(),
                item.example.clone(),
                item.why.clone(),
                item.treatment.words().to_owned(),
                item.rules.join(" "),
                item.source.clone(),
            ]
        })
        .collect()
}

/// What values an item takes, in words.
pub fn values(item: &Item) -> String {
    match &item.kind {
        Kind::Text => "a code".to_owned(),
        Kind::Code(list) => format!("a code of the list {list}"),
        Kind::Date => "a date, day/month/year".to_owned(),
        Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
        Kind::Score => "a number in the range of the questionnaire".to_owned(),
        Kind::Identifier(IdKind::NhsNumber) => "an NHS number of 10 digits".to_owned(),
        Kind::Identifier(IdKind::Postcode) => "a postcode".to_owned(),
        Kind::Identifier(IdKind::LocalPerson | IdKind::LocalReferral) => {
            "a number or reference".to_owned()
        }
    }
}

fn column_words(item: &Item) -> String {
    if item.repeat > 1 {
        format!("{0}_1 to {0}_{1}", item.id, item.repeat)
    } else {
        item.id.clone()
    }
}
