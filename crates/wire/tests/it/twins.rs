//! Two hubs that are the same but for one person: whatever is refused, explained, described, counted or logged is the same
//! to the byte. Released figures may differ, and noise and rounding are there for them.
//!
//! Each test shows beside it that a difference would be heard.

mod heard;
mod log;

use arrow_flight::sql::{
    CommandGetCatalogs, CommandGetDbSchemas, CommandGetPrimaryKeys, CommandGetSqlInfo,
    CommandGetTableTypes, CommandGetTables, CommandGetXdbcTypeInfo, CommandStatementQuery,
};
use hub_testkit::fixtures::{csv, month, submission};
use serde_json::Value;

use crate::corpus::statements;
use crate::support::{BESIDE, World};
use heard::{Ears, Heard};

const FIGURE: &str = "select month, count(*) as n from hub.referrals group by month order by month";
const REFUSED: &str = "select * from hub.referrals";
/// What clients ask to draw their lists of tables and columns.
const CATALOGUE: [&str; 16] = [
    "select table_catalog, table_schema, table_name, table_type from information_schema.tables",
    "select table_name, column_name, ordinal_position, data_type, is_nullable from information_schema.columns \
     where table_schema = 'hub'",
    "select n.nspname, c.relname, c.relkind, c.reltuples, c.relpages, c.relnatts from pg_catalog.pg_class c \
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace",
    "select a.attname, a.attnum, a.attnotnull from pg_catalog.pg_attribute a \
     join pg_catalog.pg_class c on c.oid = a.attrelid where c.relname = 'referrals'",
    "select nspname from pg_catalog.pg_namespace",
    "select typname, typlen from pg_catalog.pg_type",
    "select datname from pg_catalog.pg_database",
    "select * from pg_catalog.pg_stats",
    "select * from pg_catalog.pg_stat_user_tables",
    "select pg_catalog.pg_total_relation_size('hub.referrals')",
    "select count(*) from information_schema.columns",
    "select version()",
    "select current_user",
    "select current_schema()",
    "show server_version",
    "select nothing from pg_catalog.pg_class",
];

async fn ears() -> [Ears; 3] {
    let [one, other, many] = World::twins();
    [
        Ears::new(one).await,
        Ears::new(other).await,
        Ears::new(many).await,
    ]
}

fn short(heard: &[u8]) -> String {
    String::from_utf8_lossy(heard).chars().take(600).collect()
}

/// Says where two were answered differently.
fn compare(what: &str, one: &Heard, other: &Heard, found: &mut Vec<String>) {
    for ((wire, left), (_, right)) in one.iter().zip(other) {
        if left != right {
            let (left, right) = (short(left), short(right));
            found.push(format!("{wire}: {what}\n{left}\n-- not --\n{right}"));
        }
    }
}

async fn differences(one: &mut Ears, other: &mut Ears, all: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for sql in all {
        let (left, right) = tokio::join!(one.asked(sql), other.asked(sql));
        compare(sql, &left, &right, &mut found);
    }
    found
}

#[track_caller]
fn none(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} differ:\n{}",
        found.len(),
        found.join("\n\n")
    );
}

/// Twins that were the same would prove nothing, and neither would deaf ears.
async fn can_differ(one: &mut Ears, other: &Ears, many: &mut Ears) {
    let newer = format!("/api/v1/releases/{}", one.world.releases[1]);
    let (_, _, left) = one.world.send(None, "GET", &newer, "").await;
    let (_, _, right) = other.world.send(None, "GET", &newer, "").await;
    assert_ne!(left, right);

    let figures = differences(one, many, &[FIGURE.to_owned()]).await;
    assert_eq!(figures.len(), 3, "{figures:?}");

    let (refused, figure) = (one.asked(REFUSED).await, one.asked(FIGURE).await);
    let mut found = Vec::new();
    compare("another statement", &refused, &figure, &mut found);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_refused_is_refused_to_twins_in_the_same_bytes_and_records() {
    let [mut one, mut other, mut many] = ears().await;
    let all = statements("reject.slt");
    assert!(all.len() >= 300);
    none(&differences(&mut one, &mut other, &all).await);

    let (left, right) = (one.records().await, other.records().await);
    assert!(left.len() >= 2 * all.len());
    assert_eq!(left, right);
    can_differ(&mut one, &other, &mut many).await;
    assert_ne!(one.records().await, right);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn explaining_and_describing_tell_twins_apart_over_no_transport() {
    let [mut one, mut other, mut many] = ears().await;
    let (mut found, mut n_explained) = (Vec::new(), 0);
    let of_places = statements("places.slt");
    for sql in statements("accept.slt").into_iter().chain(of_places) {
        let explain = match sql.to_lowercase().starts_with("explain") {
            true => sql.clone(),
            false => format!("explain {sql}"),
        };
        let (left, right) = tokio::join!(one.asked(&explain), other.asked(&explain));
        n_explained += usize::from(left[0].1.starts_with(b"200\n"));
        compare(&explain, &left, &right, &mut found);

        let (left, right) = tokio::join!(one.described(&sql), other.described(&sql));
        compare(&format!("described: {sql}"), &left, &right, &mut found);
    }
    assert!(n_explained >= 250, "{n_explained} statements");
    none(&found);
    assert_eq!(one.records().await, other.records().await);
    can_differ(&mut one, &other, &mut many).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalogue_of_twins_is_the_same_over_the_wires() {
    let [mut one, mut other, mut many] = ears().await;
    let mut n_answered = 0;
    for sql in CATALOGUE {
        let left = one.catalogue(sql).await;
        n_answered += usize::from(left.as_ref().is_ok_and(|rows| !rows.is_empty()));
        assert_eq!(left, other.catalogue(sql).await, "{sql}");
    }
    assert!(n_answered >= 6, "{n_answered} answered");

    let tables = CommandGetTables {
        include_schema: true,
        ..CommandGetTables::default()
    };
    let keys = CommandGetPrimaryKeys {
        table: "referrals".to_owned(),
        ..CommandGetPrimaryKeys::default()
    };
    macro_rules! same {
        ($($wanted:expr),*) => {$(
            let wanted = $wanted;
            let left = one.flight(&wanted).await;
            assert!(!left.is_empty());
            assert_eq!(left, other.flight(&wanted).await, "{wanted:?}");
        )*};
    }
    same!(
        CommandGetCatalogs::default(),
        CommandGetDbSchemas::default(),
        tables,
        CommandGetTableTypes::default(),
        CommandGetSqlInfo::default(),
        CommandGetXdbcTypeInfo::default(),
        keys
    );
    let figure = CommandStatementQuery {
        query: FIGURE.to_owned(),
        transaction_id: None,
    };
    assert_ne!(one.flight(&figure).await, many.flight(&figure).await);
    can_differ(&mut one, &other, &mut many).await;
}

async fn metrics(of: &Ears) -> String {
    of.http(None, "GET", "/metrics", "").await
}

/// Addresses without a figure, and with what is wrong with them.
fn addresses(world: &World) -> Vec<String> {
    let releases = &world.releases;
    let fixed = [
        "/api/v1/sql/tables",
        "/api/v1/measures",
        "/api/v1/areas",
        "/api/v1/areas/ENG",
        "/api/v1/areas/NOPE",
        "/api/v1/releases",
        "/api/v1/releases/2020-01-01.1",
        "/api/v1/measures/nothing",
        "/api/v1/measures/nothing/values",
        "/api/v1/sql",
        "/api/v1/sql?q=select+*+from+hub.referrals",
        "/api/v1/sql?q=select+person+from+hub.referrals&format=parquet",
        "/api/v1/sql?q=explain+select+count(*)+from+hub.referrals",
        "/api/v1/sql?q=select+1&as_at=2020-01-01.1",
        "/api/v1/sql?q=select+1&format=nonsense",
        "/api/v1/audit",
        "/api/v1/returns/nothing",
        "/api/v1/nothing",
        "/openapi.json",
        "/livez",
        "/readyz",
        "/version",
        "/?start=1",
        "/sign-in",
        "/accessibility",
        "/privacy",
        "/protection",
        "/measures",
        "/measures/nothing",
        "/problems/query-refused",
        "/analyst",
        "/analyst/tables",
        "/analyst/tables/nothing",
        "/analyst/sql",
        "/analyst/sql?q=select+*+from+hub.referrals&run=1",
        "/analyst/sql?q=select+person+from+hub.referrals&run=explain",
        "/analyst/sql?q=&run=1",
        "/analyst/connect",
        "/analyst/releases",
    ];
    let mut all: Vec<String> = fixed.iter().map(|path| (*path).to_owned()).collect();
    for release in releases {
        all.push(format!("/api/v1/releases/{release}"));
        all.push(format!("/api/v1/sql/tables?as_at={release}"));
    }
    // A return of another service: to this one it is not there.
    all.push(format!("/api/v1/returns/{}", submission(2)));
    all.push(format!("/api/v1/returns/{}/report", submission(2)));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_and_problems_without_figures_are_those_of_the_twin() {
    let [mut one, other, mut many] = ears().await;
    let (token, sender) = (one.world.token.clone(), one.world.sender.clone());
    let who = [
        None,
        Some(token.as_str()),
        Some(sender.as_str()),
        Some("hub_1_x"),
    ];
    let (mut n, mut n_well) = (0, 0);
    for path in addresses(&one.world) {
        for token in who {
            let left = one.http(token, "GET", &path, "").await;
            n += 1;
            n_well += usize::from(left.starts_with("200\n"));
            assert_eq!(left, other.http(token, "GET", &path, "").await, "{path}");
        }
    }
    assert!(n_well >= 30, "{n_well} of {n}");
    for body in [
        "",
        "nonsense",
        "{\"query\": 1}",
        "{\"query\": \"select 1\", \"as_at\": \"x\"}",
    ] {
        let left = one.http(Some(&token), "POST", "/api/v1/sql", body).await;
        assert!(left.starts_with('4'), "{left}");
        let right = other.http(Some(&token), "POST", "/api/v1/sql", body).await;
        assert_eq!(left, right, "{body}");
    }
    assert_eq!(metrics(&one).await, metrics(&other).await);
    can_differ(&mut one, &other, &mut many).await;
    assert_ne!(metrics(&one).await, metrics(&other).await);
}

/// All that the sender of a return is told, from the file to the receipt.
async fn sent(ears: &Ears, n_rows: usize) -> Vec<String> {
    let token = Some(ears.world.sender.as_str());
    let file = csv(month("2026-10"), n_rows);
    let path = format!("/api/v1/returns?service={BESIDE}&month=2026-10&file_name=return.csv");
    let (status, _, body) = ears.world.send(token, "POST", &path, &file).await;
    assert_eq!(status, 202, "{}", short(&body));
    let check: Value = serde_json::from_slice(&body).unwrap();
    let id = check["id"].as_str().unwrap();

    let submit = format!("/api/v1/returns/{id}/submit");
    let order = r#"{"warnings_confirmed": true, "leave_out_rows": true}"#;
    let receipt = ears.http(token, "POST", &submit, order).await;
    assert!(receipt.starts_with("201\n"), "{receipt}");
    let (_, body) = receipt.split_once("\n\n").unwrap();
    let told: Value = serde_json::from_str(body).unwrap();
    let reference = told["reference"].as_str().unwrap();

    let mut heard = vec![check.to_string(), receipt.clone()];
    for path in [
        format!("/api/v1/returns/{id}"),
        format!("/s/{BESIDE}/returns/{id}"),
        // What was told of an earlier one does not change with what others sent.
        format!("/api/v1/returns/{}", submission(3)),
        format!("/api/v1/returns/{}", submission(2)),
        format!("/s/{BESIDE}/history"),
    ] {
        heard.push(ears.http(token, "GET", &path, "").await);
    }
    // What names a return is drawn at random.
    let plain = |text: String| {
        text.replace(id, "(return)")
            .replace(reference, "(reference)")
    };
    heard.into_iter().map(plain).collect()
}

/// On one thread, so that the log is that of this test.
#[tokio::test]
async fn receipts_metrics_and_log_of_another_service_are_those_of_the_twin() {
    let [one, other, mut many] = ears().await;
    let mut all = Vec::new();
    let mut twins = [one, other];
    for ears in &mut twins {
        log::begin();
        let receipts = sent(ears, 40).await;
        for sql in [REFUSED, FIGURE, "select nothing", "select 1"] {
            ears.asked(sql).await;
            ears.described(sql).await;
        }
        let metrics = metrics(ears).await;
        all.push((receipts, metrics, log::end(), ears.records().await));
    }
    let (receipts, metrics, lines, records) = &all[0];
    assert_eq!(*receipts, all[1].0);
    assert_eq!(*metrics, all[1].1);
    assert_eq!(*lines, all[1].2);
    assert_eq!(*records, all[1].3);

    let has = |word: &str| lines.iter().any(|line| line.contains(word));
    assert!(has("return accepted") && has("answered"), "{lines:?}");
    assert!(
        metrics.contains("hub_returns_accepted_total 1"),
        "{metrics}"
    );
    log::begin();
    assert_ne!(sent(&many, 41).await, *receipts);
    assert_ne!(log::end(), *lines);
    let [one, other] = &mut twins;
    can_differ(one, other, &mut many).await;
}

/// Operators read the log, and are told nothing of how many people are on a return.
#[tokio::test]
async fn the_log_of_a_return_does_not_tell_how_many_rows_it_has() {
    let [one, other, _] = ears().await;
    let mut logs = Vec::new();
    for (ears, n_rows) in [(&one, 40), (&other, 41)] {
        log::begin();
        sent(ears, n_rows).await;
        logs.push((metrics(ears).await, log::end()));
    }
    assert!(
        logs[0]
            .1
            .iter()
            .any(|line| line.contains("return accepted"))
    );
    assert_eq!(logs[0], logs[1]);
    log::begin();
    one.http(None, "GET", "/nothing", "").await;
    assert!(!log::end().is_empty());
}
