//! Support by kind: what could not be had, what people are linked to, and what they are referred for.

use hub_ui::view::{DotChart, Headline};

use super::ways::{KINDS, NEEDS, Way};
use crate::pages::figures::Scope;
use crate::pages::headline::Series;
use crate::pages::spread::Groups;

const MISSING_SUPPORT: &str = "support_not_available";

/// Of the support that was wanted, the share that could not be had.
pub(super) fn headline(scope: &Scope) -> Option<Headline> {
    let info = scope.release.measure(MISSING_SUPPORT)?;
    let period = scope.month.words();
    Some(Series::total(info, scope.month).headline(scope, &info.title, &period))
}

/// The measure and breakdown of a way.
pub(super) fn series(way: &Way) -> (&'static str, &'static str) {
    match way.value {
        KINDS => ("support_kinds", "support"),
        NEEDS => ("referral_needs", "need"),
        _ => (MISSING_SUPPORT, "support"),
    }
}

pub(super) fn chart(scope: &Scope, way: &Way) -> Option<DotChart> {
    let (measure, by) = series(way);
    let info = scope.release.measure(measure)?;
    let groups = Groups::of(scope, info, by).by_value();
    let finding = groups.stands_out(way.words);
    let chart = groups.chart("support", way.heading, finding)?;
    Some(DotChart {
        as_bars: true,
        ..chart
    })
}

/// What must be known of the kinds.
pub(super) fn note(way: &Way) -> &'static str {
    match way.value {
        KINDS => {
            "These are the supports that returns of the month tell of, whatever became of them. Each share has an adjustment of its own, \
             so they may not add up to 100%."
        }
        NEEDS => {
            "A person can have up to three needs and then counts once in each, so that the shares add up to more than 100%."
        }
        _ => {
            "Support that people wait for counts as not to be had yet. A share is hidden where few supports could not be had, which is \
             good news, as well as where few were wanted."
        }
    }
}
