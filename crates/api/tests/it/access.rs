//! Every route and every role: what is not decided here fails.

use hub_api::routes;

use crate::support::{OTHER, OWN, TestApp, Who, csv, multipart};
use hub_testkit::fixtures::month;

/// What each of [`Who::ALL`] gets.
type Row = [u16; 8];

const EVERYBODY: Row = [200; 8];
const SENDERS: Row = [401, 200, 200, 403, 403, 403, 403, 403];
const OWN_ONLY: Row = [401, 200, 404, 403, 403, 403, 403, 403];

/// What a route answers to whom. The list is written by hand: it is the policy.
fn policy(method: &str, path: &str) -> Row {
    let with =
        |row: Row, from: u16, to: u16| row.map(|status| if status == from { to } else { status });
    match (method, path) {
        ("POST", "/api/v1/returns") => [401, 202, 403, 403, 403, 403, 403, 403],
        ("GET", "/api/v1/returns/{id}" | "/api/v1/returns/{id}/report") => OWN_ONLY,
        // Any board sees itself and what is wider; who runs the hub sees no figures of people.
        ("GET", "/api/v1/live") => [401, 403, 403, 200, 200, 200, 200, 403],
        // Those who may ask are told that they asked nothing.
        ("GET" | "POST", "/api/v1/sql") => [401, 403, 403, 400, 400, 400, 400, 403],
        ("GET", "/api/v1/audit") => [401, 403, 403, 403, 403, 403, 200, 403],
        ("GET", "/analyst") => [401, 403, 403, 303, 303, 303, 303, 403],
        (
            "GET",
            "/api/v1/sql/tables"
            | "/analyst/tables"
            | "/analyst/tables/{name}"
            | "/analyst/sql"
            | "/analyst/queries"
            | "/analyst/connect"
            | "/analyst/tokens"
            | "/analyst/functions"
            | "/analyst/releases",
        ) => [401, 403, 403, 200, 200, 200, 200, 403],
        // A form without a value comes back with what to do.
        ("POST", "/analyst/tokens" | "/analyst/queries") => {
            [401, 403, 403, 422, 422, 422, 422, 403]
        }
        // Asked of a token that there is not, since none may be revoked in the storage that tests share.
        ("GET" | "POST", "/analyst/tokens/{id}/revoke") => [401, 403, 403, 404, 404, 404, 404, 403],
        // Asked of a query that was never saved, for the same reason.
        ("POST", "/analyst/queries/{id}/sharing")
        | ("GET" | "POST", "/analyst/queries/{id}/remove") => {
            [401, 403, 403, 404, 404, 404, 404, 403]
        }
        // It was submitted before, so the owner is told of it again.
        ("POST", "/api/v1/returns/{id}/submit") => OWN_ONLY,
        (
            "GET",
            "/api/v1/measures"
            | "/api/v1/measures/dictionary"
            | "/api/v1/measures/{id}"
            | "/api/v1/measures/{id}/values"
            | "/api/v1/measures/{id}/metadata"
            | "/api/v1/evaluations"
            | "/api/v1/evaluations/{id}",
        ) => EVERYBODY,
        (
            "GET",
            "/api/v1/areas"
            | "/api/v1/areas/{code}"
            | "/api/v1/releases"
            | "/api/v1/releases/{id}"
            | "/api/v1/releases/{id}/intruder-report",
        ) => EVERYBODY,
        ("GET", "/api/v1/releases/{id}/finer-tables") => [401, 403, 403, 200, 200, 200, 200, 403],
        (
            "GET",
            "/openapi.json" | "/livez" | "/readyz" | "/version" | "/metrics" | "/assets/{*path}",
        ) => EVERYBODY,
        // Who is known starts on a page of their own.
        ("GET", "/") => [200, 303, 303, 303, 303, 303, 303, 303],
        (
            "GET",
            "/sign-in" | "/accessibility" | "/privacy" | "/protection" | "/problems/{slug}",
        ) => EVERYBODY,
        ("POST", "/sign-in" | "/sign-out") => [303; 8],
        // No issuer is set up here.
        ("GET", "/sign-in/{issuer}" | "/sign-in/{issuer}/callback") => [404; 8],
        ("GET", "/measures" | "/measures/{id}" | "/compare" | "/api-reference") => EVERYBODY,
        // They hold what everybody may see of the page, whoever asks.
        (
            "GET",
            "/areas/{code}/{file}"
            | "/compare.csv"
            | "/compare.csv-metadata.json"
            | "/compare.json"
            | "/compare.xlsx",
        ) => EVERYBODY,
        ("GET", "/help/return" | "/help/return.csv") => EVERYBODY,
        (
            "GET",
            "/operate"
            | "/operate/releases"
            | "/operate/returns"
            | "/operate/health"
            | "/operate/measures"
            | "/operate/measures/{id}",
        ) => [401, 403, 403, 403, 403, 403, 200, 200],
        ("GET", "/operate/people" | "/operate/people/add") => {
            [401, 403, 403, 403, 403, 403, 403, 200]
        }
        // A form without a value comes back with what to do.
        ("POST", "/operate/people/add") => [401, 403, 403, 403, 403, 403, 403, 422],
        // Asked of a person that there is not, since nobody may be changed in the storage that tests share.
        ("GET", "/operate/people/{id}")
        | ("POST", "/operate/people/{id}/roles" | "/operate/people/{id}/tokens")
        | (
            "GET" | "POST",
            "/operate/people/{id}/leave"
            | "/operate/people/{id}/roles/{membership}/end"
            | "/operate/people/{id}/tokens/{token}/revoke"
            | "/operate/people/tokens/{token}/revoke",
        ) => [401, 403, 403, 403, 403, 403, 403, 404],
        // Tokens of roles are nobody's in particular, so that there is nothing to choose from.
        ("GET" | "POST", "/choose") => [401, 404, 404, 404, 404, 404, 404, 404],
        (
            "GET",
            "/operate/services"
            | "/operate/services/add"
            | "/operate/services/import"
            | "/operate/services/{service}"
            | "/operate/services/{service}/end",
        ) => [401, 403, 403, 403, 403, 403, 403, 200],
        // A form without a value, and a file that is no list of services, come back with what to do.
        (
            "POST",
            "/operate/services/add"
            | "/operate/services/import"
            | "/operate/services/import/apply"
            | "/operate/services/{service}"
            | "/operate/services/{service}/end",
        ) => [401, 403, 403, 403, 403, 403, 403, 422],
        // It goes on already, so that nothing is written to the storage that tests share.
        ("POST", "/operate/services/{service}/keep") => [401, 403, 403, 403, 403, 403, 403, 303],
        ("GET", "/operate/reference") => [401, 403, 403, 403, 403, 403, 403, 200],
        // What is sent is no zip file.
        ("POST", "/operate/reference" | "/operate/reference/apply") => {
            [401, 403, 403, 403, 403, 403, 403, 422]
        }
        ("GET", "/operate/audit") => [401, 403, 403, 403, 403, 403, 200, 403],
        (
            "GET",
            "/areas/{code}"
            | "/areas/{code}/measures/{id}"
            | "/areas/{code}/who"
            | "/areas/{code}/waiting"
            | "/areas/{code}/outcomes"
            | "/areas/{code}/trust"
            | "/areas/{code}/coverage"
            | "/areas/{code}/evaluations"
            | "/areas/{code}/pack"
            | "/areas/{code}/pack.ods"
            | "/areas/{code}/pack.xlsx"
            | "/areas/{code}/practices"
            | "/areas/{code}/value",
        ) => EVERYBODY,
        // Asked of a return that was never submitted, since nothing may be withdrawn from the storage that tests share.
        ("POST", "/api/v1/returns/{id}/withdraw")
        | ("GET" | "POST", "/s/{service}/returns/{submission}/withdraw") => {
            with(OWN_ONLY, 200, 404)
        }
        ("GET", "/s/{service}/history" | "/s/{service}/figures") => OWN_ONLY,
        ("GET", "/template.xlsx") => with(SENDERS, 0, 0),
        (
            "GET",
            "/s/{service}"
            | "/s/{service}/returns/{month}/upload"
            | "/s/{service}/returns/{month}/type"
            | "/s/{service}/returns/{submission}",
        ) => OWN_ONLY,
        // A form without a value comes back with what to do.
        ("POST", "/s/{service}/returns/{month}/type") => with(OWN_ONLY, 200, 422),
        ("POST", "/s/{service}/returns/{month}/upload" | "/s/{service}/returns/{month}/nil") => {
            with(OWN_ONLY, 200, 303)
        }
        (
            "GET",
            "/s/{service}/drafts/{id}"
            | "/s/{service}/drafts/{id}/problems"
            | "/s/{service}/drafts/{id}/confirm",
        ) => OWN_ONLY,
        ("POST", "/s/{service}/drafts/{id}/discard") => with(OWN_ONLY, 200, 303),
        // Asked of a draft that has nothing to fix, which leads back to it.
        ("GET" | "POST", "/s/{service}/drafts/{id}/fix")
        | ("POST", "/s/{service}/drafts/{id}/confirm") => with(OWN_ONLY, 200, 303),
        _ => panic!("nobody decided who may {method} {path}"),
    }
}

/// An address of the route that would work for its owner.
fn address(path: &str, release: &str, submitted: &str, draft: &str) -> String {
    let id = match path {
        path if path.starts_with("/api/v1/evaluations") => "shropshire_gp_consultations",
        path if path.starts_with("/api/v1/measures") => "referral_rate",
        path if path.starts_with("/operate/measures") => "referral_rate",
        path if path.starts_with("/measures") || path.starts_with("/areas") => "referral_rate",
        path if path.starts_with("/api/v1/releases") => release,
        path if path.ends_with("/withdraw") || path.ends_with("/report") => draft,
        path if path.starts_with("/api/v1/returns") => submitted,
        _ => draft,
    };
    let address = path
        .replace("{id}", id)
        .replace("{code}", &TestApp::icb())
        .replace("{service}", OWN)
        .replace("{month}", "2026-10")
        .replace(
            "{submission}",
            if path.ends_with("/withdraw") {
                draft
            } else {
                submitted
            },
        )
        .replace("{membership}", draft)
        .replace("{token}", draft)
        .replace("{slug}", "superseded")
        .replace("{issuer}", "cis2")
        .replace("{name}", "referrals")
        .replace("{file}", "trust.csv")
        .replace("{*path}", "hub.css");
    match path {
        "/api/v1/returns" => format!("{address}?service={OWN}&month=2026-10"),
        _ => address,
    }
}

#[tokio::test]
async fn every_route_answers_each_role_as_decided() {
    let app = TestApp::released();
    let releases = app
        .get(Who::Public, "/api/v1/releases")
        .await
        .expect(200)
        .json();
    let release = releases["releases"][0]["id"].as_str().unwrap();
    let submitted = app
        .store
        .journal()
        .state()
        .await
        .unwrap()
        .by_submission
        .keys()
        .next()
        .unwrap()
        .to_string();
    let upload = multipart("", "return.csv", &csv(month("2026-10"), 3));
    let named = ["{id}", "{submission}", "{membership}", "{token}"];
    let mut draft = String::new();
    for route in routes() {
        let expected = policy(route.method, route.path);
        for (who, status) in Who::ALL.into_iter().zip(expected) {
            // A draft of its own where the address may name one: more than a sender may send at once are not needed.
            if draft.is_empty() || named.iter().any(|name| route.path.contains(name)) {
                let sent = app.send(csv(month("2026-10"), 5)).await.expect(202).json();
                draft = sent["id"].as_str().unwrap().to_owned();
            }
            let address = address(route.path, release, &submitted, &draft);
            let ask = app.ask(who, route.method, &address);
            let ask = match (route.method, route.path) {
                ("POST", "/api/v1/returns") => ask.body(csv(month("2026-10"), 2)),
                (
                    "POST",
                    "/s/{service}/returns/{month}/upload"
                    | "/s/{service}/drafts/{id}/fix"
                    | "/operate/reference"
                    | "/operate/reference/apply"
                    | "/operate/services/import"
                    | "/operate/services/import/apply",
                ) => ask
                    .header("content-type", "multipart/form-data; boundary=a-boundary")
                    .body(upload.clone()),
                ("POST", "/sign-in") => ask.form(&[("token", app.token(Who::Own))]),
                // Nothing is written to the storage that tests share: the declaration is left out below.
                ("POST", "/s/{service}/returns/{month}/nil") => ask.form(&[("declaration", "yes")]),
                (
                    "POST",
                    "/s/{service}/drafts/{id}/confirm" | "/s/{service}/returns/{month}/type",
                ) => ask.form(&[]),
                _ => ask,
            };
            let status = match (route.method, route.path, status) {
                ("POST", "/s/{service}/drafts/{id}/confirm", 303) => 422,
                (_, _, status) => status,
            };
            let answer = ask.send().await;
            assert_eq!(
                answer.status.as_u16(),
                status,
                "{} {} for {who:?}: {}",
                route.method,
                route.path,
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn another_service_cannot_tell_a_draft_from_nothing() {
    let app = TestApp::new().await;
    let sent = app.send(csv(month("2026-10"), 5)).await.expect(202).json();
    let id = sent["id"].as_str().unwrap();
    let of_another = app
        .get(Who::Other, &format!("/api/v1/returns/{id}"))
        .await
        .expect(404)
        .json();
    let of_nobody = app
        .get(Who::Other, "/api/v1/returns/01k9q0000000000000000000zz")
        .await
        .expect(404)
        .json();
    assert_eq!(of_another["detail"], of_nobody["detail"]);
    let pages = [
        format!("/s/{OTHER}/drafts/{id}"),
        format!("/s/{OTHER}/drafts/01k9q0000000000000000000zz"),
    ];
    for page in pages {
        app.get(Who::Other, &page).await.expect(404);
    }
}

#[tokio::test]
async fn a_wrong_expired_or_revoked_token_opens_nothing() {
    let app = TestApp::new().await;
    let good = app.token(Who::Own).to_owned();
    let mut wrong = good.clone();
    wrong.pop();
    for token in ["", "x", "hub_", &wrong] {
        let answer = app
            .ask(Who::Public, "GET", "/api/v1/areas")
            .token(token)
            .send()
            .await
            .expect(401);
        assert_eq!(answer.problem(), "unauthenticated");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let id = good.split('_').nth(1).unwrap().to_owned();
    let revoked = hub_store::Event::TokenRevoked { id };
    app.store
        .journal()
        .append(move |_| Ok(vec![revoked.clone()]))
        .await
        .unwrap();
    app.get(Who::Own, "/api/v1/areas").await.expect(401);
    app.get(Who::Analyst, "/api/v1/areas").await.expect(200);
    app.clock
        .advance(jiff::SignedDuration::from_hours(24 * 365));
    app.get(Who::Analyst, "/api/v1/areas").await.expect(401);
}
