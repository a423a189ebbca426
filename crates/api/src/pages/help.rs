//! S3: the template of the return, and what every column of it means.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hub_standard::calendar::Window;
use hub_standard::definition::{Item, Kind, OneOf, Requirement, ReturnDefinition, Sheet};
use hub_standard::dictionary;
use hub_standard::ids::Month;
use hub_standard::stored::Record;
use hub_standard::template;
use hub_ui::view::{CodeLabel, HelpColumn, HelpSheet, Link, ReturnHelp};

use super::Page;
use super::reader::Reader;
use super::service::template_href;
use super::words;
use crate::identity::Role;
use crate::problem::{Problem, Result};

/// Where the page is.
pub(super) const HREF: &str = "/help/return";

/// `GET /help/return`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&[])?;
    let month = Window::taking(reader.hub.clock.today()).primary;
    let (home, service) = match &reader.principal().role {
        Role::Service(code) => (
            Link::new("Your returns", format!("/s/{code}")),
            Some(code.clone()),
        ),
        _ => (Link::new("Start", "/?start=1"), None),
    };
    let template = service.map(|code| {
        Link::new(
            format!("Download the template for {} (Excel)", month.words()),
            template_href(&code, month),
        )
    });
    let frame = reader.frame(vec![home]).await;
    let view = ReturnHelp {
        sign_in_href: if reader.principal().is_known() {
            String::new()
        } else {
            "/sign-in?next=%2Fhelp%2Freturn".to_owned()
        },
        template,
        ..described(ReturnDefinition::v1(), month)
    };
    Ok(Page(hub_ui::pages::s3_help(&frame, &view)))
}

/// `GET /help/return.csv`: the headings of a sheet, and nothing under them.
pub(crate) async fn headings(reader: Reader) -> Result<Response> {
    reader.params.only(&["sheet"])?;
    let definition = ReturnDefinition::v1();
    let (name, line) = match reader.params.text("sheet") {
        None => (Record::Referrals.name(), template::csv_header(definition)),
        Some(asked) => {
            let record = Record::named(asked);
            let found = record.and_then(|record| Some((record, definition.sheet_of(record)?)));
            let Some((record, sheet)) = found else {
                return Err(Problem::parameter("sheet", known_sheets()));
            };
            let names: Vec<String> = sheet.columns().map(|(name, _)| name).collect();
            (record.name(), names.join(","))
        }
    };
    let mut response = format!("{line}\r\n").into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
    );
    let file = format!("attachment; filename=\"{name}.csv\"");
    if let Ok(value) = HeaderValue::from_str(&file) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Every kind of rows that a return can have.
fn records() -> impl Iterator<Item = Record> {
    std::iter::once(Record::Referrals).chain(Record::DETAILS)
}

fn known_sheets() -> String {
    let names: Vec<&str> = records().map(Record::name).collect();
    format!("one of {}", names.join(", "))
}

/// The definition in words, with the codes that may be used for a month.
fn described(definition: &'static ReturnDefinition, month: Month) -> ReturnHelp {
    let sheets: Vec<HelpSheet> = records()
        .filter_map(|record| Some((record, definition.sheet_of(record)?)))
        .map(|(record, sheet)| described_sheet(record, sheet, month))
        .collect();
    let context: Vec<HelpColumn> = definition
        .context
        .iter()
        .map(|item| column(item, month))
        .collect();
    let columns = sheets.iter().flat_map(|sheet| &sheet.columns);
    let known = columns
        .chain(&context)
        .map(|column| column.headings.len())
        .sum::<usize>();
    ReturnHelp {
        version: template::version_mark(definition),
        template: None,
        sign_in_href: String::new(),
        sheets,
        context,
        headings_known: words::thousands(u64::try_from(known).unwrap_or(u64::MAX)),
    }
}

fn described_sheet(record: Record, sheet: &Sheet, month: Month) -> HelpSheet {
    let needed = match record {
        Record::Referrals => "Every return has this sheet.",
        _ => "For services that keep such details. Leave it out if yours does not.",
    };
    let one_of = sheet.one_of.iter().map(|one_of| either(sheet, one_of));
    HelpSheet {
        id: format!("sheet-{}", record.name().replace('_', "-")),
        name: sheet.name.clone(),
        row_meaning: sheet.row_meaning.clone(),
        notes: std::iter::once(needed.to_owned()).chain(one_of).collect(),
        columns: sheet.items.iter().map(|item| column(item, month)).collect(),
        csv_href: match record {
            Record::Referrals => format!("{HREF}.csv"),
            _ => format!("{HREF}.csv?sheet={}", record.name()),
        },
    }
}

/// Columns of which a row needs one.
fn either(sheet: &Sheet, one_of: &OneOf) -> String {
    let ids = one_of.items.iter();
    let titles: Vec<&str> = ids
        .filter_map(|id| sheet.item(id))
        .map(|item| item.title.as_str())
        .collect();
    let titles = titles.join(", or ");
    match one_of.requirement {
        Requirement::Mandatory => format!("Each row must have one of these: {titles}."),
        Requirement::Required => format!("Enter one of these if you know it: {titles}."),
        Requirement::Optional => format!("One of these is enough: {titles}."),
    }
}

fn column(item: &Item, month: Month) -> HelpColumn {
    let codes = item.code_list().map(|list| &list.entries);
    HelpColumn {
        name: if item.repeat > 1 {
            format!("{0}_1 to {0}_{1}", item.id, item.repeat)
        } else {
            item.id.clone()
        },
        title: item.title.clone(),
        meaning: item.meaning.clone(),
        requirement: item.requirement.words().to_owned(),
        values: match item.kind {
            Kind::Code(_) => String::new(),
            _ => dictionary::values(item),
        },
        codes: codes
            .into_iter()
            .flatten()
            .filter(|code| code.is_valid_in(month))
            .map(|code| CodeLabel {
                code: code.code.clone(),
                label: code.label.clone(),
            })
            .collect(),
        example: item.example.clone(),
        why: item.why.clone(),
        headings: other_headings(item),
    }
}

/// Headings that mean the item beside its own, as they are listed.
fn other_headings(item: &Item) -> Vec<String> {
    let numbered = item.numbered_synonyms.iter().flatten();
    std::iter::once(&item.title)
        .chain(&item.synonyms)
        .chain(numbered)
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use hub_standard::ReturnDefinition;

    use super::described;

    #[test]
    fn every_heading_that_is_listed_is_read_as_its_column() {
        let definition = ReturnDefinition::v1();
        let help = described(definition, "2026-10".parse().unwrap());
        assert_eq!(help.sheets.len(), definition.sheets.len());
        for (told, sheet) in help.sheets.iter().zip(&definition.sheets) {
            assert_eq!(told.name, sheet.name);
            for (column, item) in told.columns.iter().zip(&sheet.items) {
                for heading in &column.headings {
                    let found = sheet.find_header(heading).map(|found| &found.item.id);
                    assert_eq!(found, Some(&item.id), "{}: {heading}", sheet.name);
                }
            }
        }
    }

    #[test]
    fn codes_that_are_no_longer_in_use_are_not_offered() {
        let help = described(ReturnDefinition::v1(), "2026-10".parse().unwrap());
        let contacts = help.sheets.iter().find(|sheet| sheet.name == "Contacts");
        let columns = &contacts.unwrap().columns;
        let mechanism = columns
            .iter()
            .find(|column| column.name == "contact_mechanism")
            .unwrap();
        let list = hub_standard::codes::list("contact_mechanism").unwrap();
        assert!(!mechanism.codes.is_empty());
        assert!(mechanism.codes.len() < list.entries.len());
    }
}
