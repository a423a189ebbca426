//! What published studies asked, over HTTP and on the page.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{TestApp, Who};

const EVALUATIONS: &str = "/api/v1/evaluations";

async fn json(app: &TestApp, path: &str) -> Value {
    app.get(Who::Public, path).await.expect(200).json()
}

async fn all(app: &TestApp) -> Vec<Value> {
    let all = json(app, EVALUATIONS).await["evaluations"].clone();
    let all = all.as_array().unwrap().clone();
    assert_eq!(all.len(), 7);
    all
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

#[tokio::test]
async fn every_study_says_what_it_found_and_what_this_cannot_say() {
    let app = TestApp::released();
    for evaluation in all(&app).await {
        for field in ["title", "question", "study", "published", "caveat", "sql"] {
            assert!(text(&evaluation, field).len() > 10, "{field}: {evaluation}");
        }
        assert!(
            text(&evaluation, "address").starts_with("https://"),
            "{evaluation}"
        );
    }
}

#[tokio::test]
async fn every_study_is_answered_for_england_with_a_sentence_for_each_figure() {
    let app = TestApp::released();
    for evaluation in all(&app).await {
        let id = text(&evaluation, "id");
        let answer = json(&app, &format!("{EVALUATIONS}/{id}")).await;
        let figures = answer["figures"].as_array().unwrap();
        let areas: BTreeSet<&str> = figures.iter().map(|row| text(row, "area")).collect();
        assert!(areas.contains("ENG"), "{id}: {areas:?}");
        for figure in figures {
            let sentence = text(figure, "sentence");
            assert!(
                sentence.ends_with('.') && sentence.len() > 20,
                "{id}: {figure}"
            );
            let shown = matches!(text(figure, "status"), "shown" | "provisional" | "revised");
            assert_eq!(figure["value"].is_number(), shown, "{id}: {figure}");
        }
        let one = json(&app, &format!("{EVALUATIONS}/{id}?area=ENG")).await;
        let one = one["figures"].as_array().unwrap();
        assert!(!one.is_empty() && one.iter().all(|row| text(row, "area") == "ENG"));
    }
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told() {
    let app = TestApp::released();
    let known = format!("{EVALUATIONS}/shropshire_gp_consultations");
    for (path, status) in [
        (format!("{EVALUATIONS}/no_such"), 404),
        (format!("{known}?month=1999-01"), 400),
        (format!("{known}?month=soon"), 400),
        (format!("{known}?area=NOBODY"), 404),
        (format!("{known}?by=sex"), 400),
        (format!("{known}?as_at=2001-01-01.1"), 404),
    ] {
        app.get(Who::Public, &path).await.expect(status);
    }
}

#[tokio::test]
async fn whoever_has_an_answer_is_not_sent_it_again() {
    let app = TestApp::released();
    let path = format!("{EVALUATIONS}/shropshire_gp_consultations?area=ENG");
    let answer = app.get(Who::Public, &path).await.expect(200);
    let tag = answer.header("etag").to_owned();
    app.ask(Who::Public, "GET", &path)
        .header("if-none-match", &tag)
        .send()
        .await
        .expect(304);
}

#[tokio::test]
async fn the_answer_comes_as_a_file_too() {
    let app = TestApp::released();
    let path = format!("{EVALUATIONS}/shropshire_gp_consultations?format=csv&area=ENG");
    let answer = app.get(Who::Public, &path).await.expect(200);
    let file = String::from_utf8(answer.body.clone()).unwrap();
    let head = file.lines().next().unwrap();
    assert!(
        head.contains("lower95") && head.contains("sentence"),
        "{head}"
    );
    assert!(file.lines().count() > 1, "{file}");
}

#[tokio::test]
async fn the_page_of_an_area_answers_all_studies() {
    let app = TestApp::released();
    let page = app
        .get(Who::Public, "/areas/ENG/evaluations")
        .await
        .expect(200)
        .text();
    for evaluation in all(&app).await {
        assert!(page.contains(&format!("id=\"{}\"", text(&evaluation, "id"))));
    }
    assert!(page.contains("What this cannot say."));
    // Two ranges of one figure: which to quote is said beside them.
    assert!(page.contains("takes the range of the calculator"), "{page}");
    app.get(Who::Public, "/areas/ENG/evaluations?geography=as_was")
        .await
        .expect(404);
    // What is told of England alone is told of it on the page of a board too.
    let board = app.get(Who::Public, "/areas/QOP/evaluations").await;
    assert!(board.expect(200).text().contains("Of all of England"));
}

#[tokio::test]
async fn a_definition_shows_the_views_that_its_query_reads_and_no_others() {
    let app = TestApp::released();
    let page = app.get(Who::Public, "/measures/social_return").await;
    let page = page.expect(200).text();
    assert!(page.contains("Show the view shared.unit_values that it reads"));
    assert!(page.contains("wellby_pounds"));
    assert!(!page.contains("shared.area_waits"));
}
