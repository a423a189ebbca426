//! S2: where the return of a month begins.

use crate::support::{Browser, OWN, TestApp, screen};

#[tokio::test]
async fn a_month_begins_with_the_ways_to_send_it() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let begin = format!("/s/{OWN}/returns/2026-10");
    let ways = browser.get(&begin).await.expect(200).text();
    assert_eq!(screen(&ways), "S2");
    for (how, leads_to) in [
        ("file", format!("/s/{OWN}/returns/2026-10/upload")),
        ("type", format!("/s/{OWN}/returns/2026-10/type")),
    ] {
        let address = format!("{begin}?how={how}");
        let chosen = browser.get(&address).await.expect(303);
        let location = chosen.header("location");
        assert!(location.starts_with(&leads_to), "{location}");
        assert!(location.contains("2026-10"), "{location}");
    }
    let nothing = browser.get(&format!("{begin}?how=nil")).await.expect(200);
    assert_eq!(screen(&nothing.text()), "S2");
    browser.get(&format!("{begin}?how=x")).await.expect(400);
}

#[tokio::test]
async fn nobody_begins_with_a_month_that_is_not_taken() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let far = browser.get(&format!("/s/{OWN}/returns/2031-01")).await;
    assert!(far.status.is_client_error(), "{}", far.status);
}
