//! The eight states of a figure, in a table cell, large, and in drawings.

use hub_ui::pages;
use hub_ui::view::{AreaTable, AreaTableRow, Dot, Figure, Status};

use super::fixtures;
use super::fixtures::charts::eight_states;

fn cells() -> Vec<String> {
    let mut view = fixtures::overview();
    view.cards.clear();
    view.inside = Some(AreaTable {
        caption: "States".into(),
        rows: eight_states()
            .into_iter()
            .map(|(name, figure)| AreaTableRow {
                name: name.into(),
                href: String::new(),
                cells: vec![figure],
            })
            .collect(),
        columns: vec!["Value".into()],
        ..AreaTable::default()
    });
    let page = pages::c1_overview(&fixtures::area_frame(), &view).into_string();
    page.split("<td class=\"nhsuk-table__cell nhsuk-table__cell--numeric\">")
        .skip(1)
        .map(|rest| rest.split("</td>").next().unwrap_or_default().to_owned())
        .collect()
}

fn sign(sign: &str, spoken: &str) -> String {
    format!(
        r#"<span class="hub-sign" aria-hidden="true">{sign}</span><span class="nhsuk-u-visually-hidden">{spoken}</span>"#
    )
}

#[test]
fn a_table_cell_shows_each_state_by_its_sign_and_reads_it_out() {
    let expected = [
        "12.4".to_owned(),
        sign("*", "hidden"),
        "35".to_owned(),
        sign("[x]", "no return"),
        sign("[z]", "does not apply"),
        format!("12.4 {}", sign("[p]", "provisional")),
        format!("12.4 {}", sign("[r]", "revised")),
        "0".to_owned(),
    ];
    assert_eq!(cells(), expected);
}

#[test]
fn a_large_figure_says_its_state_in_words() {
    let expected = [
        "12.4",
        "None or too few to show",
        "35",
        "No return for this period",
        "Does not apply",
        "Provisional",
        "Revised",
        ">0<",
    ];
    for ((name, figure), words) in eight_states().into_iter().zip(expected) {
        let mut view = fixtures::overview();
        view.cards.truncate(1);
        view.cards[0].figure = figure;
        view.inside = None;
        let page = pages::c1_overview(&fixtures::area_frame(), &view).into_string();
        let card = page
            .split("<article")
            .nth(1)
            .unwrap()
            .split("</article>")
            .next()
            .unwrap();
        assert!(card.contains(words), "{name}: {card}");
    }
    let revised = &eight_states()[6].1;
    assert_eq!(revised.revision.as_ref().unwrap().before, "11.9");
}

#[test]
fn a_missing_month_is_hollow_named_and_breaks_the_line() {
    let page = pages::c2_measure(&fixtures::area_frame(), &fixtures::measure()).into_string();
    let svg = page
        .split("<svg class=\"hub-svg\"")
        .nth(1)
        .unwrap()
        .split("</ul>")
        .next()
        .unwrap();
    assert!(svg.contains(">2 months missing<") && svg.contains(">hidden<"));
    let drawing = svg.split("<ul").next().unwrap();
    assert_eq!(drawing.matches("<circle class=\"hub-hollow\"").count(), 3);
    // 24 months have 23 steps; two missing and one hidden month break five of them.
    assert_eq!(drawing.matches("<line class=\"hub-line").count(), 18);
    assert_eq!(drawing.matches("hub-line--open").count(), 1);
}

#[test]
fn a_month_of_too_few_returns_is_hollow_on_the_line_and_named() {
    let mut view = fixtures::measure();
    view.chart.points[2].figure.completeness = Some(0.78);
    view.chart.points[3].figure.completeness = Some(0.8);
    let page = pages::c2_measure(&fixtures::area_frame(), &view).into_string();
    let (_, chart) = page.split_once("id=\"over-time\"").unwrap();
    let drawing = chart.split("<ul").next().unwrap();
    // Two missing months and a hidden one, and this.
    assert_eq!(drawing.matches("<circle class=\"hub-hollow\"").count(), 4);
    assert_eq!(drawing.matches("<line class=\"hub-line").count(), 18);
    for words in [
        "on the line, hollow: fewer than 80% of returns received",
        "With fewer than 80% of returns received: January 2025. What looks like a change",
        " 1 with fewer than 80% of returns received.",
    ] {
        assert!(chart.contains(words), "{words}: {chart}");
    }
}

#[test]
fn no_figure_without_a_value_leaves_a_trace_in_the_drawing() {
    // The value and interval are set on purpose: a mapper's slip must not reach the page.
    for status in [
        Status::Hidden,
        Status::NotSubmitted,
        Status::NotApplicable,
        Status::NotCalculated,
    ] {
        let slip = Figure::shown(98_765.0, "98,765")
            .with_interval(98_764.0, 98_766.0, "98,764 to 98,766")
            .with_status(status);
        let mut who = fixtures::who();
        who.rates.dots[3] = Dot {
            label: "4".into(),
            figure: slip.clone(),
            ..Dot::default()
        };
        who.groups[3].rate = slip.clone();
        who.gap.as_mut().unwrap().over_time.as_mut().unwrap().points[3].figure = slip.clone();
        let mut compare = fixtures::compare();
        compare.ranked.rows[1].figure = slip.clone();
        compare.map.tiles[1].figure = slip.clone();
        compare.funnel.as_mut().unwrap().dots[1].figure = slip.clone();
        let mut condition = fixtures::condition();
        condition.rates.dots[1].figure = slip.clone();
        condition.groups[1].rate = slip.clone();
        condition.groups[1].england = slip.clone();
        let mut measure = fixtures::measure();
        measure.chart.points[3].figure = slip;
        let frame = fixtures::area_frame();
        for page in [
            pages::c4_who(&frame, &who),
            pages::c4_who(&frame, &condition),
            pages::c8_compare(&frame, &compare),
            pages::c2_measure(&frame, &measure),
        ] {
            let page = page.into_string();
            assert!(
                !page.contains("98,76") && !page.contains("100,000"),
                "{status:?}"
            );
        }
    }
}

#[test]
fn a_high_share_of_unknowns_is_a_callout() {
    let page = pages::c4_who(&fixtures::area_frame(), &fixtures::ethnicity()).into_string();
    let first_chart = page.find("hub-chart").unwrap();
    assert!(page.find("Ethnicity is not recorded for 31%").unwrap() < first_chart);
    assert!(page.find("nhsuk-card--warning").unwrap() < first_chart);
}
