//! Whether the rows are for this service and this month, by the columns that say so.

use std::borrow::Cow;

use hub_standard::definition::normalise_header;
use hub_standard::finding::Finding;
use hub_standard::ids::{Month, ServiceCode};

use super::columns::Column;
use super::dates::{self, Read, Span};
use super::days;
use super::month::other_file;
use super::place::Places;
use super::slots;
use super::values::text_of;
use crate::sheet::{Row, Value};
use crate::upload::Upload;

/// Our own heading for the month of a return.
const MONTH_HEADING: &str = "return_month";
/// The one heading under which a column holds the codes that the hub gives. Under others, like "Provider" or
/// "Organisation code", it may hold the codes of another list, which say nothing about whose return it is.
const SERVICE_HEADING: &str = "service_code";

/// What the columns that say whose return it is are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    service: &'a ServiceCode,
    month: Month,
    span: Span,
    service_column: Option<&'a Column>,
    is_service_compared: bool,
    month_column: Option<&'a Column>,
    /// "Month" alone may be the month of the referral, so that a row is judged under our own heading only.
    is_month_compared: bool,
}

impl<'a> Context<'a> {
    pub(crate) fn new(places: &Places<'a>, upload: &'a Upload, from_1904: bool) -> Self {
        let month_column = places.column(slots::MONTH);
        let service_column = places.column(slots::SERVICE);
        Self {
            service: &upload.service,
            month: upload.month,
            span: days::span(slots::MONTH, upload.today, from_1904),
            service_column,
            is_service_compared: service_column.is_some_and(|column| {
                normalise_header(&column.heading) == normalise_header(SERVICE_HEADING)
            }),
            month_column,
            is_month_compared: month_column.is_some_and(|column| {
                normalise_header(&column.heading) == normalise_header(MONTH_HEADING)
            }),
        }
    }

    /// The code of another service in a cell. A name is no code: it has no digit or is no code's length.
    pub(crate) fn other_service<'v>(&self, value: Value<'v>) -> Option<Cow<'v, str>> {
        let text = text_of(value)?;
        let code = text.trim().to_ascii_uppercase();
        let is_code =
            code.bytes().any(|byte| byte.is_ascii_digit()) && code.parse::<ServiceCode>().is_ok();
        (self.is_service_compared && is_code && code != self.service.as_str()).then_some(text)
    }

    /// The other month that a row says it is for.
    pub(crate) fn other_month(&self, value: Value<'_>) -> Option<Month> {
        month_of(value, self.span).filter(|month| self.is_month_compared && *month != self.month)
    }

    /// Whether a row says that it is for another service.
    pub(crate) fn is_of_other_service(&self, row: &Row<'_>) -> bool {
        self.service_column
            .and_then(|column| row.get(column.index))
            .is_some_and(|value| self.other_service(value).is_some())
    }

    /// Whether a row says that it is for another month.
    pub(crate) fn is_of_other_month(&self, row: &Row<'_>) -> bool {
        self.month_column
            .and_then(|column| row.get(column.index))
            .is_some_and(|value| self.other_month(value).is_some())
    }
}

/// What the rows say of whose return it is, and of which month.
#[derive(Debug, Default)]
pub(crate) struct Whose {
    /// The first code of another service.
    other_service: Option<String>,
    /// Whether a row says something else.
    has_no_other_service: bool,
    /// Whether a column that is not compared holds other values than the service's own code.
    has_other_values: bool,
    other_month: Option<Month>,
    has_own_month: bool,
}

impl Whose {
    /// Looks at a row.
    pub(crate) fn look(&mut self, context: &Context<'_>, row: &Row<'_>) {
        let of_service = context
            .service_column
            .and_then(|column| row.get(column.index));
        if let Some(value) = of_service
            && let Some(text) = text_of(value)
        {
            match context.other_service(value) {
                Some(code) => {
                    self.other_service
                        .get_or_insert_with(|| code.to_ascii_uppercase());
                }
                None => self.has_no_other_service = true,
            }
            self.has_other_values |= !text.eq_ignore_ascii_case(context.service.as_str());
        }
        let of_month = context
            .month_column
            .and_then(|column| row.get(column.index));
        match of_month.and_then(|value| month_of(value, context.span)) {
            Some(month) if month == context.month => self.has_own_month = true,
            Some(month) => {
                self.other_month.get_or_insert(month);
            }
            None => {}
        }
    }

    /// Adds what later rows say.
    pub(crate) fn extend(&mut self, later: Self) {
        self.other_service = self.other_service.take().or(later.other_service);
        self.has_no_other_service |= later.has_no_other_service;
        self.has_other_values |= later.has_other_values;
        self.other_month = self.other_month.or(later.other_month);
        self.has_own_month |= later.has_own_month;
    }

    /// The file is for another service throughout.
    pub(crate) fn file_of_other_service(
        &self,
        context: &Context<'_>,
        places: &Places<'_>,
    ) -> Option<Finding> {
        let column = context.service_column?;
        let code = self
            .other_service
            .as_ref()
            .filter(|_| !self.has_no_other_service)?;
        let said = format!(
            "Every row is for service {code}. You are sending for service {}. Select your own service's file, or sign in \
             for the other service.",
            context.service
        );
        Some(
            Finding::of("wrong_service", places.of(column))
                .found(code)
                .expected(context.service.as_str())
                .said(said),
        )
    }

    /// The column for the month names another month in every row.
    pub(crate) fn file_of_other_month(
        &self,
        context: &Context<'_>,
        places: &Places<'_>,
    ) -> Option<Finding> {
        let column = context.month_column?;
        let other = self.other_month.filter(|_| !self.has_own_month)?;
        let (named, this) = (other.words(), context.month.words());
        let said = format!(
            "The column says {named}, but this return is for {this}. {}",
            other_file(&named, &this)
        );
        Some(
            Finding::of("wrong_month", places.of(column))
                .found(&named)
                .expected(this)
                .said(said)
                .asking(
                    "month",
                    [(other.to_string(), format!("Send it for {named} instead"))],
                ),
        )
    }

    /// A column that may hold codes of another list than the hub's, and holds other values than the service's own code.
    pub(crate) fn not_compared(
        &self,
        context: &Context<'_>,
        places: &Places<'_>,
    ) -> Option<Finding> {
        let column = context
            .service_column
            .filter(|_| !context.is_service_compared && self.has_other_values)?;
        let finding = Finding::of("service_not_compared", places.of(column));
        let said = format!(
            "We did not compare \"{}\" (column {}) with your service. If it holds the code that the hub gave your service, \
             use the heading {SERVICE_HEADING}.",
            column.heading, column.letter
        );
        Some(finding.said(said))
    }
}

fn month_of(value: Value<'_>, span: Span) -> Option<Month> {
    if let Read::Day { day, .. } = dates::read(value, span) {
        return Some(Month::of(day));
    }
    let text = text_of(value)?;
    // Any day will do to read the month by.
    match dates::read(Value::Text(&format!("1 {text}")), span) {
        Read::Day { day, .. } => Some(Month::of(day)),
        _ => text.parse().ok().or_else(|| numeric_month(&text)),
    }
}

/// `10/2026`.
fn numeric_month(text: &str) -> Option<Month> {
    let (month, year) = text.split_once(['/', '-', '.'])?;
    Month::new(year.parse().ok()?, month.parse().ok()?).ok()
}
