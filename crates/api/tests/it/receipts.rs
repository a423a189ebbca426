//! What a receipt says later on.

use hub_testkit::fixtures::submission;

use crate::support::{Ask, OWN, TestApp, Who};

#[tokio::test]
async fn a_receipt_names_the_releases_that_the_return_went_into() {
    let app = TestApp::released();
    let id = submission(0);
    let state = app.store.journal().state().await.unwrap();
    let release = state.releases[0].release.to_string();
    let answer = app
        .get(Who::Own, &format!("/api/v1/returns/{id}"))
        .await
        .expect(200);
    assert_eq!(answer.json()["releases"], serde_json::json!([release]));

    let cookie = app.sign_in(Who::Own).await;
    let page = Ask::new(&app.router, "GET", &format!("/s/{OWN}/returns/{id}"))
        .cookie(&cookie)
        .send()
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("In the releases") && page.contains(&release),
        "{page}"
    );
}

#[tokio::test]
async fn a_return_that_no_release_has_taken_yet_names_none() {
    let app = TestApp::new().await;
    let id = app
        .send_and_submit(crate::support::csv(
            hub_testkit::fixtures::month("2026-10"),
            3,
        ))
        .await;
    let answer = app
        .get(Who::Own, &format!("/api/v1/returns/{id}"))
        .await
        .expect(200);
    assert_eq!(answer.json()["releases"], serde_json::json!([]));
}
