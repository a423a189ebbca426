//! What stands beside an answer, and what stands in its place.

use super::{address, api_rows, between, run, unescaped};
use crate::support::{Ask, TestApp, Who};

#[tokio::test]
async fn a_file_that_a_browser_cannot_have_is_told_of_on_a_page() {
    let app = TestApp::released();
    let path = address(
        "/api/v1/sql",
        &[("q", "select * from hub.referrals"), ("format", "csv")],
    );
    let answer = app
        .ask(Who::Analyst, "GET", &path)
        .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .send()
        .await
        .expect(422);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = answer.text();
    for claim in [
        "This query is not answered",
        "SDC_ROW_LEVEL: rows about people cannot be read",
        "href=\"/analyst/sql?q=select+*+from+hub.referrals\">Change the query<",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    assert!(!page.contains("our fault") && !page.contains("Returns that were submitted"));
    let answer = app.get(Who::Analyst, &path).await.expect(422);
    assert_eq!(answer.problem(), "query-refused");
}

#[tokio::test]
async fn a_table_that_is_too_large_for_one_answer_is_had_in_parts_that_fit() {
    let app = TestApp::released_with_rows(2_000);
    let path = "/analyst/tables/measure_values";
    let page = app.get(Who::Analyst, path).await.expect(200).text();
    assert!(
        !page.contains("Download the whole table")
            && page.contains("Download the table in parts")
            && page.contains("one answer has at most 2,000"),
        "{page}"
    );
    let (_, parts) = page
        .split_once("Parts of hub.measure_values as files")
        .unwrap();
    let files = between(parts, "href=\"/api/v1/sql?", "\"");
    let files: Vec<&&str> = files
        .iter()
        .filter(|file| {
            file.contains("format=csv") && file.contains("measure+%3D+%27referral_rate%27")
        })
        .collect();
    assert!(!files.is_empty(), "{parts}");
    let mut n_rows = 0;
    for file in files {
        let path = format!("/api/v1/sql?{}", unescaped(file));
        let csv = app.get(Who::Analyst, &path).await.expect(200).text();
        n_rows += csv.lines().count() - 1;
    }
    let all = "select count(*) from hub.measure_values where measure = 'referral_rate'";
    assert_eq!(
        n_rows as u64,
        api_rows(&app, all).await[0][0].as_u64().unwrap()
    );
    let page = app.get(Who::Analyst, "/analyst/tables/months").await;
    assert!(page.expect(200).text().contains("Download the whole table"));
}

#[tokio::test]
async fn what_a_query_misspells_and_what_a_month_misses_stand_with_the_answer() {
    let app = TestApp::released();
    let sql = "select count(*) as n from hub.referrals where sex = 'femal'";
    let page = run(&app, sql).await.expect(200).text();
    for claim in [
        "&#39;femal&#39; is not a code of sex, whose codes are female, male, other, unknown.",
        "Months in this release: September 2026 to October 2026.",
        "October 2026 is provisional",
    ] {
        let plain = claim.replace("&#39;", "'");
        assert!(
            page.contains(claim) || page.contains(&plain),
            "{claim}: {page}"
        );
    }
    let path = address("/api/v1/sql", &[("q", sql), ("format", "json")]);
    let answer = app.get(Who::Analyst, &path).await.expect(200).json();
    let notes = answer["notes"].as_array().unwrap();
    assert!(
        notes[0]
            .as_str()
            .unwrap()
            .starts_with("'femal' is not a code of sex")
            && notes[1]
                .as_str()
                .unwrap()
                .starts_with("Months in this release"),
        "{notes:?}"
    );
    let open = address("/api/v1/sql", &[("q", "select code from hub.regions")]);
    let answer = app.get(Who::Analyst, &open).await.expect(200).json();
    assert!(answer.get("notes").is_none(), "{answer}");
}

#[tokio::test]
async fn every_function_of_the_hub_is_offered_with_what_it_answers() {
    let app = TestApp::released();
    let page = app.get(Who::Analyst, "/analyst/functions").await;
    let page = page.expect(200).text();
    for claim in [
        "byar_lower(x[, noise_variance])",
        "<code>row_number</code>",
        "<code>median</code>",
        "<code>coalesce</code>",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    assert!(
        !page.contains("Not described") && !page.contains("sdc_"),
        "{page}"
    );
    let sql = app.get(Who::Analyst, "/analyst/sql").await.expect(200);
    assert!(sql.text().contains("href=\"/analyst/functions\""));
}

#[tokio::test]
async fn operators_read_of_releases_on_a_page_without_sql() {
    let app = TestApp::released();
    let page = app.get(Who::Operator, "/operate/releases").await;
    let page = page.expect(200).text();
    assert!(
        page.contains("2026-11-02.1") && page.contains("/intruder-report?format=html"),
        "{page}"
    );
    let (_, content) = page.split_once("<main").unwrap();
    assert!(!content.contains("href=\"/analyst/"), "{content}");
    let health = app.get(Who::Operator, "/operate/health").await.expect(200);
    assert!(health.text().contains("href=\"/operate/releases\""));
}

#[tokio::test]
async fn a_page_that_there_is_not_keeps_its_head() {
    let app = TestApp::released();
    let cookie = app.sign_in(Who::Analyst).await;
    let missing = |cookie: &str| {
        let ask = Ask::new(&app.router, "GET", "/no-such-page").cookie(cookie);
        ask.header("accept", "text/html").send()
    };
    let answer = missing(&cookie).await.expect(404);
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = answer.text();
    assert!(
        page.contains("Sign out") && page.contains("href=\"/analyst\""),
        "{page}"
    );
    let page = missing("hub=of-nobody").await.expect(404).text();
    assert!(!page.contains("Sign out"), "{page}");
}
