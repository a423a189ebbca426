//! The result of a check in the form of NHS England's validator.

use calamine::{Reader as _, Xlsx};
use hub_testkit::fixtures::month;
use serde_json::Value;

use crate::support::{TestApp, Who, csv, spoilt};

async fn report(app: &TestApp, content: String) -> Value {
    let sent = app.send(content).await.expect(202).json();
    let path = format!("/api/v1/returns/{}/report", sent["id"].as_str().unwrap());
    app.get(Who::Own, &path).await.expect(200).json()
}

#[tokio::test]
async fn a_report_says_the_sentence_of_the_validator() {
    let app = TestApp::new().await;
    let october = month("2026-10");
    let clean = report(&app, csv(october, 20)).await;
    assert_eq!(clean["submission_failures"], 0);
    assert!(
        clean["status"]
            .as_str()
            .unwrap()
            .starts_with("File has been accepted, ")
    );
    let broken = report(&app, spoilt(october, 20)).await;
    assert_eq!(
        broken["status"],
        "File has been accepted with record rejections"
    );
    assert_eq!(broken["submission_failures"], 1);
    assert_eq!(broken["reporting_period_start"], "2026-10-01");
    assert_eq!(broken["reporting_period_end"], "2026-10-31");
    let line = &broken["error_data"][0];
    assert_eq!(line["type"], "Record Rejection");
    assert_eq!(line["error_code"], "R102");
    assert_eq!(line["category"], "Wrong format");
    assert_eq!(line["row"], 21);
    // A day of this year is nobody's birth date who was referred, so it need not be masked.
    assert_eq!(line["value"], "2026-02-30");
    let file = report(&app, "%PDF-1.7".to_owned()).await;
    assert_eq!(file["status"], "File has been rejected");
    assert_eq!(file["error_summary"][0]["category"], "Bad file");
}

#[tokio::test]
async fn a_report_as_a_workbook_has_three_sheets() {
    let app = TestApp::new().await;
    let sent = app.send(spoilt(month("2026-10"), 20)).await.expect(202);
    let sent = sent.json();
    let id = sent["id"].as_str().unwrap();
    let path = format!("/api/v1/returns/{id}/report?format=xlsx");
    let answer = app.get(Who::Own, &path).await.expect(200);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(answer.body)).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Summary", "Error Summary", "Error Data"]
    );
    let data = book.worksheet_range("Error Data").unwrap();
    let text = |row, column| data.get_value((row, column)).unwrap().to_string();
    assert_eq!(text(0, 4), "Errors and Warnings");
    assert_eq!(text(1, 2), "R102");
    assert_eq!(text(1, 6), "21");
}

#[tokio::test]
async fn a_report_is_for_its_sender_alone() {
    let app = TestApp::new().await;
    let sent = app.send(csv(month("2026-10"), 20)).await.expect(202).json();
    let path = format!("/api/v1/returns/{}/report", sent["id"].as_str().unwrap());
    app.get(Who::Other, &path).await.expect(404);
    app.get(Who::Analyst, &path).await.expect(403);
    app.get(Who::Own, &format!("{path}?format=csv"))
        .await
        .expect(400);
}
