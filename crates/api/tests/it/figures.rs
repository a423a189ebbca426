//! Released figures: the same from every format, and nothing that is hidden.

use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::support::{TestApp, Who};

const ALL: &str = "/api/v1/measures/referrals_by_ethnicity/values?area_type=icb&month=2026-10";

#[tokio::test]
async fn a_cell_is_a_value_or_a_star() {
    let app = TestApp::released();
    let body = app.get(Who::Public, ALL).await.expect(200).json();
    let values = body["values"].as_array().unwrap();
    let (mut shown, mut hidden) = (0, 0);
    for cell in values {
        match cell["status"].as_str().unwrap() {
            "shown" | "provisional" | "revised" => {
                shown += 1;
                assert!(cell["value"].is_number(), "{cell}");
                assert_ne!(cell["display"], "*");
            }
            "hidden" => {
                hidden += 1;
                assert_eq!(
                    (&cell["value"], &cell["numerator"], &cell["display"]),
                    (&Value::Null, &Value::Null, &"*".into())
                );
                assert_eq!(
                    (&cell["lower95"], &cell["upper95"]),
                    (&Value::Null, &Value::Null)
                );
            }
            _ => assert_eq!(cell["value"], Value::Null, "{cell}"),
        }
    }
    assert!(
        shown > 0 && hidden > 0,
        "the test data have both: {shown} shown, {hidden} hidden"
    );
    assert_eq!(body["policy"], "sdc-1");
    assert!(
        body["note"]
            .as_str()
            .unwrap()
            .starts_with("Figures are adjusted to protect people")
    );
}

#[tokio::test]
async fn every_format_gives_the_same_figures() {
    let app = TestApp::released();
    let json = app.get(Who::Public, ALL).await.expect(200).json();
    let json: Vec<Option<f64>> = json["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["value"].as_f64())
        .collect();

    let csv = app
        .get(Who::Public, &format!("{ALL}&format=csv"))
        .await
        .expect(200);
    assert_eq!(
        csv.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    assert!(
        csv.header("content-disposition")
            .starts_with("attachment; filename=\"referrals_by_ethnicity-")
    );
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "value")
        .unwrap();
    let values: Vec<Option<f64>> = reader
        .records()
        .map(|row| row.unwrap()[column].parse().ok())
        .collect();
    assert_eq!(values, json);

    let parquet = app
        .get(Who::Public, &format!("{ALL}&format=parquet"))
        .await
        .expect(200);
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(parquet.body))
        .unwrap()
        .build()
        .unwrap();
    let mut values = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let column = batch.column_by_name("value").unwrap();
        let column = column
            .as_any()
            .downcast_ref::<arrow::array::Float64Array>()
            .unwrap();
        values.extend(column.iter());
    }
    assert_eq!(values, json);

    let stream = app
        .get(Who::Public, &format!("{ALL}&format=arrow"))
        .await
        .expect(200);
    assert_eq!(
        stream.header("content-type"),
        "application/vnd.apache.arrow.stream"
    );
    let reader = arrow::ipc::reader::StreamReader::try_new(stream.body.as_slice(), None).unwrap();
    assert!(reader.schema().metadata().contains_key("policy"));
    let mut values = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let column = batch.column_by_name("value").unwrap();
        let column = column
            .as_any()
            .downcast_ref::<arrow::array::Float64Array>()
            .unwrap();
        values.extend(column.iter());
    }
    assert_eq!(values, json);

    let xlsx = app
        .get(Who::Public, &format!("{ALL}&format=xlsx"))
        .await
        .expect(200);
    assert!(xlsx.body.starts_with(b"PK"));
}

#[tokio::test]
async fn the_format_follows_the_accept_header() {
    let app = TestApp::released();
    let kinds = [
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        (
            "text/csv;q=0.5, application/vnd.apache.parquet",
            "application/vnd.apache.parquet",
        ),
        (
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "application/json",
        ),
        ("*/*", "application/json"),
    ];
    for (accept, kind) in kinds {
        let answer = app
            .ask(Who::Public, "GET", "/api/v1/areas")
            .header("accept", accept)
            .send()
            .await
            .expect(200);
        assert_eq!(answer.header("content-type"), kind, "{accept}");
    }
    app.ask(Who::Public, "GET", "/api/v1/areas")
        .header("accept", "image/png")
        .send()
        .await
        .expect(406);
}

#[tokio::test]
async fn a_release_that_is_named_gives_the_same_bytes_again() {
    let app = TestApp::released();
    let path = format!("{ALL}&as_at=2026-11-02.1&format=csv");
    let first = app.get(Who::Public, &path).await.expect(200);
    let again = app.restarted().get(Who::Public, &path).await.expect(200);
    assert_eq!(first.body, again.body);
}

#[tokio::test]
async fn an_old_board_is_answered_with_its_successors() {
    let app = TestApp::new().await;
    let old = app
        .get(Who::Public, "/api/v1/areas/QM7")
        .await
        .expect(200)
        .json();
    let successors: Vec<&str> = old["successors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect();
    assert!(successors.len() > 1, "{old}");
    assert!(old["valid_to"].is_string(), "{old}");
    for code in successors {
        let new = app
            .get(Who::Public, &format!("/api/v1/areas/{code}"))
            .await
            .expect(200)
            .json();
        assert!(
            new["predecessors"]
                .as_array()
                .unwrap()
                .contains(&"QM7".into()),
            "{new}"
        );
    }
}

#[tokio::test]
async fn the_list_of_areas_as_they_were_holds_the_old_boards_too() {
    let app = TestApp::new().await;
    let codes = async |query: &str| {
        let body = app
            .get(Who::Public, &format!("/api/v1/areas?area_type=icb{query}"))
            .await
            .expect(200)
            .json();
        let codes: Vec<String> = body["areas"]
            .as_array()
            .unwrap()
            .iter()
            .map(|area| area["code"].as_str().unwrap().to_owned())
            .collect();
        codes
    };
    let (now, was) = (codes("").await, codes("&geography=as_was").await);
    assert!(!now.contains(&"QM7".to_owned()) && was.contains(&"QM7".to_owned()));
    assert!(now.iter().all(|code| was.contains(code)));
}

#[tokio::test]
async fn releases_are_listed_and_described() {
    let app = TestApp::released();
    let list = app
        .get(Who::Public, "/api/v1/releases")
        .await
        .expect(200)
        .json();
    let id = list["releases"][0]["id"].as_str().unwrap();
    let body = app
        .get(Who::Public, &format!("/api/v1/releases/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(body["months"], serde_json::json!(["2026-09", "2026-10"]));
    assert_eq!(body["provisional_months"], serde_json::json!(["2026-10"]));
    let report = body["intruder_report"].as_str().unwrap();
    app.get(Who::Public, report).await.expect(200);
    assert_eq!(
        body["manifest_sha256"],
        list["releases"][0]["manifest_sha256"]
    );
}

#[tokio::test]
async fn a_code_that_no_area_has_is_not_an_empty_list() {
    let app = TestApp::released();
    let values = |query: &str| {
        let path = format!("/api/v1/measures/referral_rate/values?{query}");
        let app = &app;
        async move { app.get(Who::Public, &path).await }
    };
    values("area=ZZZ").await.expect(404);
    let old = values("area=QM7").await.expect(404).json();
    assert!(old["successors"].as_array().unwrap().len() > 1, "{old}");
    values("area=QM7&geography=as_was").await.expect(200);
}

#[tokio::test]
async fn figures_about_people_say_in_files_that_they_are_rounded() {
    let app = TestApp::released();
    let statuses = async |measure: &str| {
        let path = format!("/api/v1/measures/{measure}/values?month=2026-09&format=csv");
        let csv = app.get(Who::Public, &path).await.expect(200);
        let mut reader = csv::Reader::from_reader(csv.body.as_slice());
        let column = reader
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == "value_status")
            .unwrap();
        let statuses: Vec<String> = reader
            .records()
            .map(|row| row.unwrap()[column].to_owned())
            .collect();
        statuses
    };
    assert!(
        statuses("referral_rate")
            .await
            .contains(&"rounded".to_owned())
    );
    assert!(
        !statuses("returns_received")
            .await
            .contains(&"rounded".to_owned())
    );
}

#[tokio::test]
async fn one_thing_is_had_as_json_only() {
    let app = TestApp::released();
    for path in ["/api/v1/areas/QHM", "/api/v1/measures/referral_rate"] {
        app.get(Who::Public, &format!("{path}?format=json"))
            .await
            .expect(200);
        app.get(Who::Public, &format!("{path}?format=csv"))
            .await
            .expect(400);
        app.ask(Who::Public, "GET", path)
            .header("accept", "text/csv")
            .send()
            .await
            .expect(406);
    }
}
