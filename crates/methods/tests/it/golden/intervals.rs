//! Proportions and crude rates.

use hub_methods::byar::{CountMethod, rate};
use hub_methods::wilson::wilson;
use hub_methods::{Interval, Level};

use super::table::{Group, Row};
use super::tally::{Tally, Tolerance};

pub(super) fn proportion_wilson(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        let (x, n) = (row.required("numerator"), row.required("denominator"));
        let multiplier = row.required("multiplier");
        tally.number(
            case,
            "value",
            Some(x / n * multiplier),
            row.number("value"),
            Tolerance::DEFAULT,
        );
        for level in Level::ALL {
            let limits = wilson(x, n, 0.0, level).and_then(|limits| limits.scaled(multiplier));
            if let Some(limits) = tally.ok(case, limits) {
                compare_limits(tally, case, &row, level, limits);
            }
        }
    }
}

pub(super) fn rate_byar(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        for level in Level::ALL {
            let rate = rate(
                row.required("count"),
                row.required("denominator"),
                row.required("multiplier"),
                0.0,
                level,
            );
            let Some(rate) = tally.ok(case, rate) else {
                continue;
            };
            tally.number(
                case,
                "value",
                Some(rate.value),
                row.number("value"),
                Tolerance::DEFAULT,
            );
            compare_limits(tally, case, &row, level, rate.limits);
            let method = match rate.method {
                CountMethod::Exact => "exact",
                CountMethod::Byar => "byar",
            };
            tally.same(case, "ci_method", method, row.text("ci_method"));
        }
    }
}

/// The end of the names of the columns of a level.
pub(super) const fn suffix(level: Level) -> &'static str {
    match level {
        Level::P95 => "95",
        Level::P998 => "998",
    }
}

/// Compares limits with the columns `lower95`, `upper95` and so on.
pub(super) fn compare_limits(
    tally: &mut Tally,
    case: &str,
    row: &Row,
    level: Level,
    limits: Interval,
) {
    for (end, limit) in [("lower", limits.lower), ("upper", limits.upper)] {
        let column = format!("{end}{}", suffix(level));
        tally.number(
            case,
            &column,
            Some(limit),
            row.number(&column),
            Tolerance::DEFAULT,
        );
    }
}
