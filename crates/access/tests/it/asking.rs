//! No answer without a record, and no record with more in it than it should have.

use std::sync::Arc;

use hub_access::AskError;
use hub_store::{AilmentKind, AuditOutcome, AuditRecord, Path, Store};
use hub_testkit::{Fault, FaultStore};
use object_store::memory::InMemory;

use crate::support::{ask, asking, describe, records, storage};

/// Runs until it is stopped.
const ENDLESS: &str = "select sum(character_length(a.atom || i.from_month)) from hub.area_atoms a, hub.area_atoms b, hub.area_atoms c, \
    hub.area_atoms d, hub.area_atoms e, hub.area_atoms f, hub.area_atoms g, hub.area_atoms h, hub.area_atoms i";

/// The id and outcome of a question that is over.
fn over(record: &AuditRecord) -> (&str, &AuditOutcome) {
    match record {
        AuditRecord::Answered { query_id, outcome } => (query_id.as_str(), outcome),
        AuditRecord::Asked { .. } => panic!("{record:?}"),
    }
}

fn asked_id(record: &AuditRecord) -> &str {
    match record {
        AuditRecord::Asked { query_id, .. } => query_id.as_str(),
        AuditRecord::Answered { .. } => panic!("{record:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_on_record_before_it_is_answered() {
    let store = Store::over(storage());
    let place = asking(&store);

    let under_way = tokio::spawn(async move { ask(&place, ENDLESS).await.map(|_| ()) });
    let before = records(&store, 1).await;

    assert!(!under_way.is_finished());
    under_way.abort();
    let AuditRecord::Asked {
        query_id,
        principal,
        token_id,
        role,
        scope,
        transport,
        release,
        sql_sha256,
        tables,
        purpose,
    } = &before[0]
    else {
        panic!("{before:?}");
    };
    assert_eq!((query_id.len(), sql_sha256.len()), (32, 64));
    assert_eq!(principal, "A. Khan");
    assert_eq!(token_id.as_deref(), Some("0123456789abcdef"));
    assert_eq!((role.as_str(), scope), ("analyst", &None));
    assert_eq!((transport.as_str(), purpose), ("http", &None));
    assert_eq!(release, "2026-11-02.1");
    assert_eq!(tables, &["hub.area_atoms"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_leaves_what_was_read_and_how_much_came() {
    let store = Store::over(storage());

    let sql = "select sex, count(*) from hub.referrals group by sex";
    let answered = ask(&asking(&store), sql).await.unwrap();

    let found = records(&store, 2).await;
    assert_eq!(found.len(), 2, "{found:?}");
    let (id, outcome) = over(&found[1]);
    assert_eq!(id, asked_id(&found[0]));
    let AuditOutcome::Answered { rows, reads, .. } = outcome else {
        panic!("{outcome:?}");
    };
    let n_rows: usize = answered
        .answer
        .batches
        .iter()
        .map(|batch| batch.num_rows())
        .sum();
    assert_eq!(usize::try_from(*rows).unwrap(), n_rows);
    assert!(n_rows > 0);
    assert!(
        reads.iter().any(|name| name.starts_with("cells.")),
        "{reads:?}"
    );
    assert!(store.audit().verify().await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_query_leaves_its_code_and_no_text() {
    const SECRET: &str = "9434765919";
    let store = Store::over(storage());
    let place = asking(&store);
    let refused = [
        format!("select * from hub.referrals where sex = '{SECRET}'"),
        format!("select count(*) from hub.referrals, \"{SECRET}\""),
        format!("select {SECRET} from"),
        format!("delete from hub.referrals -- {SECRET}"),
    ];

    let mut codes = Vec::new();
    for sql in &refused {
        match ask(&place, sql).await {
            Err(AskError::Refused(refusal)) => codes.push(refusal.code.name().to_owned()),
            other => panic!("{sql}: {other:?}"),
        }
    }

    let found = records(&store, refused.len() * 2).await;
    let recorded: Vec<String> = found
        .chunks(2)
        .map(|pair| match over(&pair[1]) {
            (id, AuditOutcome::Refused { code }) if id == asked_id(&pair[0]) => code.clone(),
            _ => panic!("{pair:?}"),
        })
        .collect();
    assert_eq!(recorded, codes);
    let entries = store.list(&Path::from("audit")).await.unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        let bytes = store.read(&entry.path).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        for word in [SECRET, "select", "delete"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_question_is_recorded_as_cancelled() {
    let store = Store::over(storage());
    let place = asking(&store);
    let under_way = tokio::spawn(async move { ask(&place, ENDLESS).await.map(|_| ()) });
    let asked = records(&store, 1).await;

    under_way.abort();

    let found = records(&store, 2).await;
    assert_eq!(
        over(&found[1]),
        (asked_id(&asked[0]), &AuditOutcome::Cancelled)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_without_a_record() {
    // Neither where the question cannot be recorded, nor where what came of it cannot.
    for fails in ["audit/", "audit/00000000000000000001"] {
        let faulty = Arc::new(FaultStore::new(storage(), Fault::FailsUnder(fails)));
        let place = asking(&Store::over(faulty));

        let answer = ask(&place, "select count(*) from hub.referrals").await;

        assert!(
            matches!(answer, Err(AskError::Store(_))),
            "{fails}: {answer:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_when_it_is_prepared_is_on_record_too() {
    let store = Store::over(storage());
    let place = asking(&store);
    let described = describe(
        &place,
        "select sex, count(*) as n from hub.referrals group by sex",
    );
    assert_eq!(described.await.unwrap().schema.fields().len(), 2);
    assert!(store.audit().records(None, 10).await.unwrap().is_empty());

    assert!(
        describe(&place, "select * from hub.referrals")
            .await
            .is_err()
    );
    let found = records(&store, 2).await;
    let (_, outcome) = over(&found[1]);
    let AuditOutcome::Refused { code } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(code, "SDC_ROW_LEVEL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_without_an_end_is_told_by_the_doctor() {
    let storage = storage();
    let sound = Store::over(Arc::<InMemory>::clone(&storage));
    let fault = Fault::FailsUnder("audit/00000000000000000001");
    let dying = asking(&Store::over(Arc::new(FaultStore::new(storage, fault))));
    let answer = ask(&dying, "select count(*) from hub.referrals").await;
    assert!(answer.is_err());

    let ailments = sound.doctor().await.unwrap();

    let unended = ailments
        .iter()
        .find(|found| found.kind == AilmentKind::Unended);
    let unended = unended.unwrap();
    assert_eq!(unended.count, 1);
    assert!(unended.kind.is_harmless());
    assert!(unended.detail.contains("the hub stopped meanwhile"));
    assert!(ask(&asking(&sound), "select 1").await.is_ok());
    assert_eq!(sound.audit().verify().await.unwrap().unended, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_for_the_log_and_may_not_is_on_record() {
    let store = Store::over(storage());
    let place = asking(&store);
    let sql = "select * from audit.questions";

    let answered = ask(&place, sql).await;
    assert!(matches!(answered, Err(AskError::NotAllowed)));
    let described = describe(&place, sql).await;
    assert!(matches!(described, Err(AskError::NotAllowed)));

    let found = records(&store, 4).await;
    for pair in found.chunks(2) {
        let AuditRecord::Asked { tables, .. } = &pair[0] else {
            panic!("{pair:?}");
        };
        assert_eq!(tables, &["audit.questions"]);
        let (_, outcome) = over(&pair[1]);
        let AuditOutcome::Refused { code } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(code, "AUTHZ");
    }
}
