//! The protected cells as they are stored.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int32Type;
use hub_disclosure::{Epsilon, NoiseKey, noise};
use hub_engine::{Catalogue, UnitKind};
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, NOISE, World, table, text, whole};

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_is_the_true_count_and_the_noise_of_its_name() {
    let world = World::with_april(61).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let atom = REFERENCE.atoms()[0].id.to_string();
    let key = NoiseKey::from_bytes(NOISE);

    let total = table(&world, &release, "referrals").await;
    let by_need = table(&world, &release, "referrals_by_need").await;
    let first = table(&world, &release, "first_contacts").await;
    let row_of = |rows: &RecordBatch, need: Option<&str>| {
        (0..rows.num_rows())
            .find(|row| {
                text(rows, "atom", *row) == atom
                    && need.is_none_or(|need| text(rows, "need", *row) == need)
            })
            .unwrap()
    };
    let expected =
        |node: &str, clip: u32, n: i64| n + noise(&key, node, Epsilon::HALF, clip).unwrap();
    let head = |measure: &str| format!("sdc-1|{measure}|{atom}|{APRIL}|v1|");

    let row = row_of(&total, None);
    assert_eq!(
        whole(&total, "persons", row),
        expected(&head("persons"), 1, 61)
    );
    assert_eq!(
        whole(&total, "referrals", row),
        expected(&head("referrals"), 2, 61)
    );
    let row = row_of(&by_need, Some("money"));
    assert_eq!(
        whole(&by_need, "persons", row),
        expected(&format!("{}need=money", head("persons")), 1, 21)
    );
    let row = row_of(&first, None);
    // Two facts must not share noise, or the difference of their counts would be exact.
    assert_eq!(
        whole(&first, "persons", row),
        expected(&head("first_contacts.persons"), 1, 61)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_combination_of_codes_has_a_cell_and_seven_people_meet_no_floor() {
    let world = World::with_april(14).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let catalogue = Catalogue::embedded().unwrap();
    let april = month(APRIL);
    let practices = REFERENCE.practices().iter();
    let n_open = practices.filter(|practice| practice.open_in(april)).count();
    let mut tables = 0;
    for file in &catalogue.facts {
        let (folder, n_units) = match file.fact.of {
            UnitKind::Area => ("cells", REFERENCE.atoms().len()),
            UnitKind::Pcn => ("places", REFERENCE.pcns().len()),
            UnitKind::Practice => ("places", n_open),
            UnitKind::Service => panic!("no cells of services are made"),
        };
        for set in file.fact.dimension_sets() {
            let name = file.fact.cell_table(&set);
            let object = release
                .manifest
                .objects
                .iter()
                .find(|o| o.path.ends_with(&format!("/{folder}/{name}.parquet")));
            let cells: usize = set
                .iter()
                .map(|index| file.fact.dimensions[*index].codes.len())
                .product();
            let expected = u64::try_from(cells * n_units).unwrap();
            assert_eq!(object.map(|object| object.rows), Some(expected), "{name}");
            tables += 1;
        }
    }
    assert_eq!(
        tables + release.measures().len(),
        release.manifest.objects.len()
    );

    let by_sex = table(&world, &release, "referrals_by_sex").await;
    let atom = REFERENCE.atoms()[0].id.to_string();
    let met: Vec<_> = (0..by_sex.num_rows())
        .filter(|row| {
            by_sex
                .column_by_name("floor_met")
                .unwrap()
                .as_boolean()
                .value(*row)
        })
        .collect();
    // Seven of each sex: no cell by sex may be shown, whatever the noise made of it.
    assert!(met.is_empty(), "{atom}: {met:?}");
    let total = table(&world, &release, "referrals").await;
    let met = total
        .column_by_name("floor_met")
        .unwrap()
        .as_boolean()
        .true_count();
    assert_eq!(met, 1);
    let versions = total
        .column_by_name("version")
        .unwrap()
        .as_primitive::<Int32Type>();
    assert!(versions.values().iter().all(|version| *version == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bit_of_a_cell_says_no_more_than_that_it_would_be_displayed() {
    let world = World::with_april(60).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let atom = REFERENCE.atoms()[0].id.to_string();
    let cells = table(&world, &release, "referrals_by_sex_need").await;
    let met = cells.column_by_name("floor_met").unwrap().as_boolean();
    let (mut displayed, mut near_the_line) = (0, 0);
    for row in 0..cells.num_rows() {
        let needs: &[u32] = match text(&cells, "need", row).as_str() {
            "loneliness" | "money" => &[0],
            "housing" => &[1],
            "food" | "caring" => &[2],
            _ => &[],
        };
        let sex = match text(&cells, "sex", row).as_str() {
            "male" => Some(0),
            "female" => Some(1),
            _ => None,
        };
        let is_here = text(&cells, "atom", row) == atom;
        let people = (0..60_u32)
            .filter(|person| is_here && needs.contains(&(person % 3)) && sex == Some(person % 2))
            .count();
        let persons = whole(&cells, "persons", row);
        assert_eq!(met.value(row), people >= 8 && persons >= 12, "row {row}");
        displayed += usize::from(met.value(row));
        near_the_line += usize::from(people >= 8 && persons < 12);
    }
    // Ten people each in ten cells: the noise decides which are shown, and the bit tells no more.
    assert!(
        displayed > 0 && near_the_line > 0,
        "{displayed} {near_the_line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manifest_of_twin_databases_differs_only_where_noise_may_differ() {
    // One person more; everything but hashes and sizes of protected objects must be equal.
    let mut bare = Vec::new();
    for people in [60, 61] {
        let world = World::with_april(people).await;
        let release = world.build().await;
        let release = world.release(&release).await;
        let mut manifest = release.manifest.clone();
        manifest.journal_head.clear();
        for object in &mut manifest.objects {
            object.sha256.clear();
            object.bytes = 0;
        }
        let areas = manifest.units.get_mut(&month(APRIL)).unwrap();
        let places = manifest.places.values_mut().map(|months| {
            let places = months.get_mut(&month(APRIL)).unwrap();
            &mut places.bases
        });
        let bases: Vec<_> = std::iter::once(&mut areas.bases).chain(places).collect();
        assert_eq!(bases.len(), 3, "areas, networks and practices");
        for basis in bases.into_iter().flatten().flatten() {
            basis.sha256.clear();
            basis.path.clear();
        }
        bare.push(manifest);
    }
    assert_eq!(bare[0], bare[1]);
}
