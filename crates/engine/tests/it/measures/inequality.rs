//! Who is left out: the gap by deprivation, the ratio by ethnic group, and how many people that is.
//!
//! The area has two atoms, so that each of its counts is twice that of a cell. Each fifth has 20,000 residents.

use super::world::{World, assert_is, assert_tells_nothing, find};

/// 300 referrals of the most deprived fifth down to 120 of the least; ethnic groups above and below their share.
fn world() -> World {
    World::new(|category| match category {
        "1" => 150,
        "2" => 120,
        "3" => 100,
        "4" => 80,
        "5" => 60,
        "white" => 400,
        "asian" => 30,
        "black" => 40,
        "mixed" | "other" => 15,
        _ => 50,
    })
}

/// The same fifths, the least deprived with the most referrals.
fn turned() -> World {
    World::new(|category| match category {
        "1" => 60,
        "2" => 80,
        "3" => 100,
        "4" => 120,
        "5" => 150,
        _ => 50,
    })
}

#[tokio::test]
async fn the_gap_is_the_most_deprived_fifth_against_the_least() {
    let figures = world().figures("deprivation_gap").await;
    // 15 and 6 per 1,000; standard errors of the logarithms from Byar's limits with a variance of 2 x 30 + 25/12.
    let difference = find(&figures, "gap", "difference");
    assert_is(difference, 9.0, (6.667_117_0, 11.332_883_0));
    let ratio = find(&figures, "gap", "ratio");
    assert_is(ratio, 2.5, (1.928_430_0, 3.240_978_4));

    let figures = turned().figures("deprivation_gap").await;
    let difference = find(&figures, "gap", "difference");
    assert_is(difference, -9.0, (-11.332_883_0, -6.667_117_0));
}

#[tokio::test]
async fn the_share_of_the_most_deprived_fifth_is_set_against_its_share_of_residents() {
    let figures = world().figures("deprivation_gap").await;
    let ratio = find(&figures, "gap", "core20_ratio");
    assert_eq!(
        (ratio.numerator, ratio.denominator),
        (Some(300.0), Some(1_020.0)),
        "homes that are not known are left out"
    );
    assert_is(ratio, 300.0 / 1_020.0 / 0.2, (1.319_394_6, 1.631_428_0));
    let residents = find(&figures, "gap", "core20_residents");
    assert_eq!(residents.value, Some(20.0));

    let figures = world().figures("core20_share").await;
    let share = find(&figures, "all", "all");
    // 29.4 %, a whole number as for any total below 4,000. Its limits are a fifth of the ratio's, times 100.
    assert_is(share, 29.0, (26.387_892_5, 32.628_559_2));
}

#[tokio::test]
async fn a_hidden_end_hides_the_gap_and_a_hidden_middle_does_not() {
    let hidden =
        |fifth: &'static str| World::new(move |category| if category == fifth { 3 } else { 100 });
    let figures = hidden("5").figures("deprivation_gap").await;
    for category in ["difference", "ratio"] {
        let figure = find(&figures, "gap", category);
        assert_tells_nothing("a hidden end", figure, "hidden");
    }
    let figures = hidden("3").figures("deprivation_gap").await;
    let ratio = find(&figures, "gap", "ratio");
    assert_eq!((ratio.status.as_str(), ratio.value), ("shown", Some(1.0)));
    let figures = hidden("3").figures("concentration_index").await;
    let index = find(&figures, "index", "concentration");
    assert_tells_nothing("a hidden fifth", index, "hidden");
}

#[tokio::test]
async fn concentration_is_below_nought_where_the_deprived_are_referred_more() {
    // Rates of 15, 12, 10, 8 and 6 with equal fifths: 2 x 0.08 x -11 / 10.2, and its standard error 0.0090564.
    let figures = world().figures("concentration_index").await;
    let index = find(&figures, "index", "concentration");
    assert_is(index, -0.172_549_0, (-0.201_370_8, -0.143_727_4));
    let figures = turned().figures("concentration_index").await;
    let index = find(&figures, "index", "concentration");
    assert_is(index, 0.172_549_0, (0.143_727_4, 0.201_370_8));
}

#[tokio::test]
async fn a_group_referred_as_often_as_its_size_has_a_ratio_of_one() {
    let figures = world().figures("ethnic_representation").await;
    let white = find(&figures, "ethnic_group", "white");
    assert_is(white, 1.0, (0.953_433_6, 1.040_858_5));
    let asian = find(&figures, "ethnic_group", "asian");
    assert_eq!(
        (asian.numerator, asian.denominator),
        (Some(60.0), Some(80.0)),
        "8 % of residents, of 1,000 referrals with a known group"
    );
    assert_is(asian, 0.75, (0.529_704_9, 1.053_846_1));
    let unknown = find(&figures, "ethnic_group", "unknown");
    assert_eq!((unknown.numerator, unknown.value), (Some(100.0), None));
    let share = find(&figures, "unknown", "ethnic_group");
    assert_eq!(share.value, Some(9.0), "100 of 1,100");
}

#[tokio::test]
async fn people_short_are_those_that_the_rate_of_the_reference_would_have_given() {
    let figures = turned().figures("people_short_of_equity").await;
    let poorest = find(&figures, "imd_quintile", "1");
    assert_eq!(
        (poorest.numerator, poorest.denominator),
        (Some(120.0), Some(300.0))
    );
    // 180 -/+ 1.96 x sqrt(300 + 120 + 2 x (2 x 8 + 25/12)).
    assert_is(poorest, 180.0, (138.138_974_4, 221.861_025_6));
    let reference = find(&figures, "imd_quintile", "5");
    assert_eq!((reference.numerator, reference.value), (Some(300.0), None));
    let sum = find(&figures, "index", "imd_quintile");
    assert_eq!(sum.value, Some(480.0), "180 + 140 + 100 + 60");

    let figures = world().figures("people_short_of_equity").await;
    let asian = find(&figures, "ethnic_group", "asian");
    assert_is(asian, 20.0, (3.271_427_0, 36.728_573_0));
    let black = find(&figures, "ethnic_group", "black");
    assert_eq!(black.value, Some(0.0), "more than expected is not short");
    assert_eq!(
        find(&figures, "index", "ethnic_group").value,
        Some(30.0),
        "20 Asian and 10 mixed: groups above their share make up for nobody"
    );
}

#[tokio::test]
async fn inequality_shows_nothing_of_few_people_or_of_a_month_without_returns() {
    for measure in [
        "deprivation_gap",
        "core20_share",
        "ethnic_representation",
        "people_short_of_equity",
        "concentration_index",
    ] {
        // With a few people in each group the sum of the groups would be shown.
        for (per_cell, month, status) in
            [(0, "2026-09", "hidden"), (100, "2026-10", "not_submitted")]
        {
            let figures = World::new(|_| per_cell).figures_of(measure, month).await;
            // Residents are counted whether or not anybody is referred.
            let of_people = figures
                .iter()
                .filter(|figure| figure.category != "core20_residents");
            let mut seen = 0;
            for figure in of_people {
                assert_tells_nothing(measure, figure, status);
                seen += 1;
            }
            assert!(seen > 0, "{measure} keeps its rows");
        }
    }
}

#[tokio::test]
async fn gaps_of_one_group_tell_no_more_than_displayed_counts() {
    // 200 and 202 are displayed as 200. Sums over groups round on their own.
    let exact = World::new(|_| 100).figures("deprivation_gap").await;
    let above = World::new(|_| 101).figures("deprivation_gap").await;
    for category in ["difference", "ratio"] {
        let (exact, above) = (find(&exact, "gap", category), find(&above, "gap", category));
        assert!(exact.value.is_some(), "{category} is shown");
        assert_eq!(exact.value, above.value, "{category}");
        assert_eq!(exact.limits, above.limits, "{category}");
    }
}
