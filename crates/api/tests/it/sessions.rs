//! Sign-in by cookie, and the secret of forms.

use jiff::SignedDuration;

use crate::support::{Ask, OWN, TestApp, Who, csv};
use hub_testkit::fixtures::month;

#[tokio::test]
async fn a_session_ends_after_eight_hours_and_with_its_token() {
    let app = TestApp::new().await;
    let cookie = app.sign_in(Who::Own).await;
    let home = format!("/s/{OWN}");
    let visit = || Ask::new(&app.router, "GET", &home).cookie(&cookie);
    visit().send().await.expect(200);
    app.clock
        .advance(SignedDuration::from_hours(8) - SignedDuration::from_secs(1));
    visit().send().await.expect(200);
    app.clock.advance(SignedDuration::from_secs(1));
    let page = visit().send().await.expect(401).text();
    assert!(page.contains("Sign in"), "{page}");

    let cookie = app.sign_in(Who::Own).await;
    let id = app.token(Who::Own).split('_').nth(1).unwrap().to_owned();
    let revoked = hub_store::Event::TokenRevoked { id };
    app.store
        .journal()
        .append(move |_| Ok(vec![revoked.clone()]))
        .await
        .unwrap();
    Ask::new(&app.router, "GET", &home)
        .cookie(&cookie)
        .send()
        .await
        .expect(401);
}

#[tokio::test]
async fn a_cookie_that_was_changed_is_no_session() {
    let app = TestApp::new().await;
    let cookie = app.sign_in(Who::Own).await;
    let (value, mark) = cookie.rsplit_once('.').unwrap();
    let (name, _) = value.rsplit_once('.').unwrap();
    for forged in [
        format!("{name}.99999999999.{mark}"),
        format!("{value}."),
        format!("{value}.{}", "0".repeat(64)),
    ] {
        Ask::new(&app.router, "GET", &format!("/s/{OWN}"))
            .cookie(&forged)
            .send()
            .await
            .expect(401);
    }
}

#[tokio::test]
async fn the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites() {
    let app = TestApp::new().await;
    let ask = Ask::new(&app.router, "POST", "/sign-in").form(&[("token", app.token(Who::Own))]);
    let answer = ask.send().await.expect(303);
    let cookie = answer.header("set-cookie");
    for part in [
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Path=/",
        "Max-Age=28800",
    ] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains(app.token(Who::Own)));
    assert_eq!(answer.header("location"), format!("/s/{OWN}"));
}

#[tokio::test]
async fn signing_in_leads_to_pages_of_this_site_only() {
    let app = TestApp::new().await;
    let home = format!("/s/{OWN}");
    let nexts = [
        ("/compare?month=2026-10", "/compare?month=2026-10"),
        ("//elsewhere.example", &home),
        ("https://elsewhere.example", &home),
        ("/\\elsewhere.example", &home),
        // Browsers take these out before they look at the address.
        ("/\t/elsewhere.example", &home),
        ("/\n/elsewhere.example", &home),
        ("/\r/elsewhere.example", &home),
        ("/\t\\elsewhere.example", &home),
        ("/compare\u{0}", &home),
    ];
    for (next, expected) in nexts {
        let fields = [("token", app.token(Who::Own)), ("next", next)];
        let answer = Ask::new(&app.router, "POST", "/sign-in")
            .form(&fields)
            .send()
            .await
            .expect(303);
        assert_eq!(answer.header("location"), expected);
    }
}

#[tokio::test]
async fn a_link_signs_in_only_in_a_demonstration() {
    let app = TestApp::new().await;
    let link = format!("/sign-in?token={}", app.token(Who::Own));
    let answer = Ask::new(&app.router, "GET", &link).send().await.expect(403);
    assert_eq!(answer.header("set-cookie"), "");
    assert!(
        !answer.text().contains(app.token(Who::Own)),
        "a page shows the token of its address"
    );

    let app = TestApp::with(|config| config.demo = true).await;
    let link = format!("/sign-in?token={}", app.token(Who::Own));
    let answer = Ask::new(&app.router, "GET", &link).send().await.expect(303);
    assert!(answer.header("set-cookie").starts_with("hub_session="));
    assert!(
        !answer.header("set-cookie").contains("Secure"),
        "a demonstration runs without TLS"
    );
}

#[tokio::test]
async fn a_form_without_the_secret_of_its_session_changes_nothing() {
    let app = TestApp::new().await;
    let cookie = app.sign_in(Who::Own).await;
    let other = app.sign_in(Who::Other).await;
    let upload = format!("/s/{OWN}/returns/2026-10/upload");
    let nil = format!("/s/{OWN}/returns/2026-10/nil");
    let foreign = app.csrf(&other, "/s/YA002/returns/2026-10/upload").await;
    let file = csv(month("2026-10"), 3);
    for secret in ["", "0", foreign.as_str()] {
        let post = |path: &str| Ask::new(&app.router, "POST", path).cookie(&cookie);
        post(&upload)
            .upload(secret, "return.csv", &file)
            .send()
            .await
            .expect(403);
        post(&nil)
            .form(&[("csrf", secret), ("declaration", "yes")])
            .send()
            .await
            .expect(403);
        post("/sign-out")
            .form(&[("csrf", secret)])
            .send()
            .await
            .expect(403);
    }
    let metrics = app.get(Who::Public, "/metrics").await.expect(200).text();
    assert!(metrics.contains("hub_uploads_total 0\n"), "{metrics}");

    let secret = app.csrf(&cookie, &upload).await;
    let post = || {
        Ask::new(&app.router, "POST", &upload)
            .cookie(&cookie)
            .upload(&secret, "return.csv", &file)
    };
    post()
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .expect(403);
    post()
        .header("sec-fetch-site", "same-origin")
        .send()
        .await
        .expect(303);
}

#[tokio::test]
async fn the_interface_for_programs_takes_no_change_by_cookie() {
    let app = TestApp::new().await;
    let cookie = app.sign_in(Who::Own).await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10");
    Ask::new(&app.router, "POST", &path)
        .cookie(&cookie)
        .body(csv(month("2026-10"), 3))
        .send()
        .await
        .expect(401);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::new().await;
    let cookie = app.sign_in(Who::Own).await;
    let secret = app.csrf(&cookie, &format!("/s/{OWN}")).await;
    let answer = Ask::new(&app.router, "POST", "/sign-out")
        .cookie(&cookie)
        .form(&[("csrf", &secret)])
        .send()
        .await;
    let answer = answer.expect(303);
    assert!(answer.header("set-cookie").starts_with("hub_session=;"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    let page = app.get(Who::Public, answer.header("location")).await;
    assert!(page.expect(200).text().contains("You are signed out."));
}
