//! C5: how long people wait, and who is counted.

use crate::support::{OWN, TestApp, Who, screen};

#[tokio::test]
async fn the_page_says_how_long_people_wait_and_how_those_not_seen_yet_count() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    for area in ["ENG", &icb] {
        let path = format!("/areas/{area}/waiting");
        let page = app.get(Who::Public, &path).await.expect(200).text();
        assert_eq!(screen(&page), "C5");
        for claim in [
            "2 of 2</strong> services have sent October 2026",
            "Half of the people referred had a first contact within ",
            "This is the figure to quote: it counts everybody who was referred",
            "How to read it: go straight up from a day to the line.",
            "(95% interval ",
            "Referrals received from September 2026 to October 2026, as they stood at the end of October 2026.",
            "People who have not been seen yet are counted too.",
            "first contact is before its referral",
            "Within 28 days ",
            // How they are spread, in bands that add up to everybody.
            "hub-plot--histogram",
            "% in the next two weeks",
            "percentage of people who stay, in each band",
            "29 days or more, or not seen yet",
            "Waits of single services, networks and practices are not made for anybody",
            // The share within 28 days waits for the month after.
            "People referred in September 2026",
            "People who declined or were never reached count as not seen",
            "1 (most deprived)",
            "People to a link worker",
        ] {
            assert!(page.contains(claim), "{area}: {claim}: {page}");
        }
    }
}

#[tokio::test]
async fn the_wait_is_one_figure_wherever_an_area_is_told_in_brief() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    let waiting = format!("/areas/{icb}/waiting");
    let page = app.get(Who::Public, &waiting).await.expect(200).text();
    let (_, rest) = page.split_once("had a first contact within ").unwrap();
    let days = rest.split(' ').next().unwrap();
    let card = format!(
        "hub-value__number\">{days}</span> <span class=\"hub-value__unit\">days until half were seen, those still waiting counted"
    );
    for (who, path) in [
        (Who::Public, format!("/areas/{icb}")),
        (Who::Public, format!("/areas/{icb}/pack?part=overview")),
        (Who::Public, format!("/areas/{icb}/pack?part=waiting")),
        (Who::Own, format!("/s/{OWN}/figures")),
    ] {
        let page = app.get(who, &path).await.expect(200).text();
        assert!(page.contains(&card), "{path}: {card}: {page}");
        assert!(
            page.contains("Referrals of September 2026 to October 2026"),
            "{path}: {page}"
        );
    }
}

#[tokio::test]
async fn an_area_in_brief_says_why_it_has_no_wait() {
    let path = format!("/areas/{}", TestApp::icb());
    let page = TestApp::released().get(Who::Public, &path).await;
    let page = page.expect(200).text();
    assert!(
        page.contains("Those still waiting can be counted only with at least 30 people"),
        "{page}"
    );
    let was = format!("{path}?geography=as_was&month=2026-10");
    let page = TestApp::told().get(Who::Public, &was).await;
    let page = page.expect(200).text();
    assert!(
        page.contains("Those still waiting are counted for areas as they are now alone."),
        "{page}"
    );
}

#[tokio::test]
async fn the_two_shares_seen_within_28_days_are_told_apart() {
    let app = TestApp::told();
    let path = format!("/areas/{}/waiting", TestApp::icb());
    let page = app.get(Who::Public, &path).await.expect(200).text();
    assert!(
        page.contains("Seen within 28 days, of those who stay"),
        "{page}"
    );
    assert!(
        page.contains("Seen within 28 days, of all referred"),
        "{page}"
    );
    assert!(!page.contains(">Seen within 28 days<"), "{page}");
}

#[tokio::test]
async fn a_board_is_set_against_england_and_england_against_nothing() {
    let app = TestApp::told();
    let icb = format!("/areas/{}/waiting", TestApp::icb());
    let page = app.get(Who::Public, &icb).await.expect(200).text();
    assert!(page.contains("England ("), "{page}");
    let page = app.get(Who::Public, "/areas/ENG/waiting").await.expect(200);
    let page = page.text();
    assert!(page.contains("This is all of England."), "{page}");
    assert!(page.contains("Inside this area"), "{page}");
    assert!(page.contains("Half seen within (days)"), "{page}");
}

#[tokio::test]
async fn what_looks_back_is_of_areas_as_they_are_now_alone() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    let path = format!("/areas/{icb}/waiting?geography=as_was&month=2026-10");
    let page = app.get(Who::Public, &path).await.expect(200).text();
    assert!(
        page.contains("Given for areas as they are now alone"),
        "{page}"
    );
    assert!(!page.contains("Half of the people referred"), "{page}");
    assert!(!page.contains("hub-plot--histogram"), "{page}");
    // The median of waits that ended looks back on nothing.
    assert!(page.contains("id=\"over-time\""), "{page}");
    let link = format!("/areas/{icb}/waiting?geography=as_now&amp;month=2026-10");
    assert!(page.contains(&link), "{page}");
    app.get(Who::Public, &link.replace("&amp;", "&"))
        .await
        .expect(200);
}

#[tokio::test]
async fn waits_are_not_told_where_too_few_returns_came() {
    let app = TestApp::released();
    let path = format!("/areas/{}/waiting", TestApp::icb());
    let page = app.get(Who::Public, &path).await.expect(200).text();
    assert!(!page.contains("Half of the people referred"), "{page}");
    assert!(
        page.contains("Cannot be worked out from the figures shown"),
        "{page}"
    );
    assert!(
        page.contains("The curve cannot be worked out for this month"),
        "{page}"
    );
    assert!(
        page.contains("Too little to tell how waits are spread"),
        "{page}"
    );
}

#[tokio::test]
async fn an_area_page_leads_to_waiting_and_outcomes_of_the_same_month() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    let path = format!("/areas/{icb}?month=2026-09");
    let page = app.get(Who::Public, &path).await.expect(200).text();
    for name in ["waiting", "outcomes"] {
        let link = format!("/areas/{icb}/{name}?month=2026-09");
        assert!(page.contains(&link), "{link}: {page}");
        let there = app.get(Who::Public, &link).await.expect(200).text();
        assert!(there.contains("September 2026"), "{there}");
    }
}

#[tokio::test]
async fn a_parameter_that_the_page_does_not_know_is_told() {
    let app = TestApp::released();
    app.get(Who::Public, "/areas/ENG/waiting?by=imd_quintile")
        .await
        .expect(400);
}
