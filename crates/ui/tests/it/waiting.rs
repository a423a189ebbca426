//! C5: what the page about waiting promises.

use hub_ui::pages::c5_waiting;
use hub_ui::view::{Figure, Status, Waiting};

use super::fixtures;
use super::pages::between;

fn page(view: &Waiting) -> String {
    c5_waiting(&fixtures::area_frame(), view).into_string()
}

/// The drawing of the curve.
fn drawing(page: &str) -> &str {
    let (_, rest) = page.split_once("hub-plot--steps").unwrap_or_default();
    rest.split("hub-legend").next().unwrap_or_default()
}

#[test]
fn the_page_says_that_people_not_seen_yet_count_and_who_is_left_out() {
    let page = page(&fixtures::waiting());
    for claim in [
        "People who have not been seen yet are counted too.",
        "count until they left",
        "first contact is before its referral",
        "more than ten years",
        "People who declined or were never reached count as not seen",
    ] {
        assert!(page.contains(claim), "{claim}");
    }
}

#[test]
fn the_curve_keeps_the_last_share_until_the_next_place() {
    let page = page(&fixtures::waiting());
    let drawing = drawing(&page);
    // Three steps between four places, each level and then upright.
    assert_eq!(drawing.matches("<line class=\"hub-line\"").count(), 6);
    assert_eq!(drawing.matches("<circle class=\"hub-point").count(), 4);
    for (position, line) in between(drawing, "<line class=\"hub-line\"", ">")
        .iter()
        .enumerate()
    {
        let of = |name: &str| between(line, &format!(" {name}=\""), "\"")[0].to_owned();
        if position % 2 == 0 {
            assert_eq!(of("y1"), of("y2"), "{line}");
        } else {
            assert_eq!(of("x1"), of("x2"), "{line}");
        }
    }
    assert!(page.contains("at least so many"));
}

#[test]
fn a_place_of_the_curve_without_a_value_is_hollow_named_and_leaves_no_trace() {
    // Value and interval are set on purpose: a mapper's slip must not reach the page.
    for status in [
        Status::Hidden,
        Status::NotSubmitted,
        Status::NotApplicable,
        Status::NotCalculated,
    ] {
        let slip = Figure::shown(98_765.0, "98,765")
            .with_interval(98_764.0, 98_766.0, "98,764 to 98,766")
            .with_status(status);
        let mut view = fixtures::waiting_mix();
        let curve = view.curve.as_mut().unwrap();
        curve.points[0].share = slip.clone();
        curve.points[3].days = slip;
        let page = page(&view);
        assert!(
            !page.contains("98,76") && !page.contains("100,000"),
            "{status:?}"
        );
        let drawing = drawing(&page);
        assert_eq!(drawing.matches("<circle class=\"hub-hollow\"").count(), 3);
        assert_eq!(drawing.matches("<line class=\"hub-line\"").count(), 0);
    }
}

/// The drawing of how waits are spread.
fn bars(page: &str) -> &str {
    let (_, rest) = page.split_once("hub-plot--histogram").unwrap_or_default();
    rest.split("hub-axis-names").next().unwrap_or_default()
}

#[test]
fn bars_begin_at_zero_and_the_band_without_an_end_is_an_outline() {
    let page = page(&fixtures::waiting());
    let drawing = bars(&page);
    let rects = between(drawing, "<rect class=\"hub-point hub-bar", ">");
    assert_eq!(rects.len(), 3);
    for rect in &rects {
        let of = |name: &str| -> f64 {
            between(rect, &format!(" {name}=\""), "\"")[0]
                .parse()
                .unwrap()
        };
        assert!((of("y") + of("height") - 240.0).abs() < 0.2, "{rect}");
    }
    assert!(rects[2].starts_with(" hub-bar--outline hub-bar--open"));
    assert_eq!(drawing.matches("hub-bar--open").count(), 1);
    // The median of 12 days lies in the first of the three bands.
    let line = between(
        drawing,
        "<line class=\"hub-point hub-reference\" x1=\"",
        "%",
    )[0];
    let at: f64 = line.parse().unwrap();
    assert!((25.0..30.0).contains(&at), "{at}");
    assert!(page.contains("median 12 days") && page.contains("percentage of people, in each band"));
}

#[test]
fn a_band_without_a_share_is_not_drawn_and_leaves_no_trace() {
    for status in [Status::Hidden, Status::NotSubmitted, Status::NotCalculated] {
        let slip = Figure::shown(98_765.0, "98,765")
            .with_interval(98_764.0, 98_766.0, "98,764 to 98,766")
            .with_status(status);
        let mut view = fixtures::waiting();
        let spread = view.spread.as_mut().unwrap();
        spread.bands[1].figure = slip.clone();
        spread.median = slip;
        let page = page(&view);
        assert!(
            !page.contains("98,76") && !page.contains("100,000"),
            "{status:?}"
        );
        let drawing = bars(&page);
        assert_eq!(drawing.matches("<rect").count(), 2);
        assert_eq!(drawing.matches("hub-reference").count(), 0);
        assert_eq!(drawing.matches("<circle class=\"hub-hollow\"").count(), 1);
    }
    let page = page(&fixtures::waiting_hidden());
    assert_eq!(bars(&page).matches("<rect").count(), 0);
    assert_eq!(bars(&page).matches(">too little to tell<").count(), 3);
}

#[test]
fn areas_as_they_were_have_the_trend_and_a_note_in_place_of_what_looks_back() {
    let page = page(&fixtures::waiting_as_was());
    assert!(page.contains("Given for areas as they are now alone"));
    assert!(page.contains("id=\"over-time\""));
    assert!(!page.contains("hub-plot--steps") && !page.contains("People referred in"));
    assert!(!page.contains("hub-plot--histogram"));
}
