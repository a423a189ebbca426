//! Difference in differences of a score.

use hub_methods::Level;
use hub_methods::did::DifferenceInDifferences;

use super::paired::{EFFECTS, moments_of};
use super::table::{Case, Group, Row, paired};
use super::tally::Tally;

pub(super) fn did(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let helped = changes(&input, "intervention");
        let not_helped = changes(&input, "comparison");
        tally.same(
            case,
            "groups",
            helped.len() + not_helped.len(),
            input.rows.len(),
        );
        for difference in [
            DifferenceInDifferences::of_changes(&helped, &not_helped),
            DifferenceInDifferences::of_moments(moments_of(&helped), moments_of(&not_helped)),
        ] {
            if let Some(difference) = tally.ok(case, difference) {
                compare(tally, case, expected, difference);
            }
        }
    }
}

fn changes(input: &Case, group: &str) -> Vec<f64> {
    let rows = input.rows.iter().filter(|row| row.text("group") == group);
    rows.map(|row| row.required("post") - row.required("pre"))
        .collect()
}

fn compare(tally: &mut Tally, case: &str, expected: &Row, difference: DifferenceInDifferences) {
    let (welch, pooled) = (difference.welch(), difference.pooled());
    let welch_limits = tally.ok(case, welch.limits(Level::P95));
    let pooled_limits = tally.ok(case, pooled.limits(Level::P95));
    let p_value = tally.ok(case, welch.p_value()).flatten();
    for (column, got) in [
        ("n_intervention", Some(difference.intervention.n)),
        ("n_comparison", Some(difference.comparison.n)),
        ("change_intervention", Some(difference.intervention.value)),
        ("change_comparison", Some(difference.comparison.value)),
        ("did", Some(difference.value())),
        ("welch_se", Some(welch.standard_error)),
        ("welch_df", Some(welch.degrees)),
        ("welch_lower95", welch_limits.map(|limits| limits.lower)),
        ("welch_upper95", welch_limits.map(|limits| limits.upper)),
        ("welch_p", p_value),
        ("pooled_lower95", pooled_limits.map(|limits| limits.lower)),
        ("pooled_upper95", pooled_limits.map(|limits| limits.upper)),
        ("cluster_se_hc0", Some(difference.clustered_error())),
    ] {
        tally.number(case, column, got, expected.number(column), EFFECTS);
    }
}
