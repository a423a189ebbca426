//! S12: a service sees what it sent, rounded, and the figures of its board.

use hub_testkit::fixtures::opt_out_tag;

use crate::places::sent_and_released;
use crate::support::{OTHER, OWN, TestApp, Who, october, screen};

async fn page(app: &TestApp) -> String {
    let path = format!("/s/{OWN}/figures");
    let page = app.get(Who::Own, &path).await.expect(200).text();
    assert_eq!(screen(&page), "S12");
    page
}

/// The cells of a column of the tables of the page, from the top, without the sign of a state.
fn column(page: &str, head: &str) -> Vec<String> {
    let opening = format!("data-label=\"{head}\">");
    let cells = page.split(opening.as_str()).skip(1);
    cells
        .map(|rest| rest.split('<').next().unwrap().trim().to_owned())
        .collect()
}

#[tokio::test]
async fn the_figures_are_those_of_the_receipts_rounded() {
    let app = TestApp::new().await;
    app.send_and_submit(october(62)).await;
    let first = page(&app).await;
    assert_eq!(column(&first, "Referrals"), ["60"]);
    assert_eq!(column(&first, "People"), ["60"]);
    for claim in [
        "October 2026: 60 referrals received, 60 people on the caseload.",
        "those on the receipts of your returns, rounded to 5",
        "Your service is not compared with other services",
        "the two cannot be compared",
    ] {
        assert!(first.contains(claim), "{claim}: {first}");
    }
    // A month that still awaits returns is provisional.
    assert!(first.contains("[p]"), "{first}");
    // A corrected return has its own, however few people it changes.
    app.send_and_submit(october(63)).await;
    for app in [&app, &app.restarted()] {
        assert_eq!(column(&page(app).await, "Referrals"), ["65"]);
    }
}

#[tokio::test]
async fn nothing_tells_a_service_whose_rows_were_taken_out() {
    let (open, objected) = (TestApp::new().await, TestApp::new().await);
    let tag = opt_out_tag(OWN, "P49");
    objected
        .store
        .change_opt_outs(|list| {
            list.add(hub_ingest::OptOutKind::Objection, &tag);
        })
        .await
        .unwrap();
    // Ten people more, one of whom may be somebody who objects.
    for people in [40, 50] {
        for app in [&open, &objected] {
            app.send_and_submit(october(people)).await;
        }
        let (seen, of_objected) = (page(&open).await, page(&objected).await);
        for head in ["Referrals", "People"] {
            assert_eq!(column(&seen, head), column(&of_objected, head));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_sees_its_own_figures_and_another_service_nothing() {
    let app = sent_and_released().await;
    let referrals = column(&page(&app).await, "Referrals");
    assert_eq!(referrals.len(), 1);
    app.get(Who::Other, &format!("/s/{OWN}/figures"))
        .await
        .expect(404);
    app.get(Who::Own, &format!("/s/{OTHER}/figures"))
        .await
        .expect(404);
    // The release is named, and the page of it is the same for ever.
    let state = app.store.journal().state().await.unwrap();
    let release = state.releases.last().unwrap().release.to_string();
    let path = format!("/s/{OWN}/figures?as_at={release}");
    let pinned = app.get(Who::Own, &path).await.expect(200).text();
    assert_eq!(column(&pinned, "Referrals"), referrals);
    assert!(
        pinned.contains(&format!("/who?as_at={release}")),
        "{pinned}"
    );
}

#[tokio::test]
async fn too_few_people_are_hidden_and_no_share_of_a_handful_of_rows_is_told() {
    let app = TestApp::new().await;
    app.send_and_submit(october(7)).await;
    let page = page(&app).await;
    assert!(
        page.contains("October 2026: none or too few to show."),
        "{page}"
    );
    assert_eq!(column(&page, "Referrals"), [""]);
    assert!(page.contains("fewer than 10 rows"), "{page}");
    assert!(column(&page, "Known").is_empty(), "{page}");
}

#[tokio::test]
async fn completeness_is_what_the_check_of_the_return_found() {
    let app = TestApp::new().await;
    // One in five has no ethnic category.
    let id = app.send_and_submit(october(60).replace(",A,", ",,")).await;
    let path = format!("/api/v1/returns/{id}");
    let told = app.get(Who::Own, &path).await.expect(200).json();
    let items = told["items"].as_array().unwrap();
    let count = |class: &str| {
        let ethnic = items.iter().find(|item| item["item"] == "ethnic_category");
        ethnic.unwrap()[class].as_u64().unwrap()
    };
    let all: u64 = ["valid", "other", "default", "invalid", "missing"]
        .iter()
        .map(|class| count(class))
        .sum();
    let share = 100 * (count("valid") + count("other")) / all;
    assert_eq!(share, 80);
    let page = page(&app).await;
    let known = column(&page, "Known");
    assert_eq!(known.first().map(String::as_str), Some("80%"), "{page}");
    assert!(
        known.iter().skip(1).all(|share| share == "100%"),
        "{known:?}"
    );
    assert!(
        page.contains("Ask people how they describe their ethnicity"),
        "{page}"
    );
    assert!(page.contains("Date of birth or age") && page.contains("Postcode or small area"));
}

#[tokio::test]
async fn waits_and_outcomes_are_those_of_the_board_and_of_england() {
    let app = TestApp::told();
    let page = page(&app).await;
    for claim in [
        "Figures of single services are not made for this: they would be too few people.",
        "Asked again about life satisfaction",
        "England (",
        "People seen",
        "These shares are of your board as a whole.",
        "You sent returns for 2 of the last 2 months.",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    let board = TestApp::icb();
    for link in ["who", "waiting", "outcomes", "trust"] {
        let link = format!("href=\"/areas/{board}/{link}\"");
        assert!(page.contains(&link), "{link}: {page}");
    }
}

#[tokio::test]
async fn who_sent_nothing_sees_its_board_and_what_to_do() {
    let app = TestApp::released();
    let path = format!("/s/{OTHER}/figures");
    let page = app.get(Who::Other, &path).await.expect(200).text();
    assert!(
        page.contains("There is no return of yours to show figures of"),
        "{page}"
    );
    assert!(page.contains("per 1,000 registered people"), "{page}");
    assert!(!page.contains("Month by month") && !page.contains("Your service"));
}

#[tokio::test]
async fn a_month_that_was_due_and_not_sent_is_named_and_one_that_was_withdrawn_is_gone() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(60)).await;
    // Ten in the morning of 17 December 2026: November is due, and nothing came of it.
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 44));
    let page = page(&app).await;
    assert!(page.contains("No return") && page.contains("[x]"), "{page}");
    assert!(
        page.contains("You sent returns for 1 of the last 2 months."),
        "{page}"
    );
    let app = app.restarted();
    app.ask(Who::Own, "POST", &format!("/api/v1/returns/{id}/withdraw"))
        .send()
        .await
        .expect(200);
    let page = self::page(&app).await;
    assert!(!page.contains("Month by month"), "{page}");
}

#[tokio::test]
async fn the_months_are_a_file_too() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let path = format!("/s/{OWN}/figures?format=csv");
    let file = app.get(Who::Own, &path).await.expect(200);
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    let line = format!("{OWN},2026-10,60,60,p");
    assert!(text.contains(&line), "{line}: {text}");
    app.get(Who::Own, &path.replace("csv", "pdf"))
        .await
        .expect(400);
}

#[tokio::test]
async fn the_home_page_and_the_receipt_lead_to_the_figures() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(12)).await;
    let link = format!("href=\"/s/{OWN}/figures\"");
    for path in [
        format!("/s/{OWN}"),
        format!("/s/{OWN}/returns/{id}"),
        format!("/s/{OWN}/history"),
    ] {
        let page = app.get(Who::Own, &path).await.expect(200).text();
        assert!(page.contains(&link), "{path}: {page}");
    }
}
