//! S4: uploading a file, or saying that there is nothing to report.

use hub_testkit::fixtures::{month, service};

use crate::support::{Ask, Browser, OWN, TestApp, Who, screen};

#[tokio::test]
async fn upload_mistakes_are_told_beside_the_field() {
    let app = TestApp::with(|config| config.upload_bytes_max = 5_000).await;
    let browser = Browser::of(&app).await;
    for (content, status, message) in [
        ("", 422, "The selected file is empty"),
        (
            &*"x".repeat(5_001),
            413,
            "The selected file must be smaller than",
        ),
    ] {
        let page = browser.upload(content).await.expect(status).text();
        assert_eq!(screen(&page), "S4");
        assert!(
            page.contains(message) && page.contains("<title>Error: "),
            "{page}"
        );
    }
    let pdf = browser
        .upload("%PDF-1.7 not a spreadsheet")
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&pdf).await.expect(200).text();
    assert!(
        page.contains("We cannot use this file") && page.contains("PDF"),
        "{page}"
    );
}

#[tokio::test]
async fn nothing_to_report_takes_two_steps() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let form = format!("/s/{OWN}/returns/2026-10/upload");
    let csrf = app.csrf(&browser.cookie, &form).await;
    let path = format!("/s/{OWN}/returns/2026-10/nil");
    let post = |fields: &[(&str, &str)]| {
        Ask::new(&app.router, "POST", &path)
            .cookie(&browser.cookie)
            .form(fields)
            .send()
    };
    post(&[("csrf", &csrf)]).await.expect(422);
    let next = post(&[("csrf", &csrf), ("declaration", "yes")])
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let draft = next.strip_suffix("/confirm").unwrap();
    browser
        .confirm(draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    assert!(
        state
            .current_for(&service(OWN), month("2026-10"))
            .unwrap()
            .nil
    );
}

#[tokio::test]
async fn the_template_is_a_workbook_for_the_service_and_month() {
    let app = TestApp::new().await;
    let answer = app
        .get(
            Who::Own,
            &format!("/template.xlsx?service={OWN}&month=2026-10"),
        )
        .await
        .expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"return-YA001-2026-10.xlsx\""
    );
    assert!(answer.body.starts_with(b"PK"));
    app.get(Who::Own, "/template.xlsx?service=YA002")
        .await
        .expect(404);
}
