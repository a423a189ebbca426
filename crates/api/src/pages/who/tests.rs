use hub_release::MeasureValue;
use hub_standard::ids::Month;
use hub_ui::view::Word;

use super::dimension::{DIMENSIONS, Dimension, Recorded};
use super::groups::{average, group};
use super::missing::{row_missing, said};
use super::rates::finding;
use crate::pages::samples;

fn month() -> Month {
    "2026-10".parse().unwrap()
}

fn by(by: &str) -> &'static Dimension {
    DIMENSIONS
        .iter()
        .find(|dimension| dimension.by == by)
        .unwrap()
}

#[test]
fn nothing_is_said_of_groups_where_too_much_is_not_recorded() {
    let values = [
        samples::value(month(), "1", Some(9.0)),
        samples::value(month(), "10", Some(2.0)),
    ];
    let values: Vec<&MeasureValue> = values.iter().collect();
    let (info, dimension) = (samples::info(), by("imd_decile"));
    assert_eq!(
        finding(dimension, &values, &info, false),
        "Highest rate: decile 1 (most deprived)"
    );
    assert_eq!(
        finding(dimension, &values, &info, true),
        "Too much is not recorded to compare groups"
    );
    let word = |withheld| {
        let row = group(values[0], &info, dimension, Some(5.0), withheld);
        row.word.word
    };
    assert_eq!(word(false), Word::Higher);
    assert_eq!(word(true), Word::NotCompared);
}

#[test]
fn one_group_alone_is_compared_with_nothing() {
    let values = [
        samples::value(month(), "white", Some(9.0)),
        samples::value(month(), "asian", None),
    ];
    let values: Vec<&MeasureValue> = values.iter().collect();
    let (info, dimension) = (samples::info(), by("ethnic_group"));
    assert_eq!(
        finding(dimension, &values, &info, false),
        "Too few referrals to compare by ethnicity"
    );
    assert_eq!(average(&values, &info), None);
    let row = group(values[0], &info, dimension, None, false);
    assert_eq!(row.word.word, Word::NotCompared);
}

#[test]
fn a_group_whose_interval_holds_half_and_twice_the_average_tells_nothing() {
    let wide = MeasureValue {
        lower95: Some(0.1),
        upper95: Some(40.0),
        ..samples::value(month(), "mixed", Some(9.0))
    };
    let values = [
        samples::value(month(), "asian", Some(9.1)),
        wide,
        samples::value(month(), "white", Some(9.0)),
    ];
    let values: Vec<&MeasureValue> = values.iter().collect();
    let (info, dimension) = (samples::info(), by("ethnic_group"));
    assert_eq!(
        finding(dimension, &values, &info, false),
        "No clear difference by ethnicity among groups large enough to tell"
    );
    let average = average(&values, &info);
    let word = |idx: usize| group(values[idx], &info, dimension, average, false).word;
    assert_eq!(word(1).word, Word::NotCompared);
    assert!(word(1).reason.unwrap().starts_with("Too few to tell"));
    assert_eq!(word(2).word, Word::Similar);
    // All of them alike: nobody is left to compare.
    assert_eq!(
        finding(dimension, &values[1..2], &info, false),
        "Too few referrals to compare by ethnicity"
    );
}

#[test]
fn the_age_with_the_highest_rate_is_named_in_words() {
    let values = [
        samples::value(month(), "18-24", Some(2.0)),
        samples::value(month(), "85+", Some(9.0)),
    ];
    let values: Vec<&MeasureValue> = values.iter().collect();
    assert_eq!(
        finding(by("age_band"), &values, &samples::info(), false),
        "Highest rate: aged 85 and over"
    );
}

#[test]
fn how_much_is_not_recorded_is_read_from_the_row_where_no_item_tells() {
    let said_of = |dimension: &'static str, unknown: Option<f64>| {
        let value = samples::value(month(), "unknown", unknown);
        said(by(dimension), row_missing(&[&value], "people referred"))
    };
    let little = said_of("need", Some(12.0));
    assert_eq!(
        little.sentence,
        "The need is not recorded for 12% of people referred."
    );
    assert!(!little.withheld);
    let least = said_of("need", Some(5.0));
    assert!(least.sentence.contains("for 5% or less of"), "{least:?}");
    let much = said_of("condition", Some(43.0));
    assert!(much.withheld);
    assert!(
        much.sentence.starts_with(
            "A long-term condition is not recorded for 43% of people referred; treat these shares with caution. This counts \
             people who have none"
        ),
        "{much:?}"
    );
    let not_known = said_of("condition", None);
    assert!(not_known.withheld);
    assert!(
        not_known
            .sentence
            .starts_with("A long-term condition may be missing for some people referred: how many cannot be shown here."),
        "{not_known:?}"
    );
}

#[test]
fn conditions_have_no_item_and_all_others_have_one() {
    for dimension in &DIMENSIONS {
        let has_item = dimension
            .recorded
            .iter()
            .any(|recorded| matches!(recorded, Recorded::Item { .. }));
        assert_eq!(has_item, dimension.by != "condition", "{}", dimension.by);
    }
}
