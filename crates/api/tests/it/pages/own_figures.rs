//! S12: a service sees its own totals as its board does, and the figures of its board.

use hub_disclosure::Policy;
use hub_release::{Live, LiveFigure};
use hub_testkit::fixtures::{month, service};

use crate::places::{SERVICES, rows, sent_and_released};
use crate::support::{OTHER, OWN, TestApp, Who, keys, october, screen};

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

/// What the return that counts was accepted with, as it is displayed.
async fn accepted_with(app: &TestApp) -> LiveFigure {
    let state = app.store.journal().state().await.unwrap();
    let current = state.current_for(&service(OWN), month("2026-10")).unwrap();
    let totals = current.live.as_deref();
    assert!(totals.is_some());
    Live::new(&keys(), Policy::sdc_1()).figure(totals)
}

#[tokio::test]
async fn the_figures_are_those_that_the_return_was_accepted_with_and_never_others() {
    let app = TestApp::new().await;
    app.send_and_submit(october(60)).await;
    let shown = accepted_with(&app).await;
    let first = page(&app).await;
    let cell = |value: Option<i64>| vec![value.unwrap().to_string()];
    assert_eq!(column(&first, "Referrals"), cell(shown.referrals));
    assert_eq!(column(&first, "People"), cell(shown.people));
    let finding = format!(
        "October 2026: {} referrals of {} people.",
        shown.referrals.unwrap(),
        shown.people.unwrap()
    );
    assert!(first.contains(&finding), "{finding}: {first}");
    for claim in [
        "differ a little from the exact numbers",
        "Your service is not compared with other services",
        "the two cannot be compared",
    ] {
        assert!(first.contains(claim), "{claim}: {first}");
    }
    // A month that still awaits returns is provisional.
    assert!(first.contains("[p]"), "{first}");

    // A few changed people do not move them, and asking again does not either.
    app.send_and_submit(october(65)).await;
    assert_eq!(accepted_with(&app).await, shown);
    for app in [&app, &app.restarted()] {
        let again = page(app).await;
        assert_eq!(column(&again, "Referrals"), cell(shown.referrals));
        assert_eq!(column(&again, "People"), cell(shown.people));
    }
    app.send_and_submit(october(300)).await;
    let many = accepted_with(&app).await;
    assert_ne!(many, shown);
    assert_eq!(column(&page(&app).await, "Referrals"), cell(many.referrals));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_and_its_service_see_the_same_and_another_service_nothing() {
    let app = sent_and_released().await;
    let of_board = rows(&app, Who::Icb, SERVICES).await;
    let page = page(&app).await;
    let number = |idx: usize| of_board[0][idx].as_i64().unwrap().to_string();
    assert_eq!(column(&page, "Referrals"), [number(1)]);
    assert_eq!(column(&page, "People"), [number(2)]);
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
    assert_eq!(column(&pinned, "Referrals"), [number(1)]);
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
        // Both returns were accepted before the hub made totals of them.
        "Returns that were accepted before the hub made such figures have none.",
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
    let shown = accepted_with(&app).await;
    let path = format!("/s/{OWN}/figures?format=csv");
    let file = app.get(Who::Own, &path).await.expect(200);
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    let line = format!(
        "{OWN},2026-10,{},{},p",
        shown.referrals.unwrap(),
        shown.people.unwrap()
    );
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
