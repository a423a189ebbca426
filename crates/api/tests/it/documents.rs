//! The OpenAPI document, and that it tells the truth.

use std::collections::BTreeSet;

use hub_api::{openapi_document, routes};
use hub_testkit::fixtures::month;
use serde_json::Value;

use crate::support::{TestApp, Who, spoilt};

fn document() -> Value {
    serde_json::to_value(openapi_document()).unwrap()
}

#[test]
fn the_document_is_as_reviewed() {
    insta::assert_json_snapshot!(document());
}

#[test]
fn every_route_for_programs_is_documented() {
    let document = document();
    for route in routes().filter(|route| route.path.starts_with("/api/")) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        assert!(
            operation["operationId"].is_string(),
            "{} {}",
            route.method,
            route.path
        );
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    found.insert(reference.clone());
                }
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 10);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn answers_have_the_fields_of_their_schemas() {
    let document = document();
    let schema = |name: &str| keys(&document["components"]["schemas"][name]["properties"]);
    let app = TestApp::new().await;
    let body = app
        .send(spoilt(month("2026-10"), 4))
        .await
        .expect(202)
        .json();
    assert_eq!(keys(&body), schema("Return"));
    assert_eq!(keys(&body["counts"]), schema("RowCounts"));
    assert_eq!(keys(&body["summary"]), schema("Summary"));
    assert_eq!(keys(&body["items"][0]), schema("ItemQuality"));
    let mut finding = schema("Finding");
    // Only where places hold different values.
    assert!(finding.remove("more_values"));
    assert_eq!(keys(&body["findings"][0]), finding);
    assert!(
        body["findings"][0]["row"].is_number(),
        "a finding says where"
    );
    let order = r#"{"leave_out_rows": true, "warnings_confirmed": true}"#;
    let receipt = app
        .submit(body["id"].as_str().unwrap(), order)
        .await
        .expect(201)
        .json();
    assert_eq!(keys(&receipt), schema("Receipt"));
    let problem = app
        .get(Who::Public, "/api/v1/nothing")
        .await
        .expect(404)
        .json();
    assert_eq!(keys(&problem), schema("Problem"));
}
