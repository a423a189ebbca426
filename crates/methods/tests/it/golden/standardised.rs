//! Directly and indirectly standardised rates, and means.

use hub_methods::Level;
use hub_methods::byar::CountMethod;
use hub_methods::mean::Mean;
use hub_methods::standardised::{ReferenceStratum, Stratum, direct, indirect};

use super::intervals::{compare_limits, suffix};
use super::table::{Case, Group, Row, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn dsr(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let strata = input
            .rows
            .iter()
            .map(|row| stratum(row, vec![(1.0, row.number("count").unwrap_or(0.0))]))
            .collect::<Vec<_>>();
        compare(tally, &output, &strata);
    }
}

pub(super) fn dsr_nonindependent(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let strata = input
            .rows
            .chunk_by(|a, b| a.text("age_band") == b.text("age_band"))
            .map(|rows| {
                let persons = rows.iter().map(|row| {
                    (
                        row.required("event_frequency"),
                        row.number("persons").unwrap_or(0.0),
                    )
                });
                stratum(&rows[0], persons.collect())
            })
            .collect::<Vec<_>>();
        compare(tally, &output, &strata);
    }
}

fn stratum(row: &Row, persons: Vec<(f64, f64)>) -> Stratum {
    Stratum {
        persons,
        population: row.required("population"),
        weight: row.required("std_population"),
    }
}

fn compare(tally: &mut Tally, output: &Case, strata: &[Stratum]) {
    let (case, expected) = (output.id.as_str(), output.row());
    let Some(rate) = tally.ok(case, direct(strata, expected.required("multiplier"))) else {
        return;
    };
    tally.same(
        case,
        "suppressed",
        rate.is_none(),
        expected.truth("suppressed"),
    );
    tally.number(
        case,
        "value",
        rate.map(|rate| rate.value),
        expected.number("value"),
        Tolerance::DEFAULT,
    );
    let Some(rate) = rate else { return };
    let events = expected.number("total_count");
    tally.number(
        case,
        "total_count",
        Some(rate.events),
        events,
        Tolerance::DEFAULT,
    );
    for level in Level::ALL {
        if let Some(limits) = tally.ok(case, rate.limits(level)) {
            compare_limits(tally, case, expected, level, limits);
        }
    }
}

pub(super) fn isr(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let strata: Vec<ReferenceStratum> = input
            .rows
            .iter()
            .map(|row| ReferenceStratum {
                count: row.number("count").unwrap_or(0.0),
                population: row.number("population").unwrap_or(0.0),
                reference_count: row.number("ref_count").unwrap_or(0.0),
                reference_population: row.required("ref_population"),
            })
            .collect();
        let Some(ratio) = tally.ok(case, indirect(&strata)) else {
            continue;
        };
        let reference = ratio.reference_rate * 100_000.0;
        for (column, got) in [
            ("observed", ratio.observed),
            ("expected", ratio.expected),
            ("ratio", ratio.ratio() * 100.0),
            ("ref_rate", reference),
            ("rate", ratio.ratio() * reference),
        ] {
            tally.number(
                case,
                column,
                Some(got),
                expected.number(column),
                Tolerance::DEFAULT,
            );
        }
        for level in Level::ALL {
            let Some(limits) = tally.ok(case, ratio.limits(level)) else {
                continue;
            };
            for (measure, scale) in [("ratio", 100.0), ("rate", reference)] {
                for (end, limit) in [("lower", limits.lower), ("upper", limits.upper)] {
                    let column = format!("{measure}_{end}{}", suffix(level));
                    tally.number(
                        case,
                        &column,
                        Some(limit * scale),
                        expected.number(&column),
                        Tolerance::DEFAULT,
                    );
                }
            }
        }
        let method = match CountMethod::of(ratio.observed) {
            CountMethod::Exact => "exact",
            CountMethod::Byar => "byar",
        };
        tally.same(case, "ci_method", method, expected.text("ci_method"));
    }
}

pub(super) fn mean_t(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let values: Vec<f64> = input.rows.iter().map(|row| row.required("value")).collect();
        let Some(mean) = tally.ok(case, Mean::of(&values)) else {
            continue;
        };
        for (column, got) in [
            ("n", Some(mean.n)),
            ("mean", Some(mean.value)),
            ("sd", mean.deviation),
        ] {
            tally.number(
                case,
                column,
                got,
                expected.number(column),
                Tolerance::DEFAULT,
            );
        }
        for level in Level::ALL {
            match tally.ok(case, mean.limits(level)) {
                Some(Some(limits)) => compare_limits(tally, case, expected, level, limits),
                Some(None) => tally.same(case, "no limits", "", expected.text("lower95")),
                None => {}
            }
        }
    }
}
