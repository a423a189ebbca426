//! Outlines of boards: imported with the rest where their boundaries are there, and none where they are not.

use std::collections::BTreeMap;

use bytes::Bytes;
use hub_reference::{Edition, ImportError, Outline, Part, Reference};
use proptest::prelude::*;

use crate::fixture::{Fixture, first_two, refused};

const BEFORE: &str = "geography/icb23_bsc.geojson";
const NOW: &str = "geography/icb26_DERIVED_bsc.geojson";

/// Boundaries of the tiny England: from west to east, a degree or a half each.
const OF_BEFORE: &str = r#"{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"ICB23CD": "E54000091", "ICB23NM": "Upper"},
 "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}},
{"type": "Feature", "properties": {"ICB23CD": "E54000092", "ICB23NM": "Lower"},
 "geometry": {"type": "MultiPolygon", "coordinates": [[[[-1, 52], [0, 52], [0, 53], [-1, 53], [-1, 52]]]]}}
]}"#;
const OF_NOW: &str = r#"{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"icb_ods_code": "QXA", "icb_ons_code": "E54000091"},
 "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}},
{"type": "Feature", "properties": {"icb_ods_code": "V1W1X", "icb_ons_code": "E54000093"},
 "geometry": {"type": "Polygon", "coordinates": [[[-1, 52], [-0.5, 52], [-0.5, 53], [-1, 53], [-1, 52]]]}},
{"type": "Feature", "properties": {"icb_ods_code": "V2W2X", "icb_ons_code": "E54000094"},
 "geometry": {"type": "Polygon", "coordinates": [[[-0.5, 52], [0, 52], [0, 53], [-0.5, 53], [-0.5, 52]]]}}
]}"#;

fn outlined() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.0.insert(BEFORE, OF_BEFORE.into());
    fixture.0.insert(NOW, OF_NOW.into());
    fixture
}

fn taken(fixture: &Fixture) -> Reference {
    fixture
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"))
}

fn outline<'a>(reference: &'a Reference, edition: Edition, code: &str) -> &'a Outline {
    reference.outline_in(edition, code).unwrap()
}

#[test]
fn boundaries_become_outlines_of_their_edition() {
    for reference in [taken(&outlined()), outlined().import_gzipped().unwrap()] {
        let [_, now] = first_two(&reference);
        assert_eq!(reference.rows(Part::Outlines), 5);
        for edition in reference.editions() {
            for icb in reference.icbs(edition) {
                let outline = outline(&reference, edition, icb.code.as_str());
                assert_eq!(outline.edition(), edition);
                assert_eq!(outline.valid_to.is_none(), edition == now, "{outline:?}");
                assert!(outline.path.starts_with('M') && outline.path.ends_with('z'));
                assert!(outline.room > 50, "{outline:?}");
            }
        }
        let across = |code| outline(&reference, now, code).place.0;
        assert!(across("QXA") < across("V1W1X") && across("V1W1X") < across("V2W2X"));
        assert!(reference.outline_in(now, "QXB").is_none());
        // They are no table for questions in SQL: nothing can be counted by them.
        let tables = reference.tables().unwrap();
        assert!(tables.iter().all(|(name, _)| *name != "outlines"));
    }
}

#[test]
fn each_edition_may_be_without_outlines() {
    let none = taken(&Fixture::new());
    assert_eq!(none.rows(Part::Outlines), 0);
    let stored = none.to_stored().unwrap();
    assert!(stored.iter().all(|table| table.name != "outlines"));

    let mut one = outlined();
    one.0.remove(BEFORE);
    let one = taken(&one);
    assert!(one.outline_in(one.first_edition(), "QXA").is_none());
    assert!(one.outline_in(one.now(), "QXA").is_some());
    assert_eq!(
        Reference::builtin().rows(Part::Outlines),
        0,
        "the generated England has none"
    );
}

#[test]
fn outlines_are_stored_and_come_back() {
    let reference = taken(&outlined());
    let stored: BTreeMap<String, Bytes> = reference
        .to_stored()
        .unwrap()
        .into_iter()
        .map(|table| (table.name.to_owned(), table.bytes))
        .collect();
    let again = Reference::from_stored("e", &stored).unwrap();
    for edition in reference.editions() {
        for icb in reference.icbs(edition) {
            let code = icb.code.as_str();
            assert_eq!(
                again.outline_in(edition, code),
                reference.outline_in(edition, code)
            );
        }
    }
    assert_eq!(again.rows(Part::Outlines), 5);
}

#[test]
fn outlines_can_be_added_to_a_reference_that_has_none() {
    let files: BTreeMap<String, Bytes> =
        BTreeMap::from([(NOW.to_owned(), Bytes::from_static(OF_NOW.as_bytes()))]);
    let added = taken(&Fixture::new()).with_outlines(&files).unwrap();
    let imported = taken(&outlined());
    assert_eq!(
        added.outline_in(added.now(), "V2W2X"),
        imported.outline_in(imported.now(), "V2W2X")
    );
    // Boards of another England.
    assert!(matches!(
        Reference::builtin().with_outlines(&files),
        Err(ImportError::Refused { .. })
    ));
}

#[test]
fn another_shape_is_told_as_a_difference() {
    let moved = outlined().replace(NOW, "[-2, 53], [-2, 52]", "[-2.5, 53], [-2, 52]");
    let difference = taken(&outlined()).difference(&taken(&moved));
    let part = difference.parts.last().unwrap();
    assert_eq!(part.part, Part::Outlines);
    assert_eq!((part.before, part.after), (5, 5));
    assert!(part.counts.changed > 0 && part.counts.added + part.counts.ended == 0);
    let added = taken(&Fixture::new()).difference(&taken(&outlined()));
    assert_eq!(added.parts.last().unwrap().counts.added, 5);
}

#[test]
fn boundaries_that_do_not_fit_the_boards_are_refused() {
    let replaced = |from, to| outlined().replace(NOW, from, to);
    for (fixture, reason) in [
        (
            replaced("E54000094", "E54000999"),
            "has the code \"E54000999\", which no board has",
        ),
        (
            replaced("E54000094", "E54000999"),
            "V2W2X (E54000094) is missing",
        ),
        (
            replaced("E54000094", "E54000093"),
            "V1W1X is there more than once",
        ),
        (
            replaced("\"icb_ons_code\": \"E54000093\"", "\"name\": \"E54000093\""),
            "area 2 has no statistical code of a board",
        ),
        // Metres.
        (
            replaced("[-2, 52]", "[374405, 380936]"),
            "which is no longitude and latitude of England",
        ),
        (
            replaced(
                "[[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]",
                "[[]]",
            ),
            "area 1 (E54000091) has no places",
        ),
        // All in one place.
        (
            replaced(
                "[[[-0.5, 52], [0, 52], [0, 53], [-0.5, 53], [-0.5, 52]]]",
                "[[[-0.5, 52], [-0.5, 52], [-0.5, 52]]]",
            ),
            "V2W2X is too small to be seen, or lies under another",
        ),
    ] {
        refused(&fixture, NOW, None, reason);
    }
    refused(
        &replaced("\"Polygon\"", "\"Point\""),
        NOW,
        Some(3),
        "this is not GeoJSON of areas",
    );
}

#[test]
fn a_file_of_too_much_is_refused() {
    let mut fixture = outlined();
    let long = format!("{}{}", " ".repeat(9 << 20), OF_NOW);
    fixture.0.insert(NOW, long.into());
    refused(&fixture, NOW, None, "the file holds more than 8 MB");

    let place = "[-2, 52], ";
    let many = outlined().replace(NOW, place, &place.repeat(500_001));
    refused(&many, NOW, None, "the lines have more than 500000 places");

    let feature = "{\"properties\": {}, \"geometry\": null}, ";
    let many = outlined().replace(
        NOW,
        "\"features\": [",
        &format!("\"features\": [{}", feature.repeat(200)),
    );
    refused(&many, NOW, None, "the file has more than 200 areas");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_file_that_is_cut_off_is_refused_by_name(pick in any::<prop::sample::Index>()) {
        let end = pick.index(OF_NOW.len() - 1);
        let mut fixture = outlined();
        fixture.0.insert(NOW, OF_NOW.as_bytes()[..end].to_vec());
        let problems = fixture.problems();
        prop_assert!(problems.iter().any(|problem| problem.file == NOW), "{problems:#?}");
    }

    #[test]
    fn any_bytes_are_refused_by_name(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut fixture = outlined();
        fixture.0.insert(NOW, bytes);
        let problems = fixture.problems();
        prop_assert!(problems.iter().all(|problem| problem.file == NOW) && !problems.is_empty());
    }

    #[test]
    fn any_numbers_are_drawn_or_refused(numbers in prop::collection::vec(any::<f64>(), 2)) {
        // What is not finite is no JSON.
        let fixture = outlined().replace(NOW, "[-2, 53]", &format!("[{:?}, {:?}]", numbers[0], numbers[1]));
        let problems = fixture.problems();
        prop_assert!(problems.iter().all(|problem| problem.file == NOW));
    }
}
