//! Change in a score between two answers of one person.

use hub_methods::Level;
use hub_methods::moments::{Moments, Noisy, SampleMean};
use hub_methods::paired::{Better, PairedChange, Scores, standardised_response};
use hub_methods::wilson::wilson;

use super::table::{Group, Row, paired};
use super::tally::{Tally, Tolerance};

pub(super) const EFFECTS: Tolerance = Tolerance {
    relative: 1e-8,
    absolute: 1e-12,
};

pub(super) fn paired_change(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let people: Vec<Scores> = input
            .rows
            .iter()
            .map(|row| Scores {
                before: row.required("pre"),
                after: row.number("post"),
            })
            .collect();
        let better = if expected.truth("higher_is_better") {
            Better::Higher
        } else {
            Better::Lower
        };
        let change = PairedChange::of(&people, better, expected.required("threshold"));
        let Some(change) = tally.ok(case, change) else {
            continue;
        };
        for (column, got) in [
            ("n_baseline", change.baseline),
            ("n_pairs", change.change.n),
            ("completeness_pct", 100.0 * change.completeness()),
            ("mean_pre", change.before.value),
            ("mean_post", change.after.value),
        ] {
            tally.number(case, column, Some(got), expected.number(column), EFFECTS);
        }
        compare_change(tally, case, expected, change.change);
        let changes = people
            .iter()
            .filter_map(|scores| Some(scores.after? - scores.before));
        let moments = moments_of(&changes.collect::<Vec<_>>());
        if let Some(from_sums) = tally.ok(case, SampleMean::of_moments(moments)) {
            compare_change(tally, case, expected, from_sums);
        }
        compare_share(tally, case, expected, "improved", change.improved);
        compare_share(tally, case, expected, "worsened", change.worsened);
    }
}

/// The sums a protected table would hold, without noise.
pub(super) fn moments_of(values: &[f64]) -> Moments {
    Moments {
        n: Noisy::exact(values.iter().map(|_| 1.0).sum()),
        sum: Noisy::exact(values.iter().sum()),
        squares: Noisy::exact(values.iter().map(|value| value * value).sum()),
    }
}

fn compare_change(tally: &mut Tally, case: &str, expected: &Row, change: SampleMean) {
    let estimate = change.estimate();
    let limits = estimate.and_then(|estimate| tally.ok(case, estimate.limits(Level::P95)));
    let p_value = estimate.and_then(|estimate| tally.ok(case, estimate.p_value())?);
    for (column, got) in [
        ("mean_change", Some(change.value)),
        ("sd_change", change.deviation()),
        ("lower95", limits.map(|limits| limits.lower)),
        ("upper95", limits.map(|limits| limits.upper)),
        ("t", estimate.and_then(|estimate| estimate.t())),
        ("df", estimate.map(|estimate| estimate.degrees)),
        ("p_value", p_value),
        ("srm", standardised_response(change)),
    ] {
        tally.number(case, column, got, expected.number(column), EFFECTS);
    }
}

fn compare_share(tally: &mut Tally, case: &str, expected: &Row, what: &str, people: f64) {
    let pairs = expected.required("n_pairs");
    let limits = wilson(people, pairs, 0.0, Level::P95).and_then(|limits| limits.scaled(100.0));
    let Some(limits) = tally.ok(case, limits) else {
        return;
    };
    for (column, got) in [
        ("n", people),
        ("pct", 100.0 * people / pairs),
        ("lower95", limits.lower),
        ("upper95", limits.upper),
    ] {
        let column = format!("{what}_{column}");
        tally.number(case, &column, Some(got), expected.number(&column), EFFECTS);
    }
}
