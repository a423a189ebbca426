//! What may be kept on the way, and what every answer says to the browser.

use hub_api::{Surface, routes};

use crate::support::{OWN, TestApp, Who};

const VALUES: &str = "/api/v1/measures/referral_rate/values?area=ENG";

/// Addresses that answer 200 to a signed-in reader.
fn addresses(surface: Surface) -> Vec<String> {
    let icb = TestApp::icb();
    routes()
        .filter(|route| route.method == "GET" && route.surface == surface)
        .map(|route| {
            let id = if route.path.contains("releases") {
                "2026-11-02.1"
            } else {
                "referral_rate"
            };
            route
                .path
                .replace("{code}", &icb)
                .replace("{service}", OWN)
                .replace("{id}", id)
                .replace("{slug}", "internal")
                .replace("{month}", "2026-10")
        })
        .filter(|path| {
            !path.contains('{') && !path.contains("/drafts/") && !path.contains("/api/v1/returns")
        })
        .collect()
}

#[tokio::test]
async fn nothing_that_depends_on_who_asks_is_kept() {
    let app = TestApp::released();
    let addresses = [addresses(Surface::Page), addresses(Surface::Api)].concat();
    assert!(addresses.len() > 15);
    for who in [
        Who::Own,
        Who::Icb,
        Who::Analyst,
        Who::Officer,
        Who::Operator,
    ] {
        for path in &addresses {
            let answer = app.get(who, path).await;
            assert_eq!(
                answer.header("cache-control"),
                "no-store",
                "{path} for {who:?}"
            );
        }
    }
    let cookie = app.sign_in(Who::Own).await;
    let answer = app
        .ask(Who::Public, "GET", VALUES)
        .cookie(&cookie)
        .send()
        .await
        .expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn pages_and_refusals_are_not_kept_even_for_the_public() {
    let app = TestApp::released();
    for path in [
        "/",
        "/areas/ENG",
        "/s/YA001",
        "/no-such-page",
        "/api/v1/measures/none",
        "/api/v1/returns/x",
    ] {
        let answer = app.get(Who::Public, path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::released();
    for path in [
        "/",
        "/areas/ENG",
        "/api/v1/areas",
        "/assets/hub.css",
        "/livez",
        "/nowhere",
        "/s/YA001",
    ] {
        let answer = app.get(Who::Public, path).await;
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
    }
}

#[tokio::test]
async fn figures_have_a_tag_that_spares_a_second_transfer() {
    let app = TestApp::released();
    let first = app.get(Who::Public, VALUES).await.expect(200);
    assert_eq!(first.header("cache-control"), "public, no-cache");
    let tag = first.header("etag").to_owned();
    let again = app
        .ask(Who::Public, "GET", VALUES)
        .header("if-none-match", &tag)
        .send()
        .await
        .expect(304);
    assert!(again.body.is_empty());
    let other_query = format!("{VALUES}&month=2026-10");
    app.ask(Who::Public, "GET", &other_query)
        .header("if-none-match", &tag)
        .send()
        .await
        .expect(200);
    let csv = app
        .ask(Who::Public, "GET", VALUES)
        .header("accept", "text/csv")
        .header("if-none-match", &tag);
    assert_ne!(csv.send().await.expect(200).header("etag"), tag);
    let pinned = app
        .get(Who::Public, &format!("{VALUES}&as_at=2026-11-02.1"))
        .await
        .expect(200);
    assert_eq!(pinned.header("cache-control"), "public, max-age=86400");
}

#[tokio::test]
async fn assets_named_by_their_content_are_kept_for_ever() {
    let app = TestApp::new().await;
    let page = app.get(Who::Public, "/").await.expect(200).text();
    let (_, rest) = page
        .split_once("href=\"/assets/hub.css?")
        .expect("a style sheet");
    let address = format!("/assets/hub.css?{}", rest.split('"').next().unwrap());
    let asset = app.get(Who::Public, &address).await.expect(200);
    assert_eq!(
        asset.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(asset.header("content-type"), "text/css; charset=utf-8");
    app.get(Who::Public, "/assets/../Cargo.toml")
        .await
        .expect(404);
}

/// How a page comes to who asks with these headers: its `content-encoding`.
async fn encoding_of(app: &TestApp, who: Who, headers: &[(&'static str, &str)]) -> String {
    let ask = app
        .ask(who, "GET", "/areas/ENG")
        .header("accept-encoding", "gzip");
    let ask = headers
        .iter()
        .fold(ask, |ask, (name, value)| ask.header(name, value));
    let answer = ask.send().await.expect(200);
    answer.header("content-encoding").to_owned()
}

#[tokio::test]
async fn pages_of_nobody_are_compressed() {
    let app = TestApp::released();
    assert_eq!(encoding_of(&app, Who::Public, &[]).await, "gzip");
    let cross_site = [("sec-fetch-site", "cross-site")];
    assert_eq!(encoding_of(&app, Who::Public, &cross_site).await, "gzip");
}

#[tokio::test]
async fn pages_of_one_reader_are_compressed_only_where_no_other_site_asked() {
    let app = TestApp::released();
    let cookie = app.sign_in(Who::Icb).await;
    for (site, encoding) in [
        ("same-origin", "gzip"),
        ("none", ""),
        ("same-site", ""),
        ("cross-site", ""),
        ("Same-Origin", ""),
    ] {
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site)];
        let found = encoding_of(&app, Who::Public, &headers).await;
        assert_eq!(found, encoding, "{site}");
    }
    let silent = [("cookie", cookie.as_str())];
    assert_eq!(encoding_of(&app, Who::Public, &silent).await, "");
    assert_eq!(encoding_of(&app, Who::Icb, &[]).await, "");
}

#[tokio::test]
async fn answers_to_forms_are_never_compressed() {
    let app = TestApp::released();
    let cookie = app.sign_in(Who::Icb).await;
    let answer = app
        .ask(Who::Public, "POST", "/sign-out")
        .cookie(&cookie)
        .header("accept-encoding", "gzip")
        .header("sec-fetch-site", "same-origin")
        .send()
        .await;
    assert!(!answer.body.is_empty(), "there is something to compress");
    assert_eq!(answer.header("content-encoding"), "");
}
