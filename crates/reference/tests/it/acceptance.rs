//! What is only untidy is taken, and what the files leave open is decided the same way each time.

use hub_reference::{Basis, Reference};

use crate::fixture::{DEPRIVATION, Fixture, ORIGINAL, PAYMENTS, PRACTICES, SCORES, refused};

fn tiny() -> Reference {
    Fixture::new()
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"))
}

#[test]
fn the_tiny_england_is_taken() {
    let reference = tiny();
    let atoms: Vec<&str> = reference
        .atoms()
        .iter()
        .map(|atom| atom.id.as_str())
        .collect();
    assert_eq!(atoms, ["QXA", "QXB.V1W1X", "QXB.V2W2X"]);
    let atom = |code| reference.practice(code).unwrap().atom.as_str();
    assert_eq!(atom("B90001"), "QXB.V1W1X", "by sub-ICB");
    assert_eq!(
        atom("B90002"),
        "QXB.V2W2X",
        "by district, for its sub-ICB is split"
    );
    assert_eq!(
        atom("B90003"),
        "QXB.V2W2X",
        "by district, for it is not in the payments file"
    );
    let registered: f64 = reference
        .populations()
        .iter()
        .filter(|group| group.basis == Basis::Registered)
        .map(|group| group.people)
        .sum();
    assert_eq!(registered, 21_000.5);
}

#[test]
fn practices_that_closed_are_kept_with_their_last_day() {
    let reference = tiny();
    let closed = |code| {
        reference
            .practice(code)
            .and_then(|practice| practice.closed)
            .map(|day| day.to_string())
    };
    assert_eq!(
        closed("A90009").as_deref(),
        Some("2023-01-31"),
        "from the payments file"
    );
    assert_eq!(
        closed("B90009").as_deref(),
        Some("2023-02-28"),
        "from the organisation file"
    );
    assert_eq!(
        reference.practice("B90009").unwrap().atom.as_str(),
        "QXB.V2W2X",
        "by its network"
    );
    assert!(
        reference.practice("A90008").is_none(),
        "gone, nobody knows when"
    );
    assert!(
        reference
            .notes()
            .iter()
            .any(|note| note.starts_with("1 practices of 2022/23"))
    );
    assert_eq!(
        reference
            .practice("A90001")
            .unwrap()
            .opened
            .unwrap()
            .to_string(),
        "1974-04-02"
    );
    assert_eq!(reference.practice("A90001").unwrap().imd_score, Some(40.5));
}

#[test]
fn a_network_that_only_the_workforce_file_knows_is_placed_by_its_sub_icb() {
    let reference = tiny();
    assert_eq!(reference.pcn("U90004").unwrap().atom.as_str(), "QXB.V1W1X");
    let fte: f64 = reference.workforce().iter().map(|count| count.fte).sum();
    assert!((fte - 3.3).abs() < 1e-9, "{fte}");
}

#[test]
fn the_official_decile_of_2019_wins_and_split_areas_have_none() {
    let reference = tiny();
    assert_eq!(
        reference.small_area("E01000002").unwrap().imd2019_decile,
        Some(1)
    );
    assert_eq!(
        reference.small_area("E01000009").unwrap().imd2019_decile,
        None
    );
    assert!(reference.is_lsoa_2011_only("E01000020"));
    assert!(!reference.is_lsoa_2011_only("E01000009"));
}

#[test]
fn an_icb_that_the_program_does_not_know_gets_a_free_tile_and_a_short_name() {
    let reference = tiny();
    let icb = reference.icb("QXB").unwrap();
    assert_eq!(icb.short, "Lower, Middle");
    assert_ne!(
        icb.tile,
        reference
            .icb_in(reference.first_edition(), "QXA")
            .unwrap()
            .tile
    );
}

#[test]
fn gzipped_files_give_the_same() {
    let fixture = Fixture::new();
    let (plain, packed) = (fixture.import().unwrap(), fixture.import_gzipped().unwrap());
    assert_eq!(plain.tables().unwrap(), packed.tables().unwrap());
}

#[test]
fn an_older_encoding_a_byte_order_mark_and_columns_in_another_order_are_taken() {
    let mut fixture = Fixture::new();
    let windows_1252 = fixture
        .text(PAYMENTS)
        .replace("MOOR SURGERY", "MO-R SURGERY")
        .into_bytes();
    let windows_1252 = windows_1252
        .iter()
        .map(|byte| if *byte == b'-' { 0x96 } else { *byte })
        .collect();
    fixture.0.insert(PAYMENTS, windows_1252);
    let marked = [b"\xEF\xBB\xBF".as_slice(), &fixture.0[SCORES]].concat();
    fixture.0.insert(SCORES, marked);
    let turned: String = fixture
        .text(DEPRIVATION)
        .lines()
        .map(|line| line.split(',').rev().collect::<Vec<_>>().join(",") + "\n")
        .collect();
    fixture.0.insert(DEPRIVATION, turned.into_bytes());
    let reference = fixture
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"));
    assert_eq!(reference.small_areas(), tiny().small_areas());
    assert_eq!(reference.practice("A90001").unwrap().imd_score, Some(40.5));
}

#[test]
fn an_original_release_need_not_be_there() {
    assert!(Fixture::new().without(ORIGINAL).import().is_ok());
}

#[test]
fn a_census_that_only_the_original_release_has_is_added() {
    let mut fixture = Fixture::new();
    let later = fixture.text(ORIGINAL).replace("2022,9,", "2022,12,");
    fixture.0.insert(ORIGINAL, later.into_bytes());
    let reference = fixture
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"));
    assert_eq!(
        reference
            .workforce()
            .iter()
            .filter(|count| count.month.to_string() == "2022-12")
            .count(),
        2
    );
}

#[test]
fn networks_in_two_places_are_noted_and_too_many_are_refused() {
    let practice = |number: u32, icb: &str, region: &str, district: &str| {
        format!("A8{number:04},X,,,,{icb},N,{region},R,{district},D,100")
    };
    let paid = |number: u32, region: &str, sub_icb: &str, pcn: u32| {
        format!("{region},{sub_icb},S,U8{pcn:04},P,A8{number:04},X,01/04/1974,,Urban")
    };
    let with_split = |networks: u32| {
        (0..networks).fold(Fixture::new(), |fixture, n| {
            fixture
                .append(PRACTICES, &practice(2 * n, "QXA", "Y91", "E06000091"))
                .append(PRACTICES, &practice(2 * n + 1, "QXB", "Y92", "E07000091"))
                .append(PAYMENTS, &paid(2 * n, "Y91", "91A", n))
                .append(PAYMENTS, &paid(2 * n + 1, "Y92", "92B", n))
        })
    };
    let few = with_split(5)
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"));
    let noted = few
        .notes()
        .iter()
        .filter(|note| note.starts_with("network U8"))
        .count();
    assert_eq!(noted, 5);
    assert_eq!(
        few.pcn("U80000").unwrap().atom.as_str(),
        "QXA",
        "of equals the first by name"
    );
    refused(
        &with_split(6),
        PAYMENTS,
        None,
        "6 networks lie in more than one place",
    );
}

#[test]
fn a_network_is_where_most_of_its_practices_are_and_then_most_of_its_people() {
    let in_low = Fixture::new().replace(PAYMENTS, "U90002,LOW PCN", "U90001,HILL PCN");
    let reference = in_low.import().unwrap_or_else(|error| panic!("{error:#?}"));
    assert_eq!(
        reference.pcn("U90001").unwrap().atom.as_str(),
        "QXA",
        "two practices against one"
    );
    let one_each = in_low
        .replace(PAYMENTS, "U90001,HILL PCN,A90002", "U90009,VALE PCN,A90002")
        .replace(PRACTICES, "5000.5", "5999");
    let reference = one_each
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"));
    assert_eq!(
        reference.pcn("U90001").unwrap().atom.as_str(),
        "QXB.V1W1X",
        "6,000 people against 5,999"
    );
}
