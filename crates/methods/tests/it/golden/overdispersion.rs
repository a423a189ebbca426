//! The lines of funnel plots, and limits that allow for overdispersion.

use std::collections::HashMap;

use hub_methods::funnel::{Significance, Unit, just_significant};
use hub_methods::funnel_curve::{Plot, curve};
use hub_methods::overdispersion::{Method, Model, fit};
use hub_methods::{Interval, Level, Result};

use super::intervals::suffix;
use super::table::{Case, Group, Row, by_case, paired};
use super::tally::{Tally, Tolerance};

const OVERDISPERSION: Tolerance = Tolerance {
    relative: 1e-7,
    absolute: 1e-12,
};
/// The reference finds the limits by search.
const CURVE: Tolerance = Tolerance {
    relative: 1e-4,
    absolute: 1e-4,
};

fn units(case: &Case) -> Vec<Unit> {
    case.rows
        .iter()
        .map(|row| Unit {
            numerator: row.required("numerator"),
            denominator: row.required("denominator"),
        })
        .collect()
}

pub(super) fn funnel_curve(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let case = output.id.as_str();
        let first = &input.rows[0];
        // What the reference prints of a limit: per cent, per 1,000, or the excess of a ratio of counts over 1.
        let (plot, times, less) = match first.text("kind") {
            "proportion" => (Plot::Proportion, 100.0, 0.0),
            "ratio_isr" => (Plot::Ratio, 100.0, 0.0),
            "ratio_count" => (Plot::Ratio, 1.0, 1.0),
            "rate_crude" => {
                let years = first.required("years_of_data");
                (Plot::Rate { years }, multiplier(&input), 0.0)
            }
            other => panic!("unknown kind {other}"),
        };
        let Some(curve) = tally.ok(case, curve(&units(&input), plot)) else {
            continue;
        };
        for row in &output.rows {
            let point = row.whole::<usize>("point");
            let found = &curve.points[point - 1];
            tally.same(case, "x", Some(found.x), row.number("x"));
            for (level, limits) in [(Level::P95, found.p95), (Level::P998, found.p998)] {
                for (end, limit) in [("lower", limits.lower), ("upper", limits.upper)] {
                    let column = format!("{end}{}", suffix(level));
                    let got = limit * times - less;
                    let expected = row.number(&column);
                    let what = format!("{column} at {point}");
                    tally.number(case, &what, Some(got), expected, CURVE);
                }
            }
            let baseline = (plot != Plot::Ratio).then_some(curve.average * times);
            tally.number(case, "baseline", baseline, row.number("baseline"), CURVE);
        }
    }
}

/// What the printed rates are per.
fn multiplier(case: &Case) -> f64 {
    let (mut printed, mut events) = (0.0, 0.0);
    for row in &case.rows {
        printed += row.required("rate") * row.required("denominator");
        events += row.required("numerator");
    }
    (printed / events).round()
}

pub(super) fn funnel_overdispersion(group: &Group, tally: &mut Tally) {
    let mut parameters: HashMap<String, Case> = by_case(group.part("cases"))
        .into_iter()
        .map(|case| (case.id.clone(), case))
        .collect();
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let case = output.id.as_str();
        let parameters = parameters
            .remove(case)
            .unwrap_or_else(|| panic!("no parameters for {case}"));
        let expected = parameters.row();
        let method = match (expected.text("data_type"), expected.text("method")) {
            ("SR", "CQC") => Method::SquareRootRatio,
            ("SR", "SHMI") => Method::LogRatio,
            ("PR", _) => Method::Proportion,
            other => panic!("unknown method {other:?}"),
        };
        let units = units(&input);
        let fitted = fit(&units, method, expected.required("trim_by"), 0.0);
        let Some(fitted) = tally.ok(case, fitted) else {
            continue;
        };
        for (what, got) in [("phi", fitted.model.phi), ("tau2", fitted.model.tau2)] {
            tally.number(case, what, Some(got), expected.number(what), OVERDISPERSION);
        }
        let places: HashMap<&str, usize> = input
            .rows
            .iter()
            .zip(0..)
            .map(|(row, place)| (row.text("unit"), place))
            .collect();
        for row in &output.rows {
            let place = places[row.text("unit")];
            let score = fitted.scores[place];
            for (what, got) in [
                ("ratio", Some(score.value)),
                ("z_unadjusted", Some(score.z)),
                ("z_trimmed", score.trimmed),
            ] {
                number(tally, case, row, what, got);
            }
            compare_limits(tally, case, row, &fitted.model, units[place]);
        }
    }
    assert!(
        parameters.is_empty(),
        "no units for {:?}",
        parameters.keys()
    );
}

fn compare_limits(tally: &mut Tally, case: &str, row: &Row, model: &Model, unit: Unit) {
    for level in Level::ALL {
        let adjusted = model.limits(unit.denominator, level);
        let plain = plain_limits(model, unit.denominator, level);
        for (prefix, limits) in [("od_", adjusted), ("", plain)] {
            let Some(limits) = tally.ok(case, limits) else {
                continue;
            };
            for (end, limit) in [("lower", limits.lower), ("upper", limits.upper)] {
                let column = format!("{prefix}{end}{}", suffix(level));
                number(tally, case, row, &column, Some(limit));
            }
        }
    }
    if let Some(found) = tally.ok(case, model.significance(unit)) {
        let is_outside = matches!(
            found,
            Significance::High(Level::P998) | Significance::Low(Level::P998)
        );
        let expected = row.truth("outlier_od998");
        tally.same(case, row.text("unit"), is_outside, expected);
    }
}

/// The limits by chance alone: exact for a ratio.
fn plain_limits(model: &Model, denominator: f64, level: Level) -> Result<Interval> {
    match model.method {
        Method::SquareRootRatio | Method::LogRatio => {
            let counts = just_significant(denominator, level)?;
            Interval::between(counts.low / denominator, counts.high / denominator)
        }
        Method::Proportion => Model {
            tau2: 0.0,
            ..*model
        }
        .limits(denominator, level),
    }
}

fn number(tally: &mut Tally, case: &str, row: &Row, column: &str, got: Option<f64>) {
    let what = format!("{} {column}", row.text("unit"));
    tally.number(case, &what, got, row.number(column), OVERDISPERSION);
}
