//! The days of a referral, and whether they can be.

use hub_standard::ids::Month;
use hub_standard::stored::DAYS_MAX;
use jiff::ToSpan;
use jiff::civil::Date;

use super::dates::{self, How, Read};
use super::line::{Line, is_identity};
use super::masking::shown_day;
use super::quality::Class;
use super::rows::Checker;
use super::slots::{self, Slot};
use super::values::text_of;
use crate::anonymise::masked;
use crate::sheet::Value;

/// So many days after the month a date may be a day's delay in the books.
const DAYS_AFTER_MONTH: i64 = 7;
/// Social prescribing began after this.
pub(crate) const FIRST_YEAR: i16 = 2000;
/// Nobody in the data was born before this.
const FIRST_BIRTH_YEAR: i16 = 1890;

impl<'a> Checker<'_, 'a> {
    /// Reads a day that something happened on, which must not be after the month of the return.
    pub(crate) fn event(&mut self, line: &mut Line<'_>, slot: Slot) -> Option<Date> {
        let (value, day, how) = self.day(line, slot)?;
        let month_end = self.rules.month.last_day();
        if day.year() >= FIRST_YEAR && day <= self.rules.today && day <= month_end {
            return Some(day);
        }
        let words = dates::words(day);
        if day.year() < FIRST_YEAR {
            self.leave_out(line, slot, "date_not_a_date", "long ago", |finding| {
                // It may be a date of birth in the wrong column.
                let said = format!(
                    "{}: this date is too long ago. Check the year.",
                    finding.place
                );
                finding.found(&masked(value)).said(said)
            });
        } else if day > self.rules.today {
            // With two digits for its year it may be a date of birth of the past century.
            let (found, what) = match how {
                How::TwoDigitYear | How::MonthFirst => (masked(value), "this date"),
                _ => (words.clone(), words.as_str()),
            };
            self.leave_out(line, slot, "date_in_future", "", |finding| {
                let said = format!(
                    "{}: {what} is in the future. Check the year.",
                    finding.place
                );
                finding.found(&found).said(said)
            });
        } else {
            if self.rules.is_other_month || line.is_other_month {
                // Said once for the file, or for the row.
                line.left_out = true;
                line.class(slot, Class::Invalid);
                return None;
            }
            let is_near = month_end
                .checked_add(DAYS_AFTER_MONTH.days())
                .is_ok_and(|last| day <= last);
            let month = self.rules.month.words();
            if !is_near {
                let later = self.rules.later_month.map(Month::words);
                self.leave_out(line, slot, "date_after_month_end", "", |finding| {
                    let finding = match later {
                        Some(later) => finding.fix(format!(
                            "If this is your file for {later}, send it for {later}. If not, correct the date."
                        )),
                        None => finding,
                    };
                    let said = format!(
                        "{}: {words} is after {month}. {}",
                        finding.place, finding.fix
                    );
                    finding.found(&words).said(said)
                });
                return None;
            }
            self.say(line, slot, "date_just_after_month_end", "", |finding| {
                let said = format!(
                    "{}: {words} is just after {month}. Check that it is right.",
                    finding.place
                );
                finding.found(&words).said(said)
            });
            return Some(day);
        }
        None
    }

    /// Reads a date of birth. A year of two digits is the past century when this one would be in the future.
    pub(crate) fn birth(&mut self, line: &mut Line<'_>) -> Option<Date> {
        let (value, day, how) = self.day(line, slots::BIRTH)?;
        let day = if how == How::TwoDigitYear && day > self.rules.today {
            day.checked_sub(100.years()).unwrap_or(day)
        } else {
            day
        };
        if day.year() < FIRST_BIRTH_YEAR {
            self.leave_out(line, slots::BIRTH, "age_out_of_range", "", |finding| {
                finding.found(&masked(value))
            });
            return None;
        }
        Some(day)
    }

    /// Reads a day, with the value it was read from and how it was written.
    fn day<'v>(&mut self, line: &mut Line<'v>, slot: Slot) -> Option<(Value<'v>, Date, How)> {
        let value = self.take_recorded(line, slot)?;
        if self.rules.swapped.get(slot).copied().unwrap_or(false) {
            // Said once for the column: no date of it can be trusted.
            line.left_out = true;
            line.class(slot, Class::Invalid);
            return None;
        }
        let today = self.rules.today;
        let found = || match is_identity(slot) {
            true => masked(value),
            false => shown_day(&text_of(value).unwrap_or_default(), today.year()).into_owned(),
        };
        let span = self.rules.spans.get(slot).copied()?;
        match dates::read(value, span) {
            Read::Day { day, how, has_time } => {
                line.class(slot, Class::Valid);
                let rule = match how {
                    How::Cell | How::Plain => None,
                    How::DayFirst => Some("dates_day_first"),
                    How::MonthFirst => Some("dates_month_first"),
                    How::TwoDigitYear => Some("two_digit_year"),
                    How::Serial => Some("serial_date"),
                };
                let is_short = matches!(how, How::TwoDigitYear | How::MonthFirst);
                let may_be_birth = is_short && day > today;
                let may_show = !is_identity(slot) && day.year() >= FIRST_YEAR && !may_be_birth;
                let example = || may_show.then(|| (found(), dates::words(day)));
                if let Some(rule) = rule {
                    self.checked.tallies.count(rule, slot, line.number, example);
                }
                if has_time {
                    self.checked
                        .tallies
                        .count("time_of_day_removed", slot, line.number, || None);
                }
                return Some((value, day, how));
            }
            Read::Impossible { .. } => {
                self.leave_out(line, slot, "date_impossible", "", |finding| {
                    finding
                        .expected("a real date, like 30/04/2026")
                        .found(&found())
                });
            }
            Read::MonthOnly => {
                self.leave_out(line, slot, "date_month_only", "", |finding| {
                    finding
                        .expected("a day too, like 04/03/2026")
                        .found(&found())
                });
            }
            Read::NotADate => {
                self.leave_out(line, slot, "date_not_a_date", "", |finding| {
                    finding
                        .expected("a day, month and year, like 04/03/2026")
                        .found(&found())
                });
            }
        }
        None
    }

    /// Days from the referral to its first contact; the row is left out if there are fewer than none.
    pub(crate) fn wait(
        &mut self,
        line: &mut Line<'_>,
        referral: Date,
        contact: Option<Date>,
    ) -> Option<i16> {
        let contact = contact?;
        let days = days_between(referral, contact);
        if days.is_none_or(|days| days < 0) {
            let said = out_of_order("first contact", contact, "referral", referral);
            self.leave_out(
                line,
                slots::FIRST_CONTACT,
                "contact_before_referral",
                "",
                |finding| {
                    let said = format!("{}: {said}", finding.place);
                    finding
                        .found(&dates::words(contact))
                        .expected(on_or_after("referral", referral))
                        .said(said)
                },
            );
            return None;
        }
        let stored = days.filter(|days| *days <= DAYS_MAX);
        if stored.is_none() {
            self.say(
                line,
                slots::FIRST_CONTACT,
                "wait_very_long",
                "",
                |finding| finding,
            );
        }
        stored
    }

    /// Days from the referral to its closing; the row is left out if there are fewer than none.
    pub(crate) fn days_open(
        &mut self,
        line: &mut Line<'_>,
        referral: Date,
        closed: Option<Date>,
    ) -> Option<i16> {
        let closed = closed?;
        let days = days_between(referral, closed);
        if days.is_none_or(|days| days < 0) {
            let said = out_of_order("closing", closed, "referral", referral);
            self.leave_out(
                line,
                slots::CLOSED,
                "closed_before_referral",
                "",
                |finding| {
                    let said = format!("{}: {said}", finding.place);
                    finding
                        .found(&dates::words(closed))
                        .expected(on_or_after("referral", referral))
                        .said(said)
                },
            );
            return None;
        }
        days.filter(|days| *days <= DAYS_MAX)
    }

    /// Whether the month of the return has this day.
    pub(crate) fn in_month(&self, day: Option<Date>) -> bool {
        day.is_some_and(|day| Month::of(day) == self.rules.month)
    }
}

/// The days that a number in a column may stand for.
pub(crate) fn span(slot: Slot, today: Date, from_1904: bool) -> dates::Span {
    let first_year = if slot == slots::BIRTH {
        1905
    } else {
        FIRST_YEAR
    };
    dates::Span {
        first: Date::new(first_year, 1, 1).unwrap_or(today),
        last: today.checked_add(1.year()).unwrap_or(today),
        from_1904,
        order: dates::Order::DayFirst,
    }
}

/// Days from one day to another, as far as they fit.
pub(crate) fn days_between(from: Date, to: Date) -> Option<i16> {
    let days = from.until(to).ok()?.get_days();
    // Ten years are 3,652 days, so what does not fit is far beyond what is stored.
    Some(i16::try_from(days).unwrap_or(if days < 0 { i16::MIN } else { i16::MAX }))
}

/// What should be there, beside the day of the same row that says so.
fn on_or_after(earlier: &str, day: Date) -> String {
    format!("the day of the {earlier} ({}) or later", dates::words(day))
}

fn out_of_order(later: &str, later_day: Date, earlier: &str, earlier_day: Date) -> String {
    format!(
        "the {later} ({}) is before the {earlier} ({}). Correct one of them.",
        dates::words(later_day),
        dates::words(earlier_day)
    )
}
