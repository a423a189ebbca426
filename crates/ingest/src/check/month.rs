//! What only a whole column of dates can tell: day and month swapped, and another month's file.

use std::collections::BTreeMap;

use hub_standard::finding::Finding;
use hub_standard::ids::Month;
use jiff::civil::Date;

use super::dates::{self, How, Order, Read};
use super::days;
use super::line::is_identity;
use super::masking::shown_day;
use super::place::Places;
use super::slots::{self, SLOTS, Slot};
use super::values::{NumberRead, number};
use crate::sheet::{Row, Value};
use crate::upload::Upload;

/// So many rows show a pattern.
const ROWS_MIN: u32 = 3;

/// What the columns of dates tell together.
#[derive(Debug)]
pub(crate) struct Calendar {
    /// Columns in which day and month may be swapped.
    pub(crate) swapped: [bool; SLOTS],
    /// Which comes first in a column of dates.
    pub(crate) orders: [Order; SLOTS],
    /// The findings about them.
    pub(crate) findings: Vec<Finding>,
    /// The dates are another month's.
    pub(crate) other_month: Option<Finding>,
    /// Nothing happened in the month, which can be.
    pub(crate) quiet: Option<Finding>,
}

#[derive(Default)]
struct DateColumn {
    n_cells: u32,
    n_cells_over_12: u32,
    n_texts: u32,
    n_day_over_12: u32,
    n_month_first: u32,
    first_cell: Option<(u32, Date)>,
    first_month_first: Option<(u32, String)>,
    months: BTreeMap<Month, u32>,
}

/// Looks through the columns of dates.
pub(crate) fn look_through(
    rows: &[Row<'_>],
    places: &Places<'_>,
    upload: &Upload,
    from_1904: bool,
) -> Calendar {
    let mut calendar = Calendar {
        swapped: [false; SLOTS],
        orders: [Order::DayFirst; SLOTS],
        findings: Vec::new(),
        other_month: None,
        quiet: None,
    };
    let mut months: BTreeMap<Month, u32> = BTreeMap::new();
    let mut in_month = 0;
    for slot in slots::DATES {
        let Some(column) = places.column(slot) else {
            continue;
        };
        let span = days::span(slot, upload.today, from_1904);
        let mut read = DateColumn::read(rows, column.index, span);
        let choices = &upload.choices;
        if choices.month_first.contains(&column.letter) {
            // A date cell with a day over 12 was no text with the month first, and then neither were the others.
            let order = Order::MonthFirst {
                cells_too: read.n_cells_over_12 == 0,
            };
            if let Some(of_slot) = calendar.orders.get_mut(slot) {
                *of_slot = order;
            }
            read = DateColumn::read(rows, column.index, dates::Span { order, ..span });
        } else if !choices.day_first.contains(&column.letter)
            && let Some(finding) = read.swapped(slot, places, upload.today.year())
        {
            calendar.findings.push(finding);
            if let Some(swapped) = calendar.swapped.get_mut(slot) {
                *swapped = true;
            }
        }
        if slot == slots::BIRTH {
            continue;
        }
        in_month += read.months.get(&upload.month).copied().unwrap_or(0);
        if slot != slots::CLOSED {
            for (month, n) in read.months {
                *months.entry(month).or_default() += n;
            }
        }
    }
    if in_month == 0 {
        let is_active = has_contacts(rows, places);
        nothing_in_month(&mut calendar, &months, is_active, places, upload);
    }
    calendar
}

impl DateColumn {
    fn read(rows: &[Row<'_>], index: u16, span: dates::Span) -> Self {
        let mut column = Self::default();
        for row in rows {
            let Some(value) = row.get(index) else {
                continue;
            };
            match dates::read(value, span) {
                Read::Day { day, how, .. } => {
                    *column.months.entry(Month::of(day)).or_default() += 1;
                    match how {
                        How::Cell => {
                            column.n_cells += 1;
                            column.n_cells_over_12 += u32::from(day.day() > 12);
                            column.first_cell.get_or_insert((row.number(), day));
                        }
                        How::DayFirst | How::TwoDigitYear => {
                            column.n_texts += 1;
                            column.n_day_over_12 += u32::from(day.day() > 12);
                        }
                        How::Plain | How::Serial | How::MonthFirst => {}
                    }
                }
                Read::Impossible {
                    month_first_fits: true,
                } => {
                    column.n_month_first += 1;
                    if let Value::Text(text) = value {
                        column
                            .first_month_first
                            .get_or_insert_with(|| (row.number(), text.to_owned()));
                    }
                }
                _ => {}
            }
        }
        column
    }

    /// The signs of an export with the month first that was opened in Excel here: no date cell has a day over 12, no
    /// text has a day first that is over 12, and some text fits only with the month first.
    fn swapped(&self, slot: Slot, places: &Places<'_>, this_year: i16) -> Option<Finding> {
        if self.n_month_first == 0 || self.n_cells_over_12 > 0 || self.n_day_over_12 > 0 {
            return None;
        }
        let n = self.n_cells + self.n_texts;
        let (row, text) = self.first_month_first.as_ref()?;
        // One slip among few dates says nothing about the others.
        if n == 0 && self.n_month_first < 2 || self.n_cells == 0 && self.n_month_first * 5 < n {
            return None;
        }
        let mut finding = Finding::of("dates_swapped", places.slot(slot));
        finding.count = n.max(1);
        let column = finding.place.to_string();
        let may = if n == 1 {
            "1 date".to_owned()
        } else {
            format!("{n} dates")
        };
        let shown = shown_day(text, this_year);
        let shows = match (&self.first_cell, is_identity(slot)) {
            (_, true) => String::new(),
            (Some((cell_row, day)), _) => {
                format!(
                    " Row {cell_row} shows {}; row {row} has \"{shown}\".",
                    dates::words(*day)
                )
            }
            (None, _) => format!(" Row {row} has \"{shown}\"."),
        };
        let said = format!(
            "{column}: {may} may have day and month swapped.{shows} {}",
            finding.fix
        );
        let letter = finding.place.column.clone().unwrap_or_default();
        Some(finding.said(said).asking(
            "month_first",
            [(
                letter.clone(),
                format!("Dates in column {letter} are month/day/year"),
            )],
        ))
    }
}

/// What the dates say when none of them lies in the month of the return: another month's file, or a quiet month.
fn nothing_in_month(
    calendar: &mut Calendar,
    months: &BTreeMap<Month, u32>,
    is_active: bool,
    places: &Places<'_>,
    upload: &Upload,
) {
    let all: u32 = months.values().sum();
    let Some((month, most)) = months.iter().max_by_key(|(_, n)| **n) else {
        return;
    };
    if all < ROWS_MIN {
        return;
    }
    let after: u32 = months.range(upload.month.next()..).map(|(_, n)| *n).sum();
    let (named, this) = (month.words(), upload.month.words());
    let is_named = most * 2 > all;
    let are = if is_named {
        format!("{most} of {all} dates of referral and first contact are in {named}")
    } else {
        format!("{after} of {all} dates of referral and first contact are after {this}")
    };
    let place = places.slot(slots::REFERRAL_DATE);
    if after * 2 > all || *most == all && !is_active {
        let advice = if is_named {
            other_file(&named, &this)
        } else {
            format!("Select the file for {this}.")
        };
        let said = format!("{are}, but this return is for {this}. {advice}");
        let mut finding = Finding::of("wrong_month", place).expected(this);
        if is_named {
            finding = finding.found(&named);
        }
        finding.count = if is_named { *most } else { after };
        let named = (month.to_string(), format!("Send it for {named} instead"));
        calendar.other_month = Some(
            finding
                .said(said)
                .asking("month", is_named.then_some(named)),
        );
    } else {
        // Contacts, or referrals of several months that are still open, are what a month without news looks like.
        let are = if is_named {
            format!(" {are}.")
        } else {
            String::new()
        };
        let finding = Finding::of("nothing_in_month", place);
        let said = format!(
            "No referral in this file was received, first seen or closed in {this}.{are} If it was a quiet month, nothing \
             is needed. If this is another month's file, select the file for {this}."
        );
        calendar.quiet = Some(finding.said(said));
    }
}

/// What to do with a file that is for another month. Sending it there could take the place of a good return, so that is
/// said.
pub(crate) fn other_file(named: &str, this: &str) -> String {
    format!(
        "Select the file for {this}. If this file is for {named}, send it for {named} instead: it then replaces any return \
         that you have already sent for that month."
    )
}

/// Whether a row says that there was contact with the person in the month.
fn has_contacts(rows: &[Row<'_>], places: &Places<'_>) -> bool {
    let Some(column) = places.column(slots::CONTACTS) else {
        return false;
    };
    rows.iter().any(|row| {
        let read = row.get(column.index).map(number);
        matches!(read, Some(NumberRead::Whole { number: 1.., .. }))
    })
}
