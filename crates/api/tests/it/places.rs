//! Figures of single practices and services, over HTTP.

use std::collections::BTreeSet;
use std::sync::Arc;

use hub_disclosure::Policy;
use hub_release::{BuildOptions, Builder};
use hub_store::{Event, LiveTotals};
use hub_testkit::fixtures::{REFERENCE, accepted, month, service, submission};
use serde_json::{Value, json};

use crate::support::{Answer, OWN, TestApp, Who, keys, october};

/// A service of another board than that of the others.
const ELSEWHERE: &str = "YA003";
pub(crate) const SERVICES: &str = "select service, count(*) as n, count(distinct person) as people from hub.referrals_by_service \
    where month = '2026-10' group by service order by service";
const PRACTICES: &str =
    "select practice, count(*) as n from hub.referrals_by_practice group by practice";

async fn ask(app: &TestApp, who: Who, sql: &str) -> Answer {
    let ask = app
        .ask(who, "POST", "/api/v1/sql")
        .header("content-type", "application/json");
    ask.body(json!({ "query": sql }).to_string()).send().await
}

pub(crate) async fn rows(app: &TestApp, who: Who, sql: &str) -> Vec<Value> {
    let answer = ask(app, who, sql).await.expect(200).json();
    answer["rows"].as_array().unwrap().clone()
}

/// The first column.
async fn places(app: &TestApp, who: Who, sql: &str) -> BTreeSet<String> {
    let rows = rows(app, who, sql).await;
    let place = |row: &Value| row[0].as_str().unwrap().to_owned();
    rows.iter().map(place).collect()
}

async fn refused(app: &TestApp, who: Who, sql: &str, code: &str) {
    let words = ask(app, who, sql).await.expect(422).text();
    assert!(words.contains(code), "{who:?}: {sql}: {words}");
}

pub(crate) async fn build(app: &TestApp) {
    let builder = Builder::new(
        app.store.clone(),
        Arc::clone(&REFERENCE),
        keys(),
        Policy::sdc_1(),
    );
    let options = BuildOptions {
        at: "2026-11-03T09:00:00Z".parse().unwrap(),
        label: "a test".to_owned(),
        months: None,
        provisional_months: vec![month("2026-10")],
    };
    builder.build(&options).await.unwrap();
}

/// A hub in which services of two boards sent October, and a release of it.
pub(crate) async fn sent_and_released() -> TestApp {
    let app = TestApp::new().await;
    let atoms = REFERENCE.atoms();
    let other = atoms.iter().find(|atom| atom.now != atoms[0].now).unwrap();
    let registered = Event::ServiceRegistered {
        service: service(ELSEWHERE),
        name: "Elsewhere".to_owned(),
        atom: other.id.to_string(),
        icb: other.now.clone(),
        at_month: month("2026-09"),
        kind: None,
        by: None,
    };
    let journal = app.store.journal();
    journal
        .append(move |_| Ok(vec![registered.clone()]))
        .await
        .unwrap();
    let id = submission(7);
    let mut sent = accepted(&id, &service(ELSEWHERE), month("2026-10"));
    sent.live = Some(Box::new(LiveTotals {
        version: 1,
        of: id,
        people: 63,
        referrals: 71,
        floor_met: true,
    }));
    journal.accept(sent).await.unwrap();
    app.send_and_submit(october(400)).await;
    build(&app).await;
    app
}

/// What the live totals of the own service show, as a row of the table of services.
async fn live_row(app: &TestApp) -> Value {
    let state = app.store.journal().state().await.unwrap();
    let totals = state.newest_live_totals(&service(OWN), month("2026-10"));
    let totals = totals.unwrap();
    let shown = |count| Policy::sdc_1().display(count, totals.floor_met);
    json!([OWN, shown(totals.referrals), shown(totals.people)])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_sees_its_own_services_and_who_may_not_ask_sees_none() {
    let app = sent_and_released().await;
    let all = rows(&app, Who::Analyst, SERVICES).await;
    assert_eq!(all, [live_row(&app).await, json!([ELSEWHERE, 70, 65])]);
    assert_eq!(rows(&app, Who::Officer, SERVICES).await, all);
    assert_eq!(rows(&app, Who::Icb, SERVICES).await, all[..1]);
    assert_eq!(rows(&app, Who::OtherIcb, SERVICES).await, all[1..]);
    for who in [Who::Public, Who::Own, Who::Operator] {
        assert_ne!(ask(&app, who, SERVICES).await.status, 200, "{who:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_has_its_live_totals_and_the_same_again_until_enough_people_changed() {
    let app = sent_and_released().await;
    let first = rows(&app, Who::Icb, SERVICES).await;
    assert_eq!(first, [live_row(&app).await]);
    app.send_and_submit(october(405)).await;
    build(&app).await;
    assert_eq!(rows(&app, Who::Icb, SERVICES).await, first);
    app.send_and_submit(october(600)).await;
    assert_eq!(rows(&app, Who::Icb, SERVICES).await, first);
    build(&app).await;
    let third = rows(&app, Who::Icb, SERVICES).await;
    assert_eq!(third, [live_row(&app).await]);
    assert_ne!(third, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_sees_its_own_practices_however_it_asks() {
    let app = TestApp::released();
    let all = places(&app, Who::Analyst, PRACTICES).await;
    let own = places(&app, Who::Icb, PRACTICES).await;
    let other = places(&app, Who::OtherIcb, PRACTICES).await;
    assert!(own.is_subset(&all) && other.is_subset(&all) && own.is_disjoint(&other));
    let board = &REFERENCE.atoms()[0].now;
    let is_own = |code: &String| {
        let practice = REFERENCE.practice(code).unwrap();
        let atom = REFERENCE.atom(practice.atom.as_str()).unwrap();
        atom.now == *board
    };
    assert!(!own.is_empty() && !other.is_empty());
    assert!(own.iter().all(is_own) && !other.iter().any(is_own));

    let one = own.first().unwrap();
    for sql in [
        format!("{PRACTICES} having practice = '{one}'"),
        format!(
            "select practice, count(*) from hub.referrals_by_practice where practice = '{one}' group by practice"
        ),
        format!(
            "select practice, count(*) from hub.referrals_by_practice where practice = '{one}' or icb <> '' group by practice \
             having practice = '{one}'"
        ),
        format!("select practice from ({PRACTICES}) as found where practice = '{one}'"),
    ] {
        assert_eq!(places(&app, Who::Icb, &sql).await.len(), 1, "{sql}");
        assert!(places(&app, Who::OtherIcb, &sql).await.is_empty(), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_names_what_its_figures_of_places_are_of() {
    let app = TestApp::released();
    let whole = "select count(*) from hub.referrals_by_practice";
    refused(&app, Who::Icb, whole, "SDC_LEDGER").await;
    ask(&app, Who::Analyst, whole).await.expect(200);
    let by_board = "select icb, count(*) from hub.referrals_by_practice group by icb";
    assert_eq!(places(&app, Who::Icb, by_board).await.len(), 1);
    // Somebody with two practices in a month would count twice.
    let people = "select icb, count(distinct person) from hub.referrals_by_practice where month = '2026-09' group by icb";
    for who in [Who::Icb, Who::Analyst] {
        refused(&app, who, people, "SDC_OVERLAP").await;
        let rows_themselves = "select * from hub.referrals_by_practice";
        refused(&app, who, rows_themselves, "SDC_ROW_LEVEL").await;
    }
}

#[tokio::test]
async fn the_list_says_which_tables_are_of_places_and_names_no_table_that_is_not_there() {
    let app = TestApp::released();
    let list = app.get(Who::Icb, "/api/v1/sql/tables").await;
    let list = list.expect(200).json();
    let place = |name: &str| {
        let mut tables = list["tables"].as_array().unwrap().iter();
        let table = tables.find(|table| table["name"] == name)?;
        Some(table["place"].as_str().map(str::to_owned))
    };
    assert_eq!(place("referrals"), Some(None));
    let of_practices = place("referrals_by_practice");
    assert_eq!(of_practices, Some(Some("practice".to_owned())));
    // Its returns came before there were live totals.
    assert_eq!(place("referrals_by_service"), None);
    let page = app.get(Who::Icb, "/analyst/tables/referrals_by_practice");
    let page = page.await.expect(200).text();
    assert!(page.contains("A board sees its own practices alone"));
}
