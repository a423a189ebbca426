//! Measures that are added where the hub runs: a file each, and nothing else.

use std::fs;
use std::sync::Arc;

use hub_engine::Catalogue;
use hub_release::{LeftOut, Release};
use tempfile::TempDir;

use crate::support::{World, builder_of_all, options};

/// A measure of one figure: people referred, as displayed.
const PEOPLE: &str = r#"-- ---
-- id = "people_referred"
-- title = "People referred"
-- why = "How many people a link worker was asked to help."
-- numerator = "People referred in the month."
-- denominator = "None: it is a count."
-- unit = "people"
-- per = 1.0
-- decimals = 0
-- polarity = "no_judgement"
-- method = "The displayed count."
-- breakdowns = ["all"]
-- cells = ["referrals"]
-- limits = ["It says nothing of need."]
-- source = "The hub's monthly return."
-- reviewed_by = "a board's analyst"
-- reviewed_on = "2026-11-29"
-- next_review = "2027-11-29"
-- ---
select
    area_type,
    area_code,
    geography,
    month,
    'all' as breakdown,
    'all' as category,
    case when sdc_shown(persons, floor_met) then sdc_display(persons) end as numerator,
    null as denominator,
    case when sdc_shown(persons, floor_met) then sdc_display(persons) end as value,
    null as lower95,
    null as upper95,
    case when sdc_shown(persons, floor_met) then 'shown' else 'hidden' end as status
from by_area.referrals
"#;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A release with the measures of a folder.
async fn released(world: &World, n: u64, folder: &TempDir) -> Arc<Release> {
    let builder = world.builder().with_measures_of(folder.path()).unwrap();
    let id = builder.build(&options(n, &[])).await.unwrap();
    world.release(&id).await
}

fn named(text: &str, id: &str) -> String {
    text.replace("people_referred", id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_a_measure() {
    let world = World::with_april(60).await;
    let folder = folder(&[("people_referred.sql", PEOPLE)]);
    let release = released(&world, 1, &folder).await;
    let info = release
        .measures()
        .iter()
        .find(|m| m.id == "people_referred");
    let info = info.expect("the measure is in the release");
    assert_eq!(
        (info.title.as_str(), info.sql.as_str()),
        ("People referred", PEOPLE)
    );
    let mut values = release.all_values();
    assert!(values.any(|value| &*value.measure == "people_referred" && value.value.is_some()));
    assert_eq!(release.manifest.left_out, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_left_out_and_named_and_the_rest_is_there() {
    let world = World::with_april(60).await;
    let not_toml = named(PEOPLE, "not_toml").replace("per = 1.0", "per = one");
    let no_column = named(PEOPLE, "no_column").replace("    area_code,\n", "    area_cod,\n");
    let no_query = named(PEOPLE, "no_query").replace("select\n", "selekt\n");
    let other_cells = named(PEOPLE, "other_cells").replace("by_area.referrals", "by_area.contacts");
    let of_places = named(PEOPLE, "of_places").replace(
        "cells = [\"referrals\"]",
        "cells = [\"referrals_by_practice\"]",
    );
    let files = [
        ("people_referred.sql", PEOPLE),
        ("not_toml.sql", not_toml.as_str()),
        ("no_column.sql", no_column.as_str()),
        ("no_query.sql", no_query.as_str()),
        ("other_cells.sql", other_cells.as_str()),
        ("of_places.sql", of_places.as_str()),
        ("another_name.sql", PEOPLE),
        ("referral_rate.sql", PEOPLE),
        ("Großes.sql", PEOPLE),
    ];
    let release = released(&world, 1, &folder(&files)).await;
    let mut left_out: Vec<(&str, Option<u64>)> = release
        .manifest
        .left_out
        .iter()
        .map(|LeftOut { measure, line, .. }| (measure.as_str(), *line))
        .collect();
    left_out.sort_unstable();
    assert_eq!(
        left_out,
        [
            ("Großes", None),
            ("another_name", None),
            ("no_column", Some(22)),
            ("no_query", Some(20)),
            ("not_toml", Some(8)),
            ("of_places", None),
            ("other_cells", Some(33)),
            ("referral_rate", None),
        ]
    );
    let ids: Vec<&str> = release.measures().iter().map(|m| m.id.as_str()).collect();
    assert!(
        ids.contains(&"people_referred") && ids.contains(&"referral_rate"),
        "{ids:?}"
    );
    assert!(!ids.contains(&"no_column"), "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_not_there_adds_nothing() {
    let world = World::with_april(60).await;
    let gone = folder(&[]).path().join("measures");
    let builder = builder_of_all(&world).with_measures_of(&gone).unwrap();
    let id = builder.build(&options(1, &[])).await.unwrap();
    let release = world.release(&id).await;
    assert_eq!(release.manifest.left_out, []);
    let embedded = Catalogue::embedded().unwrap().measures;
    assert_eq!(release.measures().len(), embedded.len());
}
