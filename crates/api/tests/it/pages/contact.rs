//! Whom to ask: what is set up is a link on the pages that say it, and nothing else is made up.

use crate::support::{TestApp, Who};

const NONE: &str = "No contact is set up for this deployment.";

async fn page(app: &TestApp, path: &str) -> String {
    app.get(Who::Public, path).await.expect(200).text()
}

#[tokio::test]
async fn a_contact_that_is_set_up_is_a_link() {
    for (contact, link) in [
        (
            "help@example.org",
            "href=\"mailto:help@example.org\">help@example.org</a>",
        ),
        (
            "0161 496 0000",
            "href=\"tel:01614960000\">0161 496 0000</a>",
        ),
        (
            "https://example.org/help",
            "href=\"https://example.org/help\">https://example.org/help</a>",
        ),
    ] {
        let app = TestApp::with(|config| {
            config.site.contact = Some(contact.parse().unwrap());
        })
        .await;
        for path in ["/accessibility", "/privacy"] {
            let page = page(&app, path).await;
            assert!(page.contains(link), "{path}: {page}");
            assert!(!page.contains(NONE), "{path}");
        }
    }
}

#[tokio::test]
async fn without_a_contact_that_is_said() {
    let app = TestApp::new().await;
    assert!(page(&app, "/accessibility").await.contains(NONE));
    let privacy = page(&app, "/privacy").await;
    assert!(!privacy.contains("For anything else:"), "{privacy}");
}
