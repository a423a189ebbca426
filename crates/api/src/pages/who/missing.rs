//! How much is not recorded, and whether that keeps groups from being compared.

use hub_ui::view::{Comparison, MissingShare, Word};

use super::{DIMENSIONS, Dimension};
use crate::pages::figures::Scope;

/// Above this share of referrals without the item, words of comparison are withheld.
const MISSING_MAX_PERCENT: f64 = 20.0;

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
        .is_none_or(|dimension| missing(scope, dimension).withheld)
}

/// A comparison that is not made.
pub(crate) fn withheld() -> Comparison {
    Comparison {
        word: Word::NotCompared,
        reason: Some("Too much is not recorded.".to_owned()),
        ..Comparison::default()
    }
}

/// How much is not recorded, from the displayed completeness of the item. Where that is not known, it may be much.
pub(super) fn missing(scope: &Scope, dimension: &Dimension) -> MissingShare {
    let items = scope.values("item_completeness", "item", scope.month, scope.month);
    let known = items
        .iter()
        .find(|value| &*value.category == dimension.item)
        .and_then(|value| value.value);
    let Some(known) = known else {
        return MissingShare {
            sentence: format!(
                "{} may be missing for some referrals: how many cannot be shown here.",
                dimension.missing
            ),
            withheld: true,
        };
    };
    // As displayed: whole, or with one decimal where the release has that.
    let decimals = usize::from(known.fract() != 0.0);
    let percent = (100.0 - known).max(0.0);
    // The ends of the scale stand for all beyond them.
    let beyond = if known >= 95.0 {
        " or less"
    } else if known <= 5.0 {
        " or more"
    } else {
        ""
    };
    let withheld = percent > MISSING_MAX_PERCENT + f64::EPSILON * 100.0;
    let caution = if withheld {
        "; treat these rates with caution"
    } else {
        ""
    };
    MissingShare {
        sentence: format!(
            "{} is not recorded for {percent:.decimals$}%{beyond} of referrals{caution}.",
            dimension.missing
        ),
        withheld,
    }
}
