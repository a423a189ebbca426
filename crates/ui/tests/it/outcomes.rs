//! C6: what the page about outcomes promises.

use hub_ui::pages::c6_outcomes;
use hub_ui::view::{Figure, Outcomes, Status};

use super::fixtures;
use super::pages::between;

fn page(view: &Outcomes) -> String {
    c6_outcomes(&fixtures::area_frame(), view).into_string()
}

/// A chart of the page, by its id.
fn chart<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!("<section class=\"hub-chart\" id=\"{id}\""))
        .unwrap_or_default();
    rest.split("</section>").next().unwrap_or_default()
}

/// An attribute that is a share of the width.
fn percents(drawing: &str, element: &str, attribute: &str) -> Vec<f64> {
    between(drawing, element, ">")
        .iter()
        .map(|tag| {
            let text = between(tag, &format!(" {attribute}=\""), "%\"")[0];
            text.parse().unwrap_or(f64::NAN)
        })
        .collect()
}

#[test]
fn the_share_asked_twice_comes_before_any_change() {
    let page = page(&fixtures::outcomes());
    let first = page.find("id=\"follow-up\"").unwrap();
    assert!(first < page.find("id=\"questions\"").unwrap());
    assert!(!page.contains("nhsuk-card--warning"));
}

#[test]
fn few_asked_twice_is_a_callout_before_every_chart() {
    let page = page(&fixtures::outcomes_mix());
    let callout = page.find("nhsuk-card--warning").unwrap();
    assert!(callout < page.find("<section class=\"hub-chart\"").unwrap());
    assert!(page.contains("The people followed up may differ from those who were not."));
}

#[test]
fn a_change_below_zero_is_drawn_on_the_other_side_of_the_line_of_no_change() {
    let page = page(&fixtures::outcomes());
    let drawing = chart(&page, "questions")
        .split("hub-legend")
        .next()
        .unwrap();
    let no_change = percents(drawing, "<line class=\"hub-reference\"", "x1")[0];
    let dots = percents(drawing, "<circle class=\"hub-point hub-plain\"", "cx");
    assert_eq!(dots.len(), 4);
    assert!(no_change > 0.0 && no_change < 100.0);
    let above: Vec<bool> = dots.iter().map(|place| *place > no_change).collect();
    assert_eq!(above, [true, true, true, false]);
    assert!(drawing.contains("\u{2212}1.4") && drawing.contains(">no change (0)<"));
}

#[test]
fn a_bar_below_zero_ends_at_zero() {
    let mut view = fixtures::outcomes();
    let questions = view.questions.as_mut().unwrap();
    questions.as_bars = true;
    let page = page(&view);
    let drawing = chart(&page, "questions")
        .split("hub-legend")
        .next()
        .unwrap();
    let no_change = percents(drawing, "<line class=\"hub-reference\"", "x1")[0];
    let bars = "<rect class=\"hub-point hub-bar\"";
    let from = percents(drawing, bars, "x");
    let width = percents(drawing, bars, "width");
    assert!((from[0] - no_change).abs() < 0.02, "{from:?}");
    assert!((from[3] + width[3] - no_change).abs() < 0.02, "{from:?}");
    assert!(width.iter().all(|width| *width > 0.0));
}

#[test]
fn a_chart_without_a_value_is_a_sentence_and_a_table() {
    let mut view = fixtures::outcomes();
    let groups = view.by_group.as_mut().unwrap();
    for dot in &mut groups.dots {
        dot.figure = Figure::without_value(Status::Hidden);
    }
    let page = page(&view);
    let block = chart(&page, "by-group");
    assert!(block.contains("no group has a figure to show"), "{block}");
    for drawn in ["hub-svg", "hub-legend", "Picture (SVG)"] {
        assert!(!block.contains(drawn), "{drawn}: {block}");
    }
    assert!(block.contains("<table") && block.contains("none or too few to show"));
    assert!(hub_ui::picture::of(&page, "by-group").is_none());
}

#[test]
fn a_label_leaves_room_for_the_value_beside_it() {
    let mut view = fixtures::outcomes();
    let groups = view.by_group.as_mut().unwrap();
    groups.dots[0].label = "1 (most deprived fifth)".into();
    groups.dots[0].figure = Figure::shown(1.0, "100% (39 of 39)");
    let with_long_value = page(&view);
    let lines = between(
        chart(&with_long_value, "by-group"),
        "x=\"0\" y=\"",
        "</text>",
    );
    let words: Vec<&str> = lines
        .iter()
        .map(|line| line.split_once('>').unwrap().1)
        .collect();
    assert_eq!(words[..2], ["1 (most", "deprived fifth)"]);
    view.by_group.as_mut().unwrap().dots[0].figure = Figure::shown(1.0, "1.0");
    assert!(chart(&page(&view), "by-group").contains(">1 (most deprived fifth)</text>"));
}

#[test]
fn rows_of_a_dot_chart_are_ruled_off_from_each_other() {
    let page = page(&fixtures::outcomes());
    let drawing = chart(&page, "questions");
    assert_eq!(drawing.matches("class=\"hub-rule\"").count(), 3);
}

#[test]
fn anxiety_is_not_turned_round_and_the_page_says_so() {
    let page = page(&fixtures::outcomes());
    assert!(
        page.contains("Anxiety is not turned round: there a change below 0 is for the better.")
    );
    assert!(page.contains("Better is a lower score for anxiety"));
}

#[test]
fn other_questionnaires_stand_apart_each_with_its_own_scale() {
    let page = page(&fixtures::outcomes());
    let questions = chart(&page, "questions");
    assert!(!questions.contains("SWEMWBS"));
    let (_, others) = page.split_once("Other questionnaires").unwrap();
    assert!(others.contains("points higher at closing, on a scale from 7 to 35"));
    assert!(others.contains("None or too few people to show, or no return: PAM, score"));
}

#[test]
fn no_page_about_outcomes_says_what_they_are_because_of() {
    for view in [fixtures::outcomes(), fixtures::outcomes_mix()] {
        let page = page(&view).to_lowercase();
        for words in ["because of", "thanks to", "led to", "caused"] {
            assert!(!page.contains(words), "{words}");
        }
    }
}
