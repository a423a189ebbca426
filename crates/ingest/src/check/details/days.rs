//! The days on the other sheets: in which order a column is read, and whether its days can be.

use hub_standard::definition::Kind;
use hub_standard::finding::Finding;
use jiff::civil::Date;

use super::said::{named, words};
use super::{Against, Checker, DetailSheet};
use crate::anonymise::masked;
use crate::check::collect::Findings;
use crate::check::columns::Column;
use crate::check::dates::{self, How, Order, Read, Span};
use crate::check::days::FIRST_YEAR;
use crate::check::masking::shown_day;
use crate::check::month::DateColumn;
use crate::check::place::Places;
use crate::check::slots;
use crate::check::values::text_of;
use crate::sheet::Row;
use crate::upload::Upload;

/// How the days of a column are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DayColumn {
    order: Order,
    /// Whether day and month may be swapped. Then no day of the column can be trusted.
    is_swapped: bool,
    /// How many days were read with the month first, and the row of the first.
    n_month_first: u32,
    first_month_first: u32,
}

/// Settles how the days of each item are read, and says where day and month may be swapped.
pub(super) fn columns(
    sheet: &DetailSheet<'_>,
    rows: &[Row<'_>],
    places: &Places<'_>,
    against: &Against<'_>,
    findings: &mut Findings,
) -> Vec<DayColumn> {
    let Against { upload, clock, .. } = *against;
    let span = span(upload.today, sheet.sheet.from_1904);
    let items = sheet.definition.items.iter().enumerate();
    let columns = items.map(|(at, item)| {
        let column = sheet.headings.column_of(slots::DETAILS + at);
        let Some(column) = column.filter(|_| matches!(item.kind, Kind::Date)) else {
            return DayColumn::default();
        };
        let mut seen = DateColumn::default();
        for row in rows {
            if clock.is_over() {
                break;
            }
            if let Some(value) = row.get(column.index) {
                seen.look(row.number(), value, span);
            }
        }
        settle(&seen, column, places, upload, findings)
    });
    columns.collect()
}

/// Settles how the days of a column are read.
///
/// An answer has a letter and no sheet. It holds for the column of days with that letter on every sheet of the return,
/// Referrals too, as though each had been asked about; of each sheet it is said how many of its days that turned round.
fn settle(
    seen: &DateColumn,
    column: &Column,
    places: &Places<'_>,
    upload: &Upload,
    findings: &mut Findings,
) -> DayColumn {
    let mut settled = DayColumn::default();
    if upload.choices.month_first.contains(&column.letter) {
        // A date cell with a day over 12 was no text with the month first, and then neither were the others.
        let cells_too = !seen.has_cells_over_12();
        settled.order = Order::MonthFirst { cells_too };
    } else if !upload.choices.day_first.contains(&column.letter)
        && let Some(finding) = seen.swapped(places.of(column), false, upload.today.year())
    {
        findings.push(finding);
        settled.is_swapped = true;
    }
    settled
}

/// The days that a number in a column may stand for.
fn span(today: Date, from_1904: bool) -> Span {
    Span {
        first: today
            .first_of_year()
            .saturating_sub(jiff::ToSpan::years(20)),
        last: today,
        from_1904,
        order: Order::DayFirst,
    }
}

impl Checker<'_> {
    /// A day, which must be there, and what a finding may show of it: it may be a date of birth in the wrong column.
    pub(super) fn day(&mut self, row: &Row<'_>, item: &str) -> Option<(Date, String)> {
        let value = self.need(row, item)?;
        let at = self.at(item)?;
        let DayColumn {
            order, is_swapped, ..
        } = self.days.get(at).copied().unwrap_or_default();
        if is_swapped {
            // Said once for the column: of no row is it known in which month it belongs.
            self.left_out = true;
            return None;
        }
        let span = Span {
            order,
            ..span(self.today, self.from_1904)
        };
        let (rule, expected) = match dates::read(value, span) {
            Read::Day { day, .. } if day.year() < FIRST_YEAR => {
                self.leave_out(
                    row.number(),
                    item,
                    "date_not_a_date",
                    "long ago",
                    |finding| {
                        let said = format!(
                            "{}: this date is too long ago. Check the year.",
                            finding.place
                        );
                        finding.found(&masked(value)).said(said)
                    },
                );
                return None;
            }
            Read::Day { day, how, .. } => {
                if how == How::MonthFirst {
                    self.count_month_first(at, row.number());
                }
                // With two digits for its year it may be of the past century. With the month first that is not told.
                let may_be_birth = matches!(how, How::TwoDigitYear | How::MonthFirst);
                return Some(match may_be_birth && day > self.today {
                    true => (day, masked(value)),
                    false => (day, dates::words(day)),
                });
            }
            Read::Impossible { .. } => ("date_impossible", "a real date, like 30/04/2026"),
            Read::MonthOnly => ("date_month_only", "a day too, like 04/03/2026"),
            Read::NotADate => ("date_not_a_date", "a day, month and year, like 04/03/2026"),
        };
        let text = text_of(value).unwrap_or_default();
        let year = self.today.year();
        self.leave_out(row.number(), item, rule, "", |finding| {
            finding.expected(expected).found(&shown_day(&text, year))
        });
        None
    }

    fn count_month_first(&mut self, at: usize, row: u32) {
        let Some(column) = self.days.get_mut(at) else {
            return;
        };
        if column.n_month_first == 0 {
            column.first_month_first = row;
        }
        column.n_month_first += 1;
    }

    /// Says of which columns the days were read with the month first.
    pub(super) fn say_month_first(&mut self, sheet: &DetailSheet<'_>) {
        for (column, days) in self.columns.iter().copied().zip(&self.days) {
            let Some(column) = column.filter(|_| days.n_month_first > 0) else {
                continue;
            };
            let place = self.places.of(column).in_row(days.first_month_first);
            let mut finding = Finding::of("dates_month_first", place);
            finding.count = days.n_month_first;
            let said = format!(
                "{} ({} in column {} of {}).",
                finding.title,
                words(days.n_month_first, "cell"),
                column.letter,
                named(sheet)
            );
            self.findings.push(finding.said(said));
        }
    }
}
