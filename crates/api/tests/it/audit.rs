//! What officers see of the questions of others.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, Who};

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

async fn answer(app: &TestApp, who: Who, sql: &str) -> Answer {
    let ask = app
        .ask(who, "POST", "/api/v1/sql")
        .header("content-type", "application/json");
    ask.body(json!({"query": sql}).to_string()).send().await
}

#[tokio::test]
async fn an_officer_counts_refusals_by_name_in_sql() {
    let app = TestApp::released_apart().await;
    for _ in 0..2 {
        assert_eq!(
            ask(&app, Who::Analyst, "select * from hub.referrals").await,
            422
        );
    }
    let sql = "select count(*) from hub.area_atoms";
    assert_eq!(ask(&app, Who::Analyst, sql).await, 200);

    let sql = "select name, code, count(*) as n from audit.questions where outcome = 'refused' group by name, code";
    let found = answer(&app, Who::Officer, sql).await.expect(200).json();
    assert_eq!(found["rows"], json!([["Analyst", "SDC_ROW_LEVEL", 2]]));
    let note = found["note"].as_str().unwrap();
    assert!(note.contains("log of questions"), "{note}");

    let sql = "select rows, tables, reads, substr(asked_at, 1, 4), ended_at >= asked_at from audit.questions where name = 'Analyst' and outcome = 'answered' \
        order by asked_at limit 1";
    let found = answer(&app, Who::Officer, sql).await.expect(200).json();
    let row = &found["rows"][0];
    assert_eq!((&row[0], &row[1]), (&json!(1), &json!("hub.area_atoms")));
    assert_eq!(row[2], "hub.area_atoms");
    assert_eq!(row[3].as_str().unwrap().len(), 4);
    assert_eq!(row[4], true);
}

#[tokio::test]
async fn the_question_that_asks_is_in_the_log() {
    let app = TestApp::released_apart().await;
    let sql = "select name, role, transport, tables, outcome from audit.questions";
    let itself = json!(["Officer", "officer", "http", "audit.questions", null]);

    let first = answer(&app, Who::Officer, sql).await.expect(200).json();
    assert_eq!(first["rows"], json!([itself]));

    // What was kept of the first reading is as good as new: the question has its end now.
    let sql = format!("{sql} order by outcome nulls last");
    let second = answer(&app, Who::Officer, &sql).await.expect(200).json();
    let mut over = itself.clone();
    over[4] = json!("answered");
    assert_eq!(second["rows"], json!([over, itself]));
    let read = app.get(Who::Officer, "/api/v1/audit").await.expect(200);
    assert_eq!(read.json()["records"].as_array().unwrap().len(), 4);

    // Nor is an address that asks it answered from what a browser has kept.
    let path = "/api/v1/sql?format=csv&q=select%20count(*)%20as%20n%20from%20audit.questions";
    for n in 3..5 {
        let found = app.get(Who::Officer, path).await.expect(200);
        assert_eq!(found.header("etag"), "");
        assert_eq!(found.text(), format!("n\r\n{n}\r\n"));
    }
}

#[tokio::test]
async fn the_log_is_for_officers_only_and_apart_from_figures() {
    let app = TestApp::released_apart().await;
    let mut told = Vec::new();
    for who in [Who::Analyst, Who::Icb] {
        for sql in [
            "select * from audit.questions",
            "select count(*) from AUDIT.Questions",
            "select 1 from hub.areas where exists (select 1 from audit.entries)",
            "with a as (select * from datafusion.audit.entries) select * from a",
            "select * from audit.nothing",
            "explain select * from audit.entries",
        ] {
            let refused = answer(&app, who, sql).await.expect(403).json();
            assert_eq!(refused["type"], "/problems/forbidden");
            told.push(refused["detail"].clone());
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let dry = app
        .ask(Who::Analyst, "POST", "/api/v1/sql")
        .header("content-type", "application/json");
    let body = json!({"query": "select * from audit.questions", "dry_run": true});
    dry.body(body.to_string()).send().await.expect(403);

    let sql = "select role, code, count(*) from audit.questions where code = 'AUTHZ' group by role, code order by role";
    let found = answer(&app, Who::Officer, sql).await.expect(200).json();
    assert_eq!(
        found["rows"],
        json!([["analyst", "AUTHZ", 7], ["icb", "AUTHZ", 6]])
    );

    let sql = "select count(*) from audit.questions q, hub.referrals r";
    let refused = answer(&app, Who::Officer, sql).await.expect(422).json();
    assert_eq!(
        refused["detail"],
        "SDC_SHAPE: the log of questions is asked by itself. Name tables of schema audit only, and ask for figures in a query of its own."
    );
}
