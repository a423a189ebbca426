//! Who is reached: people seen, where referrals come from, what for and at what age, and who could be referred at all.
//!
//! The area has two atoms, so that each of its counts is twice that of a cell.

use super::world::{World, assert_is, assert_tells_nothing, find};

/// 500 referrals in each atom; 50 in each category that is not named.
fn world() -> World {
    World::new(|category| match category {
        "" => 500,
        "gp" => 200,
        "loneliness" => 150,
        "rural" => 90,
        _ => 50,
    })
}

#[tokio::test]
async fn people_seen_are_set_against_registered_people() {
    let figures = world().figures("people_seen").await;
    let all = find(&figures, "all", "all");
    assert_eq!(all.numerator, Some(1_000.0));
    assert_eq!(all.denominator, Some(100_000.0));
    // Byar's limits of 1,000, widened by a variance of 2 x 8 + 25/12.
    assert_is(all, 10.0, (9.384_318_7, 10.645_463_8));
}

#[tokio::test]
async fn the_mean_number_of_contacts_has_the_widest_limits_that_the_mean_allows() {
    let figures = world()
        .times("contacts", "contacts", 3)
        .figures("contacts_per_person")
        .await;
    let all = find(&figures, "all", "all");
    assert_eq!(
        (all.numerator, all.denominator),
        (Some(3_000.0), Some(1_000.0))
    );
    // 3 -/+ 1.96 x sqrt(9 x 2 / 1,000 + (2 x 1,150 + 9 x 2 x 8) / 1,000,000).
    assert_is(all, 3.0, (2.719_759_4, 3.280_240_6));
}

#[tokio::test]
async fn a_mean_number_of_contacts_needs_thirty_people() {
    let figures = World::new(|_| 14).figures("contacts_per_person").await;
    assert_tells_nothing("28 people", find(&figures, "all", "all"), "hidden");
    let figures = World::new(|_| 15).figures("contacts_per_person").await;
    assert_eq!(find(&figures, "all", "all").value, Some(1.0), "30 people");
}

#[tokio::test]
async fn shares_are_of_all_referrals_with_wilsons_limits() {
    let sources = world().figures("referral_sources").await;
    assert_eq!(sources.len(), 8, "every source has a row");
    let gp = find(&sources, "source", "gp");
    assert_eq!((gp.numerator, gp.denominator), (Some(400.0), Some(1_000.0)));
    // Wilson's limits of 400 out of 1,000 with a noise variance of 2 x 30 + 25/12.
    assert_is(gp, 40.0, (36.595_869_7, 43.503_517_2));
    let unknown = find(&sources, "source", "unknown");
    assert_eq!(unknown.value, Some(10.0), "unknown is a row of its own");

    let places = world().figures("referrals_by_rurality").await;
    let rural = find(&places, "rural", "rural");
    assert_is(rural, 18.0, (15.326_068_5, 21.024_613_8));
}

#[tokio::test]
async fn needs_are_shares_of_people_and_may_add_up_to_more_than_all() {
    let figures = world().figures("referral_needs").await;
    let loneliness = find(&figures, "need", "loneliness");
    // Wilson's limits of 300 people out of 1,000 with a noise variance of 2 x 8 + 25/12.
    assert_is(loneliness, 30.0, (27.118_165_8, 33.049_211_7));
    let sum: f64 = figures.iter().filter_map(|figure| figure.value).sum();
    assert!(sum > 100.0, "{sum}");
}

#[tokio::test]
async fn a_share_of_fewer_than_fifty_is_hidden() {
    for measure in [
        "referral_sources",
        "referral_needs",
        "referrals_by_rurality",
    ] {
        let figures = World::new(|_| 20).figures(measure).await;
        assert!(!figures.is_empty(), "{measure} keeps its rows");
        for figure in &figures {
            assert_tells_nothing(measure, figure, "hidden");
        }
    }
}

#[tokio::test]
async fn a_rate_by_age_is_of_the_residents_of_that_age() {
    let figures = world().figures("referral_rate_by_age").await;
    let oldest = find(&figures, "age_band", "85+");
    assert_eq!(oldest.denominator, Some(2_000.0));
    assert_is(oldest, 50.0, (38.305_990_0, 64.137_692_9));
    let unknown = find(&figures, "age_band", "unknown");
    assert_eq!((unknown.numerator, unknown.value), (Some(100.0), None));
}

#[tokio::test]
async fn the_standardised_rate_weighs_each_age_as_in_the_standard_population() {
    let figures = world().figures("referral_rate_age_standardised").await;
    let all = find(&figures, "all", "all");
    assert_eq!(
        (all.numerator, all.denominator),
        (Some(900.0), Some(96_000.0)),
        "unknown ages are left out"
    );
    // 100 referrals in each band: 1,000 x (0.193 x 100 / 20,000 + 0.082 x 100 / 8,000 + ... + 0.025 x 100 / 2,000).
    assert_is(all, 9.623_333_333, (8.838_598_2, 10.447_771_9));
}

#[tokio::test]
async fn people_referred_twice_widen_the_standardised_rate() {
    let (table, measure) = ("referrals_by_age_band", "referral_rate_age_standardised");
    let figures = World::new(|_| 50)
        .times(table, "referrals", 2)
        .figures(measure)
        .await;
    // 200 referrals in each band, of 100 people: each counts as four in the variance.
    let all = find(&figures, "all", "all");
    assert_is(all, 19.246_666_667, (17.909_644_1, 20.631_138_3));
    let figures = World::new(|_| 100).figures(measure).await;
    let (lower, upper) = find(&figures, "all", "all").limits.expect("it has limits");
    assert!(
        lower > 18.0 && upper < 20.5,
        "as many referrals, each of another person: {lower} {upper}"
    );
}

#[tokio::test]
async fn a_hidden_age_hides_the_standardised_rate() {
    let figures = World::new(|category| if category == "45-54" { 3 } else { 100 })
        .figures("referral_rate_age_standardised")
        .await;
    let all = find(&figures, "all", "all");
    assert_tells_nothing("a hidden band", all, "hidden");
}

#[tokio::test]
async fn registered_people_are_covered_where_their_network_has_a_link_worker() {
    let figures = world().figures("registered_covered").await;
    let all = find(&figures, "all", "all");
    assert_eq!(
        (all.numerator, all.denominator),
        (Some(16_000.0), Some(24_000.0)),
        "those of practices closed before or opened later are in neither"
    );
}

#[tokio::test]
async fn the_ambitions_are_set_against_england_alone() {
    let measure = "link_worker_ambition";
    assert!(world().figures(measure).await.is_empty(), "an ICB has none");
    let figures = world().of_england().figures(measure).await;
    let value = |breakdown: &str, category: &str| find(&figures, breakdown, category).value;
    // 2.5 full-time equivalents for 100,000 registered people at the census of September 2026.
    assert_eq!(value("per_10000", "in_post"), Some(0.25));
    assert_eq!(value("per_10000", "within_five_years"), Some(650.0));
    assert_eq!(value("missing", "within_five_years"), Some(6_497.5));
    assert_eq!(value("missing", "by_2036_37"), Some(8_997.5));
    let pace = find(&figures, "per_month", "by_2036_37");
    assert_eq!(
        pace.denominator,
        Some(126.0),
        "September 2026 to March 2037"
    );
    assert_eq!(pace.value, Some(8_997.5 / 126.0));
    let first = find(&figures, "per_month", "within_five_years");
    assert_eq!(first.value, Some(6_497.5 / 60.0));
}

#[tokio::test]
async fn reach_shows_nothing_of_few_people_or_of_a_month_without_returns() {
    for measure in [
        "people_seen",
        "contacts_per_person",
        "referral_sources",
        "referral_needs",
        "referrals_by_rurality",
        "referral_rate_by_age",
        "referral_rate_age_standardised",
    ] {
        for (per_cell, month, status) in
            [(5, "2026-09", "hidden"), (100, "2026-10", "not_submitted")]
        {
            let figures = World::new(|_| per_cell).figures_of(measure, month).await;
            assert!(!figures.is_empty(), "{measure} keeps its rows");
            for figure in &figures {
                assert_tells_nothing(measure, figure, status);
            }
        }
    }
}

#[tokio::test]
async fn rates_and_shares_tell_no_more_than_the_displayed_counts() {
    for measure in [
        "people_seen",
        "referral_sources",
        "referral_needs",
        "referrals_by_rurality",
        "referral_rate_by_age",
    ] {
        // 202 is displayed as 200.
        let exact = World::new(|_| 100).figures(measure).await;
        let above = World::new(|_| 101).figures(measure).await;
        for (exact, above) in exact.iter().zip(&above) {
            assert_eq!(exact.value, above.value, "{measure} {}", exact.category);
            assert_eq!(exact.limits, above.limits, "{measure} {}", exact.category);
        }
    }
}
