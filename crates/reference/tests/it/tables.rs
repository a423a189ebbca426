//! The tables of the engine's schema.

use std::collections::{BTreeMap, BTreeSet};

use arrow::{
    array::{Array, StringArray},
    datatypes::DataType,
    record_batch::RecordBatch,
};
use hub_reference::{Reference, parquet_bytes, read_parquet_bytes};

fn column<'a>(table: &'a RecordBatch, name: &str) -> &'a StringArray {
    table
        .column_by_name(name)
        .unwrap()
        .as_any()
        .downcast_ref()
        .unwrap()
}

fn tables() -> BTreeMap<&'static str, RecordBatch> {
    Reference::builtin().tables().unwrap().into_iter().collect()
}

#[test]
fn the_generated_england_has_every_table_but_the_published_summary() {
    let tables = tables();
    let names: Vec<&str> = tables.keys().copied().collect();
    assert_eq!(
        names,
        [
            "area_atoms",
            "area_successors",
            "areas",
            "pcns",
            "populations",
            "practices",
            "regions",
            "small_area_changes",
            "small_areas",
            "workforce",
        ]
    );
}

#[test]
fn columns_are_as_promised() {
    let tables = tables();
    let schema = |name: &str| -> Vec<(String, DataType)> {
        let schema = tables[name].schema();
        schema
            .fields()
            .iter()
            .map(|field| (field.name().clone(), field.data_type().clone()))
            .collect()
    };
    let text = |name: &str| (name.to_owned(), DataType::Utf8);
    assert_eq!(
        schema("practices"),
        [
            text("code"),
            text("name"),
            text("pcn"),
            text("sub_icb"),
            text("atom"),
            text("district"),
            ("registered".to_owned(), DataType::Float64),
            text("opened"),
            text("closed"),
            ("imd_quintile".to_owned(), DataType::Int8),
        ]
    );
    let small_areas: Vec<DataType> = schema("small_areas")
        .into_iter()
        .map(|(_, kind)| kind)
        .collect();
    let mut expected = vec![DataType::Utf8; 6];
    expected.extend([
        DataType::Int8,
        DataType::Int32,
        DataType::Int8,
        DataType::Boolean,
    ]);
    expected.extend(vec![DataType::Int64; 6]);
    assert_eq!(small_areas, expected);
}

#[test]
fn in_any_month_an_area_has_each_atom_on_one_line_and_one_span_of_months() {
    let tables = tables();
    let lines = &tables["area_atoms"];
    let [geography, kind, area, atom, from, to] = [
        "geography",
        "area_type",
        "area_code",
        "atom",
        "from_month",
        "to_month",
    ]
    .map(|name| column(lines, name));
    for month in ["2024-01", "2026-03", "2026-04", "2030-01"] {
        let mut atoms = BTreeSet::new();
        let mut spans: BTreeMap<(&str, &str), BTreeSet<(&str, &str)>> = BTreeMap::new();
        let mut icb_lines: BTreeMap<&str, usize> = BTreeMap::new();
        for row in
            (0..lines.num_rows()).filter(|row| from.value(*row) <= month && month <= to.value(*row))
        {
            assert!(atoms.insert((geography.value(row), area.value(row), atom.value(row))));
            let span = (from.value(row), to.value(row));
            spans
                .entry((geography.value(row), area.value(row)))
                .or_default()
                .insert(span);
            if kind.value(row) == "icb" {
                *icb_lines.entry(geography.value(row)).or_default() += 1;
            }
        }
        assert!(spans.values().all(|spans| spans.len() == 1), "{month}");
        let all = Reference::builtin().atoms().len();
        assert_eq!(
            icb_lines,
            BTreeMap::from([("as_now", all), ("as_was", all)]),
            "{month}"
        );
    }
}

#[test]
fn an_area_has_one_line_for_each_edition() {
    let tables = tables();
    let areas = &tables["areas"];
    let [code, edition] = ["code", "edition"].map(|name| column(areas, name));
    for newest in ["before", "now"] {
        let mut seen = BTreeSet::new();
        for row in (0..areas.num_rows())
            .filter(|row| edition.value(*row) == newest || edition.value(*row) == "both")
        {
            assert!(
                seen.insert(code.value(row)),
                "{} is there twice",
                code.value(row)
            );
        }
        assert!(seen.contains("ENG") && seen.contains("QRL") && seen.contains("Y56"));
    }
}

#[test]
fn parquet_gives_back_what_was_written_and_the_same_bytes_each_time() {
    let reference = Reference::builtin();
    let files = reference.write_parquet().unwrap();
    assert_eq!(files, reference.write_parquet().unwrap());
    for ((name, table), (file, bytes)) in reference.tables().unwrap().into_iter().zip(files) {
        assert_eq!(name, file);
        assert_eq!(read_parquet_bytes(bytes).unwrap(), table, "{name}");
    }
}

#[test]
fn bytes_that_are_not_parquet_are_refused() {
    let (_, table) = Reference::builtin().tables().unwrap().remove(0);
    let bytes = parquet_bytes(&table).unwrap();
    assert!(read_parquet_bytes(bytes.slice(..bytes.len() - 3)).is_err());
}
