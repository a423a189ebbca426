//! What the pages that compare areas and groups promise.

use std::collections::BTreeSet;

use hub_ui::pages;
use hub_ui::view::{FunnelPlace, Spot};

use super::fixtures;
use super::pages::between;

#[test]
fn the_funnel_names_the_own_area_and_says_of_each_where_it_lies() {
    let page = pages::c8_compare(&fixtures::area_frame(), &fixtures::compare()).into_string();
    let funnel = between(&page, "id=\"funnel\"", "</section>")[0];
    let drawing = between(funnel, "<svg class=\"hub-svg\"", "<ul class=\"hub-legend\"")[0];
    assert!(drawing.contains(">Gtr Manchester</text>"), "{drawing}");
    assert!(!drawing.contains(">Cheshire &amp; Mer</text>"), "{drawing}");
    assert_eq!(drawing.matches("hub-limit--far").count(), 2);
    // Eight areas are ranked; two of them have no value.
    assert_eq!(drawing.matches("hub-point").count(), 6);
    let table = between(funnel, "<tbody", "</tbody>")[0];
    for words in [
        "above the 99.8% limit",
        "below the 95% limit",
        "within the limits",
        "not judged: fewer than 80% of returns received",
    ] {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert!(funnel.contains("Above the 99.8% limit: Cheshire &amp; Mer (13.0)."));
    // Out of judgement: hollow.
    assert_eq!(drawing.matches("class=\"hub-hollow\"").count(), 1);
}

#[test]
fn each_place_on_a_funnel_has_a_mark_of_its_own() {
    let places = [
        FunnelPlace::Within,
        FunnelPlace::Above95,
        FunnelPlace::Above998,
        FunnelPlace::Below95,
        FunnelPlace::Below998,
        FunnelPlace::NotJudged,
    ];
    let mut marks = BTreeSet::new();
    for place in places {
        let mut view = fixtures::compare();
        let funnel = view.funnel.as_mut().unwrap();
        funnel.dots.retain(|dot| !dot.own);
        funnel.dots.truncate(1);
        funnel.dots[0].place = place;
        let page = pages::c8_compare(&fixtures::area_frame(), &view).into_string();
        let funnel = between(&page, "id=\"funnel\"", "</section>")[0];
        let legend = between(funnel, "<ul class=\"hub-legend\"", "</li>")[0];
        // All before the words.
        let (mark, _) = legend.rsplit_once("</svg>").unwrap();
        marks.insert(mark.to_owned());
    }
    assert_eq!(marks.len(), places.len(), "{marks:?}");
}

#[test]
fn a_gap_over_time_speaks_of_no_limits_since_it_draws_none() {
    let mut view = fixtures::who();
    let gap = view.gap.as_mut().unwrap().over_time.as_mut().unwrap();
    gap.points[3].spot = Spot::Outside;
    let page = pages::c4_who(&fixtures::area_frame(), &view).into_string();
    let gap = between(&page, "id=\"gap\"", "</section>")[0];
    assert!(gap.contains("95% interval of each month"), "{gap}");
    for words in ["hub-outside", "outside the limits"] {
        assert!(!gap.contains(words), "{words}: {gap}");
    }
}

#[test]
fn ranked_areas_are_drawn_again_for_narrow_screens() {
    let page = pages::c8_compare(&fixtures::area_frame(), &fixtures::compare()).into_string();
    let ranked = between(&page, "id=\"ranked\"", "</section>")[0];
    let wide = between(ranked, "hub-plot--ranked", "</div>")[0];
    let narrow = between(ranked, "hub-plot--narrow", "</div>")[0];
    for part in ["<circle", "<path", "hub-interval", ">Gtr Manchester</text>"] {
        assert_eq!(
            narrow.matches(part).count(),
            wide.matches(part).count(),
            "{part}"
        );
        assert!(narrow.contains(part), "{part}");
    }
}

#[test]
fn boards_with_people_alike_come_with_their_distance_and_what_it_is() {
    let page =
        pages::c8_compare(&fixtures::area_frame(), &fixtures::compare_similar()).into_string();
    let (_, similar) = page.split_once("Boards with people alike").unwrap();
    let similar = similar.split("<section").next().unwrap();
    let table = between(similar, "<tbody", "</tbody>")[0];
    assert_eq!(table.matches("<tr").count(), 5);
    assert!(table.contains("0.30"));
    assert!(similar.contains("Six characteristics") && similar.contains("/measures/similar_areas"));
    assert!(!page.contains("hub-tiles"));
}

#[test]
fn a_page_without_a_funnel_says_why() {
    let page = pages::c8_compare(&fixtures::area_frame(), &fixtures::compare_all()).into_string();
    assert!(!page.contains("hub-plot--funnel"));
    assert!(page.contains("There is no funnel plot of this measure"));
    assert!(page.contains("Until then all boards are shown."));
    assert!(page.contains("hub-tiles"));
}

#[test]
fn shares_of_those_referred_have_no_ratio_and_no_residents() {
    let page = pages::c4_who(&fixtures::area_frame(), &fixtures::condition()).into_string();
    for word in ["Ratio to average", "esidents", "Read these rates", ">Rate<"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("Read these shares with caution"));
    assert!(page.contains("None, or not recorded"));
    let (_, groups) = page.split_once("All groups").unwrap();
    let table = between(groups, "<tbody", "</tbody>")[0];
    // Hidden groups stay in the list, and none has a word.
    assert_eq!(table.matches("<tr").count(), 6);
    assert_eq!(table.matches("Not compared").count(), 6);
    assert_eq!(table.matches(": Too much is not recorded.").count(), 4);
}

#[test]
fn rates_by_age_are_of_the_people_that_the_measure_has() {
    let page = pages::c4_who(&fixtures::area_frame(), &fixtures::age()).into_string();
    assert!(page.contains(">Residents (mid-2020 estimate)<"));
    assert!(page.contains("Share of residents (mid-2020 estimate)"));
    assert!(!page.contains("Census 2021)"));
}
