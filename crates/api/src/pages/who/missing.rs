//! How much is not recorded, and whether that keeps groups from being compared.

use hub_release::MeasureValue;
use hub_ui::view::{Comparison, MissingShare, Word};

use super::dimension::{DIMENSIONS, Dimension, Recorded};
use crate::pages::figures::Scope;
use crate::pages::labels::UNKNOWN;

/// Above this share of referrals without the item, words of comparison are withheld.
pub(super) const MISSING_MAX_PERCENT: f64 = 20.0;

/// Whether nothing may be said of how the groups by deprivation differ.
pub(crate) fn deprivation_withheld(scope: &Scope) -> bool {
    is_withheld(scope, "imd_decile")
}

/// Whether nothing may be said of how the groups of a breakdown differ. Fifths and tenths are of the same item.
pub(crate) fn is_withheld(scope: &Scope, by: &str) -> bool {
    let by = if by == "imd_quintile" {
        "imd_decile"
    } else {
        by
    };
    DIMENSIONS
        .iter()
        .find(|dimension| dimension.by == by)
        .is_none_or(|dimension| missing(scope, dimension, &[]).withheld)
}

/// A comparison that is not made.
pub(crate) fn withheld() -> Comparison {
    Comparison {
        word: Word::NotCompared,
        reason: Some("Too much is not recorded.".to_owned()),
        ..Comparison::default()
    }
}

/// A share that is not recorded, as it is displayed.
pub(super) struct NotRecorded {
    percent: f64,
    decimals: usize,
    /// The ends of the scale stand for all beyond them.
    beyond: &'static str,
    of: &'static str,
}

/// How much is not recorded, from displayed figures. Where that is not known, it may be much.
pub(super) fn missing(
    scope: &Scope,
    dimension: &Dimension,
    values: &[&MeasureValue],
) -> MissingShare {
    let found = dimension
        .recorded
        .iter()
        .find_map(|recorded| match recorded {
            Recorded::Item { item, of } => item_missing(scope, item, of),
            Recorded::Row { of } => row_missing(values, of),
        });
    said(dimension, found)
}

fn item_missing(scope: &Scope, item: &str, of: &'static str) -> Option<NotRecorded> {
    let items = scope.values("item_completeness", "item", scope.month, scope.month);
    let known = items
        .iter()
        .find(|value| &*value.category == item)
        .and_then(|value| value.value)?;
    Some(NotRecorded {
        percent: (100.0 - known).max(0.0),
        decimals: decimals(known),
        beyond: beyond(100.0 - known),
        of,
    })
}

pub(super) fn row_missing(values: &[&MeasureValue], of: &'static str) -> Option<NotRecorded> {
    let percent = values
        .iter()
        .find(|value| &*value.category == UNKNOWN)
        .and_then(|value| value.value)?;
    Some(NotRecorded {
        percent,
        decimals: decimals(percent),
        beyond: beyond(percent),
        of,
    })
}

/// As displayed: whole, or with one decimal where the release has that.
fn decimals(percent: f64) -> usize {
    usize::from(percent.fract() != 0.0)
}

fn beyond(percent: f64) -> &'static str {
    if percent <= 5.0 {
        " or less"
    } else if percent >= 95.0 {
        " or more"
    } else {
        ""
    }
}

pub(super) fn said(dimension: &Dimension, found: Option<NotRecorded>) -> MissingShare {
    let more = match dimension.unknown_means {
        "" => String::new(),
        means => format!(" {means}"),
    };
    let Some(NotRecorded {
        percent,
        decimals,
        beyond,
        of,
    }) = found
    else {
        let of = dimension.recorded.first().map_or("referrals", Recorded::of);
        return MissingShare {
            sentence: format!(
                "{} may be missing for some {of}: how many cannot be shown here.{more}",
                dimension.missing
            ),
            withheld: true,
        };
    };
    let withheld = percent > MISSING_MAX_PERCENT + f64::EPSILON * 100.0;
    let caution = if withheld {
        format!("; treat these {} with caution", dimension.figures())
    } else {
        String::new()
    };
    MissingShare {
        sentence: format!(
            "{} is not recorded for {percent:.decimals$}%{beyond} of {of}{caution}.{more}",
            dimension.missing
        ),
        withheld,
    }
}
