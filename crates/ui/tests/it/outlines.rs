//! The map of outlines.

use hub_ui::pages;
use hub_ui::view::Compare;

use super::fixtures;
use super::pages::between;

fn map(view: &Compare) -> String {
    let page = pages::c8_compare(&fixtures::area_frame(), view).into_string();
    let (_, map) = page
        .split_once("<section class=\"hub-chart\" id=\"map\"")
        .unwrap_or_default();
    map.split("</section>")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn table(map: &str) -> &str {
    between(map, "<table", "</table>")[0]
}

#[test]
fn every_area_is_a_link_that_says_its_name_value_and_class() {
    let map = map(&fixtures::compare_outline());
    let drawing = between(&map, "<svg class=\"hub-svg hub-outlines\"", "</svg>")[0];
    assert_eq!(drawing.matches("<a href=\"/areas/QOP\"").count(), 8);
    assert_eq!(
        drawing.matches("<path class=\"hub-tile__face\"").count(),
        8,
        "one shape each"
    );
    for name in [
        "NHS Gtr Manchester Integrated Care Board (your area): 14.0. Class: Highest fifth: 13.5 or more",
        "NHS Derby &amp; Derbys Integrated Care Board: hidden. Class: none",
        "NHS Humber Integrated Care Board: missing. Class: none",
    ] {
        assert!(
            drawing.contains(&format!("<title>{name}</title>")),
            "{name}: {drawing}"
        );
    }
    assert!(!map.contains("hub-tiles"), "{map}");
}

#[test]
fn classes_are_those_of_the_tiles() {
    let outlined = map(&fixtures::compare_outline());
    let tiled = map(&fixtures::compare_all());
    let legend = |map: &str| between(map, "<ul class=\"hub-legend\">", "</ul>")[0].to_owned();
    assert_eq!(legend(&outlined), legend(&tiled));
    assert_eq!(table(&outlined), table(&tiled));
    let drawing = between(&outlined, "<svg class=\"hub-svg hub-outlines\"", "</svg>")[0];
    let placed = between(&tiled, "<div class=\"hub-tiles-placed\">", "</div>")[0];
    for class in [
        "hub-square--on",
        "hub-shade-0 ",
        "hub-shade-4 ",
        "hub-shade-none ",
    ] {
        // A tile has a further class where it is the own one.
        let count = |map: &str| map.replace('"', " ").matches(class).count();
        assert_eq!(count(drawing), count(placed), "{class}");
    }
    assert_eq!(drawing.matches("hub-outline__none").count(), 3);
}

#[test]
fn the_own_area_is_marked_over_all_others() {
    let map = map(&fixtures::compare_outline());
    let (shapes, mark) = map.split_once("hub-outline__mark").unwrap();
    assert!(!shapes.contains("hub-outline__own"));
    let mark = mark.split("</svg>").next().unwrap();
    assert!(mark.contains("◆ Gtr Manchester: 14.0"), "{mark}");
    assert!(!mark.contains("hub-tile__face"));
    let mut view = fixtures::compare_outline();
    for tile in &mut view.map.tiles {
        tile.own = false;
    }
    assert!(!self::map(&view).contains("hub-outline__mark"));
}

#[test]
fn shapes_are_the_same_whatever_the_values_are() {
    let shapes = |view: &Compare| -> Vec<String> {
        let map = map(view);
        let drawing = between(&map, "<svg class=\"hub-svg hub-outlines\"", "</svg>")[0];
        between(drawing, " d=\"", "\"")
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let mut other = fixtures::compare_outline();
    let figures: Vec<_> = other
        .map
        .tiles
        .iter()
        .rev()
        .map(|tile| (tile.figure.clone(), tile.class))
        .collect();
    for (tile, (figure, class)) in other.map.tiles.iter_mut().zip(figures) {
        (tile.figure, tile.class) = (figure, class);
    }
    assert_eq!(shapes(&other), shapes(&fixtures::compare_outline()));
}
