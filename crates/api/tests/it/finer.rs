//! Figures by three columns at once, over HTTP.

use std::sync::Arc;

use hub_disclosure::Policy;
use hub_release::{Builder, Opening, OpeningOrder};
use hub_testkit::fixtures::REFERENCE;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, Who, keys};

const RELEASE: &str = "2026-11-02.1";
const SQL: &str = "select icb, count(*) from hub.referrals where sex <> 'male' and rural <> 'rural' and need = 'money' group by icb order by icb";

async fn ask(app: &TestApp, who: Who) -> Answer {
    let ask = app
        .ask(who, "POST", "/api/v1/sql")
        .header("content-type", "application/json");
    ask.body(json!({ "query": SQL }).to_string()).send().await
}

async fn boards(app: &TestApp, who: Who) -> Vec<Value> {
    let answer = ask(app, who).await.expect(200).json();
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| row[0].clone()).collect()
}

async fn open(app: &TestApp) {
    let builder = Builder::new(
        app.store.clone(),
        Arc::clone(&REFERENCE),
        keys(),
        Policy::sdc_1(),
    );
    let order = OpeningOrder {
        release: RELEASE.parse().unwrap(),
        fact: "referrals".to_owned(),
        by: ["sex", "rural", "need"].map(str::to_owned).to_vec(),
        project: "Frailty review".to_owned(),
        at: "2026-11-03T10:00:00Z".parse().unwrap(),
    };
    let opened = builder.open_table(&order).await.unwrap();
    assert!(matches!(opened, Opening::Made(_)), "{opened:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finer_table_answers_whoever_may_ask_and_a_board_of_its_own_places() {
    let app = TestApp::released_apart().await;
    let refused = ask(&app, Who::Analyst).await.expect(422).text();
    assert!(refused.contains("SDC_LEDGER"), "{refused}");
    open(&app).await;
    let all = boards(&app, Who::Analyst).await;
    assert_eq!(all.len(), 36);
    assert_eq!(boards(&app, Who::Officer).await, all);
    let own = boards(&app, Who::Icb).await;
    let other = boards(&app, Who::OtherIcb).await;
    assert_eq!((own.len(), other.len()), (1, 1));
    assert_ne!(own, other);
    assert!(all.contains(&own[0]) && all.contains(&other[0]));
    for who in [Who::Public, Who::Own, Who::Operator] {
        assert_ne!(ask(&app, who).await.status, 200, "{who:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_of_one_reach_is_none_of_another() {
    let app = TestApp::released_apart().await;
    open(&app).await;
    let path = format!(
        "/api/v1/sql?as_at={RELEASE}&q={}",
        SQL.replace(' ', "%20").replace("<>", "%3C%3E")
    );
    let all = app.get(Who::Analyst, &path).await.expect(200);
    let own = app.get(Who::Icb, &path).await.expect(200);
    assert_ne!(all.header("etag"), own.header("etag"));
    let again = app
        .ask(Who::Icb, "GET", &path)
        .header("if-none-match", all.header("etag"))
        .send()
        .await;
    assert_eq!(again.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_was_made_for_whom_and_what_is_left() {
    let app = TestApp::released_apart().await;
    let path = format!("/api/v1/releases/{RELEASE}/finer-tables");
    let none = app.get(Who::Analyst, &path).await.expect(200).json();
    assert_eq!(none["tables"], json!([]));
    assert_eq!(none["all"], json!({ "max": 40, "left": 40 }));
    open(&app).await;
    let one = app.get(Who::Icb, &path).await.expect(200).json();
    assert_eq!(one["tables"][0]["table"], "referrals_by_sex_rural_need");
    assert_eq!(one["tables"][0]["project"], "Frailty review");
    assert_eq!(one["with_sensitive"], json!({ "max": 6, "left": 5 }));
    let unknown = app.get(Who::Icb, "/api/v1/releases/2026-11-09.1/finer-tables");
    assert_eq!(unknown.await.status, 404);
}
