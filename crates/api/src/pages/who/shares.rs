//! Shares of referrals against shares of people.

use hub_release::{MeasureInfo, MeasureValue};
use hub_ui::view::{Figure, ShareChart, ShareRow, Status};

use super::GROUPS_TO_COMPARE;
use super::dimension::{Dimension, Residents};
use crate::pages::figures::{self, Scope};
use crate::pages::labels::{UNKNOWN, label};
use crate::pages::words;

/// The sum of displayed counts; none where one of them is hidden, since shares of the rest would be shares of something
/// else.
fn whole(counts: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    counts.sum()
}

/// Where groups are hidden: all displayed referrals of the area, less those whose group is not recorded.
fn of_area(scope: &Scope, known: &[&&MeasureValue], values: &[&MeasureValue]) -> Option<f64> {
    let shown = known.iter().filter(|value| value.numerator.is_some());
    if shown.count() < GROUPS_TO_COMPARE {
        return None;
    }
    let all = scope
        .values("referral_rate", "all", scope.month, scope.month)
        .first()
        .and_then(|value| value.numerator)?;
    let unknown = values
        .iter()
        .find(|value| &*value.category == UNKNOWN)
        .and_then(|value| value.numerator);
    rest_of(all, unknown, known.iter().map(|value| value.numerator))
}

/// What is left of all, as long as it holds what is shown.
fn rest_of(
    all: f64,
    unknown: Option<f64>,
    shown: impl Iterator<Item = Option<f64>>,
) -> Option<f64> {
    let left = all - unknown.unwrap_or_default();
    (left >= shown.flatten().sum::<f64>()).then_some(left)
}

/// A share of people, from displayed counts. At its ends it is said no finer than "5% or less" and "95% or more".
fn share_of_referrals(part: f64, whole: f64) -> Figure {
    let share = words::as_displayed(100.0 * part / whole, 0);
    if share <= 5.0 {
        Figure::shown(5.0, "≤5%".to_owned())
    } else if share >= 95.0 {
        Figure::shown(95.0, "≥95%".to_owned())
    } else {
        Figure::shown(share, format!("{share:.0}%"))
    }
}

pub(super) fn shares(
    scope: &Scope,
    dimension: &Dimension,
    residents: &Residents,
    info: &MeasureInfo,
    values: &[&MeasureValue],
) -> Option<ShareChart> {
    let known: Vec<&&MeasureValue> = values
        .iter()
        .filter(|value| &*value.category != UNKNOWN)
        .collect();
    let (referrals, is_of_area) = match whole(known.iter().map(|value| value.numerator)) {
        Some(all) => (all, false),
        None => (of_area(scope, &known, values)?, true),
    };
    let people: f64 = known.iter().filter_map(|value| value.denominator).sum();
    let least = f64::from(scope.release.manifest.policy.percent_denominator_min);
    if referrals < least || people <= 0.0 {
        return None;
    }
    let percent = |part: f64, whole: f64| {
        let share = words::as_displayed(100.0 * part / whole, 0);
        Figure::shown(share, format!("{share:.0}%"))
    };
    let rows = known.iter().map(|value| ShareRow {
        label: label(dimension.by, &value.category),
        referrals: value.numerator.map_or_else(
            || figures::count(None, value.status),
            |part| share_of_referrals(part, referrals),
        ),
        people: value.denominator.map_or_else(
            || Figure::without_value(Status::NotApplicable),
            |part| percent(part, people),
        ),
    });
    let rows: Vec<ShareRow> = rows.collect();
    let mut block = scope.block(
        "shares",
        info,
        dimension.by,
        format!("Referrals and people by {}", dimension.words),
        &scope.month.words(),
    );
    block.subtitle = format!(
        "Share of referrals whose group is known and of {}, {}, {}, percentage (≤5% stands for 5% or less, ≥95% for 95% or more)",
        residents.words,
        scope.place.name,
        scope.month.words()
    );
    if is_of_area {
        block.subtitle.push_str(
            ". Some groups are hidden: shares are of all referrals less those whose group is not recorded, and need not add up",
        );
    }
    block.unit = "percentage".to_owned();
    block.decimals = 0;
    block.suffix = "%".to_owned();
    block.about = None;
    Some(ShareChart {
        block,
        group_name: dimension.heading.to_owned(),
        people_name: residents.words.to_owned(),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::{rest_of, share_of_referrals, whole};

    #[test]
    fn no_share_is_given_where_a_group_is_hidden() {
        assert_eq!(whole([Some(235.0), None].into_iter()), None);
        assert_eq!(whole([Some(235.0), Some(15.0)].into_iter()), Some(250.0));
    }

    #[test]
    fn where_a_group_is_hidden_shares_are_of_all_that_is_recorded() {
        let shown = || [Some(600.0), None, Some(100.0)].into_iter();
        assert_eq!(rest_of(980.0, Some(140.0), shown()), Some(840.0));
        assert_eq!(rest_of(980.0, None, shown()), Some(980.0));
        // Adjustments can make the parts more than the whole: then there is nothing to say.
        assert_eq!(rest_of(700.0, Some(140.0), shown()), None);
    }

    #[test]
    fn shares_of_referrals_are_coarse_at_their_ends() {
        let shown = |part: f64| share_of_referrals(part, 200.0).display;
        assert_eq!(shown(10.0), "≤5%");
        assert_eq!(shown(50.0), "25%");
        assert_eq!(shown(190.0), "≥95%");
    }
}
