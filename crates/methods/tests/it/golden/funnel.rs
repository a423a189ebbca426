//! Funnel limits and significance.

use hub_methods::Level;
use hub_methods::funnel::{
    Significance, Statistic, Unit, just_significant, proportion_limits, significance,
};

use super::intervals::suffix;
use super::table::{Group, Row, by_case};
use super::tally::{Tally, Tolerance};

/// The reference finds both kinds of limits by search.
const PROPORTION: Tolerance = Tolerance {
    relative: 1e-7,
    absolute: 1e-7,
};
const POISSON: Tolerance = Tolerance {
    relative: 1e-4,
    absolute: 1e-12,
};

pub(super) fn proportion(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        for level in Level::ALL {
            let limits =
                proportion_limits(row.required("average"), row.required("population"), level)
                    .and_then(|limits| limits.scaled(row.required("multiplier")));
            let Some(limits) = tally.ok(case, limits) else {
                continue;
            };
            for (end, limit) in [("lower", limits.lower), ("upper", limits.upper)] {
                let column = format!("{end}{}", suffix(level));
                tally.number(case, &column, Some(limit), row.number(&column), PROPORTION);
            }
        }
    }
}

pub(super) fn poisson(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        let observed = row.required("observed");
        for level in Level::ALL {
            let Some(expected) = tally.ok(case, just_significant(observed, level)) else {
                continue;
            };
            let (lower, upper) = expected.ratios(observed);
            for (column, got) in [
                ("expected_for_lower", Some(expected.high)),
                ("expected_for_upper", Some(expected.low)),
                ("lower", Some(lower)),
                ("upper", upper),
            ] {
                let column = format!("{column}{}", suffix(level));
                tally.number(case, &column, got, row.number(&column), POISSON);
            }
        }
    }
}

pub(super) fn significant(group: &Group, tally: &mut Tally) {
    for case in by_case(group.rows()) {
        let statistic = match (
            case.rows[0].text("statistic"),
            case.rows[0].text("rate_type"),
        ) {
            ("proportion", _) => Statistic::Proportion,
            ("ratio", _) => Statistic::Ratio,
            ("rate", "crude") => Statistic::CrudeRate,
            ("rate", "dsr") => Statistic::StandardisedRate,
            other => panic!("unknown statistic {other:?}"),
        };
        let units: Result<Vec<Unit>, _> = case.rows.iter().map(unit).collect();
        let found = units.and_then(|units| significance(&units, statistic));
        let Some(found) = tally.ok(&case.id, found) else {
            continue;
        };
        for (row, found) in case.rows.iter().zip(found) {
            tally.same(
                &case.id,
                row.text("unit"),
                word(found),
                row.text("significance"),
            );
        }
    }
}

fn unit(row: &Row) -> hub_methods::Result<Unit> {
    let (numerator, denominator) = (row.required("numerator"), row.required("denominator"));
    match row.number("rate") {
        Some(rate) if row.text("statistic") == "rate" => {
            Unit::with_rate(numerator, denominator, rate, row.required("multiplier"))
        }
        _ => Ok(Unit {
            numerator,
            denominator,
        }),
    }
}

const fn word(significance: Significance) -> &'static str {
    match significance {
        Significance::Low(Level::P998) => "Low (0.001)",
        Significance::Low(Level::P95) => "Low (0.025)",
        Significance::NotSignificant => "Not significant",
        Significance::High(Level::P95) => "High (0.025)",
        Significance::High(Level::P998) => "High (0.001)",
        Significance::TooFewEvents => "Not applicable for events less than 10 for dsrs",
    }
}
