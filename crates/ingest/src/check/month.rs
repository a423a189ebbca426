//! What only a whole column of dates can tell: day and month swapped, and another month's file.

mod other;

use std::collections::BTreeMap;

use hub_standard::finding::{Finding, Place};
use hub_standard::ids::Month;
use jiff::civil::Date;

pub(crate) use self::other::other_file;
use self::other::{later_file, nothing_in_month};
use super::dates::{self, How, Order, Read};
use super::days;
use super::line::is_identity;
use super::masking::shown_day;
use super::place::Places;
use super::slots::{self, SLOTS, Slot};
use super::values::{NumberRead, number};
use crate::sheet::Value;
use crate::upload::Upload;

/// So many dates are not all the first of a month by chance.
const FIRSTS_MIN: u32 = 4;

/// What the columns of dates tell together.
#[derive(Debug)]
pub(crate) struct Calendar {
    /// Columns in which day and month may be swapped.
    pub(crate) swapped: [bool; SLOTS],
    /// Which comes first in a column of dates.
    pub(crate) orders: [Order; SLOTS],
    /// The findings about them.
    pub(crate) findings: Vec<Finding>,
    /// Columns whose dates seem to have been typed without a day.
    pub(crate) without_days: Vec<Finding>,
    /// The dates are another month's.
    pub(crate) other_month: Option<Finding>,
    /// Nothing happened in the month, which can be.
    pub(crate) quiet: Option<Finding>,
    /// Most dates lie in this later month, and some in that of the return.
    pub(crate) later: Option<(Month, Finding)>,
}

/// What one column of dates holds, read in one order.
#[derive(Default)]
pub(crate) struct DateColumn {
    n_cells: u32,
    n_cells_over_12: u32,
    /// Whether it holds dates of birth, whose months tell nothing of the return.
    is_birth: bool,
    /// Date cells of the first of a month.
    n_firsts: u32,
    n_texts: u32,
    n_day_over_12: u32,
    n_month_first: u32,
    first_cell: Option<(u32, Date)>,
    first_month_first: Option<(u32, String)>,
    months: BTreeMap<Month, u32>,
}

// A text of the column may be a date of birth.
impl std::fmt::Debug for DateColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DateColumn")
            .field("n_cells", &self.n_cells)
            .field("n_texts", &self.n_texts)
            .finish_non_exhaustive()
    }
}

/// What the columns of dates hold, as far as they were looked through.
#[derive(Debug)]
pub(crate) struct Dates {
    columns: [Option<Orders>; slots::DATES.len()],
    has_contacts: bool,
}

/// One column in each order that it may be read in.
#[derive(Debug)]
struct Orders {
    slot: Slot,
    span: dates::Span,
    day_first: DateColumn,
    /// Where the sender says that the month is first: with date cells turned round, and without.
    month_first: Option<[DateColumn; 2]>,
}

impl Dates {
    pub(crate) fn new(places: &Places<'_>, upload: &Upload, from_1904: bool) -> Self {
        let columns = slots::DATES.map(|slot| {
            let column = places.column(slot)?;
            let is_month_first = upload.choices.month_first.contains(&column.letter);
            Some(Orders {
                slot,
                span: days::span(slot, upload.today, from_1904),
                day_first: DateColumn::of(slot),
                month_first: is_month_first.then(|| [(); 2].map(|()| DateColumn::of(slot))),
            })
        });
        Self {
            columns,
            has_contacts: false,
        }
    }

    /// Looks at one cell.
    pub(crate) fn look(&mut self, row: u32, slot: Slot, value: Value<'_>) {
        if slot == slots::CONTACTS && !self.has_contacts {
            self.has_contacts = matches!(number(value), NumberRead::Whole { number: 1.., .. });
        }
        let place = match slot {
            slots::BIRTH => 0,
            slots::REFERRAL_DATE => 1,
            slots::FIRST_CONTACT => 2,
            slots::CLOSED => 3,
            _ => return,
        };
        if let Some(Some(column)) = self.columns.get_mut(place) {
            column.look(row, value);
        }
    }

    /// Adds what later rows hold.
    pub(crate) fn extend(&mut self, later: Self) {
        self.has_contacts |= later.has_contacts;
        for (column, later) in self.columns.iter_mut().zip(later.columns) {
            if let (Some(column), Some(later)) = (column, later) {
                column.day_first.extend(later.day_first);
                let month_first = column.month_first.iter_mut().flatten();
                for (column, later) in month_first.zip(later.month_first.into_iter().flatten()) {
                    column.extend(later);
                }
            }
        }
    }

    /// What they tell together.
    pub(crate) fn calendar(self, places: &Places<'_>, upload: &Upload) -> Calendar {
        let mut calendar = Calendar {
            swapped: [false; SLOTS],
            orders: [Order::DayFirst; SLOTS],
            findings: Vec::new(),
            without_days: Vec::new(),
            other_month: None,
            quiet: None,
            later: None,
        };
        let mut months: BTreeMap<Month, u32> = BTreeMap::new();
        let mut in_month = 0;
        for column in self.columns.into_iter().flatten() {
            let slot = column.slot;
            let read = calendar.order(column, places, upload);
            if slot == slots::BIRTH {
                continue;
            }
            let place = places.slot(slot);
            calendar.without_days.extend(read.without_days(place));
            in_month += read.months.get(&upload.month).copied().unwrap_or(0);
            if slot != slots::CLOSED {
                for (month, n) in read.months {
                    *months.entry(month).or_default() += n;
                }
            }
        }
        if in_month == 0 {
            nothing_in_month(&mut calendar, &months, self.has_contacts, places, upload);
        } else {
            calendar.later = later_file(&months, places, upload);
        }
        calendar
    }
}

impl Orders {
    fn look(&mut self, row: u32, value: Value<'_>) {
        self.day_first.look(row, value, self.span);
        for (cells_too, column) in [true, false]
            .into_iter()
            .zip(self.month_first.iter_mut().flatten())
        {
            let order = Order::MonthFirst { cells_too };
            column.look(row, value, dates::Span { order, ..self.span });
        }
    }
}

/// The days that a number in each column may stand for.
pub(super) fn spans(orders: [Order; SLOTS], today: Date, from_1904: bool) -> [dates::Span; SLOTS] {
    let mut slots = 0..SLOTS;
    orders.map(|order| dates::Span {
        order,
        ..days::span(slots.next().unwrap_or_default(), today, from_1904)
    })
}

impl Calendar {
    /// Settles in which order a column is read, and answers what it holds in that order.
    fn order(&mut self, column: Orders, places: &Places<'_>, upload: &Upload) -> DateColumn {
        let Orders {
            slot,
            day_first,
            month_first,
            ..
        } = column;
        if let Some([with_cells, without]) = month_first {
            // A date cell with a day over 12 was no text with the month first, and then neither were the others.
            let cells_too = !day_first.has_cells_over_12();
            if let Some(of_slot) = self.orders.get_mut(slot) {
                *of_slot = Order::MonthFirst { cells_too };
            }
            return if cells_too { with_cells } else { without };
        }
        let is_said = places
            .column(slot)
            .is_some_and(|column| upload.choices.day_first.contains(&column.letter));
        let place = places.slot(slot);
        if !is_said
            && let Some(finding) = day_first.swapped(place, is_identity(slot), upload.today.year())
        {
            self.findings.push(finding);
            if let Some(swapped) = self.swapped.get_mut(slot) {
                *swapped = true;
            }
        }
        day_first
    }
}

impl DateColumn {
    /// Nothing of a column was seen yet.
    fn of(slot: Slot) -> Self {
        Self {
            is_birth: slot == slots::BIRTH,
            ..Self::default()
        }
    }

    /// Looks at one cell.
    pub(crate) fn look(&mut self, row: u32, value: Value<'_>, span: dates::Span) {
        match dates::read(value, span) {
            Read::Day { day, how, .. } => {
                if !self.is_birth {
                    *self.months.entry(Month::of(day)).or_default() += 1;
                }
                match how {
                    How::Cell => {
                        self.n_cells += 1;
                        self.n_cells_over_12 += u32::from(day.day() > 12);
                        self.n_firsts += u32::from(day.day() == 1);
                        self.first_cell.get_or_insert((row, day));
                    }
                    How::DayFirst | How::TwoDigitYear => {
                        self.n_texts += 1;
                        self.n_day_over_12 += u32::from(day.day() > 12);
                    }
                    How::Plain | How::Serial | How::MonthFirst => {}
                }
            }
            Read::Impossible {
                month_first_fits: true,
            } => {
                self.n_month_first += 1;
                if let Value::Text(text) = value {
                    self.first_month_first
                        .get_or_insert_with(|| (row, text.to_owned()));
                }
            }
            _ => {}
        }
    }

    fn extend(&mut self, later: Self) {
        self.n_cells += later.n_cells;
        self.n_cells_over_12 += later.n_cells_over_12;
        self.n_firsts += later.n_firsts;
        self.n_texts += later.n_texts;
        self.n_day_over_12 += later.n_day_over_12;
        self.n_month_first += later.n_month_first;
        self.first_cell = self.first_cell.or(later.first_cell);
        self.first_month_first = self.first_month_first.take().or(later.first_month_first);
        for (month, n) in later.months {
            *self.months.entry(month).or_default() += n;
        }
    }

    /// Whether a date cell has a day over 12, so that the cells are no dates with the month first.
    pub(crate) fn has_cells_over_12(&self) -> bool {
        self.n_cells_over_12 > 0
    }

    /// Excel makes the first of the month of "Mar-26". Where all dates are that, they were most likely typed without a day.
    fn without_days(&self, place: Place) -> Option<Finding> {
        if self.n_cells < FIRSTS_MIN || self.n_firsts < self.n_cells {
            return None;
        }
        let mut finding = Finding::of("dates_first_of_month", place);
        finding.count = self.n_cells;
        let said = format!(
            "{}: all {} dates are the first day of a month. {} {}",
            finding.place, self.n_cells, finding.why, finding.fix
        );
        Some(finding.said(said))
    }

    /// The signs of an export with the month first that was opened in Excel here: no date cell has a day over 12, no
    /// text has a day first that is over 12, and some text fits only with the month first.
    pub(crate) fn swapped(
        &self,
        place: Place,
        is_identity: bool,
        this_year: i16,
    ) -> Option<Finding> {
        if self.n_month_first == 0 || self.n_cells_over_12 > 0 || self.n_day_over_12 > 0 {
            return None;
        }
        let n = self.n_cells + self.n_texts;
        let (row, text) = self.first_month_first.as_ref()?;
        // One slip among few dates says nothing about the others.
        if n == 0 && self.n_month_first < 2 || self.n_cells == 0 && self.n_month_first * 5 < n {
            return None;
        }
        let mut finding = Finding::of("dates_swapped", place);
        finding.count = n.max(1);
        let column = finding.place.to_string();
        let may = if n == 1 {
            "1 date".to_owned()
        } else {
            format!("{n} dates")
        };
        let shown = shown_day(text, this_year);
        let shows = match (&self.first_cell, is_identity) {
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
