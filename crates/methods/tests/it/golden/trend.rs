//! Trend markers, and trends over ordered groups.

use hub_methods::Interval;
use hub_methods::trend::{
    Marker, ProportionPoint, Reason, ScoredGroup, Trend, ValuePoint, across_groups, of_proportions,
    of_values,
};

use super::table::{Case, Group, Row, paired};
use super::tally::{Tally, Tolerance};

/// The references print fewer digits, or iterate.
const MARKER: Tolerance = Tolerance {
    relative: 1e-5,
    absolute: 1e-12,
};
const GROUPS: Tolerance = Tolerance {
    relative: 1e-7,
    absolute: 1e-12,
};

pub(super) fn trend(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let found = match expected.text("kind") {
            "proportion" => of_proportions(&proportions(&input), 0.0),
            "other" => of_values(&values(&input)),
            other => panic!("unknown kind {other}"),
        };
        let Some(found) = tally.ok(case, found) else {
            continue;
        };
        let tested = match found {
            Trend::Calculated(tested) => Some(tested),
            Trend::NotCalculated(_) => None,
        };
        for (what, got) in [
            ("chi2", tested.map(|tested| tested.chi2)),
            ("gradient", tested.map(|tested| tested.gradient)),
        ] {
            tally.number(case, what, got, expected.number(what), MARKER);
        }
        let words = (expected.text("trend"), expected.text("reason"));
        tally.same(case, "trend and reason", in_words(found), words);
    }
}

fn in_words(trend: Trend) -> (&'static str, &'static str) {
    match trend {
        Trend::Calculated(tested) => match tested.marker {
            Marker::Increasing => ("Increasing", "No outliers and significant trend"),
            Marker::Decreasing => ("Decreasing", "No outliers and significant trend"),
            Marker::NoChange => ("No significant change", "No significant trend"),
            Marker::NoChangeOutlier => ("No significant change", "Outlier found"),
        },
        Trend::NotCalculated(reason) => (
            "Cannot be calculated",
            match reason {
                Reason::TooFewPoints => "Not enough data points",
                Reason::MissingValues => "Missing values",
                Reason::RepeatedYear => "Repeated year",
                Reason::NobodyOrEverybody => "Nobody or everybody",
            },
        ),
    }
}

fn proportions(case: &Case) -> Vec<ProportionPoint> {
    let point = |row: &Row| ProportionPoint {
        year: row.whole("year"),
        numerator: row.number("numerator"),
        denominator: row.number("denominator"),
    };
    case.rows.iter().map(point).collect()
}

fn values(case: &Case) -> Vec<ValuePoint> {
    let point = |row: &Row| ValuePoint {
        year: row.whole("year"),
        value: row.number("value"),
        limits95: row
            .number("lower95")
            .zip(row.number("upper95"))
            .map(|(lower, upper)| Interval::between(lower, upper).expect("limits")),
    };
    case.rows.iter().map(point).collect()
}

pub(super) fn chi2_trend(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let groups: Vec<ScoredGroup> = input
            .rows
            .iter()
            .map(|row| ScoredGroup {
                score: row.required("score"),
                numerator: row.required("numerator"),
                denominator: row.required("denominator"),
            })
            .collect();
        let Some(found) = tally.ok(case, across_groups(&groups, 0.0)) else {
            continue;
        };
        for (column, got) in [
            ("chi2_trend", found.trend.chi2),
            ("p_trend", found.trend.p),
            ("chi2_heterogeneity", found.heterogeneity.chi2),
            ("p_heterogeneity", found.heterogeneity.p),
            (
                "chi2_departure",
                found.departure.map_or(0.0, |test| test.chi2),
            ),
        ] {
            tally.number(case, column, Some(got), expected.number(column), GROUPS);
        }
        tally.same(
            case,
            "df_heterogeneity",
            found.heterogeneity.degrees,
            expected.whole::<u32>("df_heterogeneity"),
        );
    }
}
