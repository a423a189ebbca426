//! Storage that fails under the hub: a plain answer to the sender, and nothing lost.

use hub_standard::ids::SubmissionId;
use hub_testkit::Fault;
use hub_testkit::fixtures::{month, service};

use crate::support::{Answer, OWN, TestApp, Who, csv};

/// More calls than sending and submitting one return makes.
const CALLS_MAX: u64 = 60;
const ORDER: &str = r#"{"warnings_confirmed": true}"#;

/// What a sender sees when storage fails: that it is the hub's fault, and for how long to wait.
fn assert_plain(answer: &Answer, fault: Fault) {
    let status = answer.status.as_u16();
    assert!(matches!(status, 503 | 507), "{fault:?}: {status}");
    let text = answer.text();
    assert!(
        !text.contains("as told") && !text.contains("faulty"),
        "{text}"
    );
    assert!(text.contains("\"detail\""), "{text}");
}

/// Sends and submits a return, each again until it is taken. Its id.
async fn insist(app: &TestApp, fault: Fault) -> String {
    for _ in 0..4 {
        let sent = app.send(csv(month("2026-10"), 3)).await;
        if sent.status != 202 {
            assert_plain(&sent, fault);
            continue;
        }
        let id = sent.json()["id"].as_str().unwrap().to_owned();
        for _ in 0..3 {
            let submitted = app.submit(&id, ORDER).await;
            if matches!(submitted.status.as_u16(), 200 | 201) {
                return submitted.json()["id"].as_str().unwrap().to_owned();
            }
            assert_plain(&submitted, fault);
        }
    }
    panic!("{fault:?}: never taken");
}

async fn whatever_call_fails(fault_at: fn(u64) -> Fault) {
    for call in 1..CALLS_MAX {
        let fault = fault_at(call);
        let (app, faulty, sound) = TestApp::failing(fault).await;
        let id: SubmissionId = insist(&app, fault).await.parse().unwrap();
        let state = sound.journal().state().await.unwrap();
        let current = state.current_for(&service(OWN), month("2026-10"));
        assert_eq!(
            current.map(|current| &current.submission),
            Some(&id),
            "{fault:?}"
        );
        assert_eq!(state.by_submission.len(), 1, "{fault:?}");
        let ailments = sound.doctor().await.unwrap();
        let harm = ailments.iter().find(|found| !found.kind.is_harmless());
        assert!(harm.is_none(), "{fault:?}: {harm:?}");
        if faulty.calls() < call {
            // It was not called so often, so nothing failed any more.
            assert!(call > 4, "only {call} calls");
            return;
        }
    }
    panic!("more calls than expected");
}

#[tokio::test]
async fn whatever_call_of_the_store_fails_a_return_is_taken_once() {
    whatever_call_fails(Fault::FailsAt).await;
}

#[tokio::test]
async fn a_full_disk_loses_nothing() {
    whatever_call_fails(Fault::FullAt).await;
}

#[tokio::test]
async fn a_lost_answer_of_the_store_makes_no_second_return() {
    whatever_call_fails(Fault::AnswerLostAt).await;
}

#[tokio::test]
async fn what_a_full_disk_refused_is_counted() {
    let mut n_counted = 0;
    for call in 1..8 {
        let fault = Fault::FullAt(call);
        let (app, _, _) = TestApp::failing(fault).await;
        insist(&app, fault).await;
        let metrics = app.get(Who::Public, "/metrics").await.expect(200).text();
        assert!(
            metrics.contains("hub_storage_failures_total{kind=\"unavailable\"} "),
            "{metrics}"
        );
        n_counted += u32::from(metrics.contains("hub_storage_failures_total{kind=\"full\"} 1\n"));
    }
    assert!(n_counted > 0);
}
