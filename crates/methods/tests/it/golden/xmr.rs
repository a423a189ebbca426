//! The XmR chart with the seven-point rules.

use std::collections::HashMap;

use hub_methods::xmr::{
    Assurance, Chart, Improvement, Observation, Point, Settings, Side, Signal, Variation, chart,
};

use super::table::{Case, Group, Row, by_case, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn xmr(group: &Group, tally: &mut Tally) {
    let parameters = by_id(group.part("cases"));
    let verdicts = by_id(group.part("summary"));
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let case = output.id.as_str();
        let observations: Vec<Observation> = input
            .rows
            .iter()
            .map(|row| Observation {
                value: row.required("value"),
                starts_segment: row.truth("rebase"),
            })
            .collect();
        let settings = settings(parameters[case].row());
        let Some(chart) = tally.ok(case, chart(&observations, settings)) else {
            continue;
        };
        tally.same(case, "points", chart.points.len(), output.rows.len());
        for (point, row) in chart.points.iter().zip(&output.rows) {
            compare_point(tally, case, point, row);
        }
        compare_verdict(tally, case, &chart, verdicts[case].row());
    }
}

fn by_id(rows: Vec<Row>) -> HashMap<String, Case> {
    by_case(rows)
        .into_iter()
        .map(|case| (case.id.clone(), case))
        .collect()
}

fn settings(row: &Row) -> Settings {
    Settings {
        improvement: match row.text("improvement_direction") {
            "increase" => Improvement::Increase,
            "decrease" => Improvement::Decrease,
            "neutral" => Improvement::Neutral,
            other => panic!("unknown direction {other}"),
        },
        screening: row.truth("screen_outliers"),
        fix_after_points: match row.text("fix_after_n_points") {
            "" => None,
            _ => Some(row.whole("fix_after_n_points")),
        },
        target: row.number("target"),
    }
}

fn compare_point(tally: &mut Tally, case: &str, point: &Point, row: &Row) {
    let at = |what: &str| format!("{} {what}", row.text("period"));
    for (column, got) in [
        ("mean", Some(point.mean)),
        ("lower_limit", point.limits.map(|limits| limits.lower)),
        ("upper_limit", point.limits.map(|limits| limits.upper)),
    ] {
        tally.number(
            case,
            &at(column),
            got,
            row.number(column),
            Tolerance::DEFAULT,
        );
    }
    let side = match point.side {
        Side::Below => "-1",
        Side::On => "0",
        Side::Above => "1",
    };
    let signal = match point.signal {
        None => "Common Cause",
        Some(Signal::AboveLimit) => "Above UCL",
        Some(Signal::BelowLimit) => "Below LCL",
        Some(Signal::Rising) => "7 Point Trend (Increasing)",
        Some(Signal::Falling) => "7 Point Trend (Decreasing)",
        Some(Signal::NearUpperLimit) => "2 in 3 Above CL",
        Some(Signal::NearLowerLimit) => "2 in 3 Below CL",
        Some(Signal::RunAbove) => "7 Points Above CL",
        Some(Signal::RunBelow) => "7 Points Below CL",
        Some(other) => panic!("a signal without a name: {other:?}"),
    };
    let segment = point.segment.to_string();
    for (column, got) in [
        ("segment", segment.as_str()),
        ("side_of_mean", side),
        ("special_cause", signal),
        ("point_type", variation(point.variation)),
    ] {
        tally.same(case, &at(column), got, row.text(column));
    }
    for (column, got) in [
        ("outside_limits", point.is_outside),
        ("close_to_limits", point.is_near_limit),
        ("special_cause_flag", point.signal.is_some()),
    ] {
        tally.same(case, &at(column), got, row.truth(column));
    }
}

fn compare_verdict(tally: &mut Tally, case: &str, chart: &Chart, row: &Row) {
    tally.same(
        case,
        "variation_type",
        variation(chart.variation),
        row.text("variation_type"),
    );
    let assurance = match chart.assurance {
        None => "",
        Some(Assurance::Pass) => "consistent_pass",
        Some(Assurance::Fail) => "consistent_fail",
        Some(Assurance::Inconsistent) => "inconsistent",
    };
    tally.same(
        case,
        "assurance_type",
        assurance,
        row.text("assurance_type"),
    );
    let last = chart.points.last().map(|point| point.segment);
    let in_last = chart
        .points
        .iter()
        .filter(|point| Some(point.segment) == last)
        .count();
    tally.same(
        case,
        "n_last_segment",
        in_last,
        row.whole::<usize>("n_last_segment"),
    );
}

const fn variation(variation: Variation) -> &'static str {
    match variation {
        Variation::CommonCause => "common_cause",
        Variation::Improvement => "special_cause_improvement",
        Variation::Concern => "special_cause_concern",
        Variation::NeutralHigh => "special_cause_neutral_high",
        Variation::NeutralLow => "special_cause_neutral_low",
    }
}
