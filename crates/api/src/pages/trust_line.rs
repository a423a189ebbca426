//! What a full month can hide: returns missing before it, and what is not recorded in those that came.

use hub_ui::view::Strip;

use super::figures::{self, Scope};
use super::missing_returns;

/// Months looked at, the month itself among them.
const MONTHS: i32 = 12;
/// The column of the return that is most often left empty, and who is missed turns on.
const ITEM: &str = "ethnic_category";

/// The completeness of the month with that of the months before it and of ethnicity.
pub(crate) fn in_full(scope: &Scope) -> Strip {
    let before = missing_returns::of(scope, scope.month.plus(1 - MONTHS), scope.month.prev());
    let before = missing_returns::total(&before);
    let returns = (before.missing() > 0)
        .then(|| before.sentence(&format!("the {} months before", MONTHS - 1)));
    Strip {
        more: returns.into_iter().chain(ethnicity(scope)).collect(),
        ..scope.strip()
    }
}

fn ethnicity(scope: &Scope) -> Option<String> {
    let info = scope.release.measure("item_completeness")?;
    let values = scope.values(&info.id, "item", scope.month, scope.month);
    let value = values.iter().find(|value| &*value.category == ITEM)?;
    let known = figures::figure(value, info);
    known.drawn()?;
    Some(format!(
        "Ethnicity is known for {} of referrals.",
        known.display
    ))
}
