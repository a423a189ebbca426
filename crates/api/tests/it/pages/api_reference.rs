//! A6: the interface for programs, and that its examples work.

use crate::support::{Answer, TestApp, Who, screen};

/// The commands of the page, with the operation that each is of.
fn commands(page: &str) -> Vec<(String, String)> {
    let sections = page.split("<section class=\"hub-operation\" id=\"").skip(1);
    let command = |section: &str| {
        let id = section.split('"').next().unwrap().to_owned();
        let (_, code) = section.split_once("<code>curl ").unwrap();
        let code = code.split("</code>").next().unwrap();
        (id, code.replace("&quot;", "\"").replace("&amp;", "&"))
    };
    sections.map(command).collect()
}

/// Sends what a command sends.
async fn run(app: &TestApp, who: Who, command: &str) -> Answer {
    let (before, address) = command.strip_suffix('"').unwrap().rsplit_once('"').unwrap();
    let path = address.strip_prefix("https://localhost:8080").unwrap();
    let ask = match before.split_once("--data '") {
        Some((_, data)) => {
            let body = data.split('\'').next().unwrap().to_owned();
            let ask = app.ask(who, "POST", path);
            ask.header("content-type", "application/json").body(body)
        }
        None => app.ask(who, "GET", path),
    };
    ask.send().await
}

#[tokio::test]
async fn every_example_that_reads_works_as_it_stands() {
    let app = TestApp::released();
    let page = app.get(Who::Public, "/api-reference").await.expect(200);
    let page = page.text();
    assert_eq!(screen(&page), "A6");
    let commands = commands(&page);
    assert!(commands.len() > 20, "{}", commands.len());
    let mut n_run = 0;
    for (id, command) in &commands {
        let is_of_returns = command.contains("/api/v1/returns");
        if is_of_returns {
            continue;
        }
        let who = match command.contains("$HUB_TOKEN") {
            true => Who::Officer,
            false => Who::Public,
        };
        let answer = run(&app, who, command).await;
        assert_eq!(answer.status.as_u16(), 200, "{id}: {command}");
        n_run += 1;
    }
    assert!(n_run > 15, "{n_run}");
}

#[tokio::test]
async fn the_page_names_problems_by_their_pages_and_is_marked_as_beta() {
    let app = TestApp::released();
    let page = app.get(Who::Analyst, "/api-reference").await.expect(200);
    let page = page.text();
    assert!(page.contains(">Beta</strong>") && page.contains("href=\"/openapi.json\""));
    assert!(page.contains("aria-label=\"SQL and data\""));
    for kind in ["superseded", "query-refused", "too-busy"] {
        let address = format!("/problems/{kind}");
        assert!(page.contains(&format!("href=\"{address}\"")), "{kind}");
        let problem = app.get(Who::Public, &address).await.expect(200).text();
        assert!(problem.contains("href=\"/api-reference\""));
    }
    // Who sends returns finds their own service in the examples.
    let own = app.get(Who::Own, "/api-reference").await.expect(200).text();
    assert!(own.contains("/api/v1/returns?service=YA001&amp;month=2026-10"));
    assert!(!own.contains("aria-label=\"SQL and data\""));
    let start = app.get(Who::Public, "/").await.expect(200).text();
    assert!(start.contains("href=\"/api-reference\""));
}

#[tokio::test]
async fn the_page_can_be_read_before_the_first_release() {
    let app = TestApp::new().await;
    let page = app.get(Who::Public, "/api-reference").await.expect(200);
    assert!(page.text().contains("$RELEASE_ID"));
}
