//! Small tables of cells and open tables: one ICB of two atoms, in two months.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use hub_engine::{Catalogue, CountableKind, Fact, FactFile};

pub(super) type Tables = Vec<(String, RecordBatch)>;

/// One ICB of two atoms, in two months; no cell of the second month rests on a return.
const ATOMS: [&str; 2] = ["A1", "A2"];
const MONTHS: [&str; 2] = ["2026-09", "2026-10"];

fn text(values: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<StringArray>())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns have one length")
}

/// Every table of cells of areas with `per_node` in each node: people, referrals and bands alike.
pub(super) fn cells(catalogue: &Catalogue, per_node: impl Fn(&str, &str) -> i64) -> Tables {
    let mut tables = Vec::new();
    let of_areas = |file: &&FactFile| !file.fact.of.is_place();
    for file in catalogue.facts.iter().filter(of_areas) {
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

fn owned(values: &[&str]) -> ArrayRef {
    text(values.iter().map(|value| (*value).to_owned()))
}

/// Returns by atom and month; three are expected each month.
fn returns(received: Vec<i64>) -> RecordBatch {
    let months = ["2026-09", "2026-09", "2026-10", "2026-10"];
    batch(vec![
        ("atom", owned(&["A1", "A2", "A1", "A2"])),
        ("month", owned(&months)),
        ("expected", Arc::new(Int64Array::from(vec![2, 1, 2, 1]))),
        ("received", Arc::new(Int64Array::from(received))),
    ])
}

pub(super) fn open_tables() -> Tables {
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
        // Returns for the second month came after its cells were made.
        ("completeness".into(), returns(vec![1, 1, 1, 0])),
        ("timeliness".into(), returns(vec![1, 0, 0, 0])),
        ("cell_returns".into(), returns(vec![1, 1, 0, 0])),
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
                ("code", owned(&["Z1", "Z2", "Z3", "Z4", "Z5", "Z6"])),
                ("pcn", owned(&["U1", "U1", "U2", "", "U1", "U1"])),
                ("atom", owned(&["A1", "A1", "A2", "A2", "A1", "A2"])),
                (
                    "opened",
                    owned(&["1974-04-01", "", "2026-09-30", "", "2026-10-01", ""]),
                ),
                (
                    "closed",
                    owned(&["", "", "", "2026-08-31", "", "2026-09-01"]),
                ),
                (
                    "registered",
                    Arc::new(Float64Array::from(vec![
                        10_000.0, 5_000.0, 8_000.0, 3_000.0, 7_000.0, 1_000.0,
                    ])),
                ),
            ]),
        ),
    ]
}
