//! No reply comes that the document does not name, and no text is refused that the document lets a parameter hold.
//!
//! Each reply here is one that a client that made requests from the document met, or may meet.

use hub_api::openapi_document;
use serde_json::Value;

use crate::support::{Answer, OWN, TestApp, Who, october};

fn document() -> Value {
    serde_json::to_value(openapi_document()).unwrap()
}

/// Makes sure that the document names the status of an answer for an operation, and its media type where it has a body.
fn is_documented(document: &Value, operation: &str, answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{operation}");
    let (method, path) = operation.split_once(' ').unwrap();
    let responses = &document["paths"][path][method]["responses"];
    let response = &responses[status.to_string()];
    assert!(response.is_object(), "{operation} answers {status}");
    if status != 304 {
        let media_type = answer.header("content-type").split(';').next().unwrap();
        assert!(
            response["content"][media_type].is_object(),
            "{operation} answers {media_type}"
        );
    }
    if status >= 400 {
        let said = response["description"].as_str().unwrap();
        assert!(
            said.contains(&answer.problem()),
            "{operation}: {} of {said}",
            answer.problem()
        );
    }
}

#[tokio::test]
async fn replies_before_the_first_release_are_documented() {
    let document = document();
    let app = TestApp::new().await;
    for (who, path) in [
        (Who::Public, "/api/v1/measures"),
        (Who::Public, "/api/v1/measures/dictionary"),
        (Who::Analyst, "/api/v1/sql/tables"),
    ] {
        let answer = app.get(who, path).await;
        is_documented(&document, &format!("get {path}"), &answer, 404);
        assert_eq!(answer.problem(), "no-release", "{path}");
    }
}

#[tokio::test]
async fn replies_about_returns_are_documented() {
    let document = document();
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let own = format!("/api/v1/returns/{first}");
    let misspelt = app.get(Who::Own, &format!("{own}?fromat=json")).await;
    is_documented(&document, "get /api/v1/returns/{id}", &misspelt, 400);
    let withdraw = format!("{own}/withdraw");
    let withdrawn = app.ask(Who::Own, "POST", &withdraw).send().await;
    let operation = "post /api/v1/returns/{id}/withdraw";
    is_documented(&document, operation, &withdrawn, 200);
    let again = app.ask(Who::Own, "POST", &withdraw).send().await;
    is_documented(&document, operation, &again, 409);
    let no_form = app
        .ask(
            Who::Own,
            "POST",
            &format!("/api/v1/returns?service={OWN}&month=2026-10"),
        )
        .header("content-type", "multipart/form-data")
        .body("no boundary")
        .send()
        .await;
    is_documented(&document, "post /api/v1/returns", &no_form, 415);
}

#[tokio::test]
async fn replies_about_figures_are_documented() {
    let document = document();
    let app = TestApp::released();
    for path in ["/api/v1/measures", "/api/v1/areas", "/api/v1/releases"] {
        let operation = format!("get {path}");
        let ask = |name, value| app.ask(Who::Public, "GET", path).header(name, value).send();
        let image = ask("accept", "image/png").await;
        is_documented(&document, &operation, &image, 406);
        let tag = app.get(Who::Public, path).await.expect(200);
        let known = ask("if-none-match", tag.header("etag")).await;
        is_documented(&document, &operation, &known, 304);
    }
    let long = format!("{{\"query\": \"{}\"}}", "x".repeat(100_000));
    let question = app.ask(Who::Analyst, "POST", "/api/v1/sql");
    let question = question.header("content-type", "application/json");
    let too_large = question.body(long).send().await;
    is_documented(&document, "post /api/v1/sql", &too_large, 413);
}

#[tokio::test]
async fn a_star_for_a_tag_hides_no_refusal() {
    let app = TestApp::released();
    let values = "/api/v1/measures/referral_rate/values";
    for (path, status) in [
        (values.to_owned(), 200),
        (format!("{values}?by=shoe_size"), 400),
        (format!("{values}?month=10-2026"), 400),
        ("/api/v1/measures/none".to_owned(), 404),
        ("/api/v1/measures/none/metadata".to_owned(), 404),
    ] {
        let ask = app.ask(Who::Public, "GET", &path);
        ask.header("if-none-match", "*").send().await.expect(status);
    }
    let refused = "/api/v1/sql?q=select+person+from+hub.referrals";
    let ask = app.ask(Who::Analyst, "GET", refused);
    ask.header("if-none-match", "*").send().await.expect(422);
}

#[tokio::test]
async fn every_word_that_a_parameter_may_be_is_taken() {
    let document = document();
    let app = TestApp::released();
    let mut n_asked = 0;
    for path in ["/api/v1/areas", "/api/v1/measures", "/api/v1/releases"] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array();
        for parameter in parameters.unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let words = parameter["schema"]["enum"].as_array();
            for word in words.into_iter().flatten() {
                let word = word.as_str().unwrap();
                let asked = format!("{path}?{name}={word}");
                app.get(Who::Public, &asked).await.expect(200);
                n_asked += 1;
            }
        }
    }
    assert!(n_asked > 15, "{n_asked}");
}

#[test]
fn an_example_of_a_word_is_one_of_the_words() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let parameters = operation["parameters"].as_array();
            for parameter in parameters.into_iter().flatten() {
                let words = parameter["schema"]["enum"].as_array();
                if let (Some(words), Some(example)) = (words, parameter.get("example")) {
                    assert!(words.contains(example), "{path}: {parameter}");
                }
            }
        }
    }
}

#[test]
fn values_of_a_table_may_be_of_any_type() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let values = &schemas["SqlAnswer"]["properties"]["rows"]["items"]["items"];
    assert!(values.is_object() && values.get("type").is_none());
    let context = &schemas["TableMetadata"]["properties"]["@context"]["items"];
    assert!(context.is_object() && context.get("type").is_none());
    assert!(
        schemas["TableColumn"]["properties"]["datatype"]
            .get("type")
            .is_none()
    );
    let replies = schemas["SqlReply"]["oneOf"].as_array().unwrap();
    assert_eq!(replies.len(), 2);
}
