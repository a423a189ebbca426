//! Change in the use of a service.

use hub_methods::Level;
use hub_methods::moments::Noisy;
use hub_methods::service_use::{PersonUse, RateRatio, UseChange, UseMoments};

use super::table::{Case, Group, Row, paired};
use super::tally::{Tally, Tolerance};

/// The reference iterates.
const FITTED: Tolerance = Tolerance {
    relative: 1e-7,
    absolute: 1e-12,
};

pub(super) fn service_use_change(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let (helped, not_helped) = (people(&input, "intervention"), people(&input, "comparison"));
        tally.same(
            case,
            "groups",
            helped.len() + not_helped.len(),
            input.rows.len(),
        );
        let Some(change) = tally.ok(case, UseChange::of(&helped)) else {
            continue;
        };
        let comparison = if not_helped.is_empty() {
            None
        } else {
            tally
                .ok(case, UseChange::of(&not_helped))
                .and_then(UseChange::ratio)
        };
        compare(tally, case, expected, change, comparison);
        if let Some(moments) = moments_of(&helped)
            && let Some(from_sums) = tally.ok(case, UseChange::of_moments(moments))
        {
            compare(tally, case, expected, from_sums, comparison);
        }
    }
}

fn people(input: &Case, group: &str) -> Vec<PersonUse> {
    let rows = input.rows.iter().filter(|row| row.text("group") == group);
    rows.map(|row| PersonUse {
        before: row.required("pre_count"),
        before_days: row.required("pre_days"),
        after: row.required("post_count"),
        after_days: row.required("post_days"),
    })
    .collect()
}

/// The sums a protected table would hold, without noise; `None` where windows differ.
fn moments_of(people: &[PersonUse]) -> Option<UseMoments> {
    let first = people.first()?;
    let windows = |person: &PersonUse| (person.before_days, person.after_days);
    if people
        .iter()
        .any(|person| windows(person) != windows(first))
    {
        return None;
    }
    let sum = |of: fn(&PersonUse) -> f64| Noisy::exact(people.iter().map(of).sum());
    Some(UseMoments {
        people: sum(|_| 1.0),
        before_days: first.before_days,
        after_days: first.after_days,
        before: sum(|person| person.before),
        after: sum(|person| person.after),
        before_squares: sum(|person| person.before.powi(2)),
        after_squares: sum(|person| person.after.powi(2)),
        products: sum(|person| person.before * person.after),
    })
}

fn compare(
    tally: &mut Tally,
    case: &str,
    expected: &Row,
    change: UseChange,
    comparison: Option<RateRatio>,
) {
    let ratio = change.ratio();
    let against = ratio
        .zip(comparison)
        .and_then(|(ratio, comparison)| tally.ok(case, ratio.against(comparison)));
    let limits = ratio.and_then(|ratio| tally.ok(case, ratio.limits(Level::P95)));
    let against_limits = against.and_then(|ratio| tally.ok(case, ratio.limits(Level::P95)));
    let totals = change.ratio_of_totals();
    for (column, got) in [
        ("pre_rate_per_year", Some(change.before.rate_per_year())),
        ("post_rate_per_year", Some(change.after.rate_per_year())),
        ("rate_ratio", ratio.map(|ratio| ratio.ratio)),
        ("log_se_clustered", ratio.map(|ratio| ratio.log_error)),
        ("lower95", limits.map(|limits| limits.lower)),
        ("upper95", limits.map(|limits| limits.upper)),
        ("log_se_poisson", totals.map(|ratio| ratio.log_error)),
        ("pct_change", ratio.map(RateRatio::percent_change)),
        ("comparison_rate_ratio", comparison.map(|ratio| ratio.ratio)),
        ("ratio_of_rate_ratios", against.map(|ratio| ratio.ratio)),
        ("ror_log_se_clustered", against.map(|ratio| ratio.log_error)),
        ("ror_lower95", against_limits.map(|limits| limits.lower)),
        ("ror_upper95", against_limits.map(|limits| limits.upper)),
    ] {
        tally.number(case, column, got, expected.number(column), FITTED);
    }
}
