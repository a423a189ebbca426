//! P5: what cannot be done, and the way on from there.

use jiff::SignedDuration;

use crate::support::{Ask, Browser, OWN, TestApp, Who, october, screen};

#[tokio::test]
async fn a_check_that_is_no_longer_kept_leads_to_the_upload_again() {
    let app = TestApp::new().await;
    let sent = app.send(october(5)).await.expect(202).json();
    let draft = format!("/s/{OWN}/drafts/{}", sent["id"].as_str().unwrap());
    app.clock.advance(SignedDuration::from_mins(30));
    let page = app.get(Who::Own, &draft).await.expect(410).text();
    assert_eq!(screen(&page), "P5");
    assert!(
        page.contains("It was not submitted.")
            && page.contains(&format!(
                "href=\"/s/{OWN}/returns/2026-10/upload\">Upload a file for October 2026<"
            ))
            && page.contains(&format!("href=\"/s/{OWN}\">Your returns<")),
        "{page}"
    );
}

#[tokio::test]
async fn each_kind_of_problem_says_what_to_do_and_where() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let upload = format!("/s/{OWN}/returns/2026-10/upload");

    // A form of another sign-in: the file was not kept.
    let page = Ask::new(&app.router, "POST", &upload)
        .cookie(&browser.cookie)
        .upload("0", "october.csv", &october(3))
        .send()
        .await
        .expect(403)
        .text();
    assert!(
        page.contains("This form is out of date")
            && page.contains("Select the file again.")
            && page.contains(&format!("href=\"{upload}\""))
            && !page.contains("your role does not include"),
        "{page}"
    );

    // A month that is not open: choose another one.
    let csrf = app.csrf(&browser.cookie, &upload).await;
    let page = Ask::new(
        &app.router,
        "POST",
        &format!("/s/{OWN}/returns/2019-01/upload"),
    )
    .cookie(&browser.cookie)
    .upload(&csrf, "january.csv", &october(3))
    .send()
    .await
    .expect(422)
    .text();
    assert!(
        page.contains("Choose a month from the list of your returns.")
            && page.contains(&format!("href=\"/s/{OWN}\">Your returns<")),
        "{page}"
    );

    // The address that a form is sent to, opened as a page.
    let page = app
        .ask(Who::Public, "GET", &format!("/s/{OWN}/returns/2026-10/nil"))
        .header("accept", "text/html")
        .send()
        .await
        .expect(405)
        .text();
    assert!(
        page.contains("it cannot be opened in this way")
            && page.contains(&format!("href=\"{upload}\"")),
        "{page}"
    );
}
