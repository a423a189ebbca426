//! Twelve months of a board together, where one month has too few people of some groups.
//!
//! The gate adds up the cells of all these months and only then decides what is shown and rounds it, once: nothing is
//! drawn anew, and a group of which single months are hidden may be shown of all.

use std::collections::HashMap;

use hub_methods::Level;
use hub_methods::byar::count_limits;
use hub_reference::AreaType;
use hub_release::{Geography, MeasureInfo, MeasureValue, Status};
use hub_standard::ids::Month;
use hub_ui::view::GroupsYear;

use super::adding_up;
use super::dimension::{Dimension, Residents};
use super::groups::{average, group};
use super::missing::MISSING_MAX_PERCENT;
use super::rates::finding;
use crate::pages::figures::Scope;
use crate::pages::labels::UNKNOWN;
use crate::pages::missing_returns;
use crate::pages::practices::seen::counted;
use crate::pages::reader::Reader;
use crate::pages::words;

/// Months that are added up.
const MONTHS: i32 = 12;
/// Most referrals of one person that a month counts, which decides how much noise a count has.
const REFERRALS_OF_ONE: u32 = 2;
/// Variance of a count rounded to 5.
const ROUNDING: f64 = 25.0 / 12.0;

const BY_ETHNIC_GROUP: &str = "select ethnic_group, count(*) as referrals from hub.referrals \
    where icb = $1 and month >= $2 and month <= $3 group by ethnic_group";
const BY_AGE_BAND: &str = "select age_band, count(*) as referrals from hub.referrals \
    where icb = $1 and month >= $2 and month <= $3 group by age_band";

/// The question of a way to break referrals down whose groups can be too small for one month.
fn question(by: &str) -> Option<&'static str> {
    match by {
        "ethnic_group" => Some(BY_ETHNIC_GROUP),
        "age_band" => Some(BY_AGE_BAND),
        _ => None,
    }
}

/// Twelve months of a board up to that of the page, for a reader who may ask; none where there is nothing to add to one.
pub(super) async fn year(
    reader: &Reader,
    scope: &Scope,
    dimension: &Dimension,
    residents: &Residents,
    info: &MeasureInfo,
) -> Option<GroupsYear> {
    let sql = question(dimension.by)?;
    let may_ask = reader.principal().role.may_ask()
        && reader.hub.asking.limits().answers
        && !reader.is_led_here;
    let is_board = scope.place.area_type == AreaType::Icb && scope.geography == Geography::AsNow;
    if !may_ask || !is_board {
        return None;
    }
    let (first, months) = stretch(scope.release.months(), scope.month);
    if months < 2 {
        return None;
    }
    let span = (first, scope.month);
    // The page has its month, whether or not there is an answer to this.
    let referrals = counted(
        &reader.hub,
        reader.principal(),
        &scope.release,
        sql,
        &scope.place.code,
        span,
    )
    .await
    .ok()?;
    let of_month = scope.values(&info.id, dimension.by, scope.month, scope.month);
    let of_person = scope
        .release
        .manifest
        .policy
        .noise_variance(REFERRALS_OF_ONE);
    let cells = adding_up::atoms(reader, scope)? * months;
    let noise = f64::from(u32::try_from(cells).unwrap_or(u32::MAX)) * of_person;
    let values = added_up(&of_month, &referrals, info, noise);
    let values: Vec<&MeasureValue> = values.iter().collect();
    if values.iter().all(|value| value.value.is_none()) {
        return None;
    }
    let withheld = is_withheld(&values);
    let average = average(&values, info);
    let (known, unknown): (Vec<&MeasureValue>, Vec<&MeasureValue>) = values
        .iter()
        .copied()
        .partition(|value| &*value.category != UNKNOWN);
    let period = format!("{} to {}", first.words(), scope.month.words());
    let returns = missing_returns::total(&missing_returns::of(scope, first, scope.month));
    Some(GroupsYear {
        title: format!(
            "{} months together: {}",
            number_words(months),
            lower_first(&finding(dimension, &values, info, withheld))
        ),
        caption: format!(
            "{}, {}, {period} added up, referrals per 1,000 residents in these months",
            info.title, scope.place.name
        ),
        people_heading: residents.heading.to_owned(),
        groups: known
            .iter()
            .chain(&unknown)
            .map(|value| group(value, info, dimension, average, withheld))
            .collect(),
        notes: [
            "Referrals are added up over the months before anything is hidden or rounded: no new random adjustment is made. One person counts \
             at most twice in each month, and again in every month in which they were referred."
                .to_owned(),
            returns.sentence(&period),
            "This was asked for in your name, and the question is on record.".to_owned(),
        ]
        .into_iter()
        .filter(|note| !note.is_empty())
        .collect(),
    })
}

/// The first of the months, and how many the release has of them.
fn stretch(months: &[Month], to: Month) -> (Month, usize) {
    let from = to.plus(1 - MONTHS);
    let mut inside = months.iter().filter(|month| (from..=to).contains(*month));
    let n = inside.clone().count();
    (inside.next().copied().unwrap_or(to), n)
}

/// The groups of a month with the counts of all months in place of its own.
fn added_up(
    of_month: &[&MeasureValue],
    referrals: &HashMap<String, f64>,
    info: &MeasureInfo,
    noise: f64,
) -> Vec<MeasureValue> {
    let one = |value: &&MeasureValue| {
        let count = referrals.get(&*value.category).copied();
        let people = value.denominator.filter(|people| *people > 0.0);
        let rate = |number: f64| {
            people.map(|people| words::as_displayed(info.per * number / people, info.decimals))
        };
        let limits = count.and_then(|count| count_limits(count, noise + ROUNDING, Level::P95).ok());
        let shown = count.and_then(rate);
        MeasureValue {
            numerator: count,
            value: shown,
            lower95: limits.and_then(|limits| rate(limits.lower)),
            upper95: limits.and_then(|limits| rate(limits.upper)),
            completeness: None,
            status: match (count, people) {
                (None, _) => Status::Hidden,
                (Some(_), None) => Status::NotApplicable,
                (Some(_), Some(_)) => Status::Shown,
            },
            display: shown.map_or_else(String::new, |rate| words::decimal(rate, info.decimals)),
            ..(*value).clone()
        }
    };
    of_month.iter().map(one).collect()
}

/// Whether too much is not recorded in these months to set groups against each other.
fn is_withheld(values: &[&MeasureValue]) -> bool {
    let of = |is_unknown: bool| -> f64 {
        values
            .iter()
            .filter(|value| (&*value.category == UNKNOWN) == is_unknown)
            .filter_map(|value| value.numerator)
            .sum()
    };
    let (known, unknown) = (of(false), of(true));
    100.0 * unknown > MISSING_MAX_PERCENT * (known + unknown)
}

fn number_words(months: usize) -> String {
    match months {
        12 => "Twelve".to_owned(),
        n => n.to_string(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    fn month() -> Month {
        "2026-10".parse().unwrap()
    }

    #[test]
    fn a_sum_over_months_takes_the_place_of_the_month_and_keeps_its_people() {
        let of_month = [
            samples::value(month(), "mixed", None),
            samples::value(month(), "white", Some(20.0)),
            samples::value(month(), "other", Some(10.0)),
        ];
        let of_month: Vec<&MeasureValue> = of_month.iter().collect();
        let referrals: HashMap<String, f64> =
            [("mixed".to_owned(), 60.0), ("white".to_owned(), 250.0)].into();
        let values = added_up(&of_month, &referrals, &samples::info(), 300.0);
        assert_eq!(values[0].value, Some(60.0));
        assert_eq!(values[1].numerator, Some(250.0));
        assert!(values[1].lower95 < Some(250.0) && values[1].upper95 > Some(250.0));
        // What the gate does not show of all months is hidden, whatever one of them shows.
        assert_eq!(
            (values[2].status, values[2].value, values[2].numerator),
            (Status::Hidden, None, None)
        );
    }

    #[test]
    fn months_are_those_that_the_release_has() {
        let month = |text: &str| -> Month { text.parse().unwrap() };
        let months: Vec<Month> = Month::range(month("2025-09"), month("2026-10")).collect();
        assert_eq!(stretch(&months, month("2026-10")), (month("2025-11"), 12));
        assert_eq!(stretch(&months, month("2025-10")), (month("2025-09"), 2));
    }

    #[test]
    fn nothing_is_compared_where_more_than_a_fifth_is_not_recorded() {
        let of = |known: f64, unknown: f64| {
            let values = [
                samples::value(month(), "white", Some(known)),
                samples::value(month(), UNKNOWN, Some(unknown)),
            ];
            is_withheld(&values.iter().collect::<Vec<&MeasureValue>>())
        };
        assert!(!of(800.0, 200.0));
        assert!(of(795.0, 205.0));
    }
}
