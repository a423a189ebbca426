//! Where requests come from, and how much is asked for from there.

use std::sync::Arc;
use std::time::Duration;

use hub_api::{Proxies, Rate};
use jiff::SignedDuration;

use crate::support::{Answer, Ask, TestApp, Who};

const PAGE: &str = "/accessibility";
const CLIENT: &str = "203.0.113.9";
const PROXY: &str = "10.0.0.1";

/// So many at once, and one more an hour.
fn few(burst: u32) -> Rate {
    Rate {
        each: Duration::from_secs(3600),
        burst,
    }
}

fn behind_a_proxy() -> Proxies {
    Proxies::new(vec!["10.0.0.0/8".parse().unwrap()])
}

async fn page_from(app: &TestApp, address: &str) -> Answer {
    let ask = app.ask(Who::Public, "GET", PAGE);
    ask.from(address, false).send().await
}

async fn sign_in_from(app: &TestApp, address: &str, token: &str) -> Answer {
    let ask = Ask::new(&app.router, "POST", "/sign-in").form(&[("token", token)]);
    ask.from(address, false).send().await
}

#[tokio::test]
async fn who_has_not_signed_in_is_limited_by_address() {
    let app = TestApp::with(|config| config.rates.address = few(2)).await;
    for _ in 0..2 {
        page_from(&app, CLIENT).await.expect(200);
    }
    let refused = page_from(&app, CLIENT).await.expect(429);
    assert_eq!(refused.header("retry-after"), "3600");
    assert!(refused.text().contains("Too many requests"));
    let program = app.ask(Who::Public, "GET", "/api/v1/releases");
    let refused = program.from(CLIENT, false).send().await.expect(429);
    assert_eq!(refused.problem(), "rate-limited");
    assert_eq!(refused.header("retry-after"), "3600");
    let nowhere = app.ask(Who::Public, "GET", "/no/such/page");
    nowhere.from(CLIENT, false).send().await.expect(429);

    // Neither others, nor this machine, nor those who are known, nor monitoring.
    page_from(&app, "203.0.113.10").await.expect(200);
    for _ in 0..9 {
        page_from(&app, "127.0.0.1").await.expect(200);
        let known = app.ask(Who::Analyst, "GET", PAGE);
        known.from(CLIENT, false).send().await.expect(200);
        let probe = app.ask(Who::Public, "GET", "/livez");
        probe.from(CLIENT, false).send().await.expect(200);
    }
    let metrics = app.get(Who::Public, "/metrics").await.text();
    assert!(
        metrics.contains("hub_limited_total{kind=\"address\"} 3\n"),
        "{metrics}"
    );

    app.clock.advance(SignedDuration::from_secs(3600));
    page_from(&app, CLIENT).await.expect(200);
    page_from(&app, CLIENT).await.expect(429);
}

#[tokio::test]
async fn who_has_signed_in_is_limited_as_a_person_wherever_they_are() {
    let app = TestApp::with(|config| config.rates.person = few(12)).await;
    let cookie = app.sign_in(Who::Analyst).await;
    let from = |address| {
        Ask::new(&app.router, "GET", "/analyst/tokens")
            .cookie(&cookie)
            .from(address, false)
            .send()
    };
    from(CLIENT).await.expect(200);
    from("198.51.100.1").await.expect(200);
    // A question costs ten.
    let ask = || app.get(Who::Analyst, "/api/v1/sql?q=select+1");
    let asked = ask().await.status.as_u16();
    assert_ne!(asked, 429);
    assert_eq!(ask().await.expect(429).problem(), "rate-limited");
    from(CLIENT).await.expect(429);
    app.get(Who::Officer, "/analyst/tokens").await.expect(200);
    let metrics = app.get(Who::Public, "/metrics").await.text();
    assert!(
        metrics.contains("hub_limited_total{kind=\"person\"} 2\n"),
        "{metrics}"
    );
}

#[tokio::test]
async fn only_sign_ins_that_fail_are_counted() {
    let app = TestApp::with(|config| config.rates.sign_in = few(2)).await;
    let token = app.token(Who::Analyst).to_owned();
    for _ in 0..4 {
        sign_in_from(&app, CLIENT, &token).await.expect(303);
    }
    for _ in 0..2 {
        sign_in_from(&app, CLIENT, "wrong").await.expect(401);
    }
    let refused = sign_in_from(&app, CLIENT, &token).await.expect(429);
    assert!(refused.header("set-cookie").is_empty());
    sign_in_from(&app, "198.51.100.1", &token).await.expect(303);
    // A token of a program is no sign-in.
    let program = app.ask(Who::Analyst, "GET", PAGE);
    program.from(CLIENT, false).send().await.expect(200);
    let metrics = app.get(Who::Public, "/metrics").await.text();
    assert!(
        metrics.contains("hub_limited_total{kind=\"sign_in\"} 1\n"),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_token_that_lets_nobody_in_costs_more_than_a_page() {
    let app = TestApp::with(|config| config.rates.address = few(11)).await;
    let wrong = || {
        Ask::new(&app.router, "GET", "/api/v1/releases")
            .token("wrong")
            .from(CLIENT, false)
            .send()
    };
    wrong().await.expect(401);
    wrong().await.expect(429);
    page_from(&app, CLIENT).await.expect(200);
}

#[tokio::test]
async fn clients_are_told_apart_behind_a_trusted_proxy_alone() {
    let app = TestApp::with(|config| {
        config.rates.address = few(1);
        config.proxies = behind_a_proxy();
    })
    .await;
    let page = |peer: &'static str, client: &'static str| {
        app.ask(Who::Public, "GET", PAGE)
            .header("x-forwarded-for", client)
            .from(peer, false)
            .send()
    };
    page(PROXY, "192.0.2.1").await.expect(200);
    page(PROXY, "192.0.2.2").await.expect(200);
    page(PROXY, "192.0.2.1").await.expect(429);
    // Whoever writes another address into their own request changes nothing by it.
    page(PROXY, "6.6.6.6, 192.0.2.2").await.expect(429);
    page(CLIENT, "192.0.2.7").await.expect(200);
    page(CLIENT, "192.0.2.8").await.expect(429);
}

#[tokio::test]
async fn a_client_of_a_trusted_proxy_has_a_number_of_requests_at_once() {
    let app = TestApp::with(|config| {
        config.rates.at_once = 0;
        config.proxies = behind_a_proxy();
    })
    .await;
    let forwarded = app
        .ask(Who::Analyst, "GET", "/api/v1/releases")
        .header("x-forwarded-for", "192.0.2.1")
        .from(PROXY, false)
        .send()
        .await
        .expect(429);
    assert_eq!(forwarded.problem(), "rate-limited");
    page_from(&app, PROXY).await.expect(200);
    page_from(&app, CLIENT).await.expect(200);
}

#[tokio::test]
async fn the_name_of_the_hub_is_believed_of_a_trusted_proxy_alone() {
    let app = TestApp::with(|config| config.proxies = behind_a_proxy()).await;
    let connect = |peer: &'static str| {
        app.ask(Who::Analyst, "GET", "/analyst/connect")
            .header("host", "inside.example")
            .header("x-forwarded-host", "outside.example")
            .from(peer, false)
            .send()
    };
    let page = connect(PROXY).await.expect(200).text();
    assert!(page.contains("https://outside.example/api"), "{page}");
    let page = connect(CLIENT).await.expect(200).text();
    assert!(page.contains("https://inside.example/api") && !page.contains("outside.example"));

    // A form of another site is not let in by a name of its own.
    let form = app
        .ask(Who::Public, "POST", "/sign-in")
        .header("host", "inside.example")
        .header("origin", "https://outside.example")
        .header("x-forwarded-host", "outside.example")
        .form(&[("token", "x")]);
    form.from(CLIENT, false).send().await.expect(403);
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_tls_where_they_came_by_it() {
    const NAME: &str = "strict-transport-security";
    let app = TestApp::with(|config| config.proxies = behind_a_proxy()).await;
    let said_by_proxy = |proto: &'static str| {
        app.ask(Who::Public, "GET", PAGE)
            .header("x-forwarded-proto", proto)
            .from(PROXY, false)
            .send()
    };
    assert!(!said_by_proxy("https").await.header(NAME).is_empty());
    assert_eq!(said_by_proxy("http").await.header(NAME), "");
    let demo = TestApp::with(|config| config.demo = true).await;
    assert_eq!(page_from(&demo, CLIENT).await.header(NAME), "");
    let own = demo.ask(Who::Public, "GET", PAGE).from(CLIENT, true);
    assert_eq!(own.send().await.header(NAME), "max-age=31536000");
}

#[tokio::test]
async fn a_hub_that_is_about_to_stop_says_so_and_answers_on() {
    let mut standing = None;
    let app = TestApp::with(|config| standing = Some(Arc::clone(&config.standing))).await;
    let standing = standing.unwrap();
    app.get(Who::Public, "/readyz").await.expect(200);
    let metrics = app.get(Who::Public, "/metrics").await.text();
    assert!(
        !metrics.contains("\nhub_tls_not_after_seconds"),
        "{metrics}"
    );
    standing.certificate_ends(Some(2_493_072_000));
    standing.stop();
    let answer = app.get(Who::Public, "/readyz").await.expect(503);
    assert_eq!(answer.problem(), "stopping");
    app.get(Who::Public, "/livez").await.expect(200);
    app.get(Who::Public, PAGE).await.expect(200);
    let metrics = app.get(Who::Public, "/metrics").await.text();
    assert!(
        metrics.contains("\nhub_tls_not_after_seconds 2493072000\n"),
        "{metrics}"
    );
    assert!(metrics.contains("hub_storage_failures_total{kind=\"unavailable\"} 0\n"));
}
