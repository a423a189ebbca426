//! The months of a release and of its tables, and how complete the newest of them are, in words.

use hub_release::{AreaType, Release, TableInfo, ValueQuery};
use hub_standard::ids::Month;

use crate::pages::words;

/// The measure of how many returns came of those that were expected.
const RETURNS: &str = "returns_received";

/// The months that a table has rows of: those of single places begin when a month awaits no more returns.
pub(crate) fn of_table(table: &TableInfo, release: &Release) -> Vec<Month> {
    let is_of_final = table
        .fact
        .as_deref()
        .is_some_and(|fact| fact.of.is_of_final_months());
    let months = release.months().iter().copied();
    months
        .filter(|month| !is_of_final || !release.is_provisional(*month))
        .collect()
}

/// "Months in this release: September 2025 to October 2026. October 2026 is provisional: 25 of the 300 returns expected for it
/// are missing."
pub(crate) fn told(release: &Release) -> String {
    let (Some(first), Some(last)) = (release.months().first(), release.months().last()) else {
        return String::new();
    };
    let span = match first == last {
        true => format!("Month in this release: {}.", first.words()),
        false => format!(
            "Months in this release: {} to {}.",
            first.words(),
            last.words()
        ),
    };
    let provisional = release.months().iter().copied();
    let provisional = provisional.filter(|month| release.is_provisional(*month));
    provisional.fold(span, |told, month| {
        let missing = match missing(release, month) {
            Some(missing) => format!(": {missing}"),
            None => String::new(),
        };
        format!("{told} {} is provisional{missing}.", month.words())
    })
}

/// "25 of the 300 returns expected for it are missing"; none where the release does not say.
fn missing(release: &Release, month: Month) -> Option<String> {
    let query = ValueQuery {
        measure: RETURNS.to_owned(),
        area_type: Some(AreaType::England),
        from: Some(month),
        to: Some(month),
        ..ValueQuery::default()
    };
    let value = release.values(&query).into_iter().next()?;
    let expected = words::whole(value.denominator?);
    let missing = expected.saturating_sub(words::whole(value.numerator?));
    let all = words::thousands(u64::from(expected));
    Some(match missing {
        0 => format!("all {all} returns expected for it have come"),
        1 => format!("1 of the {all} returns expected for it is missing"),
        more => format!(
            "{} of the {all} returns expected for it are missing",
            words::thousands(u64::from(more))
        ),
    })
}
