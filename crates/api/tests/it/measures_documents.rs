//! What is said of a measure everywhere comes from its SQL file, as the release holds it.

use std::collections::{BTreeMap, BTreeSet};

use hub_api::openapi_document;
use serde_json::Value;

use crate::support::{Answer, TestApp, Who};

const MEASURES: &str = "/api/v1/measures";

async fn json(app: &TestApp, path: &str) -> Value {
    app.get(Who::Public, path).await.expect(200).json()
}

async fn measures(app: &TestApp) -> Vec<Value> {
    let measures = json(app, MEASURES).await["measures"]
        .as_array()
        .unwrap()
        .clone();
    assert!(measures.len() > 5, "{measures:?}");
    measures
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

/// Heads and rows of a CSV file.
fn csv(answer: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    let owned =
        |record: &csv::StringRecord| -> Vec<String> { record.iter().map(str::to_owned).collect() };
    let heads = owned(reader.headers().unwrap());
    let rows = reader.records().map(|row| owned(&row.unwrap())).collect();
    (heads, rows)
}

#[tokio::test]
async fn every_measure_has_a_path_of_its_own_in_the_document_and_it_works() {
    let app = TestApp::released();
    let document = json(&app, "/openapi.json").await;
    let mut ids = BTreeSet::new();
    for measure in measures(&app).await {
        let id = text(&measure, "id");
        let path = format!("{MEASURES}/{id}/values");
        let operation = &document["paths"][&path]["get"];
        assert_eq!(operation["summary"], measure["title"], "{path}");
        let description = text(operation, "description");
        assert!(
            description.starts_with(text(&measure, "why")),
            "{description}"
        );
        assert!(
            description.contains(text(&measure, "unit")),
            "{description}"
        );
        assert!(ids.insert(text(operation, "operationId").to_owned()));
        let parameters = operation["parameters"].as_array().unwrap();
        let named = |name: &str| {
            parameters
                .iter()
                .find(|parameter| parameter["name"] == name)
        };
        assert!(named("id").is_none(), "the id stands in the path");
        assert_eq!(
            named("by").unwrap()["schema"]["enum"],
            measure["breakdowns"]
        );
        for breakdown in measure["breakdowns"].as_array().unwrap() {
            let breakdown = breakdown.as_str().unwrap();
            json(&app, &format!("{path}?by={breakdown}&month=2026-10")).await;
        }
    }
    // All that holds without a release holds with one.
    let generic = serde_json::to_value(openapi_document()).unwrap();
    for (path, item) in generic["paths"].as_object().unwrap() {
        assert_eq!(&document["paths"][path], item, "{path}");
    }
    assert_eq!(document["components"], generic["components"]);
}

#[tokio::test]
async fn before_the_first_release_the_document_is_that_of_every_hub() {
    let app = TestApp::new().await;
    let generic = serde_json::to_value(openapi_document()).unwrap();
    assert_eq!(json(&app, "/openapi.json").await, generic);
}

#[tokio::test]
async fn a_csv_file_leads_to_metadata_of_exactly_its_columns() {
    let app = TestApp::released();
    for measure in measures(&app).await {
        let id = text(&measure, "id");
        for query in [
            "format=csv",
            "month=2026-10&area_type=icb&geography=as_was&as_at=2026-11-02.1&format=csv",
        ] {
            let path = format!("{MEASURES}/{id}/values?{query}");
            let file = app.get(Who::Public, &path).await.expect(200);
            let link = file.header("link");
            let (address, rest) = link
                .strip_prefix('<')
                .and_then(|link| link.split_once('>'))
                .unwrap();
            assert_eq!(
                rest,
                "; rel=\"describedby\"; type=\"application/csvm+json\""
            );
            let answer = app.get(Who::Public, address).await.expect(200);
            assert_eq!(answer.header("content-type"), "application/csvm+json");
            let metadata = answer.json();
            assert_eq!(metadata["url"], path, "it names the file that led to it");
            assert_eq!(metadata["@context"][0], "http://www.w3.org/ns/csvw");
            assert_eq!(metadata["schema:version"], "2026-11-02.1");
            as_described(&metadata["tableSchema"], &file);
        }
    }
}

/// Holds a file against the schema that describes it.
fn as_described(schema: &Value, file: &Answer) {
    let (heads, rows) = csv(file);
    let columns = schema["columns"].as_array().unwrap();
    let names: Vec<&str> = columns.iter().map(|column| text(column, "name")).collect();
    assert_eq!(names, heads);
    let key: Vec<&str> = schema["primaryKey"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let mut seen = BTreeSet::new();
    for row in &rows {
        for (column, cell) in columns.iter().zip(row) {
            assert_eq!(column["titles"][0], column["name"]);
            assert!(column["required"] == false || !cell.is_empty(), "{row:?}");
            assert!(
                cell.is_empty() || may_hold(&column["datatype"], cell),
                "{} {cell}",
                column["name"]
            );
        }
        let named = names.iter().zip(row).filter(|(name, _)| key.contains(name));
        let named: Vec<&String> = named.map(|(_, cell)| cell).collect();
        assert!(seen.insert(named), "two rows of one name: {row:?}");
    }
}

/// Whether a cell is of a datatype, of those that are used here.
fn may_hold(datatype: &Value, cell: &str) -> bool {
    let number = |cell: &str| cell.parse::<f64>().ok();
    match datatype.as_str() {
        Some("string") => true,
        Some("gYearMonth") => cell.len() == 7 && cell.as_bytes()[4] == b'-',
        Some("number") => number(cell).is_some(),
        Some(other) => panic!("{other} is not expected"),
        None if datatype["base"] == "number" => {
            number(cell).is_some_and(|number| (0.0..=1.0).contains(&number))
        }
        None => text(datatype, "format").split('|').any(|word| word == cell),
    }
}

#[tokio::test]
async fn metadata_say_which_breakdown_the_file_is_by() {
    let app = TestApp::released();
    let path = format!("{MEASURES}/referrals_by_deprivation/metadata?by=imd_decile&area=ENG");
    let metadata = json(&app, &path).await;
    assert!(text(&metadata, "dc:title").ends_with(", by imd_decile"));
    let url = text(&metadata, "url");
    assert!(url.ends_with("/values?by=imd_decile&area=ENG&format=csv"));
    as_described(
        &metadata["tableSchema"],
        &app.get(Who::Public, url).await.expect(200),
    );
}

#[tokio::test]
async fn only_csv_files_have_metadata() {
    let app = TestApp::released();
    let values = format!("{MEASURES}/referral_rate/values?area=ENG");
    for format in ["json", "xlsx", "parquet", "arrow"] {
        let answer = app
            .get(Who::Public, &format!("{values}&format={format}"))
            .await
            .expect(200);
        assert_eq!(answer.header("link"), "", "{format}");
    }
    let negotiated = app
        .ask(Who::Public, "GET", &values)
        .header("accept", "text/csv")
        .send()
        .await
        .expect(200);
    assert!(negotiated.header("link").contains("/metadata?area=ENG>"));
}

#[tokio::test]
async fn the_dictionary_has_every_field_of_every_measure_once() {
    let app = TestApp::released();
    let path = format!("{MEASURES}/dictionary");
    let mut of_measures: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let file = app
        .get(Who::Public, &format!("{path}?format=csv"))
        .await
        .expect(200);
    let (heads, rows) = csv(&file);
    assert_eq!(heads, ["measure", "field", "meaning", "value"]);
    for row in &rows {
        let fields = of_measures.entry(row[0].clone()).or_default();
        let before = fields.insert(row[1].clone(), row[3].clone());
        assert!(before.is_none() && !row[2].is_empty(), "{row:?}");
    }
    let measures = measures(&app).await;
    assert_eq!(of_measures.len(), measures.len());
    for measure in &measures {
        let fields = &of_measures[text(measure, "id")];
        assert_eq!(fields.len(), 21);
        for field in ["title", "why", "unit", "polarity", "method", "sql_sha256"] {
            assert_eq!(fields[field], text(measure, field));
        }
        assert_eq!(fields["next_review"], text(&measure["review"], "next"));
        let cells = measure["cells"].as_array().unwrap();
        let deepest = cells
            .iter()
            .filter_map(|cells| cells["depth"].as_u64())
            .max();
        let deepest = deepest.map(|depth| depth.to_string());
        assert_eq!(fields["depth"], deepest.unwrap_or_default());
    }
    assert_eq!(of_measures["referral_rate"]["depth"], "0");
    assert_eq!(of_measures["returns_received"]["depth"], "");
    let entries = json(&app, &path).await["entries"].clone();
    assert_eq!(entries.as_array().unwrap().len(), rows.len());
}

#[tokio::test]
async fn a_measure_that_there_is_not_is_described_nowhere() {
    let app = TestApp::released();
    for path in ["none", "none/values", "none/metadata"] {
        app.get(Who::Public, &format!("{MEASURES}/{path}"))
            .await
            .expect(404);
    }
    let metadata = format!("{MEASURES}/referral_rate/metadata");
    for (query, status) in [
        ("area=ZZZ", 404),
        ("as_at=2020-01-01.1", 404),
        ("by=shoe_size", 400),
        ("format=json", 400),
        ("colour=red", 400),
    ] {
        app.get(Who::Public, &format!("{metadata}?{query}"))
            .await
            .expect(status);
    }
    let empty = TestApp::new().await;
    empty
        .get(Who::Public, &format!("{MEASURES}/dictionary"))
        .await
        .expect(404);
}

#[tokio::test]
async fn the_page_of_a_measure_shows_its_sql_its_depth_and_its_review() {
    let app = TestApp::released();
    let page = app
        .get(Who::Public, "/measures/referral_rate")
        .await
        .expect(200)
        .text();
    for part in [
        "referrals (totals)",
        "disclosure depth 0",
        "Next review",
        "from by_area.referrals as cells",
        "/api/v1/measures/referral_rate/metadata?as_at=2026-11-02.1",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let list = app.get(Who::Public, "/measures").await.expect(200).text();
    assert!(list.contains("/api/v1/measures/dictionary?as_at=2026-11-02.1"));
    for measure in measures(&app).await {
        let link = format!("href=\"/measures/{}\"", text(&measure, "id"));
        assert_eq!(list.matches(&link).count(), 1, "{link}");
    }
}
