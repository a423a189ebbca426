//! Percentiles of waits: banded, exact, and with those still waiting.

use hub_methods::Level;
use hub_methods::banded::{Band, BandedQuantile, Bands};
use hub_methods::percentile::percentile as type_seven;
use hub_methods::wait::{Wait, WaitCurve};

use super::table::{Group, Row, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn wait_banded(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let bands = Bands::new(input.rows.iter().map(|row| Band {
            from: row.required("weeks_from"),
            to: row.number("weeks_to"),
            count: row.required("people"),
        }));
        let Some(bands) = tally.ok(case, bands) else {
            continue;
        };
        let people = expected.number("people");
        tally.number(
            case,
            "people",
            Some(bands.total()),
            people,
            Tolerance::DEFAULT,
        );
        for (column, p) in [
            ("median_weeks", 0.5),
            ("p75_weeks", 0.75),
            ("p92_weeks", 0.92),
            ("p95_weeks", 0.95),
        ] {
            let Some(quantile) = tally.ok(case, bands.quantile(p)) else {
                continue;
            };
            let weeks = match quantile {
                BandedQuantile::At(weeks) => Some(weeks),
                BandedQuantile::OrMore(_) => None,
            };
            tally.number(
                case,
                column,
                weeks,
                expected.number(column),
                Tolerance::DEFAULT,
            );
        }
        for (column, weeks) in [("pct_within_2_weeks", 2.0), ("pct_within_6_weeks", 6.0)] {
            let Some(share) = tally.ok(case, bands.share_within(weeks)) else {
                continue;
            };
            let percent = share.map(|share| share * 100.0);
            tally.number(
                case,
                column,
                percent,
                expected.number(column),
                Tolerance::DEFAULT,
            );
        }
    }
}

pub(super) fn percentile(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let values: Vec<f64> = input.rows.iter().map(|row| row.required("value")).collect();
        tally.same(case, "n", values.len(), expected.whole::<usize>("n"));
        for (column, p) in [
            ("p25", 0.25),
            ("median", 0.5),
            ("p75", 0.75),
            ("p90", 0.9),
            ("p92", 0.92),
            ("p95", 0.95),
        ] {
            if let Some(value) = tally.ok(case, type_seven(&values, p)) {
                tally.number(
                    case,
                    column,
                    Some(value),
                    expected.number(column),
                    Tolerance::DEFAULT,
                );
            }
        }
    }
}

pub(super) fn wait_km(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let case = output.id.as_str();
        let waits: Vec<Wait> = input
            .rows
            .iter()
            .map(|row| Wait {
                days: row.required("wait_days"),
                has_started: row.truth("started"),
            })
            .collect();
        let Some(curve) = tally.ok(case, WaitCurve::of(&waits)) else {
            continue;
        };
        for row in &output.rows {
            compare_statistic(tally, case, row, &waits, &curve);
        }
    }
}

fn compare_statistic(tally: &mut Tally, case: &str, row: &Row, waits: &[Wait], curve: &WaitCurve) {
    let statistic = row.text("statistic");
    let level = Level::P95;
    let [value, lower, upper] = if statistic == "n" {
        [Some(as_number(waits.len())), None, None]
    } else if statistic == "events" {
        [
            Some(as_number(
                waits.iter().filter(|wait| wait.has_started).count(),
            )),
            None,
            None,
        ]
    } else if let Some(day) = statistic.strip_prefix("still_waiting_at_") {
        let share = curve.still_waiting(day.parse().expect("a day"), level);
        let Some((share, limits)) = tally.ok(case, share) else {
            return;
        };
        [
            Some(share),
            limits.map(|limits| limits.lower),
            limits.map(|limits| limits.upper),
        ]
    } else {
        let percent = if statistic == "median" {
            "50"
        } else {
            statistic.trim_start_matches('p')
        };
        let share = percent.parse::<f64>().expect("a percentage") / 100.0;
        let Some(found) = tally.ok(case, curve.quantile(share, level)) else {
            return;
        };
        [found.day, found.lower, found.upper]
    };
    for (column, got) in [("value", value), ("lower95", lower), ("upper95", upper)] {
        tally.number(
            case,
            &format!("{statistic} {column}"),
            got,
            row.number(column),
            Tolerance::DEFAULT,
        );
    }
}

fn as_number(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("a small count"))
}
