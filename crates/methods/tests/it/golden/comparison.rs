//! Comparison words and quantiles.

use hub_methods::benchmark::{
    Comparison, Polarity, control_limits, one_level, overlap, two_levels,
};
use hub_methods::quantile::{FirstQuantile, assign};
use hub_methods::{Interval, Level};

use super::table::{Group, Row, by_case};
use super::tally::Tally;

pub(super) fn benchmark(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        let polarity = match row.text("polarity") {
            "high_is_good" => Polarity::HighIsGood,
            "low_is_good" => Polarity::LowIsGood,
            "no_judgement" => Polarity::NoJudgement,
            "not_applicable" => Polarity::NotApplicable,
            other => panic!("unknown polarity {other}"),
        };
        let (value, comparator) = (row.number("value"), row.number("comparator_value"));
        let limits95 = limits(&row, "lower95", "upper95");
        let limits998 = limits(&row, "lower998", "upper998");
        let of_comparator = limits(&row, "comparator_lower95", "comparator_upper95");
        let control = |level| {
            let share = |percent: Option<f64>| percent.map(|percent| percent / 100.0);
            control_limits(
                polarity,
                share(value),
                row.required("denominator"),
                share(comparator),
                level,
            )
        };
        let outcomes = [
            (
                "one_level",
                Ok(one_level(polarity, value, limits95, comparator)),
            ),
            (
                "two_levels",
                Ok(two_levels(polarity, value, limits95, limits998, comparator)),
            ),
            (
                "double_overlap",
                Ok(overlap(
                    polarity,
                    value,
                    limits95,
                    comparator,
                    of_comparator,
                )),
            ),
            ("spc_proportion95", control(Level::P95)),
            ("spc_proportion998", control(Level::P998)),
        ];
        for (column, outcome) in outcomes {
            if let Some(outcome) = tally.ok(case, outcome) {
                tally.same(case, column, word(outcome), row.text(column));
            }
        }
    }
}

pub(super) fn quantile_assign(group: &Group, tally: &mut Tally) {
    for case in by_case(group.rows()) {
        let values: Vec<Option<f64>> = case.rows.iter().map(|row| row.number("value")).collect();
        let parameters = &case.rows[0];
        let first = if parameters.truth("lowest_quantile_is_highest_value") {
            FirstQuantile::HighestValues
        } else {
            FirstQuantile::LowestValues
        };
        let Some(quantiles) = tally.ok(
            &case.id,
            assign(&values, parameters.whole("nquantiles"), first),
        ) else {
            continue;
        };
        for (row, quantile) in case.rows.iter().zip(quantiles) {
            let text = quantile.map_or_else(String::new, |quantile| quantile.to_string());
            tally.same(
                &case.id,
                row.text("area"),
                text.as_str(),
                row.text("quantile"),
            );
        }
    }
}

fn limits(row: &Row, lower: &str, upper: &str) -> Option<Interval> {
    Some(Interval::between(row.number(lower)?, row.number(upper)?).expect("limits"))
}

const fn word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::NotCompared => "none",
        Comparison::Worst => "worst",
        Comparison::Worse => "worse",
        Comparison::Same => "same",
        Comparison::Better => "better",
        Comparison::Best => "best",
    }
}
