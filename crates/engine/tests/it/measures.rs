//! Measure files over small tables of cells: what is shown, what is hidden, what was never sent.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow::datatypes::Float64Type;
use hub_engine::{Above, Catalogue, CountableKind, Fact, MEASURE_COLUMNS};

type Tables = Vec<(String, RecordBatch)>;

/// One ICB of two atoms, in two months; the second month has no return.
const ATOMS: [&str; 2] = ["A1", "A2"];
const MONTHS: [&str; 2] = ["2026-09", "2026-10"];

fn text(values: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<StringArray>())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns have one length")
}

/// Every table of cells with `per_node` in each node: people, referrals and bands alike.
fn cells(catalogue: &Catalogue, per_node: impl Fn(&str, &str) -> i64) -> Tables {
    let mut tables = Vec::new();
    for file in &catalogue.facts {
        for set in file.fact.dimension_sets() {
            tables.push((
                file.fact.cell_table(&set),
                cell_table(&file.fact, &set, &per_node),
            ));
        }
    }
    tables
}

fn cell_table(fact: &Fact, set: &[usize], per_node: &impl Fn(&str, &str) -> i64) -> RecordBatch {
    let mut rows = vec![Vec::new()];
    for values in [
        ATOMS.map(String::from).to_vec(),
        MONTHS.map(String::from).to_vec(),
    ]
    .into_iter()
    .chain(
        set.iter()
            .map(|index| fact.dimensions[*index].codes.clone()),
    ) {
        rows = rows
            .into_iter()
            .flat_map(|row: Vec<String>| {
                values
                    .iter()
                    .map(move |value| row.iter().cloned().chain([value.clone()]).collect())
            })
            .collect();
    }
    let names: Vec<&str> = ["atom", "month"]
        .into_iter()
        .chain(
            set.iter()
                .map(|index| fact.dimensions[*index].name.as_str()),
        )
        .collect();
    let counts: Vec<i64> = rows
        .iter()
        .map(|row| per_node(&row[1], row.get(2).map_or("", String::as_str)))
        .collect();
    let mut columns: Vec<(&str, ArrayRef)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| (*name, text(rows.iter().map(|row| row[i].clone()))))
        .collect();
    for countable in &fact.countables {
        let values: Vec<i64> = match countable.kind {
            // All waits lie in the band of 8 to 14 days.
            CountableKind::Band { from, .. } if from != 8 => vec![0; counts.len()],
            _ => counts.clone(),
        };
        columns.push((&countable.name, Arc::new(Int64Array::from(values))));
    }
    columns.push((
        "floor_met",
        Arc::new(
            counts
                .iter()
                .map(|n| Some(*n >= 8))
                .collect::<BooleanArray>(),
        ),
    ));
    columns.push(("version", Arc::new(Int32Array::from(vec![1; counts.len()]))));
    batch(columns)
}

fn open_tables(received_in_second_month: i64) -> Tables {
    let owned = |values: &[&str]| text(values.iter().map(|value| (*value).to_owned()));
    let mut people: Vec<(&str, &str, String, f64)> =
        vec![("registered", "all", "all".into(), 50_000.0)];
    people.extend((1..=10).map(|decile| {
        (
            "resident_census_2021",
            "imd_decile",
            decile.to_string(),
            5_000.0,
        )
    }));
    people.extend(["white", "mixed", "asian", "black", "other"].map(|group| {
        (
            "resident_census_2021",
            "ethnic_group",
            group.to_owned(),
            10_000.0,
        )
    }));
    let both: Vec<_> = ATOMS
        .iter()
        .flat_map(|atom| people.iter().map(move |row| (*atom, row)))
        .collect();
    vec![
        (
            "area_atoms".into(),
            batch(vec![
                ("geography", owned(&["as_now", "as_now"])),
                ("area_type", owned(&["icb", "icb"])),
                ("area_code", owned(&["QQ1", "QQ1"])),
                ("atom", owned(&ATOMS)),
                ("from_month", owned(&["0000-00", "0000-00"])),
                ("to_month", owned(&["9999-12", "9999-12"])),
            ]),
        ),
        (
            "populations".into(),
            batch(vec![
                (
                    "atom",
                    text(both.iter().map(|(atom, _)| (*atom).to_owned())),
                ),
                ("basis", text(both.iter().map(|(_, row)| row.0.to_owned()))),
                (
                    "breakdown",
                    text(both.iter().map(|(_, row)| row.1.to_owned())),
                ),
                ("category", text(both.iter().map(|(_, row)| row.2.clone()))),
                (
                    "people",
                    Arc::new(Float64Array::from_iter_values(
                        both.iter().map(|(_, row)| row.3),
                    )),
                ),
            ]),
        ),
        (
            "completeness".into(),
            batch(vec![
                ("atom", owned(&["A1", "A2", "A1", "A2"])),
                (
                    "month",
                    owned(&["2026-09", "2026-09", "2026-10", "2026-10"]),
                ),
                ("expected", Arc::new(Int64Array::from(vec![2, 1, 2, 1]))),
                (
                    "received",
                    Arc::new(Int64Array::from(vec![1, 1, received_in_second_month, 0])),
                ),
            ]),
        ),
        (
            "noise".into(),
            batch(vec![
                ("fact", owned(&["referrals"])),
                ("countable", owned(&["referrals"])),
                ("variance", Arc::new(Float64Array::from(vec![30.0]))),
            ]),
        ),
        (
            "workforce".into(),
            batch(vec![
                ("month", owned(&["2026-09", "2026-09"])),
                ("pcn", owned(&["U1", "U2"])),
                ("atom", owned(&ATOMS)),
                ("fte", Arc::new(Float64Array::from(vec![2.5, 0.0]))),
                ("rows", Arc::new(Int64Array::from(vec![3, 0]))),
            ]),
        ),
        (
            "practices".into(),
            batch(vec![
                ("code", owned(&["Z1", "Z2", "Z3", "Z4"])),
                ("pcn", owned(&["U1", "U1", "U2", ""])),
                ("atom", owned(&["A1", "A1", "A2", "A2"])),
                ("closed", owned(&["", "", "", "2026-05-31"])),
            ]),
        ),
    ]
}

struct Row {
    month: String,
    category: String,
    numerator: Option<f64>,
    value: Option<f64>,
    limits: Option<(f64, f64)>,
    status: String,
}

async fn rows(measure: &str, per_node: impl Fn(&str, &str) -> i64) -> Vec<Row> {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    let above = Above::new(&catalogue, cells(&catalogue, per_node), open_tables(0))
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

/// Byar's 95 % limits of a count without noise, from the published formula.
fn hub_methods_byar(count: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054;
    let limit =
        |x: f64, side: f64| x * (1.0 - 1.0 / (9.0 * x) + side * z / (3.0 * x.sqrt())).powi(3);
    (limit(count, -1.0), limit(count + 1.0, 1.0))
}

#[tokio::test]
async fn month_without_a_return_is_not_submitted_rather_than_zero() {
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
        Some(12.0),
        "half way from day 8 to day 15, to the whole day"
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
    assert_eq!(rows[0].numerator, Some(2.0));
    assert!(
        rows[0]
            .value
            .is_some_and(|value| (value - 200.0 / 3.0).abs() < 1e-9),
        "the closed practice is left out"
    );
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
            .all(|value| (5.0..=95.0).contains(&value))
    );
}

#[tokio::test]
async fn every_measure_runs_over_empty_cells() {
    let catalogue = Catalogue::embedded().expect("every file is sound");
    let nothing: Tables = cells(&catalogue, |_, _| 0)
        .into_iter()
        .map(|(name, rows)| (name, rows.slice(0, 0)))
        .collect();
    let above = Above::new(&catalogue, nothing, open_tables(0))
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
