use hub_release::{MeasureInfo, MeasureValue};
use hub_standard::ids::Month;
use hub_ui::view::{Status, Word};

use super::super::dimension::{DIMENSIONS, Dimension, Told};
use super::Shares;
use crate::pages::samples;

fn info() -> MeasureInfo {
    MeasureInfo {
        unit: "% of people referred".to_owned(),
        per: 100.0,
        decimals: 0,
        ..samples::info()
    }
}

/// A share in whole per cent with limits 2 below and above it.
fn value(category: &str, percent: Option<f64>) -> MeasureValue {
    let month: Month = "2026-10".parse().unwrap();
    MeasureValue {
        lower95: percent.map(|percent| percent - 2.0),
        upper95: percent.map(|percent| percent + 2.0),
        display: percent.map_or_else(|| "*".to_owned(), |percent| format!("{percent:.0}")),
        ..samples::value(month, category, percent)
    }
}

fn shares<'a>(
    by: &str,
    info: &'a MeasureInfo,
    england: Vec<&'a MeasureValue>,
    withheld: bool,
) -> Shares<'a> {
    let dimension: &'static Dimension = DIMENSIONS
        .iter()
        .find(|dimension| dimension.by == by)
        .unwrap();
    let Told::Shares(referred) = &dimension.told else {
        panic!("{by} has rates");
    };
    Shares {
        dimension,
        referred,
        info,
        england,
        withheld,
    }
}

#[test]
fn a_need_comes_first_only_where_its_limits_lie_above_those_of_the_next() {
    let info = info();
    let shares = |withheld| shares("need", &info, Vec::new(), withheld);
    let clear = [
        value("loneliness", Some(40.0)),
        value("money", Some(30.0)),
        value("other", Some(60.0)),
        value("unknown", Some(70.0)),
    ];
    let clear: Vec<&MeasureValue> = clear.iter().collect();
    assert_eq!(
        shares(false).finding(&clear),
        "Most frequent need: Loneliness or isolation"
    );
    assert_eq!(
        shares(true).finding(&clear),
        "Too much is not recorded to compare groups"
    );
    let close = [value("loneliness", Some(32.0)), value("money", Some(30.0))];
    let close: Vec<&MeasureValue> = close.iter().collect();
    assert_eq!(
        shares(false).finding(&close),
        "No single need is clearly the most frequent"
    );
    let one = value("loneliness", Some(32.0));
    assert_eq!(
        shares(false).finding(&[&one]),
        "Too few referrals to compare by main need"
    );
    let none = value("loneliness", None);
    assert_eq!(
        shares(false).finding(&[&none]),
        "No shares by main need to show"
    );
}

#[test]
fn the_most_frequent_stand_first_and_unknown_last() {
    let info = info();
    let values = [
        value("unknown", Some(70.0)),
        value("cancer", None),
        value("diabetes", Some(20.0)),
        value("dementia", Some(30.0)),
    ];
    let values: Vec<&MeasureValue> = values.iter().collect();
    let shares = shares("condition", &info, Vec::new(), false);
    let rows = shares.rows(&shares.in_order(&values));
    let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(
        labels,
        ["Dementia", "Diabetes", "Cancer", "None, or not recorded"]
    );
    assert_eq!(rows[2].rate.status, Status::Hidden);
}

#[test]
fn shares_are_set_against_england_by_their_limits_and_never_where_too_much_is_missing() {
    let info = info();
    let (here, unknown) = (
        value("loneliness", Some(40.0)),
        value("unknown", Some(10.0)),
    );
    let there = [
        value("loneliness", Some(30.0)),
        value("unknown", Some(20.0)),
    ];
    let word = |withheld, value: &MeasureValue| {
        let england: Vec<&MeasureValue> = there.iter().collect();
        let rows = shares("need", &info, england, withheld).rows(&[value]);
        let row = rows.into_iter().next().unwrap();
        assert!(row.england.drawn().is_some());
        (row.word.word, row.word.reason.is_some())
    };
    assert_eq!(word(false, &here), (Word::Higher, false));
    assert_eq!(word(true, &here), (Word::NotCompared, true));
    assert_eq!(word(false, &unknown), (Word::NotCompared, false));
}

#[test]
fn the_size_of_the_rural_share_is_said_and_set_against_nothing() {
    let info = MeasureInfo {
        unit: "% of referrals".to_owned(),
        ..info()
    };
    let shares = shares("rural", &info, Vec::new(), false);
    let rural = value("rural", Some(18.0));
    assert_eq!(
        shares.finding(&[&rural]),
        "18% of referrals are from rural places"
    );
    let least = MeasureValue {
        display: "≤5".to_owned(),
        ..value("rural", Some(5.0))
    };
    assert_eq!(
        shares.finding(&[&least]),
        "5% or less of referrals are from rural places"
    );
    let hidden = value("rural", None);
    assert_eq!(
        shares.finding(&[&hidden]),
        "No share of rural places to show"
    );
    assert!(shares.note(&[&rural]).starts_with(
        "Shares are out of 1,000 referrals. They are shares of those referred and no rates"
    ),);
}
