//! Social return on investment.

use hub_methods::sroi::{Convention, Outcome, Terms, social_return};

use super::table::{Group, Row, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn sroi(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let terms = Terms {
            investment: expected.required("investment"),
            discount_rate: expected.required("discount_rate"),
            convention: match expected.text("convention") {
                "first_year_discounted" => Convention::FirstYearDiscounted,
                "first_year_undiscounted" => Convention::FirstYearUndiscounted,
                other => panic!("unknown convention {other}"),
            },
        };
        let outcomes: Vec<Outcome> = input.rows.iter().map(outcome).collect();
        for (row, outcome) in input.rows.iter().zip(&outcomes) {
            let impact = tally.ok(case, outcome.first_year_impact());
            let worth = outcome.present_value(terms.discount_rate, terms.convention);
            let worth = tally.ok(case, worth);
            for (column, got) in [("year1_impact", impact), ("present_value", worth)] {
                tally.number(case, column, got, row.number(column), Tolerance::DEFAULT);
            }
        }
        let Some(total) = tally.ok(case, social_return(&outcomes, terms)) else {
            continue;
        };
        for (column, got) in [
            ("present_value", Some(total.present_value)),
            ("net_present_value", Some(total.net_present_value)),
            ("sroi_ratio", Some(total.ratio)),
            ("net_sroi_ratio", Some(total.net_ratio)),
            ("year1_impact", Some(total.first_year_impact)),
            ("payback_months", total.payback_months),
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

fn outcome(row: &Row) -> Outcome {
    Outcome {
        quantity: row.required("quantity"),
        proxy: row.required("proxy_value"),
        years: row.whole("duration_years"),
        deadweight: row.required("deadweight"),
        displacement: row.required("displacement"),
        attribution: row.required("attribution"),
        drop_off: row.required("drop_off"),
    }
}
