//! Measure files over small tables of cells: what is shown, what is hidden, what was never sent.

mod inequality;
mod outcomes;
mod reach;
mod tables;
mod waits;
mod world;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use hub_disclosure::Policy;
use hub_engine::{Above, Catalogue, MEASURE_COLUMNS};

use self::tables::{Tables, cells, open_tables};

struct Row {
    month: String,
    category: String,
    numerator: Option<f64>,
    value: Option<f64>,
    limits: Option<(f64, f64)>,
    status: String,
}

async fn rows(measure: &str, per_node: impl Fn(&str, &str) -> i64) -> Vec<Row> {
    rows_under(&Policy::sdc_1(), measure, per_node).await
}

async fn rows_under(
    policy: &Policy,
    measure: &str,
    per_node: impl Fn(&str, &str) -> i64,
) -> Vec<Row> {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    let cells = cells(&catalogue, per_node);
    let above = Above::new(&catalogue, policy, cells, open_tables())
        .await
        .expect("the tables register");
    let rows = above
        .measure_rows(catalogue.measure(measure).expect("it exists"))
        .await
        .expect("the measure runs");
    let column = |name: &str| rows.column_by_name(name).expect("the column exists");
    let words = |name: &str, i: usize| column(name).as_string::<i32>().value(i).to_owned();
    let number = |name: &str, i: usize| {
        let column = column(name).as_primitive::<Float64Type>();
        column.is_valid(i).then(|| column.value(i))
    };
    (0..rows.num_rows())
        .map(|i| Row {
            month: words("month", i),
            category: words("category", i),
            numerator: number("numerator", i),
            value: number("value", i),
            limits: number("lower95", i).zip(number("upper95", i)),
            status: words("status", i),
        })
        .collect()
}

#[tokio::test]
async fn rate_is_the_sum_of_cells_over_registered_people() {
    let rows = rows("referral_rate", |_, _| 100).await;
    let first = &rows[0];
    assert_eq!(
        (first.month.as_str(), first.status.as_str()),
        ("2026-09", "shown")
    );
    assert_eq!(first.numerator, Some(200.0));
    assert_eq!(
        first.value,
        Some(2.0),
        "200 referrals of 100,000 people, per 1,000"
    );
    let (lower, upper) = first.limits.expect("a rate has limits");
    let plain = hub_methods_byar(200.0);
    assert!(
        lower < plain.0 / 100.0 && plain.1 / 100.0 < upper,
        "the noise widens Byar's limits"
    );
}

#[tokio::test]
async fn a_rate_and_its_limits_tell_no_more_than_the_displayed_count() {
    for measure in [
        "referral_rate",
        "referrals_by_ethnicity",
        "referrals_by_deprivation",
    ] {
        let (exact, above) = (
            rows(measure, |_, _| 100).await,
            rows(measure, |_, _| 101).await,
        );
        let mut compared = 0;
        for (exact, above) in exact.iter().zip(&above) {
            let (Some(_), Some(value)) = (exact.numerator, exact.value) else {
                continue;
            };
            assert_eq!(above.numerator, exact.numerator, "202 is displayed as 200");
            assert_eq!(above.value, Some(value), "{measure} {}", exact.category);
            assert_eq!(above.limits, exact.limits, "{measure} {}", exact.category);
            compared += 1;
        }
        assert!(compared > 0, "{measure} shows a rate");
    }
}

/// Byar's 95 % limits of a count without noise, from the published formula.
fn hub_methods_byar(count: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054;
    let limit =
        |x: f64, side: f64| x * (1.0 - 1.0 / (9.0 * x) + side * z / (3.0 * x.sqrt())).powi(3);
    (limit(count, -1.0), limit(count + 1.0, 1.0))
}

#[tokio::test]
async fn cells_without_a_return_are_not_submitted_even_when_one_has_come_since() {
    for measure in [
        "referral_rate",
        "wait_median",
        "referrals_by_ethnicity",
        "referrals_by_deprivation",
    ] {
        let rows = rows(measure, |_, _| 100).await;
        let missing: Vec<_> = rows.iter().filter(|row| row.month == "2026-10").collect();
        assert!(!missing.is_empty(), "{measure} keeps the month");
        for row in missing {
            assert_eq!(row.status, "not_submitted", "{measure}");
            assert!(
                row.value.is_none() && row.numerator.is_none(),
                "{measure} shows nothing"
            );
        }
    }
}

#[tokio::test]
async fn few_people_hide_every_column_of_the_row() {
    for measure in [
        "referral_rate",
        "wait_median",
        "referrals_by_ethnicity",
        "item_completeness",
    ] {
        for row in rows(measure, |_, _| 5)
            .await
            .iter()
            .filter(|row| row.month == "2026-09")
        {
            if measure == "item_completeness" && row.category != "sex" {
                continue;
            }
            assert_eq!(row.status, "hidden", "{measure} {}", row.category);
            assert!(
                row.value.is_none() && row.numerator.is_none() && row.limits.is_none(),
                "{measure}"
            );
        }
    }
}

#[tokio::test]
async fn group_of_unknown_has_a_count_and_no_rate() {
    let rows = rows("referrals_by_ethnicity", |_, _| 60).await;
    let unknown = rows
        .iter()
        .find(|row| row.month == "2026-09" && row.category == "unknown")
        .expect("it is kept");
    assert_eq!((unknown.numerator, unknown.value), (Some(120.0), None));
    let white = rows
        .iter()
        .find(|row| row.month == "2026-09" && row.category == "white")
        .expect("it is there");
    assert_eq!(white.value, Some(6.0));
}

#[tokio::test]
async fn index_follows_the_gradient_and_needs_every_fifth() {
    // More referrals where people are poorer.
    let steep = rows("referrals_by_deprivation", |_, decile| {
        500 - 40 * decile.parse::<i64>().unwrap_or(0)
    })
    .await;
    let find = |rows: &[Row], category: &str| {
        rows.iter()
            .find(|row| row.month == "2026-09" && row.category == category)
            .map(|row| (row.status.clone(), row.value, row.limits))
            .expect("the index is there")
    };
    let (status, slope, limits) = find(&steep, "sii");
    assert_eq!(status, "shown");
    assert!(
        slope.is_some_and(|slope| slope < 0.0),
        "the least deprived end is lower"
    );
    assert!(
        limits.is_some_and(|(_, upper)| upper < 0.0),
        "and clearly so"
    );
    assert!(find(&steep, "rii").1.is_some_and(|ratio| ratio < 1.0));

    let holed = rows("referrals_by_deprivation", |_, decile| {
        if decile == "4" { 3 } else { 300 }
    })
    .await;
    let (status, slope, _) = find(&holed, "sii");
    assert_eq!(
        (status.as_str(), slope),
        ("hidden", None),
        "a hidden decile hides the index"
    );
}

#[tokio::test]
async fn median_is_linear_inside_its_band_and_needs_thirty_people() {
    let enough = rows("wait_median", |_, _| 40).await;
    let first = enough
        .iter()
        .find(|row| row.month == "2026-09")
        .expect("the month is there");
    assert_eq!(
        first.value,
        Some(11.0),
        "half way from the start of day 8 to the end of day 14, in whole days that passed"
    );
    let few = rows("wait_median", |_, _| 14).await;
    let first = few
        .iter()
        .find(|row| row.month == "2026-09")
        .expect("the month is there");
    assert_eq!(first.status, "hidden", "28 people are too few for a median");
}

#[tokio::test]
async fn covered_practices_are_open_and_have_a_link_worker_in_their_network() {
    let rows = rows("practices_covered", |_, _| 0).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].numerator,
        Some(3.0),
        "two of the first network, and the one that closed within the month"
    );
    assert_eq!(
        rows[0].value,
        Some(75.0),
        "the one closed before and the one opened later are left out"
    );
}

#[tokio::test]
async fn the_session_above_shows_by_the_policy_it_is_given() {
    for (policy, status, numerator) in [
        (Policy::sdc_1(), "hidden", None),
        // No one at all: shown as 0 where the policy says so.
        (Policy::hes_2018(), "shown", Some(0.0)),
    ] {
        let rows = rows_under(&policy, "referral_rate", |_, _| 0).await;
        let first = &rows[0];
        assert_eq!(first.month, "2026-09");
        assert_eq!(
            (first.status.as_str(), first.numerator),
            (status, numerator),
            "{}",
            policy.name
        );
    }
}

#[tokio::test]
async fn returns_received_are_those_of_today() {
    let rows = rows("returns_received", |_, _| 0).await;
    let counts: Vec<_> = rows
        .iter()
        .map(|row| (row.month.as_str(), row.numerator))
        .collect();
    assert_eq!(counts, [("2026-09", Some(2.0)), ("2026-10", Some(1.0))]);
}

#[tokio::test]
async fn returns_in_time_are_a_share_of_those_expected() {
    let rows = rows("timeliness", |_, _| 0).await;
    let september = rows.iter().find(|row| row.month == "2026-09").unwrap();
    assert_eq!(september.numerator, Some(1.0));
    assert!((september.value.unwrap() - 100.0 / 3.0).abs() < 1e-9);
}

#[tokio::test]
async fn completeness_is_a_whole_number_between_five_and_ninety_five() {
    let rows = rows("item_completeness", |_, _| 100).await;
    let sex = rows
        .iter()
        .find(|row| row.month == "2026-09" && row.category == "sex")
        .expect("the item is there");
    assert_eq!(sex.value, Some(75.0), "three of four codes say something");
    assert!(
        rows.iter()
            .filter_map(|row| row.value)
            .all(|value| (5.0..=95.0).contains(&value) && value.fract() == 0.0)
    );
}

#[tokio::test]
async fn completeness_has_a_decimal_from_four_thousand_referrals() {
    let rows = rows("item_completeness", |_, _| 1_000).await;
    let need = rows
        .iter()
        .find(|row| row.month == "2026-09" && row.category == "need")
        .expect("the item is there");
    assert_eq!(need.value, Some(92.3), "24,000 of 26,000");
}

#[tokio::test]
async fn the_quality_index_is_the_mean_item_times_the_coverage() {
    let of_month = |row: &&Row| row.month == "2026-09";
    let items = rows("item_completeness", |_, _| 1_000).await;
    let shares: Vec<f64> = items
        .iter()
        .filter(of_month)
        .map(|row| row.value.expect("it is shown"))
        .collect();
    assert_eq!(shares.len(), 6);
    let found = rows("data_quality_index", |_, _| 1_000).await;
    let index = found.iter().find(of_month).expect("the month is there");
    // Two of three returns came; the shares are rounded as they are shown.
    let (value, mean) = (
        index.value.expect("it is shown"),
        shares.iter().sum::<f64>() / 6.0,
    );
    assert!((value - mean * 2.0 / 3.0).abs() < 0.1, "{value} {mean}");
    let few = rows("data_quality_index", |_, _| 5).await;
    let index = few.iter().find(of_month).expect("the month is there");
    assert_eq!((index.status.as_str(), index.value), ("hidden", None));
    let silent = few.iter().find(|row| row.month == "2026-10");
    assert_eq!(silent.expect("it is kept").status, "not_submitted");
}

#[tokio::test]
async fn every_measure_runs_over_empty_cells() {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    let nothing: Tables = cells(&catalogue, |_, _| 0)
        .into_iter()
        .map(|(name, rows)| (name, rows.slice(0, 0)))
        .collect();
    let above = Above::new(&catalogue, &Policy::sdc_1(), nothing, open_tables())
        .await
        .expect("the tables register");
    for measure in &catalogue.measures {
        let rows = above
            .measure_rows(measure)
            .await
            .expect("an empty table is no error");
        assert_eq!(rows.num_columns(), MEASURE_COLUMNS.len());
    }
}
