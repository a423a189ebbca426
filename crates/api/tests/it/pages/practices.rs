//! C3 and C13: which practices are covered, and which refer fewer people than expected.

use crate::support::{TestApp, Who, screen};

const SHOWN_TO: &str = "hown to the integrated care board and to national analysts only";

#[tokio::test(flavor = "multi_thread")]
async fn referrals_of_practices_are_shown_to_their_board_and_to_analysts() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let (coverage, practices) = (
        format!("/areas/{icb}/coverage"),
        format!("/areas/{icb}/practices"),
    );
    for (who, sees) in [
        (Who::Public, false),
        (Who::Own, false),
        (Who::OtherIcb, false),
        (Who::Operator, false),
        (Who::Icb, true),
        (Who::Analyst, true),
        (Who::Officer, true),
    ] {
        let page = app.get(who, &coverage).await.expect(200).text();
        assert_eq!(screen(&page), "C3");
        assert!(page.contains("counts as covered when"), "{who:?}");
        assert_eq!(page.contains(SHOWN_TO), !sees, "{who:?}: {page}");
        assert_eq!(
            page.contains("none or too few referrals"),
            sees,
            "{who:?}: {page}"
        );
        let page = app.get(who, &practices).await.expect(200).text();
        assert_eq!(screen(&page), "C13");
        assert_eq!(page.contains(SHOWN_TO), !sees, "{who:?}: {page}");
        assert_eq!(
            page.contains("for its size and deprivation"),
            sees,
            "{who:?}: {page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_returns_and_chance_are_said_above_the_list() {
    let app = TestApp::released();
    let path = format!("/areas/{}/practices", TestApp::icb());
    for who in [Who::Icb, Who::Analyst, Who::Officer] {
        let page = app.get(who, &path).await.expect(200).text();
        let (above, _) = page.split_once("<table").expect("a table");
        for words in [
            "Before you name a practice",
            "1 of the 2 returns expected for September 2026 is missing.",
            "Service YA002: September 2026",
            "looks as if it referred few",
            "By chance alone about 1 practice in 40 is called lower",
            "Each fifth is held against its own average",
            "There each person counts where they live",
        ] {
            assert!(above.contains(words), "{who:?}: {words}: {page}");
        }
        for head in ["Link worker", "Referrals per 1,000 registered"] {
            assert!(page.contains(head), "{who:?}: {head}: {page}");
        }
        assert!(!page.contains("too few are expected to tell"), "{page}");
    }
    for who in [Who::Public, Who::Own, Who::OtherIcb, Who::Operator] {
        let page = app.get(who, &path).await.expect(200).text();
        assert!(!page.contains("Service YA002"), "{who:?}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_a_file_for_those_who_see_it() {
    let app = TestApp::released();
    let path = format!("/areas/{}/practices?format=csv", TestApp::icb());
    let file = app.get(Who::Icb, &path).await.expect(200).text();
    let mut lines = file.lines();
    assert!(
        lines
            .next()
            .is_some_and(|head| head.starts_with("practice_code,practice_name,network")),
        "{file}"
    );
    let rows: Vec<&str> = lines.collect();
    assert!(rows.len() > 1, "{file}");
    // A row may be looked at alone: each says what is missing.
    for row in rows {
        assert!(
            row.contains("Service YA002: September 2026") && row.ends_with(",1,2"),
            "{row}"
        );
    }
    app.get(Who::Public, &path).await.expect(403);
    app.get(Who::OtherIcb, &path).await.expect(403);
    app.get(Who::Icb, &path.replace("csv", "pdf"))
        .await
        .expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn workload_stands_beside_coverage_and_ambitions_are_of_the_real_england() {
    let app = TestApp::told();
    let area = format!("/areas/{}", TestApp::icb());
    for path in [
        format!("{area}/coverage"),
        format!("{area}/pack?part=coverage"),
    ] {
        let page = app.get(Who::Public, &path).await.expect(200).text();
        for words in [
            "New referrals to a full-time link worker",
            "Guidance takes 200 to 250 people a year",
        ] {
            assert!(page.contains(words), "{path}: {words}: {page}");
        }
    }
    let path = format!("{area}/coverage");
    let page = app.get(Who::Public, &path).await.expect(200).text();
    assert!(
        page.contains("The national ambitions come to 1.02 full-time equivalents per 10,000"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn practices_are_of_one_board_of_today_at_a_time() {
    let app = TestApp::released();
    let england = app
        .get(Who::Analyst, "/areas/ENG/practices")
        .await
        .expect(200)
        .text();
    assert!(
        england.contains("one integrated care board at a time"),
        "{england}"
    );
    let england = app
        .get(Who::Analyst, "/areas/ENG/coverage")
        .await
        .expect(200)
        .text();
    assert!(
        england.contains("one by one for one integrated care board at a time"),
        "{england}"
    );
    let was = format!("/areas/{}/practices?geography=as_was", TestApp::icb());
    let was = app.get(Who::Icb, &was).await.expect(200).text();
    assert!(was.contains("for areas as they are now"), "{was}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_questions_are_not_answered_nobody_sees_single_practices() {
    let app = TestApp::without_sql();
    for page in ["coverage", "practices"] {
        let path = format!("/areas/{}/{page}", TestApp::icb());
        let page = app.get(Who::Icb, &path).await.expect(200).text();
        assert!(page.contains(SHOWN_TO), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_the_page_is_on_record() {
    let app = TestApp::released_apart().await;
    let path = format!("/areas/{}/practices", TestApp::icb());
    // What another site leads to asks nothing in a reader's name.
    let led = app
        .ask(Who::Icb, "GET", &path)
        .header("sec-fetch-site", "cross-site");
    let led = led.send().await.expect(200).text();
    assert!(led.contains("You came here from another site"), "{led}");
    app.get(Who::Icb, &path).await.expect(200);
    let asked = "select count(*) as n from audit.questions where transport = 'page'";
    let path = format!(
        "/api/v1/sql?q={}&format=json",
        asked.replace(' ', "%20").replace('\'', "%27")
    );
    let answer = app.get(Who::Officer, &path).await.expect(200).json();
    assert_eq!(answer["rows"][0][0], 1, "{answer}");
}
