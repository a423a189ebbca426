//! The XmR chart with the rules of the national SQL library.

use std::collections::HashMap;

use hub_methods::xmr::nhs_sql::{Chart, Settings, Signals, chart};
use hub_methods::xmr::{Improvement, Variation};

use super::table::{Case, Group, Row, by_case, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn xmr_nhs_sql(group: &Group, tally: &mut Tally) {
    let parameters: HashMap<String, Case> = by_case(group.part("cases"))
        .into_iter()
        .map(|case| (case.id.clone(), case))
        .collect();
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let case = output.id.as_str();
        let values: Vec<f64> = input.rows.iter().map(|row| row.required("value")).collect();
        let settings = settings(parameters[case].row());
        let Some(chart) = tally.ok(case, chart(&values, settings)) else {
            continue;
        };
        tally.same(case, "points", chart.points.len(), output.rows.len());
        compare(tally, case, &chart, &output.rows, settings.improvement);
    }
}

fn settings(row: &Row) -> Settings {
    Settings {
        improvement: match row.text("improvement_direction") {
            "increase" => Improvement::Increase,
            "decrease" => Improvement::Decrease,
            "neutral" => Improvement::Neutral,
            other => panic!("unknown direction {other}"),
        },
        points_min: row.whole("minimum_points"),
        shift_points: row.whole("shift_points"),
        trend_points: row.whole("trend_points"),
        screening: row.truth("exclude_moving_range_outliers"),
    }
}

fn compare(tally: &mut Tally, case: &str, chart: &Chart, rows: &[Row], improvement: Improvement) {
    for (point, row) in chart.points.iter().zip(rows) {
        let at = |what: &str| format!("{} {what}", row.text("period"));
        for (column, got) in [
            ("mean", chart.lines.map(|lines| lines.mean)),
            ("lower_limit", chart.lines.map(|lines| lines.limits.lower)),
            ("upper_limit", chart.lines.map(|lines| lines.limits.upper)),
            (
                "lower_two_sigma",
                chart.lines.map(|lines| lines.two_sigma.lower),
            ),
            (
                "upper_two_sigma",
                chart.lines.map(|lines| lines.two_sigma.upper),
            ),
        ] {
            tally.number(
                case,
                &at(column),
                got,
                row.number(column),
                Tolerance::DEFAULT,
            );
        }
        for (direction, signals) in [("up", point.up), ("down", point.down)] {
            let Signals {
                single_point,
                two_sigma,
                shift,
                trend,
            } = signals;
            for (signal, got) in [
                ("single_point", single_point),
                ("two_sigma", two_sigma),
                ("shift", shift),
                ("trend", trend),
            ] {
                let column = format!("{signal}_{direction}");
                tally.same(case, &at(&column), got, row.truth(&column));
            }
        }
        tally.same(
            case,
            &at("variation"),
            word(point.variation, improvement),
            row.text("variation"),
        );
    }
}

const fn word(variation: Variation, improvement: Improvement) -> &'static str {
    let is_increase = matches!(improvement, Improvement::Increase);
    match variation {
        Variation::CommonCause => "CommonCause",
        Variation::Improvement if is_increase => "ImprovementHigh",
        Variation::Improvement => "ImprovementLow",
        Variation::Concern if is_increase => "ConcernLow",
        Variation::Concern => "ConcernHigh",
        Variation::NeutralHigh => "NeitherHigh",
        Variation::NeutralLow => "NeitherLow",
    }
}
