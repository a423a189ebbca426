//! Waits and capacity over cells of which the answer can be worked out by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow::datatypes::Float64Type;
use hub_disclosure::Policy;
use hub_engine::{Above, Catalogue};

use super::tables::{Tables, cells, open_tables};

const MONTHS: [&str; 2] = ["2026-09", "2026-10"];

/// Status and value by month, breakdown and category.
type Figures = BTreeMap<(String, String, String), (String, Option<f64>)>;

fn text<'a>(values: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<StringArray>())
}

fn whole(values: Vec<i64>) -> ArrayRef {
    Arc::new(Int64Array::from(values))
}

fn replace(tables: &mut Tables, name: &str, columns: Vec<(&str, ArrayRef)>) {
    let rows = RecordBatch::try_from_iter(columns).expect("columns have one length");
    tables.retain(|(found, _)| found != name);
    tables.push((name.to_owned(), rows));
}

/// Open tables with so many of three returns in each month, and noise so small that no limit is missing.
fn open(received: [i64; 2]) -> Tables {
    let mut open = open_tables();
    let counted = [
        ("waits", "persons"),
        ("caseload", "open_cases"),
        ("referrals", "referrals"),
    ];
    replace(
        &mut open,
        "noise",
        vec![
            ("fact", text(counted.map(|(fact, _)| fact))),
            ("countable", text(counted.map(|(_, countable)| countable))),
            (
                "variance",
                Arc::new(Float64Array::from(vec![8.0; counted.len()])),
            ),
        ],
    );
    replace(
        &mut open,
        "cell_returns",
        vec![
            ("atom", text(["A1", "A1"])),
            ("month", text(MONTHS)),
            ("expected", whole(vec![3, 3])),
            ("received", whole(received.to_vec())),
        ],
    );
    open
}

/// Cells in which 2,000 people joined the wait in September: 200 were seen on the day, 300 within 3 days and 500 after 8
/// to 14. The others still wait at the end of October.
fn waiting(catalogue: &Catalogue) -> Tables {
    let mut tables = cells(catalogue, |_, _| 0);
    let counts = [
        ("persons", 1_000),
        ("wait_0_0", 200),
        ("wait_1_3", 300),
        ("wait_8_14", 500),
    ];
    let fact = &catalogue.fact("waits").expect("it exists").fact;
    // As a release has them: a cell of every code in every month, of which one holds somebody.
    let ages = &fact.dimensions[0].codes;
    let rows: Vec<(&str, &str)> = MONTHS
        .iter()
        .flat_map(|month| ages.iter().map(|age| (*month, age.as_str())))
        .collect();
    let mut columns = vec![
        ("atom", text(rows.iter().map(|_| "A1"))),
        ("month", text(rows.iter().map(|(month, _)| *month))),
        ("received_ago", text(rows.iter().map(|(_, age)| *age))),
    ];
    let is_full: Vec<bool> = rows.iter().map(|row| *row == (MONTHS[0], "0")).collect();
    for countable in &fact.countables {
        let given = counts.iter().find(|(name, _)| *name == countable.name);
        let count = given.map_or(0, |(_, count)| *count);
        let counts = is_full
            .iter()
            .map(|is_full| if *is_full { count } else { 0 });
        columns.push((&countable.name, whole(counts.collect())));
    }
    columns.push(("floor_met", Arc::new(BooleanArray::from(is_full.clone()))));
    columns.push(("version", Arc::new(Int32Array::from(vec![1; rows.len()]))));
    replace(&mut tables, "waits_by_received_ago", columns);
    let joined = vec![
        ("atom", text(MONTHS.map(|_| "A1"))),
        ("month", text(MONTHS)),
        ("persons", whole(vec![2_000, 0])),
        ("referrals", whole(vec![2_000, 0])),
        ("floor_met", Arc::new(BooleanArray::from(vec![true, false]))),
        ("version", Arc::new(Int32Array::from(vec![1; 2]))),
    ];
    replace(&mut tables, "referrals", joined);
    tables
}

async fn figures(catalogue: &Catalogue, measure: &str, cells: Tables, open: Tables) -> Figures {
    let above = Above::new(catalogue, &Policy::sdc_1(), cells, open)
        .await
        .expect("the tables register");
    let rows = above
        .measure_rows(catalogue.measure(measure).expect("it exists"))
        .await
        .expect("the measure runs");
    let column = |name: &str| rows.column_by_name(name).expect("the column exists");
    let word = |name: &str, i: usize| column(name).as_string::<i32>().value(i).to_owned();
    let value = column("value").as_primitive::<Float64Type>();
    (0..rows.num_rows())
        .map(|i| {
            let name = (word("month", i), word("breakdown", i), word("category", i));
            let value = value.is_valid(i).then(|| value.value(i));
            (name, (word("status", i), value))
        })
        .collect()
}

fn find(figures: &Figures, month: &str, breakdown: &str, category: &str) -> (String, Option<f64>) {
    let name = (month.to_owned(), breakdown.to_owned(), category.to_owned());
    figures.get(&name).expect("the figure is there").clone()
}

fn shown(value: f64) -> (String, Option<f64>) {
    ("shown".to_owned(), Some(value))
}

#[tokio::test]
async fn those_still_waiting_move_the_median_to_where_half_of_all_were_seen() {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    let (cells, open) = (waiting(&catalogue), open([3, 3]));
    let found = figures(&catalogue, "wait_survival", cells, open).await;
    let of = |breakdown, category| find(&found, "2026-10", breakdown, category);
    // Of those seen half were seen by the end of day 3; of everybody half by the end of day 14.
    assert_eq!(of("all", "all"), shown(15.0));
    assert_eq!(of("percentile", "50"), shown(15.0));
    assert_eq!(of("seen_within", "14"), shown(50.0));
    assert_eq!(of("seen_within", "28"), shown(50.0));
    let (status, value) = of("percentile", "90");
    assert_eq!(
        (status.as_str(), value),
        ("not_calculated", None),
        "nine of ten are not reached"
    );
}

#[tokio::test]
async fn the_share_seen_is_of_all_who_joined_and_waits_for_the_month_after() {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    let (cells, open) = (waiting(&catalogue), open([3, 3]));
    let found = figures(&catalogue, "seen_within_days", cells, open).await;
    assert_eq!(find(&found, "2026-09", "all", "all"), shown(50.0));
    assert_eq!(find(&found, "2026-09", "within_days", "14"), shown(50.0));
    let (status, value) = find(&found, "2026-10", "all", "all");
    assert_eq!((status.as_str(), value), ("hidden", None), "nobody joined");
}

#[tokio::test]
async fn waits_are_not_calculated_across_a_month_with_too_few_returns() {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    for (received, status) in [([2, 3], "not_calculated"), ([3, 0], "not_submitted")] {
        let (cells, open) = (waiting(&catalogue), open(received));
        let found = figures(&catalogue, "wait_survival", cells, open).await;
        let (found, value) = find(&found, "2026-10", "all", "all");
        assert_eq!((found.as_str(), value), (status, None));
    }
    for received in [[2, 3], [3, 2], [3, 0]] {
        let (cells, open) = (waiting(&catalogue), open(received));
        let found = figures(&catalogue, "seen_within_days", cells, open).await;
        let (found, value) = find(&found, "2026-09", "all", "all");
        assert_eq!((found.as_str(), value), ("not_calculated", None));
    }
}

#[tokio::test]
async fn a_month_without_a_census_takes_the_one_before_and_no_worker_gives_no_ratio() {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    // 100 referrals in each of two areas, 2.5 full-time equivalents in September.
    let full = || cells(&catalogue, |_, _| 100);
    let found = figures(&catalogue, "capacity_used", full(), open([3, 3])).await;
    let a_year = |month, days: f64| {
        let (status, value) = find(&found, month, "all", "all");
        assert_eq!(status, "shown");
        let value = value.expect("it is shown");
        assert!((value - 365.0 / days * 200.0 / 2.5).abs() < 1e-9, "{value}");
    };
    a_year("2026-09", 30.0);
    a_year("2026-10", 31.0);
    let (_, share) = find(&found, "2026-09", "share_of_guide", "250");
    let share = share.expect("it is shown");
    assert!((share - 365.0 / 30.0 * 80.0 / 2.5).abs() < 1e-9, "{share}");

    let mut none = open([3, 3]);
    replace(
        &mut none,
        "workforce",
        vec![
            ("month", text(["2026-09"])),
            ("pcn", text(["U1"])),
            ("atom", text(["A1"])),
            ("fte", Arc::new(Float64Array::from(vec![0.0]))),
            ("rows", whole(vec![0])),
        ],
    );
    for measure in ["capacity_used", "caseload_per_fte"] {
        let found = figures(&catalogue, measure, full(), none.clone()).await;
        let (status, value) = find(&found, "2026-09", "all", "all");
        assert_eq!((status.as_str(), value), ("not_applicable", None));
    }
}
