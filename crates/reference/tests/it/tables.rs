//! The tables of the engine's schema.

use std::collections::{BTreeMap, BTreeSet};

use arrow::{
    array::{Array, StringArray},
    datatypes::DataType,
    record_batch::RecordBatch,
};
use hub_reference::Reference;

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

fn stored(reference: &Reference) -> BTreeMap<String, bytes::Bytes> {
    reference
        .to_stored()
        .unwrap()
        .into_iter()
        .map(|table| (table.name.to_owned(), table.bytes))
        .collect()
}

#[test]
fn what_was_stored_comes_back_and_is_the_same_bytes_each_time() {
    let reference = Reference::builtin();
    let files = stored(&reference);
    assert_eq!(files, stored(&reference));
    let again = Reference::from_stored("2026-11-25-0a1b2c3d", &files).unwrap();
    assert!(again.label().ends_with("(edition 2026-11-25-0a1b2c3d)"));
    assert_eq!(again.tables().unwrap(), reference.tables().unwrap());
    for edition in reference.editions() {
        assert_eq!(again.icbs(edition), reference.icbs(edition));
    }
    assert_eq!(again.practices(), reference.practices());
    assert_eq!(again.small_areas(), reference.small_areas());
    assert_eq!(again.atoms(), reference.atoms());
    assert_eq!(again.notes(), reference.notes());
}

#[test]
fn a_stored_table_that_is_missing_or_damaged_is_an_error() {
    let files = stored(&Reference::builtin());
    let mut missing = files.clone();
    missing.remove("practices");
    assert!(Reference::from_stored("e", &missing).is_err());
    let mut damaged = files;
    let bytes = &damaged["practices"];
    let short = bytes.slice(..bytes.len() - 3);
    damaged.insert("practices".to_owned(), short);
    assert!(Reference::from_stored("e", &damaged).is_err());
}
