//! P7: how figures are protected.

use crate::support::{TestApp, Who, screen};

#[tokio::test]
async fn the_rules_and_the_size_of_adjustments_are_public() {
    let app = TestApp::released();
    let page = app.get(Who::Public, "/protection").await.expect(200);
    let page = page.text();
    assert_eq!(screen(&page), "P7");
    for claim in [
        "So that nobody can be recognised in them",
        "counts are changed a little at random",
        "This page is for whoever uses the figures",
        "A small area has 23 referrals in a month. The draw for this count is, say, 3, which makes it 26.",
        "<strong>25</strong>",
        "What an intruder could still learn",
        "/intruder-report?format=html",
        "the first goes from 34 to 71, and the second from 39 to 61.",
        "<code>sdc-1</code>",
        "fewer than 8 people",
        "are fewer than 12",
        "rounded to the nearest 5",
        "at least 30 people",
        // 2 a / (1 - a)^2 with a = exp(-1/2) and exp(-1/4).
        "7.84",
        "31.83",
        "Why there can be more people than referrals",
        "hub.noise",
        "byar_lower",
    ] {
        assert!(page.contains(claim), "{claim}");
    }
    // Whoever may not ask is not led to where it is asked.
    assert!(!page.contains("/analyst/sql?"));
    assert!(page.contains("href=\"/protection\""), "the foot leads here");
}

#[tokio::test]
async fn the_query_of_the_page_is_answered_with_limits_about_each_count() {
    let app = TestApp::released();
    let page = app.get(Who::Analyst, "/protection").await.expect(200);
    let page = page.text();
    let (_, rest) = page.split_once("href=\"/analyst/sql?").unwrap();
    let query = rest.split('"').next().unwrap().replace("&amp;", "&");
    let path = format!("/api/v1/sql?{}", query.replace("&run=1", ""));
    let answer = app.get(Who::Analyst, &path).await.expect(200).json();
    let rows = answer["rows"].as_array().unwrap();
    let shown: Vec<_> = rows.iter().filter(|row| row[1].is_number()).collect();
    assert!(!shown.is_empty(), "{answer}");
    for row in shown {
        let of = |at: usize| row[at].as_f64().unwrap();
        assert!(of(2) < of(1) && of(1) < of(3), "{row}");
    }
}

#[tokio::test]
async fn before_the_first_release_there_are_no_rules_yet() {
    let app = TestApp::new().await;
    let page = app.get(Who::Public, "/protection").await.expect(200);
    assert!(page.text().contains("No release has been published yet"));
}

#[tokio::test]
async fn the_codes_of_refusals_and_of_statuses_are_listed_where_they_are_wanted() {
    let app = TestApp::released();
    let problem = app
        .get(Who::Public, "/problems/query-refused")
        .await
        .expect(200)
        .text();
    let reference = app
        .get(Who::Public, "/api-reference")
        .await
        .expect(200)
        .text();
    for code in ["SDC_ROW_LEVEL", "SDC_LEDGER", "SDC_TOO_MANY_DIMS", "LIMIT"] {
        let code = format!("<code>{code}</code>");
        assert!(problem.contains(&code), "{code}");
        assert!(reference.contains(&code), "{code}");
    }
    let other = app.get(Who::Public, "/problems/superseded").await;
    assert!(!other.expect(200).text().contains("SDC_"));
    let definition = app
        .get(Who::Public, "/measures/referral_rate")
        .await
        .expect(200)
        .text();
    for page in [&reference, &definition] {
        assert!(page.contains("Status codes") && page.contains("<code>[c]</code>"));
    }
    // The example of a release is one that there is.
    assert!(reference.contains("2026-11-02.1") && !reference.contains(">2026-11-14.2<"));
}
