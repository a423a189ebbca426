//! Publication style, data quality, score tables, capacity.

use hub_methods::capacity::{Workload, capacity as calculate};
use hub_methods::publication::{Tier, count, percentage};
use hub_methods::scores::{Ons4Band, Ons4Question, ons4_band, swemwbs_metric as metric};
use hub_methods::vodim::{VodimCounts, ethnic_category};

use super::table::{Group, paired};
use super::tally::{Tally, Tolerance};

pub(super) fn suppression_mhsds(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        let tier = match row.text("level") {
            "national" => Tier::National,
            "subnational" => Tier::SubNational,
            other => panic!("unknown level {other}"),
        };
        let (numerator, denominator) = (row.whole("numerator"), row.whole("denominator"));
        let published = count(tier, numerator).to_string();
        tally.same(
            case,
            "count",
            published.as_str(),
            row.text("published_count"),
        );
        if let Some(percent) = tally.ok(case, percentage(tier, numerator, denominator)) {
            tally.same(
                case,
                "percent",
                percent.to_string().as_str(),
                row.text("published_percent"),
            );
        }
    }
}

pub(super) fn vodim_ethnicity(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let (case, expected) = (output.id.as_str(), output.row());
        let counts = VodimCounts::of(
            input
                .rows
                .iter()
                .map(|row| ethnic_category(row.text("code"))),
        );
        tally.same(case, "rows", counts.rows(), expected.whole::<u64>("rows"));
        for (class, got) in [
            ("valid", counts.valid),
            ("other", counts.other),
            ("default", counts.default),
            ("invalid", counts.invalid),
            ("missing", counts.missing),
        ] {
            tally.same(case, class, got, expected.whole::<u32>(class));
            let column = format!("{class}_pct");
            if let Some(percent) = tally.ok(case, counts.percent(got)) {
                tally.number(
                    case,
                    &column,
                    Some(percent),
                    expected.number(&column),
                    Tolerance::DEFAULT,
                );
            }
        }
    }
}

pub(super) fn swemwbs_metric(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        if let Some(score) = tally.ok(case, metric(row.whole("raw"))) {
            tally.number(
                case,
                "metric",
                Some(score),
                row.number("metric"),
                Tolerance::absolute(0.0),
            );
        }
    }
}

pub(super) fn ons4_bands(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        let question = match row.text("question") {
            "life_satisfaction" => Ons4Question::LifeSatisfaction,
            "worthwhile" => Ons4Question::Worthwhile,
            "happiness" => Ons4Question::Happiness,
            "anxiety" => Ons4Question::Anxiety,
            other => panic!("unknown question {other}"),
        };
        let Some(band) = tally.ok(case, ons4_band(question, row.whole("score"))) else {
            continue;
        };
        let word = match band {
            Ons4Band::VeryLow => "very_low",
            Ons4Band::Low => "low",
            Ons4Band::Medium => "medium",
            Ons4Band::High => "high",
            Ons4Band::VeryHigh => "very_high",
        };
        tally.same(case, "band", word, row.text("band"));
    }
}

pub(super) fn capacity(group: &Group, tally: &mut Tally) {
    for row in group.rows() {
        let case = row.text("case_id");
        let calculated = calculate(Workload {
            registered: row.required("registered_population"),
            fte: row.required("fte"),
            new_referrals: row.required("new_referrals"),
            open_cases: row.required("open_cases"),
            period_days: row.required("period_days"),
        });
        let Some(capacity) = tally.ok(case, calculated) else {
            continue;
        };
        for (column, got) in [
            ("fte_per_50000", Some(capacity.fte_per_50000)),
            ("fte_per_10000", Some(capacity.fte_per_10000)),
            ("population_per_fte", capacity.population_per_fte),
            (
                "new_referrals_per_fte_year",
                capacity.new_referrals_per_fte_year,
            ),
            ("open_cases_per_fte", capacity.open_cases_per_fte),
            ("pct_of_250_caseload", capacity.percent_of_250_caseload),
            (
                "referrals_per_1000_year",
                Some(capacity.referrals_per_1000_year),
            ),
        ] {
            tally.number(case, column, got, row.number(column), Tolerance::DEFAULT);
        }
    }
}
