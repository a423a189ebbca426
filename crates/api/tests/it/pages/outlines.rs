//! C8: the map of outlines, where boundaries of the boards were imported.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use hub_reference::Reference;

use crate::support::{TestApp, Who};

const QUERY: &str = "/compare?measure=practices_covered";
const SELECT: &str = "name=\"map\"";

/// The generated England with a rectangle for each of today's boards, in place of its tile.
static OUTLINED: LazyLock<Arc<Reference>> = LazyLock::new(|| {
    let england = Reference::builtin();
    let areas: Vec<String> = england
        .icbs(england.now())
        .iter()
        .map(|icb| {
            let (column, row) = icb.tile;
            let (west, north) = (
                f64::from(column) * 0.8 - 6.0,
                55.0 - f64::from(row) * 0.4,
            );
            let (east, south) = (west + 0.8, north - 0.4);
            format!(
                r#"{{"type": "Feature", "properties": {{"ICB26CD": "{}"}}, "geometry": {{"type": "Polygon", "coordinates":
                [[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]}}}}"#,
                icb.ons
            )
        })
        .collect();
    let file = format!(
        r#"{{"type": "FeatureCollection", "features": [{}]}}"#,
        areas.join(",")
    );
    let files = BTreeMap::from([(
        "geography/icb26_DERIVED_bsc.geojson".to_owned(),
        Bytes::from(file),
    )]);
    Arc::new(england.with_outlines(&files).unwrap())
});

fn outlined() -> TestApp {
    TestApp::released_over(Arc::clone(&OUTLINED))
}

async fn page(app: &TestApp, who: Who, query: &str) -> String {
    let path = format!("{QUERY}{query}");
    app.get(who, &path).await.expect(200).text()
}

/// The block of the map.
fn map(page: &str) -> &str {
    let (_, rest) = page
        .split_once("<section class=\"hub-chart\" id=\"map\"")
        .unwrap_or_else(|| panic!("no map: {page}"));
    rest.split("</section>").next().unwrap()
}

/// What is drawn, as far as it is of shapes.
fn shapes(map: &str) -> Vec<&str> {
    map.split(" d=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[tokio::test]
async fn without_boundaries_no_outlines_are_offered() {
    let app = TestApp::released();
    let asked = page(&app, Who::Public, "&map=outline").await;
    assert!(!asked.contains(SELECT), "{asked}");
    assert!(map(&asked).contains("hub-tiles-placed"));
    app.get(Who::Public, &format!("{QUERY}&map=globe"))
        .await
        .expect(400);
}

#[tokio::test]
async fn with_boundaries_the_address_says_which_map_is_drawn() {
    let app = outlined();
    let tiles = page(&app, Who::Public, "").await;
    assert!(tiles.contains(SELECT), "{tiles}");
    assert!(map(&tiles).contains("hub-tiles-placed"));
    assert!(
        tiles.contains("<option value=\"tiles\" selected>"),
        "{tiles}"
    );

    let outlines = page(&app, Who::Public, "&map=outline").await;
    assert!(
        outlines.contains("<option value=\"outline\" selected>"),
        "{outlines}"
    );
    let drawn = map(&outlines);
    assert!(!drawn.contains("hub-tiles"), "{drawn}");
    let placed = map(&tiles).split("hub-tiles-by-region").next().unwrap();
    let boards = placed.matches("hub-point").count();
    assert!(boards > 30, "{boards}");
    assert_eq!(
        drawn.matches("<path class=\"hub-tile__face\"").count(),
        boards
    );
    assert_eq!(drawn.matches("<title>").count(), boards);
    assert!(drawn.contains(". Class: "), "{drawn}");
    // What is said of the boards is the same on both.
    let table = |page: &str| -> String {
        let (_, rest) = map(page).split_once("<tbody").unwrap();
        rest.split("</tbody>").next().unwrap().to_owned()
    };
    assert_eq!(table(&outlines), table(&tiles));
}

#[tokio::test]
async fn the_own_board_is_marked_by_name() {
    let app = outlined();
    let own = page(&app, Who::Icb, "&map=outline").await;
    let (_, mark) = map(&own).split_once("hub-outline__mark").unwrap();
    assert!(mark.contains("◆ "), "{mark}");
    assert!(map(&own).contains("(your area)"));
    let public = page(&app, Who::Public, "&map=outline").await;
    assert!(!public.contains("hub-outline__mark"));
}

#[tokio::test]
async fn shapes_tell_nothing_of_values() {
    let app = outlined();
    let one = page(&app, Who::Public, "&map=outline").await;
    let path = "/compare?measure=referral_rate&map=outline";
    let other = app.get(Who::Public, path).await.expect(200).text();
    let (one, other) = (shapes(map(&one)), shapes(map(&other)));
    assert!(!other.is_empty() && one.len() > 30);
    assert!(other.iter().all(|shape| one.contains(shape)));
}

#[tokio::test]
async fn boards_that_are_set_beside_few_have_no_map_and_keep_the_choice() {
    let app = outlined();
    let beside = page(&app, Who::Icb, "&with=similar&map=outline").await;
    assert!(!beside.contains("id=\"map\""), "{beside}");
    let kept = "<input type=\"hidden\" name=\"map\" value=\"outline\">";
    assert!(beside.contains(kept), "{beside}");
}

#[tokio::test]
async fn the_picture_of_the_map_is_the_one_that_the_page_shows() {
    let app = outlined();
    let address = format!("{QUERY}&map=outline&picture=map");
    let picture = app.get(Who::Public, &address).await.expect(200).text();
    assert!(picture.contains("hub-outlines"), "{picture}");
    assert!(!picture.contains("<a "), "{picture}");
}
