//! What programs and people are told when something is wrong.

use hub_testkit::fixtures::month;
use serde_json::Value;

use crate::support::{Answer, OWN, TestApp, Who, csv};

/// The body without what is new each time.
fn body(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let mut body = answer.json();
    let instance = body["instance"].as_str().unwrap().to_owned();
    assert_eq!(
        instance,
        format!("urn:hub:request:{}", answer.header("x-request-id"))
    );
    body["instance"] = "urn:hub:request:<id>".into();
    body
}

#[tokio::test]
async fn an_area_type_that_is_not_for_everybody_is_as_one_that_there_is_not() {
    let app = TestApp::released();
    for area_type in ["pcn", "atom", "planet"] {
        let path = format!("/api/v1/measures/referral_rate/values?area_type={area_type}");
        let answer = app.get(Who::Public, &path).await;
        let said = "The parameter \"area_type\" must be england, region or icb.";
        assert_eq!(answer.json()["detail"], said, "{area_type}");
    }
}

#[tokio::test]
async fn problem_bodies_are_stable() {
    let app = TestApp::released();
    let mut bodies = Vec::new();
    for (who, path) in [
        (Who::Public, "/api/v1/nothing"),
        (Who::Public, "/api/v1/returns/01k9q0000000000000000000zz"),
        (Who::Icb, "/api/v1/returns/01k9q0000000000000000000zz"),
        (Who::Own, "/api/v1/returns/01k9q0000000000000000000zz"),
        (Who::Public, "/api/v1/areas/XXX"),
        (Who::Public, "/api/v1/areas?aera_type=icb"),
        (Who::Public, "/api/v1/areas?area_type=icb&area_type=region"),
        (Who::Public, "/api/v1/areas?format=pdf"),
        (
            Who::Public,
            "/api/v1/measures/referral_rate/values?month=10-2026",
        ),
        (
            Who::Public,
            "/api/v1/measures/referral_rate/values?by=shoe_size",
        ),
        (
            Who::Public,
            "/api/v1/measures/referral_rate/values?as_at=2020-01-01.1",
        ),
        (Who::Public, "/api/v1/measures/none/values"),
    ] {
        let answer = app.get(who, path).await;
        bodies.push((path, answer.status.as_u16(), body(&answer)));
    }
    let wrong_method = app
        .ask(Who::Public, "DELETE", "/api/v1/areas")
        .send()
        .await
        .expect(405);
    assert_eq!(wrong_method.header("allow"), "GET,HEAD");
    bodies.push(("DELETE /api/v1/areas", 405, body(&wrong_method)));
    insta::assert_json_snapshot!(bodies);
}

#[tokio::test]
async fn no_figures_yet_is_said_so() {
    let app = TestApp::new().await;
    let answer = app.get(Who::Public, "/api/v1/measures").await.expect(404);
    assert_eq!(answer.problem(), "no-release");
    let page = app.get(Who::Public, "/areas/ENG").await.expect(404);
    assert!(page.text().contains("No figures yet"));
}

#[tokio::test]
async fn people_get_the_same_problem_as_a_page() {
    let app = TestApp::new().await;
    let answer = app
        .ask(Who::Public, "GET", "/no-such-page")
        .header("accept", "text/html")
        .send()
        .await
        .expect(404);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = answer.text();
    assert!(
        page.contains("Not found") && page.contains(answer.header("x-request-id")),
        "{page}"
    );
    let page = app
        .get(Who::Public, &format!("/s/{OWN}"))
        .await
        .expect(401)
        .text();
    assert!(
        page.contains("data-screen=\"P2\"") && page.contains(&format!("value=\"/s/{OWN}\"")),
        "{page}"
    );
}

#[tokio::test]
async fn every_kind_of_problem_has_its_page() {
    let app = TestApp::new().await;
    let document = app
        .get(Who::Public, "/openapi.json")
        .await
        .expect(200)
        .text();
    for slug in [
        "superseded",
        "too-large",
        "draft-expired",
        "internal",
        "unauthenticated",
    ] {
        app.get(Who::Public, &format!("/problems/{slug}"))
            .await
            .expect(200);
        assert!(document.contains(slug), "{slug} is documented");
    }
    app.get(Who::Public, "/problems/none").await.expect(404);
}

#[tokio::test]
async fn nothing_that_was_sent_comes_back_in_a_refusal() {
    let app = TestApp::new().await;
    let secret = "9434765919";
    for path in [
        format!("/api/v1/areas?{secret}=1"),
        format!("/api/v1/measures/referral_rate/values?month={secret}"),
        format!("/api/v1/returns?service={secret}&month=2026-10"),
        format!("/areas/{secret}?month={secret}"),
    ] {
        for who in [Who::Public, Who::Own] {
            let answer = app.ask(who, "GET", &path).send().await;
            let value = answer.text().replace(&format!("Address: {path}"), "");
            assert!(answer.status.is_client_error());
            // The name of an unknown parameter is told, since it is most likely a misspelt one of ours.
            assert!(
                !value.contains(secret) || path.contains(&format!("?{secret}")),
                "{path}: {value}"
            );
        }
    }
    let mut text = csv(month("2026-10"), 2);
    text.push_str(&format!(
        "R9,{secret},44,1,A,,NOTACODE,2026-02-30,,money,A1,1,,\n"
    ));
    let body = app.send(text).await.expect(202).text();
    assert!(!body.contains(secret), "{body}");
}
