//! The intruder's report that goes with a release.

use hub_store::Path;

use crate::support::{TestApp, Who};

const REPORT: &str = "/api/v1/releases/2026-11-02.1/intruder-report";

#[tokio::test]
async fn the_report_is_the_release_s_own_and_says_nothing_of_anybody() {
    let app = TestApp::released();
    let list = app
        .get(Who::Public, "/api/v1/releases")
        .await
        .expect(200)
        .json();
    let answer = app.get(Who::Public, REPORT).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let body = answer.json();
    let setting = &body["intruder_report"]["report"]["setting"];
    assert_eq!(setting["release"], "2026-11-02.1");
    assert_eq!(setting["targets"], 20);
    assert_eq!(setting["seed"], 1);
    assert_eq!(
        setting["manifest_sha256"],
        list["releases"][0]["manifest_sha256"]
    );
    assert_eq!(body["signature"].as_str().unwrap().len(), 128);
    // One area was sent of: no error of so few says anything.
    let areas = &body["intruder_report"]["report"]["figures"]["areas"];
    for figure in areas.as_array().unwrap() {
        assert_eq!(figure["error_median"], serde_json::Value::Null, "{figure}");
    }
    assert!(!answer.text().contains("YA001"));
}

#[tokio::test]
async fn the_page_runs_and_loads_nothing_of_its_own() {
    let app = TestApp::released();
    let asked = app
        .ask(Who::Public, "GET", REPORT)
        .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .send()
        .await
        .expect(200);
    let named = app
        .get(Who::Public, &format!("{REPORT}?format=html"))
        .await
        .expect(200);
    assert_eq!(asked.text(), named.text());
    assert_eq!(named.header("content-type"), "text/html; charset=utf-8");
    let policy = named.header("content-security-policy");
    assert!(policy.contains("default-src 'self'"), "{policy}");
    let page = named.text();
    assert!(page.contains("Motivated intruder report: release 2026-11-02.1"));
    assert!(page.contains("href=\"/assets/hub.css"), "{page}");
    for back in [
        "href=\"/\"",
        "href=\"/analyst/releases\"",
        "href=\"/protection\"",
    ] {
        assert!(page.contains(back), "{back}");
    }
    for inline in ["<script", "<style", "style=", "http://", "https://"] {
        assert!(!page.contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn a_report_is_kept_for_good_and_a_missing_one_is_not() {
    let app = TestApp::released_apart().await;
    let first = app.get(Who::Public, REPORT).await.expect(200);
    assert_eq!(first.header("cache-control"), "public, max-age=86400");
    app.ask(Who::Public, "GET", REPORT)
        .header("if-none-match", first.header("etag"))
        .send()
        .await
        .expect(304);
    let path = Path::from("releases/2026-11-02.1/intruder.json");
    app.store.discard(&path).await.unwrap();
    let answer = app.get(Who::Public, REPORT).await.expect(404);
    assert_eq!(answer.problem(), "not-found");
    assert!(answer.text().contains("has no intruder's report"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = app.get(Who::Analyst, "/analyst/releases").await.expect(200);
    assert!(!page.text().contains("/intruder-report"));
    for nothing in ["2026-11-02.9", "x"] {
        let path = format!("/api/v1/releases/{nothing}/intruder-report");
        app.get(Who::Public, &path).await.expect(404);
    }
}

#[tokio::test]
async fn a_format_that_there_is_not_is_refused() {
    let app = TestApp::released();
    app.get(Who::Public, &format!("{REPORT}?format=csv"))
        .await
        .expect(400);
    app.ask(Who::Public, "GET", REPORT)
        .header("accept", "text/csv")
        .send()
        .await
        .expect(406);
}
