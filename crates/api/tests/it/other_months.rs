//! A file against what its service has sent for other months.

use hub_testkit::fixtures::{month, opt_out_tag};
use serde_json::Value;

use crate::support::{OTHER, OWN, TestApp, Who, csv, october};

/// Sends a file for a month, with answers as parameters; what the check says.
async fn send(app: &TestApp, who: Who, month_and_answers: &str, content: String) -> Value {
    let service = if who == Who::Other { OTHER } else { OWN };
    let path =
        format!("/api/v1/returns?service={service}&file_name=return.csv&month={month_and_answers}");
    let ask = app.ask(who, "POST", &path).body(content);
    ask.send().await.expect(202).json()
}

/// Makes it count, whatever there is to look at.
async fn count(app: &TestApp, sent: &Value) {
    let order = r#"{"warnings_confirmed": true}"#;
    let id = sent["id"].as_str().unwrap();
    app.submit(id, order).await.expect(201);
}

/// What a finding of a rule says, if there is one.
fn said(sent: &Value, code: &str) -> Option<String> {
    let findings = sent["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["code"] == code)?;
    found["message"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_number_of_referrals_far_from_usual_is_asked_about() {
    let app = TestApp::new().await;
    for (text, n_rows) in [("2026-07", 36), ("2026-08", 44)] {
        let sent = send(&app, Who::Own, text, csv(month(text), n_rows)).await;
        count(&app, &sent).await;
    }
    // Two months do not show what is usual.
    let early = send(&app, Who::Own, "2026-10", october(20)).await;
    assert_eq!(said(&early, "R219"), None);
    let sent = send(&app, Who::Own, "2026-09", csv(month("2026-09"), 40)).await;
    count(&app, &sent).await;

    let few = send(&app, Who::Own, "2026-10", october(20)).await;
    let unusual = said(&few, "R219").expect("a finding");
    assert!(
        unusual.contains("20 new referrals in October 2026")
            && unusual.contains("usually has about 40 a month, by its 3 returns"),
        "{unusual}"
    );
    assert_eq!(few["outcome"], "warnings");
    let usual = send(&app, Who::Own, "2026-10", october(41)).await;
    assert_eq!(said(&usual, "R219"), None, "{usual:#}");

    // The numbers are those that were sent, so that nobody can tell from them who objects.
    let tag = opt_out_tag(OWN, "P0");
    let object = |list: &mut hub_ingest::OptOuts| list.add(hub_ingest::OptOutKind::Objection, &tag);
    app.store.change_opt_outs(object).await.unwrap();
    let after = send(&app, Who::Own, "2026-10", october(20)).await;
    assert_eq!(said(&after, "R219"), Some(unusual));
}

#[tokio::test]
async fn the_very_file_of_another_month_is_asked_about() {
    let app = TestApp::new().await;
    let september = || csv(month("2026-09"), 5);
    let sent = send(&app, Who::Own, "2026-09", september()).await;
    assert_eq!(said(&sent, "R233"), None);
    count(&app, &sent).await;

    let again = send(&app, Who::Own, "2026-10", september()).await;
    let same = said(&again, "R233").expect("a finding");
    let start = "You sent this same file for September 2026 on 3 November 2026 (reference ";
    assert!(
        same.starts_with(start)
            && same.contains("Select the file for October 2026.")
            && same.contains("If September 2026 has the wrong file"),
        "{same}"
    );
    let order = r#"{"leave_out_rows": true}"#;
    let id = again["id"].as_str().unwrap();
    let refused = app.submit(id, order).await.expect(409);
    assert_eq!(refused.problem(), "warnings-not-confirmed");

    // For its own month it is the return that counts, and another file is none of it.
    let own = send(&app, Who::Own, "2026-09", september()).await;
    assert_eq!(said(&own, "R233"), None);
    assert!(said(&own, "R019").is_some());
    let other = send(&app, Who::Own, "2026-10", october(5)).await;
    assert_eq!(said(&other, "R233"), None);
}

#[tokio::test]
async fn a_file_of_another_month_is_known_whatever_was_said_of_it() {
    let app = TestApp::new().await;
    let september = || csv(month("2026-09"), 5);
    let sent = send(&app, Who::Own, "2026-09&month_first=H", september()).await;
    count(&app, &sent).await;
    let again = send(&app, Who::Own, "2026-10", september()).await;
    assert!(said(&again, "R233").is_some(), "{again:#}");
}

#[tokio::test]
async fn nobody_is_told_of_a_file_that_another_service_sent() {
    let app = TestApp::new().await;
    let september = || csv(month("2026-09"), 5);
    let sent = send(&app, Who::Own, "2026-09", september()).await;
    count(&app, &sent).await;
    let other = send(&app, Who::Other, "2026-10", september()).await;
    assert_eq!(said(&other, "R233"), None);
}
