//! Slope and relative index of inequality.

use hub_methods::inequality::{Gradient, Group as Fifth, Settings, Simulation, Spread, ValueKind};
use hub_methods::{Interval, Level};

use super::intervals::suffix;
use super::table::{Case, Group, Row, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn sii_rii(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let Some(gradient) = tally.ok(case, Gradient::fit(&fifths(&input), settings(expected)))
        else {
            continue;
        };
        if let Some(index) = tally.ok(case, gradient.index()) {
            for (what, got) in [
                ("sii", Some(index.sii)),
                ("rii", index.rii),
                ("intercept", Some(index.intercept)),
            ] {
                tally.number(case, what, got, expected.number(what), Tolerance::DEFAULT);
            }
        }
        for level in Level::ALL {
            let limits = gradient.limits(level, Simulation::from_seed(20_261_114));
            if let Some(limits) = tally.ok(case, limits) {
                compare(tally, case, expected, level, "sii", Some(limits.sii));
                compare(tally, case, expected, level, "rii", limits.rii);
            }
        }
    }
}

/// Limits within the tolerance that the case states; where it states none, no answer is expected.
fn compare(
    tally: &mut Tally,
    case: &str,
    row: &Row,
    level: Level,
    index: &str,
    limits: Option<Interval>,
) {
    let Some(tolerance) = row.number(&format!("{index}_tol{}", suffix(level))) else {
        return;
    };
    for (end, limit) in [
        ("lower", limits.map(|limits| limits.lower)),
        ("upper", limits.map(|limits| limits.upper)),
    ] {
        let column = format!("{index}_{end}{}", suffix(level));
        if let Some(expected) = row.number(&column) {
            tally.number(
                case,
                &column,
                limit,
                Some(expected),
                Tolerance::absolute(tolerance),
            );
        }
    }
}

fn settings(row: &Row) -> Settings {
    Settings {
        kind: match row.text("value_type") {
            "0" => ValueKind::Other,
            "1" => ValueKind::Rate,
            "2" => ValueKind::Proportion,
            other => panic!("unknown value type {other}"),
        },
        transformed: row.truth("transform"),
        multiplier: row.required("multiplier"),
    }
}

fn fifths(case: &Case) -> Vec<Fifth> {
    let mut rows: Vec<&Row> = case.rows.iter().collect();
    rows.sort_by_key(|row| row.whole::<u32>("quantile"));
    rows.into_iter()
        .map(|row| Fifth {
            population: row.required("population"),
            value: row.required("value"),
            spread: match row.number("se") {
                Some(error) => Spread::StandardError(error),
                None => Spread::Limits95(
                    Interval::between(row.required("lower95"), row.required("upper95"))
                        .expect("limits"),
                ),
            },
        })
        .collect()
}
