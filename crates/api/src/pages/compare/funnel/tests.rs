use hub_methods::funnel::Unit;
use hub_release::MeasureInfo;
use hub_ui::view::{Figure, FunnelDot, FunnelPlace, Word};

use super::limits::{Funnel, Kind};
use super::{Entry, follows, kind, told};
use crate::pages::samples;
use crate::places::Place;

/// Twenty areas of 100,000 to 2 million people, each with its rate of 2 per 1,000 times `factor`.
fn areas(factor: impl Fn(u32) -> f64) -> Vec<Unit> {
    (1..=20)
        .map(|n| Unit {
            numerator: 200.0 * f64::from(n) * factor(n),
            denominator: 100_000.0 * f64::from(n),
        })
        .collect()
}

fn rates(areas: &[Unit]) -> Funnel {
    Funnel::of(Kind::Rate, 1000.0, areas, 25.0 / 12.0).unwrap()
}

fn place(funnel: &Funnel, value: f64, size: f64) -> FunnelPlace {
    funnel
        .judge(&Figure::shown(value, format!("{value:.2}")), size)
        .0
}

#[test]
fn a_rate_far_from_the_average_lies_outside_and_the_others_within() {
    let funnel = rates(&areas(|n| if n == 4 { 1.5 } else { 1.0 }));
    assert!(!funnel.has_spread());
    assert_eq!(place(&funnel, 3.0, 400_000.0), FunnelPlace::Above998);
    assert_eq!(place(&funnel, 1.0, 400_000.0), FunnelPlace::Below998);
    assert_eq!(place(&funnel, 2.0, 100_000.0), FunnelPlace::Within);
    assert_eq!(place(&funnel, 2.0, 2_000_000.0), FunnelPlace::Within);
}

#[test]
fn limits_narrow_as_areas_grow_and_the_wide_ones_hold_the_narrow_ones() {
    let funnel = rates(&areas(|_| 1.0));
    let curve = funnel.curve([100_000.0, 2_000_000.0].into_iter());
    assert!(curve.first().unwrap().size < 100_000.0);
    assert!(curve.last().unwrap().size > 2_000_000.0);
    for at in &curve {
        assert!(at.lower998 < at.lower95 && at.upper95 < at.upper998);
        assert!(at.lower95 < funnel.average() && funnel.average() < at.upper95);
    }
    for pair in curve.windows(2) {
        assert!(pair[1].upper998 < pair[0].upper998 && pair[1].lower998 > pair[0].lower998);
    }
    assert!(funnel.curve(std::iter::empty()).is_empty());
}

#[test]
fn where_all_areas_differ_the_usual_spread_marks_nobody() {
    let funnel = rates(&areas(|n| if n.is_multiple_of(2) { 1.2 } else { 0.8 }));
    assert!(funnel.has_spread());
    assert_eq!(place(&funnel, 2.4, 2_000_000.0), FunnelPlace::Within);
    assert_eq!(place(&funnel, 1.6, 1_900_000.0), FunnelPlace::Within);
    assert_eq!(place(&funnel, 9.0, 2_000_000.0), FunnelPlace::Above998);
}

#[test]
fn a_share_that_stands_for_all_beyond_it_is_judged_only_where_all_of_these_lie_together() {
    let shares = |of: f64| {
        let areas: Vec<Unit> = (0..20)
            .map(|_| Unit {
                numerator: of,
                denominator: 1000.0,
            })
            .collect();
        Funnel::of(Kind::Share, 100.0, &areas, 25.0 / 12.0).unwrap()
    };
    let at_most_5 = Figure::shown(5.0, "≤5%");
    let (place, reason) = shares(300.0).judge(&at_most_5, 1000.0);
    assert_eq!((place, reason), (FunnelPlace::Below998, ""));
    let (place, reason) = shares(40.0).judge(&at_most_5, 1000.0);
    assert_eq!(place, FunnelPlace::NotJudged);
    assert_eq!(reason, "the value is given no finer than that");
}

#[test]
fn only_shares_and_plain_rates_of_people_have_a_funnel() {
    let info = |unit: &str, per: f64, cells: &[&str]| MeasureInfo {
        unit: unit.to_owned(),
        per,
        cells: cells.iter().map(|name| (*name).to_owned()).collect(),
        ..samples::info()
    };
    assert_eq!(kind(&info("% of practices", 100.0, &[])), Some(Kind::Share));
    assert_eq!(
        kind(&info("referrals per 1,000", 1000.0, &["referrals"])),
        Some(Kind::Rate)
    );
    // Full-time equivalents are no count of events, and neither is a mean.
    assert_eq!(kind(&info("full-time equivalents", 10_000.0, &[])), None);
    assert_eq!(kind(&info("contacts per person", 1.0, &["contacts"])), None);
}

#[test]
fn a_standardised_rate_does_not_follow_from_its_counts() {
    let entry = |value: f64| Entry {
        place: place_of("QOP"),
        figure: Figure::shown(value, format!("{value:.1}")),
        numerator: Some(300.0),
        denominator: Some(100_000.0),
        complete: true,
        word: Word::NotCompared,
    };
    assert!(follows(&entry(3.0), &samples::info()));
    assert!(!follows(&entry(3.4), &samples::info()));
}

fn place_of(code: &str) -> Place {
    Place {
        code: code.parse().unwrap(),
        ons: String::new(),
        name: String::new(),
        short: String::new(),
        area_type: hub_reference::AreaType::Icb,
        parent: None,
        valid_from: None,
        valid_to: None,
        predecessors: Vec::new(),
        successors: Vec::new(),
    }
}

fn dot(short: &str, place: FunnelPlace) -> FunnelDot {
    FunnelDot {
        short: short.to_owned(),
        figure: Figure::shown(2.5, "2.50"),
        place,
        ..FunnelDot::default()
    }
}

#[test]
fn who_lies_outside_is_said_by_limit_and_counted_once() {
    let mut dots = vec![
        dot("Humber", FunnelPlace::Above998),
        dot("Kent", FunnelPlace::Below95),
        dot("Essex", FunnelPlace::Within),
        dot("Devon", FunnelPlace::NotJudged),
    ];
    assert_eq!(
        told::finding(&dots),
        "2 areas lie outside the 95% limits, 1 outside 99.8%"
    );
    assert_eq!(
        told::outliers(&dots),
        [
            "Above the 99.8% limit: Humber (2.50).",
            "Below the 95% limit: Kent (2.50)."
        ]
    );
    dots[2].own = true;
    assert_eq!(told::finding(&dots), "Essex lies within the limits");
}

#[test]
fn where_nobody_lies_outside_it_says_so_and_where_nobody_is_judged_that() {
    let within = [
        dot("Essex", FunnelPlace::Within),
        dot("Devon", FunnelPlace::NotJudged),
    ];
    assert_eq!(told::finding(&within), "No area lies outside the limits");
    assert_eq!(
        told::outliers(&within),
        ["No area lies outside the limits."]
    );
    let none = [dot("Devon", FunnelPlace::NotJudged)];
    assert_eq!(told::outliers(&none), ["No area can be judged."]);
    assert_eq!(
        told::finding(&[dot("Humber", FunnelPlace::Above998)]),
        "1 area lies outside the 99.8% limits"
    );
}

#[test]
fn the_size_of_areas_is_short_in_a_head() {
    for (denominator, short) in [
        (
            "People registered with the general practices of the area.",
            "People registered",
        ),
        (
            "Services expected to send one: those that sent one.",
            "Services expected",
        ),
        ("General practices of the area.", "General practices"),
        ("Referrals.", "Referrals"),
        ("Workers", "Workers"),
    ] {
        assert_eq!(told::short(denominator), short);
    }
}

#[test]
fn how_many_areas_are_not_drawn_is_said() {
    assert_eq!(told::notes(true, 0).len(), 2);
    let notes = told::notes(false, 3);
    assert_eq!(notes[2], "3 areas have no figure and are not drawn.");
    assert!(notes[0].contains("chance alone"));
    assert!(told::too_few(1).ends_with("and there is 1."));
}
