//! What the pictures of charts promise.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test tells of failure by panicking"
)]

use std::collections::BTreeSet;

use hub_ui::{pages, picture};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::fixtures;
use super::pages::between;

/// An element: its name, and its attributes as they are written.
type Element = (String, Vec<(String, String)>);

/// A chart of a page with its picture.
struct Charted {
    name: String,
    block: String,
    picture: String,
}

/// Every chart of every page.
fn all() -> Vec<Charted> {
    let mut charts = Vec::new();
    for (page_name, page) in fixtures::all() {
        for block in between(&page, "<section class=\"hub-chart\" ", "</section>") {
            let id = between(block, "id=\"", "\"")[0];
            let name = format!("{page_name} {id}");
            let picture =
                picture::of(&page, id).unwrap_or_else(|| panic!("{name}: there is no picture"));
            charts.push(Charted {
                name,
                block: block.to_owned(),
                picture,
            });
        }
    }
    charts
}

/// Reads a picture as XML, which stops the test where it is none.
fn elements(name: &str, picture: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(picture);
    let (mut elements, mut depth) = (Vec::new(), 0);
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{name}: {error}"))
        {
            Event::Eof => break,
            Event::Start(tag) => {
                depth += 1;
                let attributes = tag
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        (attribute.key.0.to_owned(), attribute.value.to_string())
                    })
                    .collect();
                elements.push((tag.name().0.to_owned(), attributes));
            }
            Event::End(_) => depth -= 1,
            Event::Empty(tag) => panic!("{name}: {tag:?} is written in no page of ours"),
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{name}: something is not closed");
    for rest in picture.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;"];
        assert!(
            known.iter().any(|escape| rest.starts_with(escape)),
            "{name}: {rest}"
        );
    }
    elements
}

fn attribute<'a>((_, attributes): &'a Element, name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find_map(|(attribute, value)| (attribute == name).then_some(value.as_str()))
}

fn style(picture: &str) -> &str {
    between(picture, "<style>", "</style>")[0]
}

/// All words of a picture that are seen, in their order.
fn words(picture: &str) -> String {
    let texts: Vec<&str> = between(picture, "<text", "</text>")
        .into_iter()
        .filter(|text| !text.contains("aria-hidden"))
        .map(|text| text.split_once('>').unwrap().1)
        .collect();
    texts.join(" ")
}

/// The part of a block that a picture shows: all before the table.
fn figure(block: &str) -> &str {
    block.split("<details").next().unwrap()
}

#[test]
fn every_chart_is_a_document_of_fixed_width_that_stands_for_itself() {
    let charts = all();
    assert_eq!(charts.len(), 41);
    for Charted { name, picture, .. } in &charts {
        let elements = elements(name, picture);
        let root = &elements[0];
        assert_eq!(root.0, "svg", "{name}");
        assert_eq!(
            attribute(root, "xmlns"),
            Some("http://www.w3.org/2000/svg"),
            "{name}"
        );
        let number = |attribute_name: &str| -> f64 {
            attribute(root, attribute_name).unwrap().parse().unwrap()
        };
        let (width, height) = (number("width"), number("height"));
        assert!((700.0..2000.0).contains(&width), "{name}: {width}");
        assert!((200.0..4000.0).contains(&height), "{name}: {height}");
        assert_eq!(
            attribute(root, "viewBox"),
            Some(format!("0 0 {width:.1} {height:.1}").as_str()),
            "{name}"
        );
        for element in &elements {
            let known = [
                "svg", "title", "desc", "style", "g", "text", "line", "path", "circle", "rect",
            ];
            assert!(known.contains(&element.0.as_str()), "{name}: {element:?}");
            for (attribute, value) in &element.1 {
                assert!(!value.contains('%'), "{name}: {element:?}");
                assert!(
                    !attribute.starts_with("on") && !attribute.contains("href"),
                    "{name}: {element:?}"
                );
                assert_ne!(attribute, "style", "{name}");
            }
        }
        // One drawing: other programs make little of drawings in drawings.
        assert_eq!(picture.matches("<svg").count(), 1, "{name}");
    }
}

#[test]
fn every_class_of_a_picture_has_a_rule_in_it_and_every_mark_has_a_class() {
    for Charted { name, picture, .. } in all() {
        let style = style(&picture);
        let ruled: BTreeSet<&str> = style
            .split(|sign: char| !(sign.is_ascii_alphanumeric() || "-_.".contains(sign)))
            .flat_map(|selector| selector.split('.').skip(1))
            .collect();
        for element in elements(&name, &picture) {
            let classes = attribute(&element, "class");
            for class in classes.unwrap_or_default().split(' ') {
                assert!(class.is_empty() || ruled.contains(class), "{name}: {class}");
            }
            let is_mark = ["line", "path", "circle", "rect"].contains(&element.0.as_str());
            assert!(!is_mark || classes.is_some(), "{name}: {element:?}");
        }
        // Other programs know none of these, and paper and dark screens have no say in a picture.
        for no in ["var(", "@", "url(", ":hover", ":focus", "Canvas"] {
            assert!(!style.contains(no), "{name}: {no}");
        }
        assert!(
            style.contains(".hub-svg text { font-family: Arial, sans-serif;"),
            "{name}"
        );
    }
}

#[test]
fn a_picture_says_what_is_found_what_is_measured_and_where_it_is_from() {
    for Charted {
        name,
        block,
        picture,
    } in all()
    {
        let words = words(&picture);
        let title = between(&picture, "<title id=\"title\">", "</title>")[0];
        let (_, heading) = between(&block, "hub-chart__title\"", "</h")[0]
            .split_once('>')
            .unwrap();
        assert_eq!(title, heading, "{name}");
        assert!(words.starts_with(heading), "{name}: {words}");
        let subtitle = between(&block, "<p class=\"hub-chart__subtitle\">", "</p>")[0];
        assert!(words.contains(subtitle), "{name}: {subtitle}: {words}");
        let told = figure(&block);
        for note in between(told, "<p class=\"hub-quiet\">", "</p>")
            .into_iter()
            .chain(between(told, "<p class=\"hub-source\">", "</p>"))
        {
            assert!(words.contains(note), "{name}: {note}: {words}");
        }
        assert!(words.contains("Source: "), "{name}");
        let legend = between(&block, "<ul class=\"hub-legend\">", "</ul>");
        for entry in legend
            .iter()
            .flat_map(|list| between(list, "<li>", "</li>"))
        {
            let meaning = entry.rsplit('>').next().unwrap().trim();
            assert!(!meaning.is_empty(), "{name}: {entry}");
            assert!(words.contains(meaning), "{name}: {meaning}: {words}");
        }
    }
}

#[test]
fn a_picture_has_every_mark_of_the_drawing_and_its_legend() {
    let mut compared = 0;
    for Charted {
        name,
        block,
        picture,
    } in all()
    {
        let figure = figure(&block);
        // The tile map is on its page twice.
        if figure.contains("hub-tiles-by-region") {
            continue;
        }
        compared += 1;
        // A ranked chart has another drawing for narrow screens, which is in no picture.
        let narrow = between(figure, "hub-plot--narrow", "</div>");
        for mark in ["<line ", "<path ", "<circle "] {
            let again: usize = narrow
                .iter()
                .map(|drawing| drawing.matches(mark).count())
                .sum();
            assert_eq!(
                picture.matches(mark).count(),
                figure.matches(mark).count() - again,
                "{name}: {mark}"
            );
        }
        // And the paper.
        assert_eq!(
            picture.matches("<rect ").count(),
            figure.matches("<rect ").count() + 1,
            "{name}"
        );
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn a_tile_map_is_drawn_once_and_leads_nowhere() {
    let page = pages::c8_compare(&fixtures::area_frame(), &fixtures::compare_all()).into_string();
    let placed = between(&page, "<div class=\"hub-tiles-placed\">", "</div>")[0];
    let legend = between(&page, "id=\"map\"", "</section>")[0];
    let legend = between(legend, "<ul class=\"hub-legend\">", "</ul>")[0];
    let picture = picture::of(&page, "map").unwrap();
    assert_eq!(
        picture.matches("hub-tile__face\"").count(),
        placed.matches("hub-tile__face\"").count() + legend.matches("hub-tile__face\"").count()
    );
    assert!(!picture.contains("<a ") && !picture.contains("/areas/"));
}

#[test]
fn curves_of_a_funnel_are_drawn_at_the_width_of_the_picture() {
    let page = pages::c8_compare(&fixtures::area_frame(), &fixtures::compare()).into_string();
    let picture = picture::of(&page, "funnel").unwrap();
    let curves: Vec<&str> = between(&picture, "<path class=\"hub-curve", "</path>");
    assert_eq!(curves.len(), 4);
    for curve in curves {
        let path = between(curve, " d=\"", "\"")[0];
        for place in path.trim_start_matches('M').split('L') {
            let (x, _) = place.split_once(' ').unwrap();
            let x: f64 = x.parse().unwrap();
            assert!((0.0..=720.0).contains(&x), "{path}");
        }
    }
    assert!(!picture.contains("scale("));
}

#[test]
fn only_charts_have_pictures() {
    let page = pages::c8_compare(&fixtures::area_frame(), &fixtures::compare()).into_string();
    for id in [
        "",
        "no-such-chart",
        "maincontent",
        "ranked-title",
        "ranked\" aria-labelledby=\"",
        "rank",
    ] {
        assert!(picture::of(&page, id).is_none(), "{id}");
    }
    assert!(picture::of("", "ranked").is_none());
}

#[test]
fn text_in_a_picture_is_escaped() {
    let hostile = "<img src=x onerror=alert(1)>\"'&\u{1}";
    let mut view = fixtures::compare();
    view.ranked.block.finding = hostile.into();
    view.ranked.block.source = hostile.into();
    view.ranked.rows[0].short = hostile.into();
    view.ranked.rows[0].name = hostile.into();
    view.map.tiles[0].short = hostile.into();
    view.map.tiles[0].name = hostile.into();
    let page = pages::c8_compare(&fixtures::area_frame(), &view).into_string();
    for id in ["ranked", "map"] {
        let picture = picture::of(&page, id).unwrap();
        elements(id, &picture);
        assert!(!picture.contains("<img") && !picture.contains('\u{1}'));
        assert!(picture.contains("&lt;img src=x"), "{id}");
    }
}

#[test]
fn a_chart_offers_its_figures_in_three_formats_and_its_drawing() {
    let mut view = fixtures::measure();
    let block = |view: &hub_ui::view::MeasureOverTime| {
        let page = pages::c2_measure(&fixtures::area_frame(), view).into_string();
        between(&page, "<section class=\"hub-chart\"", "</section>")[0].to_owned()
    };
    let offered = block(&view);
    for link in [">CSV<", ">Excel<", ">JSON<", ">Picture (SVG)<"] {
        assert!(offered.contains(link), "{link}: {offered}");
    }
    view.chart.block.downloads.figures.clear();
    let picture_alone = block(&view);
    assert!(picture_alone.contains("Download: <a href=") && !picture_alone.contains(">CSV<"));
    view.chart.block.downloads.picture.clear();
    assert!(!block(&view).contains("hub-downloads"));
}

#[test]
fn figures_of_a_page_are_offered_at_its_foot_where_it_has_any() {
    let mut frame = fixtures::area_frame();
    let page = pages::c9_trust(&frame, &fixtures::trust()).into_string();
    assert!(!page.contains("Figures of this page as files"));
    frame.files = vec![fixtures::link(
        "Excel",
        "/areas/QOP/trust.xlsx?as_at=2026-11-14.2",
    )];
    let page = pages::c9_trust(&frame, &fixtures::trust()).into_string();
    let (_, foot) = page.split_once("Figures of this page as files: ").unwrap();
    assert!(foot.starts_with("<a href=\"/areas/QOP/trust.xlsx?as_at=2026-11-14.2\">Excel</a>"));
    // After everything else of the page.
    let (_, rest) = foot.split_once("</p>").unwrap();
    assert!(rest.starts_with("</main>"), "{rest}");
}
