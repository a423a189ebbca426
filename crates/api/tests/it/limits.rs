//! Bounds: below, at and above each edge.

use std::time::Duration;

use hub_testkit::fixtures::month;

use crate::support::{Ask, OWN, TestApp, Who, csv};

fn path() -> String {
    format!("/api/v1/returns?service={OWN}&month=2026-10&file_name=return.csv")
}

#[tokio::test]
async fn a_file_may_be_as_large_as_the_limit_and_no_larger() {
    let app = TestApp::with(|config| config.upload_bytes_max = 10_000).await;
    let send = |bytes: usize| {
        app.ask(Who::Own, "POST", &path())
            .body("x".repeat(bytes))
            .send()
    };
    send(9_999).await.expect(202);
    send(10_000).await.expect(202);
    assert_eq!(send(10_001).await.expect(413).problem(), "too-large");
    let declared = app
        .ask(Who::Own, "POST", &path())
        .header("content-length", "999999999")
        .body("x")
        .send()
        .await;
    declared.expect(413);
    let in_form = app
        .ask(Who::Own, "POST", &path())
        .upload("", "return.csv", &"x".repeat(10_001))
        .send()
        .await;
    in_form.expect(413);
}

#[tokio::test]
async fn a_file_of_megabytes_is_taken_from_every_form() {
    let app = TestApp::new().await;
    let large = csv(month("2026-10"), 40_000);
    assert!(large.len() > 2_100_000, "{}", large.len());
    let answer = app
        .ask(Who::Own, "POST", &path())
        .upload("", "return.csv", &large)
        .send()
        .await;
    answer.expect(202);

    let page = format!("/s/{OWN}/returns/2026-10/upload");
    let cookie = app.sign_in(Who::Own).await;
    let csrf = app.csrf(&cookie, &page).await;
    let answer = Ask::new(&app.router, "POST", &page)
        .cookie(&cookie)
        .upload(&csrf, "return.csv", &large)
        .send()
        .await
        .expect(303);
    assert!(answer.header("location").contains("/drafts/"));
}

#[tokio::test]
async fn an_empty_file_is_refused() {
    let app = TestApp::new().await;
    let answer = app.ask(Who::Own, "POST", &path()).send().await.expect(400);
    assert_eq!(answer.json()["detail"], "The selected file is empty.");
}

#[tokio::test]
async fn a_body_that_is_no_upload_has_a_smaller_limit() {
    let app = TestApp::new().await;
    let id = app.send(csv(month("2026-10"), 3)).await.expect(202).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    app.submit(&id, &" ".repeat(64 * 1024 + 1))
        .await
        .expect(413);
    app.submit(&id, &" ".repeat(64 * 1024)).await.expect(201);
}

#[tokio::test]
async fn files_beyond_the_memory_for_them_are_refused_and_may_try_again() {
    // Room for one file of the largest size, and none is ever checked: the one permit is taken by nobody.
    let app = TestApp::with(|config| {
        config.upload_bytes_max = 1_000_000;
        config.upload_memory_bytes_max = 1_000_000;
        config.check_wait = Duration::ZERO;
    })
    .await;
    let large = csv(month("2026-10"), 12_000);
    assert!(
        (500_001..1_000_000).contains(&large.len()),
        "{}",
        large.len()
    );
    let send = || {
        app.ask(Who::Own, "POST", &path())
            .header("content-length", &large.len().to_string())
            .body(large.clone())
            .send()
    };
    send().await.expect(202);
    let refused = send().await.expect(429);
    assert_eq!(refused.problem(), "too-busy");
    assert_eq!(refused.header("retry-after"), "30");
    let metrics = app.get(Who::Public, "/metrics").await.expect(200).text();
    assert!(
        metrics.contains("hub_uploads_refused_total 1\n"),
        "{metrics}"
    );
}

#[tokio::test]
async fn the_oldest_draft_of_a_service_gives_way() {
    let app = TestApp::with(|config| config.drafts.per_service_max = 2).await;
    let mut ids = Vec::new();
    for rows in 1..=3 {
        // Ids are in order of time, to the millisecond.
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        let body = app
            .send(csv(month("2026-10"), rows))
            .await
            .expect(202)
            .json();
        ids.push(body["id"].as_str().unwrap().to_owned());
    }
    for (id, status) in ids.iter().zip([410, 200, 200]) {
        app.get(Who::Own, &format!("/api/v1/returns/{id}"))
            .await
            .expect(status);
    }
}

#[tokio::test]
async fn drafts_of_all_services_are_bounded() {
    let app = TestApp::with(|config| config.drafts.count_max = 1).await;
    let first = app.send(csv(month("2026-10"), 1)).await.expect(202).json();
    app.send(csv(month("2026-10"), 2)).await.expect(429);
    app.clock.advance(jiff::SignedDuration::from_mins(30));
    app.send(csv(month("2026-10"), 2)).await.expect(202);
    app.get(
        Who::Own,
        &format!("/api/v1/returns/{}", first["id"].as_str().unwrap()),
    )
    .await
    .expect(410);
}
