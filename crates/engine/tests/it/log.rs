//! SQL over the log of questions.

use std::sync::Arc;

use arrow::util::display::array_value_to_string;
use hub_engine::{GateError, LogGate, QueryLimits};
use hub_store::{AuditOutcome, AuditRecord, Store};
use object_store::memory::InMemory;

fn asked(n: u64, name: &str) -> AuditRecord {
    AuditRecord::Asked {
        query_id: format!("{n:032x}"),
        principal: name.to_owned(),
        token_id: None,
        role: "analyst".to_owned(),
        scope: None,
        transport: "http".to_owned(),
        release: "2026-11-02.1".to_owned(),
        sql_sha256: "0".repeat(64),
        tables: vec!["hub.areas".to_owned(), "hub.referrals".to_owned()],
        purpose: None,
    }
}

fn over(n: u64, outcome: AuditOutcome) -> AuditRecord {
    AuditRecord::Answered {
        query_id: format!("{n:032x}"),
        outcome,
    }
}

fn refused(code: &str) -> AuditOutcome {
    let code = code.to_owned();
    AuditOutcome::Refused { code }
}

/// A log with these records, and its gate.
async fn log(records: Vec<AuditRecord>) -> (Store, LogGate) {
    let store = Store::over(Arc::new(InMemory::new()));
    for record in records {
        store.audit().append(record).await.unwrap();
    }
    let gate = LogGate::open(store.audit().clone(), QueryLimits::default()).unwrap();
    (store, gate)
}

/// The rows of an answer as texts; a null is empty.
async fn rows(gate: &LogGate, sql: &str) -> Vec<Vec<String>> {
    let answer = gate.answer(sql).await.unwrap();
    let mut rows = Vec::new();
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            let texts = batch.columns().iter();
            let texts = texts.map(|column| array_value_to_string(column, row).unwrap());
            rows.push(texts.collect());
        }
    }
    rows
}

/// The code and the words of a refusal.
async fn refusal(gate: &LogGate, sql: &str) -> (&'static str, String) {
    match gate.answer(sql).await {
        Err(GateError::Refused(refusal)) => (refusal.code.name(), refusal.words),
        other => panic!("{sql}: {other:?}"),
    }
}

#[tokio::test]
async fn a_question_is_one_row_with_its_end() {
    let answered = AuditOutcome::Answered {
        rows: 7,
        reads: vec!["cells.referrals".to_owned()],
        ms: 12,
    };
    let (_, gate) = log(vec![
        asked(1, "A. Khan"),
        asked(2, "B. Jones"),
        over(2, refused("SDC_ROW_LEVEL")),
        over(1, answered),
        asked(3, "A. Khan"),
        // Its beginning was never read.
        over(4, AuditOutcome::Failed),
    ])
    .await;
    let sql = "select name, tables, outcome, code, rows, reads, ms, ended_at is null from audit.questions order by query_id";
    let expected = [
        [
            "A. Khan",
            "hub.areas hub.referrals",
            "answered",
            "",
            "7",
            "cells.referrals",
            "12",
            "false",
        ],
        [
            "B. Jones",
            "hub.areas hub.referrals",
            "refused",
            "SDC_ROW_LEVEL",
            "",
            "",
            "",
            "false",
        ],
        [
            "A. Khan",
            "hub.areas hub.referrals",
            "",
            "",
            "",
            "",
            "",
            "true",
        ],
    ];
    assert_eq!(rows(&gate, sql).await, expected);
    let sql = "select max(character_length(asked_at)), min(character_length(asked_at)) from audit.questions";
    assert_eq!(rows(&gate, sql).await, [["24", "24"]]);
}

#[tokio::test]
async fn what_was_written_since_is_read_for_the_next_question() {
    let (store, gate) = log(vec![asked(1, "A. Khan")]).await;
    let ended = "select count(*), count(outcome) from audit.questions";
    assert_eq!(rows(&gate, ended).await, [["1", "0"]]);

    let audit = store.audit();
    audit
        .append(over(1, AuditOutcome::Cancelled))
        .await
        .unwrap();
    audit.append(asked(2, "A. Khan")).await.unwrap();
    assert_eq!(rows(&gate, ended).await, [["2", "1"]]);

    let empty = log(Vec::new()).await.1;
    assert_eq!(rows(&empty, ended).await, [["0", "0"]]);
}

#[tokio::test]
async fn each_entry_names_the_one_before() {
    let (store, gate) = log((0..5).map(|n| asked(n, "A. Khan")).collect()).await;
    let sql = "select count(*) from audit.entries a join audit.entries b on b.sequence = a.sequence + 1 where b.previous = a.hash";
    assert_eq!(rows(&gate, sql).await, [["4"]]);
    let sql = "select hash from audit.entries order by sequence desc limit 1";
    let report = store.audit().verify().await.unwrap();
    assert_eq!(rows(&gate, sql).await, [[report.head_hash]]);
    assert_eq!(report.unended, 5);
}

#[tokio::test]
async fn the_log_is_asked_by_itself() {
    let (_, gate) = log(vec![asked(1, "A. Khan")]).await;
    for sql in [
        "select count(*) from audit.questions q, hub.referrals r",
        "select q.name, (select count(*) from hub.referrals) from audit.questions q",
        "select name from audit.questions union all select name from hub.areas",
        "with r as (select 1 as n from hub.referrals) select * from audit.questions, r",
        "select * from audit.questions, information_schema.tables",
        "select * from audit.questions, questions",
    ] {
        assert!(gate.is_asked(sql), "{sql}");
        let (code, words) = refusal(&gate, sql).await;
        assert_eq!(code, "SDC_SHAPE", "{sql}");
        assert!(words.starts_with("the log of questions is asked by itself"));
    }
    assert!(!gate.is_asked("select count(*) from hub.referrals where sex = 'audit.questions'"));
    assert!(!gate.is_asked("select count(*) from hub.audit"));
    assert_eq!(
        gate.tables_in("select 1 from audit.entries, audit.nothing, hub.questions"),
        ["audit.entries"]
    );
}

#[tokio::test]
async fn nothing_but_a_query_is_put_to_the_log() {
    let (_, gate) = log(vec![asked(1, "A. Khan")]).await;
    for (sql, codes) in [
        ("create table audit.mine as select 1", "SDC_STATEMENT"),
        ("drop table audit.questions", "SDC_STATEMENT"),
        ("delete from audit.questions", "SDC_STATEMENT"),
        ("insert into audit.entries values (1)", "SDC_STATEMENT"),
        ("copy audit.questions to '/tmp/x.csv'", "SDC_STATEMENT"),
        (
            "explain analyze select * from audit.questions",
            "SDC_STATEMENT",
        ),
        ("show tables", "SDC_STATEMENT"),
        (
            "with recursive r as (select sequence from audit.entries union all select sequence + 1 from r) select * from r",
            "SDC_STATEMENT SQL_ERROR",
        ),
        (
            "select * from audit.entries, unnest([1, 2])",
            "SDC_STATEMENT SDC_SHAPE SDC_FUNCTION SQL_ERROR",
        ),
        (
            "select * from audit.entries, range(1, 10)",
            "SDC_SHAPE SDC_FUNCTION",
        ),
        (
            "select version() from audit.questions",
            "SDC_FUNCTION SQL_ERROR",
        ),
        (
            "select array_agg(name) from audit.questions",
            "SDC_FUNCTION SQL_ERROR",
        ),
        (
            "select sdc_display(rows) from audit.questions",
            "SDC_FUNCTION SQL_ERROR",
        ),
        ("select nothing from audit.questions", "SQL_ERROR"),
        ("select * from audit.nothing", "SQL_ERROR"),
        ("select * from audit.questions where name = $1", "SQL_ERROR"),
    ] {
        let (code, words) = refusal(&gate, sql).await;
        assert!(
            codes.split(' ').any(|known| known == code),
            "{sql}: {code} {words}"
        );
    }
    let explained = gate
        .answer("explain select name from audit.questions")
        .await;
    assert!(explained.is_ok(), "{explained:?}");
}

#[tokio::test]
async fn what_a_question_of_the_log_may_take_is_bounded() {
    let (store, _) = log((0..20).map(|n| asked(n, "A. Khan")).collect()).await;
    let limits = QueryLimits {
        rows: 10,
        ..QueryLimits::default()
    };
    let gate = LogGate::open(store.audit().clone(), limits).unwrap();
    let (code, _) = refusal(&gate, "select name from audit.questions").await;
    assert_eq!(code, "LIMIT");
    let sql = "select name from audit.questions limit 10";
    assert_eq!(rows(&gate, sql).await.len(), 10);
}
