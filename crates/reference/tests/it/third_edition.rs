//! Editions of the boards after April 2026, in the publishers' form: some more files each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use hub_reference::{AtomId, Geography, Icb, Reference, SourceFile};
use hub_standard::Month;
use jiff::civil::{Date, date};

use crate::fixture::{Fixture, refused};

const BOARDS: &str = "geography/icb_2027_04.csv";
const STEPS: &str = "geography/icb_succession_2027_04.csv";
const SMALL_AREAS: &str = "geography/lsoa21_icb_2027_04.csv";
const TILES: &str = "geography/icb_tiles_2027_04.csv";
const BOARDS_2028: &str = "geography/icb_2028_10.csv";
const STEPS_2028: &str = "geography/icb_succession_2028_10.csv";
const SMALL_AREAS_2028: &str = "geography/lsoa21_icb_2028_10.csv";

const BEFORE_IT: Date = date(2027, 3, 31);
const ON_IT: Date = date(2027, 4, 1);

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Both boards of the south are one from April 2027 on.
fn merged() -> Fixture {
    let mut fixture = Fixture::new();
    let boards = fixture.text("geography/icb_2026_04.csv");
    let stay = boards.lines().filter(|line| !line.contains(",Y92,"));
    let mut boards: Vec<&str> = stay.collect();
    boards.push("E54000099,V9W9X,NHS Southern Counties Integrated Care Board,Y92,South,6\n");
    fixture.0.insert(BOARDS, boards.join("\n").into_bytes());
    let steps = "predecessor_ods,successor_ods,succession_date,succession_type\n\
        V1W1X,V9W9X,2027-04-01,merger\nV2W2X,V9W9X,2027-04-01,merger\n";
    fixture.0.insert(STEPS, steps.into());
    fixture
}

/// And two again from October 2028 on, along the areas that figures are counted in.
fn parted() -> Fixture {
    let mut fixture = merged();
    let boards = "icb_ons_code,icb_ods_code,icb_name,nhser_ods_code\n\
        E54000091,QXA,NHS Upper Integrated Care Board,Y91\n\
        E54000101,A1B1C,NHS Lower Again Integrated Care Board,Y92\n\
        E54000102,A2B2C,NHS Long Again Integrated Care Board,Y92\n";
    let steps = "predecessor_ods,successor_ods,succession_date,succession_type\n\
        V9W9X,A1B1C,2028-10-01,split\nV9W9X,A2B2C,2028-10-01,split\n";
    fixture.0.insert(BOARDS_2028, boards.into());
    fixture.0.insert(STEPS_2028, steps.into());
    let by_area = by_area(|n| match n {
        1..=4 => "E54000091,QXA",
        5..=8 => "E54000101,A1B1C",
        _ => "E54000102,A2B2C",
    });
    fixture.0.insert(SMALL_AREAS_2028, by_area);
    fixture
}

/// Statistical code and code of the board of each small area, by its number.
fn by_area(board: impl Fn(u32) -> &'static str) -> Vec<u8> {
    let rows: Vec<String> = (1..=10)
        .map(|n| format!("E010000{n:02},{}\n", board(n)))
        .collect();
    format!("lsoa21_code,icb_ons_code,icb_ods_code\n{}", rows.concat()).into_bytes()
}

fn tiny(fixture: &Fixture) -> Arc<Reference> {
    let reference = fixture.import();
    Arc::new(reference.unwrap_or_else(|error| panic!("{error:#?}")))
}

fn stored(reference: &Reference) -> BTreeMap<String, Bytes> {
    let tables = reference.to_stored().unwrap().into_iter();
    tables
        .map(|table| (table.name.to_owned(), table.bytes))
        .collect()
}

fn icb_then<'a>(reference: &'a Reference, atom: &str, text: &str) -> &'a str {
    let atom: AtomId = atom.parse().unwrap();
    let icb = reference.icb_of_atom(&atom, month(text), Geography::AsWas);
    icb.unwrap().as_str()
}

fn icb<'a>(reference: &'a Reference, edition: usize, code: &str) -> &'a Icb {
    let edition = reference.editions()[edition];
    reference.icb_in(edition, code).unwrap()
}

#[test]
fn a_third_edition_puts_the_same_atoms_together_in_another_way() {
    let (two, three) = (tiny(&Fixture::new()), tiny(&merged()));
    let days: Vec<Date> = three
        .editions()
        .iter()
        .map(|edition| edition.first_day())
        .collect();
    assert_eq!(days, [date(2022, 7, 1), date(2026, 4, 1), ON_IT]);
    assert_eq!(three.now().first_day(), ON_IT);
    let names = |reference: &Reference| -> Vec<String> {
        let atoms = reference.atoms().iter();
        atoms.map(|atom| atom.id.to_string()).collect()
    };
    assert_eq!(names(&two), names(&three));
    assert_eq!(icb_then(&three, "QXB.V1W1X", "2026-03"), "QXB");
    assert_eq!(icb_then(&three, "QXB.V1W1X", "2027-03"), "V1W1X");
    assert_eq!(icb_then(&three, "QXB.V1W1X", "2027-04"), "V9W9X");
    assert_eq!(icb_then(&three, "QXA", "2027-04"), "QXA");
    let parts: BTreeSet<&str> = three
        .atoms_of("V9W9X", month("2025-01"), Geography::AsNow)
        .iter()
        .map(|atom| atom.id.as_str())
        .collect();
    assert_eq!(parts, BTreeSet::from(["QXB.V1W1X", "QXB.V2W2X"]));
    assert_eq!(three.populations(), two.populations());
    assert_eq!(three.practices(), two.practices());
    assert_eq!(three.small_areas(), two.small_areas());
}

#[test]
fn boards_last_from_one_edition_to_another() {
    let reference = tiny(&merged());
    assert_eq!(icb(&reference, 1, "V1W1X").valid_to, Some(BEFORE_IT));
    assert_eq!(icb(&reference, 2, "V9W9X").valid_from, ON_IT);
    for edition in 0..3 {
        let upper = icb(&reference, edition, "QXA");
        assert_eq!(upper.valid_from, date(2022, 7, 1));
        assert_eq!(upper.valid_to, None);
    }
}

#[test]
fn an_edition_that_is_yet_to_begin_shows_nowhere() {
    let (two, three) = (tiny(&Fixture::new()), tiny(&merged()));
    let before = three.on(BEFORE_IT);
    assert_eq!(before.now(), two.now());
    assert_eq!(before.tables().unwrap(), two.tables().unwrap());
    assert_eq!(before.successors(), two.successors());
    assert!(before.icb("V9W9X").is_none());
    assert!(before.icb("V1W1X").is_some());
    assert_eq!(before.newest_edition().first_day(), ON_IT);

    let on_it = before.on(ON_IT);
    assert_eq!(on_it.tables().unwrap(), three.tables().unwrap());
    assert_eq!(on_it.successors().len(), two.successors().len() + 2);
    assert!(Arc::ptr_eq(&three, &three.on(date(2030, 1, 1))));
    let first = three.on(date(2020, 1, 1));
    assert_eq!(first.now(), first.first_edition());
    assert!(first.atoms().iter().all(|atom| atom.now == atom.before));
}

#[test]
fn a_board_leads_to_the_one_that_has_all_of_it_now() {
    let three = tiny(&merged());
    let now =
        |reference: &Reference, code: &str| reference.board_now(code).map(ToString::to_string);
    let before = three.on(BEFORE_IT);
    assert_eq!(now(&before, "V1W1X").as_deref(), Some("V1W1X"));
    assert_eq!(now(&before, "V9W9X"), None);
    assert_eq!(now(&before, "QXB"), None, "it went to two");
    for code in ["V1W1X", "V2W2X", "V9W9X", "QXB"] {
        assert_eq!(now(&three, code).as_deref(), Some("V9W9X"), "{code}");
    }
    assert_eq!(now(&three, "QZZ"), None);
    assert_eq!(now(&tiny(&parted()), "V9W9X"), None);
}

#[test]
fn there_may_be_any_number_of_editions() {
    let reference = tiny(&parted());
    assert_eq!(reference.editions().len(), 4);
    assert_eq!(icb_then(&reference, "QXB.V1W1X", "2028-09"), "V9W9X");
    assert_eq!(icb_then(&reference, "QXB.V1W1X", "2028-10"), "A1B1C");
    assert_eq!(icb_then(&reference, "QXB.V2W2X", "2030-01"), "A2B2C");
    assert_eq!(
        reference.on(date(2028, 1, 1)).tables().unwrap(),
        tiny(&merged()).tables().unwrap()
    );
}

#[test]
fn tables_tell_every_board_until_now_once() {
    let reference = tiny(&parted());
    let tables: BTreeMap<_, _> = reference.tables().unwrap().into_iter().collect();
    let areas = &tables["areas"];
    let column = |name: &str| -> Vec<String> {
        let values = areas.column_by_name(name).unwrap();
        let values: &arrow::array::StringArray = values.as_any().downcast_ref().unwrap();
        values
            .iter()
            .map(|value| value.unwrap().to_owned())
            .collect()
    };
    let kinds = column("area_type");
    let told: BTreeMap<String, String> = column("code")
        .into_iter()
        .zip(column("edition"))
        .zip(&kinds)
        .filter(|(_, kind)| *kind == "icb")
        .map(|(told, _)| told)
        .collect();
    let expected = [
        ("A1B1C", "now"),
        ("A2B2C", "now"),
        ("QXA", "both"),
        ("QXB", "before"),
        ("V1W1X", "between"),
        ("V2W2X", "between"),
        ("V9W9X", "between"),
    ];
    let expected = expected.map(|(code, edition)| (code.to_owned(), edition.to_owned()));
    assert_eq!(told, BTreeMap::from(expected));
    assert_eq!(kinds.iter().filter(|kind| *kind == "icb").count(), 7);
}

#[test]
fn what_was_stored_comes_back_and_two_editions_are_stored_as_ever() {
    let two = stored(&tiny(&Fixture::new()));
    assert!(!two.contains_key("icbs_later") && !two.contains_key("atoms_later"));
    for fixture in [Fixture::new(), merged(), parted()] {
        let reference = tiny(&fixture);
        let again = Arc::new(Reference::from_stored("e", &stored(&reference)).unwrap());
        assert_eq!(again.editions(), reference.editions());
        assert_eq!(again.atoms(), reference.atoms());
        for edition in reference.editions() {
            assert_eq!(again.icbs(edition), reference.icbs(edition));
            let day = edition.first_day();
            assert_eq!(
                again.on(day).tables().unwrap(),
                reference.on(day).tables().unwrap()
            );
        }
        assert_eq!(stored(&again), {
            let mut same = stored(&reference);
            same.insert("about".to_owned(), stored(&again)["about"].clone());
            same
        });
    }
}

#[test]
fn files_in_memory_and_files_of_a_known_england_are_taken_too() {
    let files: BTreeMap<String, Bytes> = merged()
        .0
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), Bytes::from(bytes)))
        .collect();
    let three = tiny(&merged());
    let held = Reference::import_files(&files).unwrap();
    assert_eq!(held.tables().unwrap(), three.tables().unwrap());
    let added = Fixture::new()
        .import()
        .unwrap()
        .with_editions(&files)
        .unwrap();
    assert_eq!(added.tables().unwrap(), three.tables().unwrap());
    assert_eq!(
        added.with_editions(&files).unwrap().editions(),
        three.editions()
    );
    for path in [
        BOARDS,
        STEPS,
        SMALL_AREAS,
        TILES,
        "geography/icb_2027_04_bsc.geojson",
    ] {
        let name = path.rsplit('/').next().unwrap();
        assert_eq!(SourceFile::path_of(name).as_deref(), Some(path));
    }
    assert_eq!(SourceFile::path_of("icb_2027_04.xlsx"), None);
}

#[test]
fn a_preview_tells_which_boards_end_and_begin() {
    let difference = tiny(&Fixture::new()).difference(&tiny(&merged()));
    assert!(difference.atoms_ended.is_empty());
    assert_eq!(difference.boards_ended.len(), 2);
    assert_eq!(
        difference.boards_begun,
        ["NHS Southern Counties Integrated Care Board"]
    );
    assert!(difference.practices_moved >= 3);
}

#[test]
fn a_board_that_begins_gets_a_tile_by_its_parts_or_as_its_file_says() {
    let reference = tiny(&merged());
    let note = reference
        .notes()
        .iter()
        .find(|note| note.contains("V9W9X has no place on the tile map"));
    assert!(note.is_some(), "{:?}", reference.notes());
    let begun = icb(&reference, 2, "V9W9X");
    assert_eq!(begun.short, "Southern Count");
    let [one, other] = ["V1W1X", "V2W2X"].map(|code| icb(&reference, 1, code).tile);
    let free = [one, other].contains(&begun.tile);
    assert!(free, "{:?} is not by {one:?} and {other:?}", begun.tile);
    assert_eq!(
        icb(&reference, 2, "QXA").tile,
        icb(&reference, 1, "QXA").tile
    );

    let mut told = merged();
    let tiles = "icb_ods_code,short_name,tile_column,tile_row\nV9W9X,South,5,9\n";
    told.0.insert(TILES, tiles.into());
    let reference = tiny(&told);
    let begun = icb(&reference, 2, "V9W9X");
    assert_eq!((begun.short.as_str(), begun.tile), ("South", (5, 9)));
    assert!(reference.notes().iter().all(|note| !note.contains("V9W9X")));
    refused(
        &told.replace(TILES, ",5,9", ",8,9"),
        TILES,
        Some(2),
        "columns 0 to 7",
    );
}

#[test]
fn an_atom_cannot_be_divided() {
    let boards = "icb_ons_code,icb_ods_code,icb_name,nhser_ods_code\n\
        E54000103,A3B3C,NHS Near Integrated Care Board,Y91\n\
        E54000104,A4B4C,NHS Far Integrated Care Board,Y91\n\
        E54000093,V1W1X,NHS Lower Integrated Care Board,Y92\n\
        E54000094,V2W2X,NHS Long Integrated Care Board,Y92\n";
    let steps = "predecessor_ods,successor_ods,succession_date,succession_type\n\
        QXA,A3B3C,2027-04-01,split\nQXA,A4B4C,2027-04-01,split\n";
    let mut fixture = Fixture::new();
    fixture.0.insert(BOARDS, boards.into());
    fixture.0.insert(STEPS, steps.into());
    refused(&fixture, SMALL_AREAS, None, "QXA goes to A3B3C and A4B4C");
    let by_area = by_area(|n| match n {
        1..=2 => "E54000103,A3B3C",
        3..=4 => "E54000104,A4B4C",
        5..=8 => "E54000093,V1W1X",
        _ => "E54000094,V2W2X",
    });
    fixture.0.insert(SMALL_AREAS, by_area);
    refused(
        &fixture,
        SMALL_AREAS,
        None,
        "QXA would be divided between A3B3C and A4B4C",
    );
}

#[test]
fn files_that_do_not_fit_are_refused_by_name() {
    refused(&merged().without(STEPS), STEPS, None, "missing");
    refused(&merged().without(BOARDS), BOARDS, None, "missing");
    let late = merged().replace(STEPS, "2027-04-01", "2027-05-01");
    refused(&late, STEPS, Some(2), "is on 2027-04-01, not 2027-05-01");
    let unexplained = merged().replace(STEPS, "V2W2X,V9W9X,2027-04-01,merger\n", "");
    refused(&unexplained, STEPS, None, "V2W2X ends without a successor");
    let astray = merged().replace(BOARDS, "Y92", "Y91");
    refused(&astray, STEPS, Some(2), "in different regions");
    let mut early = Fixture::new();
    early.0.insert("geography/icb_2025_04.csv", b"x\n".to_vec());
    refused(
        &early,
        "geography/icb_2025_04.csv",
        None,
        "begins in April 2025",
    );
    let elsewhere = parted().replace(SMALL_AREAS_2028, "E54000101,A1B1C", "E54000091,QXA");
    refused(
        &elsewhere,
        SMALL_AREAS_2028,
        None,
        "QXB.V1W1X would be divided",
    );
}
