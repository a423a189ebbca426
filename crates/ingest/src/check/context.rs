//! Whether the rows are for this service and this month, by the columns that say so.

use hub_standard::finding::Finding;
use hub_standard::ids::{Month, ServiceCode};

use super::dates::{self, Read};
use super::days;
use super::place::Places;
use super::slots;
use super::values::text_of;
use crate::sheet::{Row, Value};
use crate::upload::Upload;

/// Whether the code is a service's, and not this one's. A name is no code: it has no digit or is no code's length.
pub(crate) fn is_other_service(text: &str, service: &ServiceCode) -> bool {
    let code = text.trim().to_ascii_uppercase();
    let is_code =
        code.bytes().any(|byte| byte.is_ascii_digit()) && code.parse::<ServiceCode>().is_ok();
    is_code && code != service.as_str()
}

/// The file is for another service throughout.
pub(crate) fn other_service<'a>(
    rows: impl Iterator<Item = &'a Row<'a>>,
    places: &Places<'_>,
    upload: &Upload,
) -> Option<Finding> {
    let column = places.column(slots::SERVICE)?;
    let mut first = None;
    for row in rows {
        let Some(text) = row.get(column.index).and_then(text_of) else {
            continue;
        };
        if !is_other_service(&text, &upload.service) {
            return None;
        }
        first.get_or_insert(text);
    }
    let code = first?.to_ascii_uppercase();
    let said = format!(
        "Every row is for service {code}. You are sending for service {}. Select your own service's file, or sign in for \
         the other service.",
        upload.service
    );
    Some(
        Finding::of("wrong_service", places.of(column))
            .found(&code)
            .expected(upload.service.as_str())
            .said(said),
    )
}

/// The column for the month names another month in every row.
pub(crate) fn other_month<'a>(
    rows: impl Iterator<Item = &'a Row<'a>>,
    places: &Places<'_>,
    upload: &Upload,
) -> Option<Finding> {
    let column = places.column(slots::MONTH)?;
    let mut first = None;
    for row in rows {
        let Some(month) = row
            .get(column.index)
            .and_then(|value| month_of(value, upload))
        else {
            continue;
        };
        if month == upload.month {
            return None;
        }
        first.get_or_insert(month);
    }
    let month = first?;
    let said = format!(
        "The column says {}, but this return is for {}. Send it for {0} instead, or select another file.",
        month.words(),
        upload.month.words()
    );
    Some(
        Finding::of("wrong_month", places.of(column))
            .found(&month.words())
            .expected(upload.month.words())
            .said(said),
    )
}

fn month_of(value: Value<'_>, upload: &Upload) -> Option<Month> {
    if let Read::Day { day, .. } = dates::read(value, days::span(slots::MONTH, upload.today)) {
        return Some(Month::of(day));
    }
    let text = text_of(value)?;
    // Any day will do to read the month by.
    match dates::read(
        Value::Text(&format!("1 {text}")),
        days::span(slots::MONTH, upload.today),
    ) {
        Read::Day { day, .. } => Some(Month::of(day)),
        _ => text.parse().ok().or_else(|| numeric_month(&text)),
    }
}

/// `10/2026`.
fn numeric_month(text: &str) -> Option<Month> {
    let (month, year) = text.split_once(['/', '-', '.'])?;
    Month::new(year.parse().ok()?, month.parse().ok()?).ok()
}
