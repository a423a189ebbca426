//! Totals of a month while its returns come in.

use hub_disclosure::Policy;
use hub_release::{Live, LiveFigure, ReleaseKeys};
use hub_testkit::fixtures::{month, service};
use serde_json::Value;

use crate::support::{OTHER, OWN, TestApp, Who, csv};

const LIVE: &str = "/api/v1/live?month=2026-10";

/// So many people, each with one referral in October.
fn october(n_people: usize) -> String {
    csv(month("2026-10"), n_people)
}

async fn england(app: &TestApp) -> Value {
    let answer = app.get(Who::Analyst, &format!("{LIVE}&area=ENG")).await;
    answer.expect(200).json()["headlines"][0].clone()
}

/// What the totals in the journal would show.
async fn in_journal(app: &TestApp, code: &str) -> Option<LiveFigure> {
    let state = app.store.journal().state().await.unwrap();
    let current = state.current_for(&service(code), month("2026-10"))?;
    let keys = ReleaseKeys::from_bytes([3; 32], [4; 32]);
    Some(Live::new(&keys, Policy::sdc_1()).figure(current.live.as_deref()))
}

#[tokio::test]
async fn an_accepted_return_is_in_the_headline_at_once() {
    let app = TestApp::new().await;
    let before = england(&app).await;
    assert_eq!(before["returns_received"], 0);
    assert_eq!(before["returns_expected"], 2);
    assert_eq!(before["referrals"]["display"], "*");
    app.send_and_submit(october(60)).await;
    let after = england(&app).await;
    assert_eq!(after["returns_received"], 1);
    assert_eq!(after["returns_counted"], 1);
    let shown = in_journal(&app, OWN).await.unwrap();
    assert_eq!(after["referrals"]["value"].as_i64(), shown.referrals);
    let referrals = shown.referrals.unwrap();
    assert!(
        referrals % 5 == 0 && (30..=90).contains(&referrals),
        "{referrals}"
    );
}

#[tokio::test]
async fn a_few_changed_people_do_not_move_the_headline_and_many_do() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let before = in_journal(&app, OWN).await;
    app.send_and_submit(october(69)).await;
    assert_eq!(in_journal(&app, OWN).await, before, "nine more people");
    app.send_and_submit(october(200)).await;
    let after = in_journal(&app, OWN).await.unwrap().referrals.unwrap();
    assert!((170..=230).contains(&after), "{after}");
    // A month that still awaits returns keeps its last version for the figures that stay.
    app.send_and_submit(october(100)).await;
    assert_eq!(in_journal(&app, OWN).await.unwrap().referrals, Some(after));
}

#[tokio::test]
async fn the_same_headline_is_there_after_a_restart() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let before = england(&app).await;
    assert_eq!(england(&app.restarted()).await, before);
}

#[tokio::test]
async fn too_few_people_are_hidden() {
    let app = TestApp::new().await;
    app.send_and_submit(october(7)).await;
    let headline = england(&app).await;
    assert_eq!(headline["returns_received"], 1);
    assert_eq!(headline["people"]["value"], Value::Null);
    assert_eq!(headline["referrals"]["display"], "*");
}

#[tokio::test]
async fn whoever_withdraws_and_sends_again_gets_the_same_totals() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(60)).await;
    let before = in_journal(&app, OWN).await;
    let withdraw = format!("/api/v1/returns/{id}/withdraw");
    app.ask(Who::Own, "POST", &withdraw)
        .send()
        .await
        .expect(200);
    assert_eq!(england(&app).await["returns_received"], 0);
    app.send_and_submit(october(61)).await;
    assert_eq!(in_journal(&app, OWN).await, before);
}

#[tokio::test]
async fn a_board_watches_itself_and_what_is_wider() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let seen = |answer: Value| -> Vec<String> {
        let headlines = answer["headlines"].as_array().unwrap().clone();
        let icbs = headlines
            .iter()
            .filter(|headline| headline["area_type"] == "icb");
        icbs.map(|headline| headline["area"].as_str().unwrap().to_owned())
            .collect()
    };
    let own = app.get(Who::Icb, LIVE).await.expect(200).json();
    assert_eq!(seen(own), [TestApp::icb()]);
    let all = app.get(Who::Analyst, LIVE).await.expect(200).json();
    assert_eq!(seen(all).len(), 36);
    let other = format!("{LIVE}&area={}", TestApp::icb());
    app.get(Who::OtherIcb, &other).await.expect(403);
    app.get(Who::Own, LIVE).await.expect(403);
    app.get(Who::Public, LIVE).await.expect(401);
}

#[tokio::test]
async fn who_runs_the_hub_sees_no_figures_of_people_come_in() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    app.get(Who::Operator, LIVE).await.expect(403);
    let england = format!("{LIVE}&area=ENG");
    app.get(Who::Operator, &england).await.expect(403);
}

#[tokio::test]
async fn a_sum_that_is_one_services_is_not_told_to_other_boards() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let england = format!("{LIVE}&area=ENG");
    for (who, is_told) in [(Who::Analyst, true), (Who::OtherIcb, false)] {
        let answer = app.get(who, &england).await.expect(200).json();
        let headline = &answer["headlines"][0];
        assert_eq!(headline["returns_received"], 1, "{headline}");
        assert_eq!(
            !headline["people"]["value"].is_null(),
            is_told,
            "{headline}"
        );
    }
}

#[tokio::test]
async fn the_files_of_the_headlines_name_the_policy() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let answer = app.get(Who::Analyst, &format!("{LIVE}&format=csv")).await;
    let text = answer.expect(200).text();
    assert!(text.contains("sdc-1"), "{text}");
    assert!(text.contains("England"), "{text}");
    assert!(!text.contains(OTHER));
}

#[tokio::test]
async fn the_overview_tells_who_may_watch_how_the_month_comes_in() {
    let app = TestApp::released();
    let path = "/areas/ENG";
    let seen = app.sign_in(Who::Analyst).await;
    let page = app.ask(Who::Public, "GET", path).cookie(&seen).send().await;
    assert!(page.expect(200).text().contains("October 2026 so far"));
    let page = app.get(Who::Public, path).await.expect(200).text();
    assert!(!page.contains("so far"));
}
