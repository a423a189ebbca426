//! The table of all groups: counts, rates, and how far each is from the average.

use hub_release::{MeasureInfo, MeasureValue};
use hub_ui::view::{Comparison, Figure, GroupRow, Status};

use super::GROUPS_TO_COMPARE;
use super::dimension::Dimension;
use crate::pages::labels::{UNKNOWN, label};
use crate::pages::{figures, words};

/// The rate of all groups that are shown, from their displayed counts. One group alone has nobody to be compared with.
pub(super) fn average(values: &[&MeasureValue], info: &MeasureInfo) -> Option<f64> {
    let shown: Vec<_> = values
        .iter()
        .filter(|value| &*value.category != UNKNOWN && value.value.is_some())
        .collect();
    if shown.len() < GROUPS_TO_COMPARE {
        return None;
    }
    let (referrals, people) = shown
        .iter()
        .filter_map(|value| Some((value.numerator?, value.denominator?)))
        .fold((0.0, 0.0), |(a, b), (referrals, people)| {
            (a + referrals, b + people)
        });
    (people > 0.0).then(|| words::as_displayed(info.per * referrals / people, info.decimals))
}

pub(super) fn group(
    value: &MeasureValue,
    info: &MeasureInfo,
    dimension: &Dimension,
    average: Option<f64>,
    withheld: bool,
) -> GroupRow {
    let rate = figures::figure(value, info);
    let average_figure =
        average.map(|average| Figure::shown(average, words::decimal(average, info.decimals)));
    let word = if withheld {
        super::withheld()
    } else if average.is_some_and(|average| is_too_wide(&rate, average)) {
        too_few()
    } else {
        figures::against("the area's average", &rate, average_figure.as_ref(), info)
    };
    GroupRow {
        label: label(dimension.by, &value.category),
        referrals: figures::count(value.numerator, value.status),
        people: value.denominator.map_or_else(
            || Figure::without_value(Status::NotApplicable),
            |people| Figure::shown(people, words::decimal(people, 0)),
        ),
        ratio: ratio(&rate, average),
        rate,
        word,
        ..GroupRow::default()
    }
}

/// Whether an interval holds both half and twice the average: then nothing is known of the group but that it is small.
pub(super) fn is_too_wide(rate: &Figure, average: f64) -> bool {
    rate.interval
        .as_ref()
        .is_some_and(|limits| limits.lower <= average / 2.0 && limits.upper >= average * 2.0)
}

fn too_few() -> Comparison {
    Comparison {
        reason: Some("Too few to tell: half and twice the average both fit.".to_owned()),
        ..Comparison::default()
    }
}

/// A rate and its limits as multiples of the average.
fn ratio(rate: &Figure, average: Option<f64>) -> Figure {
    let (Some(value), Some(average)) = (rate.drawn(), average.filter(|average| *average > 0.0))
    else {
        let status = if rate.drawn().is_some() {
            Status::NotCalculated
        } else {
            rate.status
        };
        return Figure::without_value(status);
    };
    let times = |value: f64| words::as_displayed(value / average, 2);
    let figure =
        Figure::shown(times(value), words::decimal(value / average, 2)).with_status(rate.status);
    match &rate.interval {
        Some(limits) => {
            let (lower, upper) = (times(limits.lower), times(limits.upper));
            let display = format!(
                "{} to {}",
                words::decimal(lower, 2),
                words::decimal(upper, 2)
            );
            figure.with_interval(lower, upper, display)
        }
        None => figure,
    }
}
