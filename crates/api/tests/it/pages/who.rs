//! C4: every way to break referrals down, and what each says of what is not recorded.

use crate::support::{TestApp, Who, screen};

const WAYS: [&str; 6] = [
    "imd_decile",
    "ethnic_group",
    "age_band",
    "condition",
    "need",
    "rural",
];

async fn page(app: &TestApp, area: &str, by: &str) -> String {
    let path = format!("/areas/{area}/who?by={by}");
    let page = app.get(Who::Public, &path).await.expect(200).text();
    assert_eq!(screen(&page), "C4", "{by}");
    page
}

#[tokio::test]
async fn every_way_is_a_tab_and_there_is_none_of_sex() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for by in WAYS {
        let page = page(&app, &icb, by).await;
        for other in WAYS {
            let tab = format!("/areas/{icb}/who?by={other}");
            assert!(page.contains(&tab), "{by}: {tab}");
        }
        assert!(!page.contains(">Sex<"), "{by}");
    }
    app.get(Who::Public, &format!("/areas/{icb}/who?by=sex"))
        .await
        .expect(400);
}

#[tokio::test]
async fn groups_say_why_they_do_not_add_up_and_what_is_not_recorded_comes_last() {
    let app = TestApp::told();
    let page = page(&app, &TestApp::icb(), "ethnic_group").await;
    let (_, groups) = page.split_once("All groups").unwrap();
    assert!(
        groups.find("White").unwrap() < groups.find("Not recorded").unwrap(),
        "{groups}"
    );
    for words in [
        "so groups do not add up to the area's total",
        "out of usual residents (Census 2021): the overview has all referrals, out of people registered",
    ] {
        assert!(groups.contains(words), "{words}: {groups}");
    }
}

#[tokio::test]
async fn a_slope_is_of_a_line_through_all_fifths() {
    let app = TestApp::told();
    let page = page(&app, &TestApp::icb(), "imd_decile").await;
    assert!(!page.contains("The gap shows no change"), "{page}");
    let is_told = !page.contains("The gap cannot be worked out");
    assert_eq!(
        page.contains("a line fitted through the rates of five fifths"),
        is_told,
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn small_groups_are_told_of_several_months_to_those_who_may_ask() {
    let app = TestApp::told();
    for by in ["ethnic_group", "age_band"] {
        let path = format!("/areas/{}/who?by={by}", TestApp::icb());
        for (who, sees) in [(Who::Public, false), (Who::Icb, true), (Who::Analyst, true)] {
            let page = app.get(who, &path).await.expect(200).text();
            assert_eq!(
                page.contains(" months together: "),
                sees,
                "{by}: {who:?}: {page}"
            );
            if sees {
                for words in [
                    "no new random adjustment is made",
                    "again in every month in which they were referred",
                    "the question is on record",
                ] {
                    assert!(page.contains(words), "{by}: {words}: {page}");
                }
            }
        }
    }
}

#[tokio::test]
async fn rates_by_age_are_of_residents_and_named_in_words() {
    let app = TestApp::released();
    let page = page(&app, &TestApp::icb(), "age_band").await;
    for words in [
        "Age is not recorded for",
        "Residents (mid-2020 estimate)",
        "17 and under",
        "85 and over",
        "Ratio to average",
        "England",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Census 2021)"), "{page}");
}

#[tokio::test]
async fn needs_are_shares_of_people_referred_and_no_rates() {
    let app = TestApp::released();
    let board = page(&app, &TestApp::icb(), "need").await;
    for words in [
        "The need is not recorded for",
        "Loneliness or isolation",
        "No single need is clearly the most frequent",
        "Shares are out of",
        "the shares add up to more than 100%",
        "In a word",
    ] {
        assert!(board.contains(words), "{words}: {board}");
    }
    assert!(!board.contains("Ratio to average"), "{board}");
    // England is set against nothing.
    let england = page(&app, "ENG", "need").await;
    assert!(!england.contains("In a word"), "{england}");
}

#[tokio::test]
async fn where_no_condition_is_recorded_it_is_said_what_that_counts_and_nothing_is_compared() {
    let app = TestApp::released();
    let page = page(&app, &TestApp::icb(), "condition").await;
    for words in [
        "A long-term condition is not recorded for 95% or more of people referred; treat these shares with caution.",
        "This counts people who have none",
        "Read these shares with caution",
        "Words such as higher or lower are withheld.",
        "No shares by long-term condition to show",
        "None, or not recorded",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let first_chart = page.find("hub-chart").unwrap();
    assert!(page.find("Read these shares").unwrap() < first_chart);
}

#[tokio::test]
async fn the_rural_share_is_set_against_no_other_area() {
    let app = TestApp::released();
    let page = page(&app, &TestApp::icb(), "rural").await;
    assert!(page.contains("rural places"), "{page}");
    assert!(page.contains("Where people live is not recorded"), "{page}");
    assert!(!page.contains("In a word"), "{page}");
    assert!(
        page.contains("Compare an area with itself over time, and not with another."),
        "{page}"
    );
}
