//! Months to pay back a cost.

use hub_methods::payback::Plan;

use super::table::{Group, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn payback(group: &Group, tally: &mut Tally) {
    for (mut input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        input.rows.sort_by_key(|row| row.whole::<u32>("month"));
        let plan = Plan {
            up_front: expected.required("upfront_cost"),
            net_savings: input
                .rows
                .iter()
                .map(|row| row.required("net_saving"))
                .collect(),
            discount_rate: expected.required("annual_discount_rate"),
        };
        tally.same(
            case,
            "months",
            plan.net_savings.len(),
            expected.whole::<usize>("months"),
        );
        let Some(payback) = tally.ok(case, plan.payback()) else {
            continue;
        };
        for (column, got) in [
            ("net_present_value", Some(payback.net_present_value)),
            ("payback_months", payback.months),
            ("discounted_payback_months", payback.discounted_months),
        ] {
            tally.number(
                case,
                column,
                got,
                expected.number(column),
                Tolerance::DEFAULT,
            );
        }
    }
}
