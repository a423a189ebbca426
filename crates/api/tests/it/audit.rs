//! What officers see of the questions of others.

use serde_json::{Value, json};

use crate::support::{TestApp, Who};

async fn ask(app: &TestApp, who: Who, sql: &str) -> u16 {
    let ask = app
        .ask(who, "POST", "/api/v1/sql")
        .header("content-type", "application/json");
    let answer = ask.body(json!({"query": sql}).to_string()).send().await;
    answer.status.as_u16()
}

#[tokio::test]
async fn officers_see_who_asked_what_and_what_came_of_it() {
    let app = TestApp::released_apart().await;
    let empty = app.get(Who::Officer, "/api/v1/audit").await.expect(200);
    assert_eq!(empty.json(), json!({"records": [], "next": null}));

    let counted = "select need, count(*) from hub.referrals group by need";
    assert_eq!(ask(&app, Who::Analyst, counted).await, 200);
    assert_eq!(
        ask(&app, Who::Icb, "select * from hub.referrals").await,
        422
    );

    let seen = app
        .get(Who::Officer, "/api/v1/audit")
        .await
        .expect(200)
        .json();
    let records = seen["records"].as_array().unwrap();
    let kinds: Vec<&Value> = records.iter().map(|record| &record["kind"]).collect();
    assert_eq!(kinds, ["asked", "answered", "asked", "answered"]);
    assert_eq!(records[0]["query_id"], records[1]["query_id"]);
    assert_eq!(records[0]["principal"], "Analyst");
    assert_eq!(records[0]["tables"], json!(["hub.referrals"]));
    assert_eq!(records[1]["outcome"], "answered");
    assert!(records[1]["rows"].as_u64().unwrap() > 0);
    assert_eq!(records[2]["role"], "icb");
    assert_eq!(records[2]["scope"], TestApp::icb());
    assert_eq!(records[3]["code"], "SDC_ROW_LEVEL");

    let path = "/api/v1/audit?since=2&format=csv";
    let file = app.get(Who::Officer, path).await.expect(200).text();
    assert_eq!(file.lines().count(), 3, "{file}");
    assert!(
        file.starts_with("seq,at,kind,query_id,principal,"),
        "{file}"
    );
    for format in ["xlsx", "parquet", "arrow"] {
        let path = format!("/api/v1/audit?format={format}");
        app.get(Who::Officer, &path).await.expect(200);
    }
    app.get(Who::Officer, "/api/v1/audit?since=yesterday")
        .await
        .expect(400);
}
