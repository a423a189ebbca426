//! Returns from file to journal, as programs send them.

use hub_testkit::fixtures::{month, opt_out_tag, service};
use jiff::SignedDuration;
use serde_json::Value;

use crate::support::{OTHER, OWN, TestApp, Who, line, october, spoilt};

fn id(body: &Value) -> String {
    body["id"].as_str().unwrap().to_owned()
}

async fn current(app: &TestApp) -> Option<String> {
    let state = app.store.journal().state().await.unwrap();
    state
        .current_for(&service(OWN), month("2026-10"))
        .map(|accepted| accepted.submission.to_string())
}

#[tokio::test]
async fn a_good_file_is_checked_submitted_and_counts() {
    let app = TestApp::new().await;
    let sent = app.send(october(5)).await.expect(202);
    let body = sent.json();
    assert_eq!(
        sent.header("location"),
        format!("/api/v1/returns/{}", id(&body))
    );
    assert_eq!(
        (&body["state"], &body["outcome"]),
        (&"checked".into(), &"ready".into()),
        "{body}"
    );
    assert_eq!(body["counts"]["read"], 5);
    assert_eq!(
        current(&app).await,
        None,
        "nothing counts before it is submitted"
    );

    let receipt = app.submit(&id(&body), "").await.expect(201).json();
    assert_eq!(receipt["counts"]["counted"], 5);
    assert_eq!(receipt["submitted_by"], "Own");
    assert_eq!(current(&app).await, Some(id(&body)));
    let shown = app
        .get(Who::Own, &format!("/api/v1/returns/{}", id(&body)))
        .await
        .expect(200)
        .json();
    assert_eq!(shown["state"], "submitted");
    assert_eq!(shown["reference"], receipt["reference"]);
}

#[tokio::test]
async fn a_corrected_file_replaces_and_the_old_one_stays_in_history() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let second = app.send_and_submit(october(6)).await;
    assert_eq!(current(&app).await, Some(second.clone()));
    let state = app.store.journal().state().await.unwrap();
    let history = &state
        .history
        .get(&(service(OWN), month("2026-10")))
        .unwrap();
    let kept: Vec<String> = history
        .iter()
        .map(|accepted| accepted.submission.to_string())
        .collect();
    assert_eq!(kept, [first.clone(), second]);
    let old = app
        .get(Who::Own, &format!("/api/v1/returns/{first}"))
        .await
        .expect(200)
        .json();
    assert_eq!(old["state"], "replaced");
}

#[tokio::test]
async fn a_broken_file_is_explained_and_changes_nothing() {
    let app = TestApp::new().await;
    let good = app.send_and_submit(october(5)).await;
    for broken in [
        "%PDF-1.7 not a spreadsheet",
        "name,telephone\nA Person,01234 567890\n",
        line(),
    ] {
        let body = app.send(broken).await.expect(202).json();
        assert_eq!(body["outcome"], "unreadable", "{body}");
        assert_ne!(body["findings"][0]["message"], "", "{body}");
        assert_eq!(body["submit"], Value::Null);
        let refused = app
            .submit(
                &id(&body),
                r#"{"leave_out_rows": true, "warnings_confirmed": true}"#,
            )
            .await
            .expect(409);
        assert_eq!(refused.problem(), "unreadable-return");
    }
    assert_eq!(current(&app).await, Some(good));
}

#[tokio::test]
async fn rows_with_problems_are_left_out_only_when_the_sender_says_so() {
    let app = TestApp::new().await;
    let body = app
        .send(spoilt(month("2026-10"), 5))
        .await
        .expect(202)
        .json();
    assert_eq!(
        (&body["outcome"], &body["counts"]["left_out"]),
        (&"problems".into(), &1.into()),
        "{body}"
    );
    let refused = app
        .submit(&id(&body), r#"{"warnings_confirmed": true}"#)
        .await
        .expect(409);
    assert_eq!(refused.problem(), "return-has-problems");
    assert_eq!(refused.json()["rows_left_out"], 1);
    assert_eq!(current(&app).await, None);
    let order = r#"{"leave_out_rows": true, "warnings_confirmed": true}"#;
    let receipt = app.submit(&id(&body), order).await.expect(201).json();
    assert_eq!(receipt["counts"]["left_out"], 1);
}

#[tokio::test]
async fn a_withdrawn_return_counts_no_more_and_stays_in_the_history() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let path = format!("/api/v1/returns/{first}/withdraw");
    let body = app
        .ask(Who::Own, "POST", &path)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(body["state"], "withdrawn");
    assert_eq!(current(&app).await, None);
    // A second time there is nothing to withdraw.
    let again = app.ask(Who::Own, "POST", &path).send().await.expect(409);
    assert_eq!(again.problem(), "superseded");
    app.ask(Who::Other, "POST", &path).send().await.expect(404);
    let history = app
        .get(Who::Own, &format!("/s/{OWN}/history"))
        .await
        .expect(200)
        .text();
    assert!(history.contains("Withdrawn"), "{history}");
    // Another file counts again.
    let second = app.send_and_submit(october(6)).await;
    assert_eq!(current(&app).await, Some(second));
}

#[tokio::test]
async fn once_somebody_objects_nothing_tells_which_rows_the_hub_still_holds() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let changed = |body: &Value| {
        let findings = body["findings"].as_array().unwrap();
        let said = findings
            .iter()
            .find(|finding| finding["code"] == "R327")
            .map(|finding| finding["message"].as_str().unwrap().to_owned());
        said.unwrap()
    };
    let before = app.send(october(6)).await.expect(202).json();
    assert!(changed(&before).contains("1 row added"), "{before:#}");

    let tag = opt_out_tag(OWN, "P0");
    let object = |list: &mut hub_ingest::OptOuts| list.add(hub_ingest::OptOutKind::Objection, &tag);
    app.store.change_opt_outs(object).await.unwrap();
    let after = app.send(october(6)).await.expect(202).json();
    assert!(
        changed(&after).contains("6 rows that count instead of 5"),
        "{after:#}"
    );
    assert_eq!(before["counts"], after["counts"]);
    assert_eq!(before["summary"], after["summary"]);
}

#[tokio::test]
async fn what_a_service_said_of_a_heading_holds_for_its_next_file() {
    let app = TestApp::new().await;
    let renamed = |rows: usize| october(rows).replace("referral_date", "Came to us");
    let asked = app.send(renamed(5)).await.expect(202).json();
    assert_eq!(asked["outcome"], "unreadable");
    let answers = asked["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|finding| finding["question"]["answers"].as_array())
        .unwrap();
    let value = answers
        .iter()
        .filter_map(|answer| answer["value"].as_str())
        .find(|value| value.ends_with(":referral_date"))
        .unwrap()
        .to_owned();

    let path = format!("/api/v1/returns?service={OWN}&month=2026-10&column={value}");
    let told = app
        .ask(Who::Own, "POST", &path)
        .body(renamed(5))
        .send()
        .await
        .expect(202)
        .json();
    assert_ne!(told["outcome"], "unreadable", "{told:#}");
    let order = r#"{"warnings_confirmed": true}"#;
    app.submit(&id(&told), order).await.expect(201);

    let next = app.send(renamed(6)).await.expect(202).json();
    assert_ne!(next["outcome"], "unreadable", "{next:#}");
    let wrong = format!("/api/v1/returns?service={OWN}&month=2026-10&column=C:shoe_size");
    let refused = app
        .ask(Who::Own, "POST", &wrong)
        .body(renamed(5))
        .send()
        .await
        .expect(400);
    assert_eq!(refused.json()["parameter"], "column");
}

#[tokio::test]
async fn the_same_file_sent_twice_is_one_return() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let again = app.send(october(5)).await.expect(202).json();
    let receipt = app.submit(&id(&again), "").await.expect(200).json();
    assert_eq!(receipt["id"], first);
    assert_eq!(receipt["new"], false);
    let state = app.store.journal().state().await.unwrap();
    assert_eq!(state.by_submission.len(), 1);
}

#[tokio::test]
async fn a_repeated_submit_is_answered_like_the_first() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let again = app.submit(&first, "").await.expect(200).json();
    assert_eq!(again["id"], first);
}

#[tokio::test]
async fn of_two_files_sent_at_once_one_counts_and_the_other_sender_is_told() {
    let app = TestApp::new().await;
    let one = id(&app.send(october(5)).await.expect(202).json());
    let two = id(&app.send(october(6)).await.expect(202).json());
    let (a, b) = tokio::join!(app.submit(&one, ""), app.submit(&two, ""));
    let (won, lost, told) = if a.status == 201 {
        (one, two, b)
    } else {
        (two, one, a)
    };
    let told = told.expect(409);
    assert_eq!(told.problem(), "superseded");
    assert_eq!(told.json()["current"], won);
    let detail = told.json()["detail"].as_str().unwrap().to_owned();
    assert!(
        detail.contains("Own sent another return for October 2026 on 3 November 2026 at 10:00"),
        "{detail}"
    );
    assert_eq!(current(&app).await, Some(won.clone()));

    let order = format!(r#"{{"replaces": "{won}"}}"#);
    app.submit(&lost, &order).await.expect(201);
    assert_eq!(current(&app).await, Some(lost));
}

#[tokio::test]
async fn nothing_to_report_is_a_return() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10&nil=true");
    let body = app
        .ask(Who::Own, "POST", &path)
        .send()
        .await
        .expect(202)
        .json();
    assert_eq!(body["nil"], true);
    let receipt = app.submit(&id(&body), "").await.expect(201).json();
    assert_eq!(receipt["nil"], true);
    let again = app
        .ask(Who::Own, "POST", &path)
        .send()
        .await
        .expect(202)
        .json();
    app.submit(&id(&again), "").await.expect(200);
}

#[tokio::test]
async fn a_draft_is_kept_for_half_an_hour() {
    let app = TestApp::new().await;
    let draft = id(&app.send(october(5)).await.expect(202).json());
    app.clock
        .advance(SignedDuration::from_mins(30) - SignedDuration::from_secs(1));
    app.get(Who::Own, &format!("/api/v1/returns/{draft}"))
        .await
        .expect(200);
    app.clock.advance(SignedDuration::from_secs(1));
    let gone = app
        .get(Who::Own, &format!("/api/v1/returns/{draft}"))
        .await
        .expect(410);
    assert_eq!(gone.problem(), "draft-expired");
    app.submit(&draft, "").await.expect(410);
    app.get(Who::Other, &format!("/api/v1/returns/{draft}"))
        .await
        .expect(404);
}

#[tokio::test]
async fn an_idempotency_key_repeats_the_first_answer() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10&file_name=return.csv");
    let ask = |key: &str, rows: usize| {
        app.ask(Who::Own, "POST", &path)
            .header("idempotency-key", key)
            .body(october(rows))
            .send()
    };
    let first = id(&ask("one", 5).await.expect(202).json());
    assert_eq!(id(&ask("one", 5).await.expect(202).json()), first);
    assert_ne!(id(&ask("two", 5).await.expect(202).json()), first);
    assert_eq!(
        ask("one", 6).await.expect(422).problem(),
        "idempotency-key-reused"
    );

    let other = format!("/api/v1/returns?service={OTHER}&month=2026-10&file_name=return.csv");
    let of_other = app
        .ask(Who::Other, "POST", &other)
        .header("idempotency-key", "one")
        .body(october(5))
        .send();
    assert_ne!(id(&of_other.await.expect(202).json()), first);
    ask("", 5).await.expect(400);
    ask(&"k".repeat(201), 5).await.expect(400);
    ask(&"k".repeat(200), 5).await.expect(202);
}

#[tokio::test]
async fn an_idempotency_key_outlives_its_draft() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10");
    let send = |rows: usize| {
        app.ask(Who::Own, "POST", &path)
            .header("idempotency-key", "one")
            .body(october(rows))
            .send()
    };
    let first = id(&send(3).await.expect(202).json());
    app.submit(&first, "").await.expect(201);
    app.clock.advance(SignedDuration::from_mins(31));
    let again = send(3).await.expect(202).json();
    assert_eq!((id(&again), &again["state"]), (first, &"submitted".into()));
}

#[tokio::test]
async fn an_idempotency_key_begins_anew_where_nothing_is_left_of_its_draft() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10");
    let send = || {
        app.ask(Who::Own, "POST", &path)
            .header("idempotency-key", "one")
            .body(october(3))
            .send()
    };
    let first = id(&send().await.expect(202).json());
    app.clock.advance(SignedDuration::from_mins(31));
    let again = id(&send().await.expect(202).json());
    assert_ne!(first, again);
    assert_eq!(id(&send().await.expect(202).json()), again);
}

#[tokio::test]
async fn a_form_is_taken_like_a_bare_file() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10");
    let body = app
        .ask(Who::Own, "POST", &path)
        .upload("", "return.csv", &october(5))
        .send()
        .await
        .expect(202)
        .json();
    assert_eq!(
        (&body["outcome"], &body["kind"]),
        (&"ready".into(), &"csv".into()),
        "{body}"
    );
}

#[tokio::test]
async fn only_open_months_are_taken() {
    let app = TestApp::new().await;
    for (month, status) in [
        ("2026-12", 422),
        // Its window opens on 16 November.
        ("2026-11", 422),
        ("2026-10", 202),
        ("2024-11", 202),
        ("2024-10", 422),
        ("2026-13", 400),
        ("October", 400),
    ] {
        let path = format!("/api/v1/returns?service={OWN}&month={month}&nil=true");
        let answer = app.ask(Who::Own, "POST", &path).send().await;
        assert_eq!(answer.status.as_u16(), status, "{month}: {}", answer.text());
    }
}

/// What a service is told must not change with what other services sent.
#[tokio::test]
async fn a_receipt_does_not_depend_on_another_service() {
    let alone = TestApp::new().await;
    let beside = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OTHER}&month=2026-10&file_name=return.csv");
    let others = beside
        .ask(Who::Other, "POST", &path)
        .body(october(5))
        .send()
        .await
        .expect(202)
        .json();
    beside
        .ask(
            Who::Other,
            "POST",
            &format!("/api/v1/returns/{}/submit", id(&others)),
        )
        .send()
        .await
        .expect(201);

    let mut twins = Vec::new();
    for app in [alone, beside] {
        let mut check = app.send(october(5)).await.expect(202).json();
        let id = id(&check);
        let mut receipt = app.submit(&id, "").await.expect(201).json();
        let mut shown = app
            .get(Who::Own, &format!("/api/v1/returns/{id}"))
            .await
            .expect(200)
            .json();
        for body in [&mut check, &mut receipt, &mut shown] {
            // What names the return is random.
            for random in ["id", "reference", "submit"] {
                body.as_object_mut().unwrap().remove(random);
            }
        }
        twins.push((check, receipt, shown));
    }
    assert_eq!(twins[0], twins[1]);
}

#[tokio::test]
async fn a_submitted_return_is_still_known_after_a_restart() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(5)).await;
    let again = app.restarted();
    let shown = again
        .get(Who::Own, &format!("/api/v1/returns/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&shown["state"], &shown["counts"]["counted"]),
        (&"submitted".into(), &5.into())
    );
    let lost = id.replace(&id[20..], "000000");
    again
        .get(Who::Own, &format!("/api/v1/returns/{lost}"))
        .await
        .expect(404);
}
