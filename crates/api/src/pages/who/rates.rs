//! The chart of rates by group, and what it finds.

use hub_release::{MeasureInfo, MeasureValue};
use hub_ui::view::{Dot, DotChart, Figure, RefLine};

use super::GROUPS_TO_COMPARE;
use super::dimension::Dimension;
use super::groups::{average, is_too_wide};
use crate::pages::figures::{self, Scope};
use crate::pages::labels::{UNKNOWN, label};
use crate::pages::words;

pub(super) fn rates(
    scope: &Scope,
    dimension: &Dimension,
    info: &MeasureInfo,
    values: &[&MeasureValue],
    england: &[&MeasureValue],
    average: Option<f64>,
    withheld: bool,
) -> DotChart {
    let is_england = scope.place.area_type == hub_reference::AreaType::England;
    let dot = |value: &&MeasureValue| {
        let comparator = england
            .iter()
            .find(|other| other.category == value.category && !is_england);
        let comparator = comparator.map(|other| figures::figure(other, info));
        let figure = figures::figure(value, info);
        Dot {
            label: label(dimension.by, &value.category),
            is_too_wide: average.is_some_and(|average| is_too_wide(&figure, average)),
            figure,
            comparator: comparator.as_ref().and_then(Figure::drawn),
            comparator_display: comparator.map(|figure| figure.display).unwrap_or_default(),
        }
    };
    let with_rate = values.iter().filter(|value| &*value.category != UNKNOWN);
    DotChart {
        block: scope.block(
            "rates",
            info,
            dimension.by,
            finding(dimension, values, info, withheld),
            &scope.month.words(),
        ),
        dots: with_rate.map(dot).collect(),
        group_name: dimension.heading.to_owned(),
        average: average.map(|value| RefLine {
            value,
            label: format!("Average {}", words::decimal(value, info.decimals)),
        }),
        reference: None,
        comparator_name: if is_england {
            String::new()
        } else {
            "England".to_owned()
        },
        as_bars: false,
    }
}

/// Highest and lowest of the displayed rates, and whether they differ by more than chance.
pub(super) fn finding(
    dimension: &Dimension,
    values: &[&MeasureValue],
    info: &MeasureInfo,
    withheld: bool,
) -> String {
    let average = average(values, info);
    let tells = |rate: &Figure| {
        rate.drawn().is_some() && average.is_none_or(|average| !is_too_wide(rate, average))
    };
    let known = || {
        values
            .iter()
            .filter(|value| &*value.category != UNKNOWN)
            .map(move |value| (&*value.category, figures::figure(value, info)))
    };
    if known().all(|(_, rate)| rate.drawn().is_none()) {
        return format!("No rates by {} to show", dimension.words);
    }
    let mut shown: Vec<(&str, Figure)> = known().filter(|(_, rate)| tells(rate)).collect();
    let left_out = known().count() - shown.len();
    shown.sort_by(|a, b| {
        a.1.value
            .unwrap_or_default()
            .total_cmp(&b.1.value.unwrap_or_default())
    });
    if withheld {
        return "Too much is not recorded to compare groups".to_owned();
    }
    let (Some((_, low)), Some((category, high))) = (shown.first(), shown.last()) else {
        return format!("Too few referrals to compare by {}", dimension.words);
    };
    if shown.len() < GROUPS_TO_COMPARE {
        return format!("Too few referrals to compare by {}", dimension.words);
    }
    let apart = match (&low.interval, &high.interval) {
        (Some(low), Some(high)) => low.upper < high.lower,
        _ => false,
    };
    if apart {
        format!("Highest rate: {}", dimension.in_sentence(category))
    } else if left_out > 0 {
        format!(
            "No clear difference by {} among groups large enough to tell",
            dimension.words
        )
    } else {
        format!("No clear difference by {}", dimension.words)
    }
}
