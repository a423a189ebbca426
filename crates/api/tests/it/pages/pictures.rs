//! Charts of pages as pictures.

use axum::http::StatusCode;

use crate::support::{OWN, TestApp, Who};

const SVG: &str = "image/svg+xml; charset=utf-8";

/// Parts of `text` between `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .map(|rest| rest.split(end).next().unwrap_or_default())
        .collect()
}

/// Addresses of the pictures that a page offers.
fn offered(page: &str) -> Vec<String> {
    between(page, "href=\"", "\"")
        .into_iter()
        .filter(|href| href.contains("picture="))
        .map(|href| href.replace("&amp;", "&"))
        .collect()
}

/// The words of a picture, however they are broken into lines.
fn seen(picture: &str) -> String {
    let texts: Vec<&str> = between(picture, "<text", "</text>")
        .into_iter()
        .filter_map(|text| text.split_once('>').map(|(_, words)| words))
        .collect();
    texts.join(" ")
}

#[tokio::test]
async fn a_chart_of_a_page_is_a_file_that_stands_for_itself() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let path = format!("/areas/{icb}/measures/referral_rate?picture=over-time");
    let answer = app.get(Who::Public, &path).await.expect(200);
    assert_eq!(answer.header("content-type"), SVG);
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=\"{icb}-measures-referral_rate-over-time.svg\"")
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let picture = answer.text();
    assert!(
        picture.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns="),
        "{picture}"
    );
    assert!(picture.trim_end().ends_with("</svg>"), "{picture}");
    let seen = seen(&picture);
    for words in ["October 2026", "Source: ", "Release 2026-11-02.1"] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    // It says what the page says.
    let page = format!("/areas/{icb}/measures/referral_rate");
    let page = app.get(Who::Public, &page).await.expect(200).text();
    let finding = between(&picture, "<title id=\"title\">", "</title>")[0];
    assert!(page.contains(finding), "{finding}");
}

#[tokio::test]
async fn every_picture_that_a_page_offers_is_there() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    let mut pictures = 0;
    for page_path in [
        format!("/areas/{icb}/measures/referral_rate"),
        format!("/areas/{icb}/who"),
        format!("/areas/{icb}/who?by=ethnic_group&month=2026-10"),
        format!("/areas/{icb}/who?by=need"),
        format!("/areas/{icb}/coverage"),
        format!("/areas/{icb}/waiting"),
        format!("/areas/{icb}/waiting?geography=as_was"),
        format!("/areas/{icb}/outcomes?by=condition&plans=ethnic_group&support=needs"),
        format!("/areas/{icb}/value"),
        format!("/areas/{icb}/pack"),
        format!("/areas/{icb}/pack?part=time&part=compare"),
        format!("/compare?measure=practices_covered&area={icb}&with=similar"),
        "/compare?measure=practices_covered".to_owned(),
    ] {
        let page = app.get(Who::Public, &page_path).await.expect(200).text();
        let offered = offered(&page);
        let charts = page.matches("<section class=\"hub-chart\"").count();
        assert_eq!(offered.len(), charts, "{page_path}");
        for path in offered {
            let answer = app.get(Who::Public, &path).await.expect(200);
            assert_eq!(answer.header("content-type"), SVG, "{path}");
            // Whatever is released later, it stays this picture.
            assert!(path.contains("as_at=2026-11-02.1"), "{path}");
            let picture = answer.text();
            let finding = between(&picture, "<title id=\"title\">", "</title>")[0];
            assert!(
                page.contains(&format!(">{finding}</h")),
                "{path}: {finding}"
            );
            pictures += 1;
        }
    }
    assert!(pictures > 15, "{pictures}");
}

#[tokio::test]
async fn a_chart_that_a_page_has_not_is_refused_with_what_to_do() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for path in [
        format!("/areas/{icb}/measures/referral_rate?picture=nothing"),
        format!("/areas/{icb}/measures/referral_rate?picture=over-time-title"),
        format!("/areas/{icb}/trust?picture=over-time"),
        format!("/areas/{icb}/pack.xlsx?picture=over-time"),
        "/privacy?picture=maincontent".to_owned(),
    ] {
        let page = app.get(Who::Public, &path).await.expect(404);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(
            page.text()
                .contains("There is no such chart on this page. Open the page without"),
            "{path}: {}",
            page.text()
        );
    }
    // An empty parameter counts as absent.
    let path = format!("/areas/{icb}/measures/referral_rate?picture=");
    let page = app.get(Who::Public, &path).await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn other_parameters_are_those_of_the_page() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let path = format!("/areas/{icb}/who?by=age_band&picture=rates");
    let picture = app.get(Who::Public, &path).await.expect(200);
    assert_eq!(
        picture.header("content-disposition"),
        format!("attachment; filename=\"{icb}-who-age_band-rates.svg\"")
    );
    assert!(picture.text().contains("17 and under"));
    for (query, status) in [
        ("by=sex&picture=rates", 400),
        ("nonsense=1&picture=rates", 400),
        ("month=2019-01&picture=rates", 404),
    ] {
        let path = format!("/areas/{icb}/who?{query}");
        app.get(Who::Public, &path).await.expect(status);
    }
    // It is a parameter of pages alone.
    app.get(Who::Public, "/api/v1/measures?picture=rates")
        .await
        .expect(400);
}

#[tokio::test]
async fn a_picture_is_for_those_who_may_read_its_page_and_is_kept_nowhere() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for path in ["/operate/health?picture=x", "/analyst/tables?picture=x"] {
        app.get(Who::Public, path).await.expect(401);
        app.get(Who::Own, path).await.expect(403);
    }
    let own = format!("/s/{OWN}/figures?picture=x");
    app.get(Who::Public, &own).await.expect(401);
    app.get(Who::Other, &own).await.expect(404);
    let path = format!("/areas/{icb}/measures/referral_rate?picture=over-time");
    let mut pictures = Vec::new();
    for who in Who::ALL {
        let answer = app.get(who, &path).await.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store", "{who:?}");
        pictures.push(answer.body);
    }
    // A figure of a board is the same for its own people and for a visitor.
    assert!(pictures.iter().all(|picture| *picture == pictures[0]));
    let cookie = app.sign_in(Who::Icb).await;
    let ask = app.ask(Who::Public, "GET", &path).cookie(&cookie);
    let answer = ask.send().await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.body == pictures[0]);
}

#[tokio::test]
async fn a_head_request_is_answered_without_the_picture() {
    let app = TestApp::released();
    let path = format!(
        "/areas/{}/measures/referral_rate?picture=over-time",
        TestApp::icb()
    );
    let whole = app.get(Who::Public, &path).await.expect(200);
    let head = app.ask(Who::Public, "HEAD", &path).send().await;
    assert_eq!(head.status, StatusCode::OK);
    assert_eq!(head.header("content-type"), SVG);
    assert!(head.body.is_empty() && !whole.body.is_empty());
}

#[tokio::test]
async fn the_picture_of_a_board_that_was_taken_over_is_that_of_its_successor() {
    let app = TestApp::released();
    let moved = app
        .get(
            Who::Public,
            "/areas/QMM/measures/practices_covered?picture=over-time&month=2026-10",
        )
        .await
        .expect(303);
    let to = moved.header("location").to_owned();
    assert!(to.contains("picture=over-time"), "{to}");
    let picture = app.get(Who::Public, &to).await.expect(200);
    assert_eq!(picture.header("content-type"), SVG);
}
