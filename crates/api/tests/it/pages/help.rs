//! S3: the template, and what every column of the return means.

use hub_standard::ReturnDefinition;

use crate::support::{OWN, TestApp, Who, screen};

const PATH: &str = "/help/return";

#[tokio::test]
async fn every_column_of_every_sheet_is_told() {
    let app = TestApp::new().await;
    let page = app.get(Who::Public, PATH).await.expect(200).text();
    assert_eq!(screen(&page), "S3");
    for sheet in &ReturnDefinition::v1().sheets {
        let title = format!("Columns of {}", sheet.name);
        assert!(page.contains(&title), "{title}: {page}");
        // Names may break after their signs, which is no part of them.
        let page = page.replace("<wbr>", "");
        for item in &sheet.items {
            for words in [&item.id, &item.title, &item.example] {
                let written = words.replace('&', "&amp;");
                assert!(page.contains(&written), "{}: {words}", item.id);
            }
        }
    }
    let page = page.replace("<wbr>", "");
    for claim in [
        "need_1 to need_5",
        "an NHS number of 10 digits",
        "a postcode",
        "must be there",
        "To see whether people of every background are reached.",
        "Loneliness or isolation",
        "Each row must have one of these: NHS number, or Your reference for the person.",
        "Presenting issue",
        "UBRN",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
}

#[tokio::test]
async fn a_sender_gets_the_template_and_others_the_way_to_it() {
    let app = TestApp::new().await;
    let template = format!("/template.xlsx?service={OWN}&amp;month=2026-10");
    let page = app.get(Who::Own, PATH).await.expect(200).text();
    assert!(page.contains(&template), "{page}");
    let page = app.get(Who::Public, PATH).await.expect(200).text();
    assert!(!page.contains("/template.xlsx"), "{page}");
    assert!(page.contains("Sign in as your service"), "{page}");
    let page = app.get(Who::Analyst, PATH).await.expect(200).text();
    assert!(
        !page.contains("/template.xlsx") && !page.contains("Sign in as"),
        "{page}"
    );
}

#[tokio::test]
async fn the_headings_of_each_sheet_are_a_file() {
    let app = TestApp::new().await;
    let file = app.get(Who::Public, "/help/return.csv").await.expect(200);
    assert_eq!(
        file.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    let text = file.text();
    assert!(
        text.starts_with("local_referral_id,nhs_number,") && text.ends_with("closure_reason\r\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1);
    let contacts = app
        .get(Who::Public, "/help/return.csv?sheet=contacts")
        .await
        .expect(200);
    assert!(
        contacts
            .header("content-disposition")
            .contains("contacts.csv")
    );
    assert!(
        contacts
            .text()
            .starts_with("local_referral_id,contact_date,")
    );
    app.get(Who::Public, "/help/return.csv?sheet=people")
        .await
        .expect(400);
}

#[tokio::test]
async fn pages_that_ask_for_a_file_lead_to_the_help() {
    let app = TestApp::new().await;
    for path in [
        format!("/s/{OWN}"),
        format!("/s/{OWN}/returns/2026-10"),
        format!("/s/{OWN}/returns/2026-10/upload"),
    ] {
        let page = app.get(Who::Own, &path).await.expect(200).text();
        assert!(page.contains("href=\"/help/return\""), "{path}: {page}");
    }
}
