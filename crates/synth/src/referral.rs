//! Referrals and what becomes of them as time passes.

use hub_standard::Month;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::{
    calibration::{
        CARER, CLOSURE_REASONS, CONDITIONS, DECLINED, DECLINED_REASONS, FURTHER_CONTACTS,
        LONGEST_DAYS, METHODS, MORE_NEEDS, NEEDS, NOT_REACHED, SOURCES, SUPPORT_DAYS, WAIT_DAYS,
        WITH_CONDITION,
    },
    chance::{Chance, whole},
    effects::share_of_deprivation,
};

/// How many months a referral can be on the caseload after the one in which it came.
pub(crate) const MONTHS_OPEN_MAX: i32 = 12;

const WAIT_DAYS_MAX: u32 = 180;

/// When things happen to a referral, from its beginning to its end.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    pub(crate) date: Date,
    /// Days of contact, the first one first; none when declined or not reached.
    pub(crate) contacts: Vec<Date>,
    pub(crate) closed: Date,
    ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Declined,
    NotReached,
    Supported,
}

impl Timeline {
    /// `more_days` are waited besides what is usual.
    pub(crate) fn draw(
        chance: &mut Chance,
        month: Month,
        wait_median_days: f64,
        more_days: u32,
    ) -> Self {
        let days = usize::from(month.last_day().day().unsigned_abs());
        let date = weekday(
            later(month.first_day(), index_days(chance.below(days))),
            month,
        );
        let fate = chance.unit();
        let wait = whole(
            chance.log_normal(wait_median_days, WAIT_DAYS.2),
            WAIT_DAYS_MAX,
        );
        let wait = i64::from(wait + more_days);
        let over = |ending, days| Self {
            date,
            contacts: Vec::new(),
            closed: next_weekday(later(date, days)),
            ending,
        };
        match fate {
            _ if fate < DECLINED => over(Ending::Declined, wait + 7),
            _ if fate < DECLINED + NOT_REACHED => over(Ending::NotReached, wait + 30),
            _ => Self::supported(chance, date, next_weekday(later(date, wait))),
        }
    }

    fn supported(chance: &mut Chance, date: Date, first: Date) -> Self {
        let support = whole(
            chance.log_normal(SUPPORT_DAYS.0, SUPPORT_DAYS.1),
            LONGEST_DAYS - WAIT_DAYS_MAX,
        );
        let span = usize::try_from(support).unwrap_or(0);
        let further = chance.poisson(FURTHER_CONTACTS);
        let mut contacts: Vec<Date> = (0..further)
            .map(|_| later(first, index_days(chance.below(span + 1))))
            .collect();
        contacts.push(first);
        contacts.sort_unstable();
        Self {
            date,
            contacts,
            closed: next_weekday(later(first, i64::from(support))),
            ending: Ending::Supported,
        }
    }

    /// Whether it is on the caseload in the month: new, open or closed in it.
    pub(crate) fn is_on_caseload(&self, month: Month) -> bool {
        self.date <= month.last_day() && self.closed >= month.first_day()
    }
}

/// What a referral is about and how it ends.
#[derive(Debug, Clone)]
pub(crate) struct Particulars {
    pub(crate) source: &'static str,
    pub(crate) method: &'static str,
    pub(crate) needs: Vec<&'static str>,
    pub(crate) conditions: Vec<&'static str>,
    pub(crate) is_carer: bool,
    pub(crate) declined_reason: Option<&'static str>,
    pub(crate) closure_reason: &'static str,
}

impl Particulars {
    pub(crate) fn draw(chance: &mut Chance, timeline: &Timeline, decile: u8) -> Self {
        let mut source = chance.pick(&SOURCES).copied().unwrap_or("A1");
        let mut method = chance.pick(&METHODS).copied().unwrap_or("phone");
        // Who refers themselves does so in one way.
        if source == "B1" || method == "self_referral" {
            (source, method) = ("B1", "self_referral");
        }
        let (declined_reason, closure_reason) = match timeline.ending {
            Ending::Declined => (chance.pick(&DECLINED_REASONS).copied(), "declined"),
            Ending::NotReached => (None, "not_contactable"),
            Ending::Supported => (
                None,
                chance.pick(&CLOSURE_REASONS).copied().unwrap_or("other"),
            ),
        };
        Self {
            source,
            method,
            needs: needs(chance, decile),
            conditions: several(chance, &CONDITIONS, WITH_CONDITION.0, WITH_CONDITION.1),
            is_carer: chance.happens(CARER),
            declined_reason,
            closure_reason,
        }
    }
}

fn needs(chance: &mut Chance, decile: u8) -> Vec<&'static str> {
    let deprivation = share_of_deprivation(decile);
    let weights = NEEDS.map(|(need, share, slope)| (need, share * (slope * deprivation).exp()));
    let mut needs: Vec<&'static str> = chance.pick(&weights).copied().into_iter().collect();
    let mut again = MORE_NEEDS.0;
    while needs.len() < 5 && chance.happens(again) {
        needs.extend(
            chance
                .pick(&weights)
                .copied()
                .filter(|need| !needs.contains(need)),
        );
        again = MORE_NEEDS.1;
    }
    needs
}

fn several(
    chance: &mut Chance,
    choices: &[(&'static str, f64)],
    first: f64,
    again: f64,
) -> Vec<&'static str> {
    let mut chosen = Vec::new();
    let mut probability = first;
    while chosen.len() < 5 && chance.happens(probability) {
        chosen.extend(
            chance
                .pick(choices)
                .copied()
                .filter(|choice| !chosen.contains(choice)),
        );
        probability = again;
    }
    chosen
}

fn index_days(days: usize) -> i64 {
    i64::try_from(days).unwrap_or(0)
}

fn later(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// Monday for a day of the weekend.
fn next_weekday(date: Date) -> Date {
    match date.weekday() {
        Weekday::Saturday => later(date, 2),
        Weekday::Sunday => later(date, 1),
        _ => date,
    }
}

/// A weekday of the same month near to the day.
fn weekday(date: Date, month: Month) -> Date {
    let after = next_weekday(date);
    if month.contains(after) {
        after
    } else {
        later(
            date,
            if date.weekday() == Weekday::Sunday {
                -2
            } else {
                -1
            },
        )
    }
}
