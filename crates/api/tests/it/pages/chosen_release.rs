//! C0 and C9: the release that a page is of, and what changed since an earlier one.

use crate::places::{build, sent_and_released};
use crate::support::{TestApp, Who, october};

const OLD: &str = "2026-11-03.1";
const NEW: &str = "2026-11-03.2";

/// A hub with two releases: between them a service sent half as many referrals again.
async fn released_twice() -> TestApp {
    let app = sent_and_released().await;
    app.send_and_submit(october(600)).await;
    build(&app).await;
    app
}

/// The pages about areas, by what is after the address of the area.
const PAGES: [&str; 8] = [
    "",
    "/measures/referral_rate",
    "/coverage",
    "/who",
    "/waiting",
    "/outcomes",
    "/trust",
    "/value",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_offers_the_releases_and_says_when_it_is_of_an_old_one() {
    let app = released_twice().await;
    let icb = TestApp::icb();
    let areas = PAGES.map(|page| format!("/areas/{icb}{page}"));
    for path in areas.into_iter().chain(["/compare".to_owned()]) {
        let page = app.get(Who::Public, &path).await.expect(200).text();
        for option in [
            format!("<option value=\"\" selected>Newest ({NEW})</option>"),
            format!("<option value=\"{OLD}\">{OLD}, 3 November 2026</option>"),
        ] {
            assert!(page.contains(&option), "{path}: {page}");
        }
        assert!(!page.contains("which is not the newest"), "{path}: {page}");

        let then = format!("{path}?as_at={OLD}");
        let page = app.get(Who::Public, &then).await.expect(200).text();
        let said =
            format!("You are reading release {OLD} of 3 November 2026, which is not the newest.");
        assert!(page.contains(&said), "{path}: {page}");
        let newest = format!("href=\"{path}\">See this page as at the newest release<");
        assert!(page.contains(&newest), "{path}: {page}");
        let chosen = format!("<option value=\"{OLD}\" selected>");
        assert!(page.contains(&chosen), "{path}: {page}");

        // An address that names the newest is not told off for it.
        let pinned = format!("{path}?as_at={NEW}");
        let page = app.get(Who::Public, &pinned).await.expect(200).text();
        assert!(!page.contains("which is not the newest"), "{path}: {page}");
        let chosen = format!("<option value=\"{NEW}\" selected>");
        assert!(page.contains(&chosen), "{path}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_an_old_release_does_not_reach_is_said_to_be_missing() {
    let app = released_twice().await;
    let path = format!("/areas/{}?month=2026-11", TestApp::icb());
    app.get(Who::Public, &path).await.expect(404);
    let page = app.get(Who::Public, &format!("{path}&as_at={OLD}")).await;
    let page = page.expect(200).text();
    let said = "It has no figures for November 2026: its newest month is October 2026.";
    assert!(page.contains(said), "{page}");
    assert!(page.contains("have sent October 2026"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn definitions_of_a_page_of_an_old_release_are_of_that_release() {
    let app = released_twice().await;
    let path = format!("/areas/{}/waiting?as_at={OLD}", TestApp::icb());
    let page = app.get(Who::Public, &path).await.expect(200).text();
    let link = format!("/measures/wait_survival?as_at={OLD}");
    assert!(page.contains(&link), "{page}");
    assert!(!page.contains("\"/measures/wait_survival\""), "{page}");
    app.get(Who::Public, &link).await.expect(200);
}

#[tokio::test]
async fn the_choice_of_areas_is_on_every_page_or_the_page_says_why_not() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let areas = PAGES.map(|page| format!("/areas/{icb}{page}"));
    for path in areas.into_iter().chain(["/compare".to_owned()]) {
        let page = app.get(Who::Public, &path).await.expect(200).text();
        let (choice, hint) = (
            "name=\"geography\" aria-describedby=\"filter-hint\"",
            "id=\"filter-hint\">As they are now: every month is told of the areas of today.",
        );
        let is_there = !path.ends_with("/value");
        assert_eq!(page.contains(choice), is_there, "{path}: {page}");
        assert_eq!(page.contains(hint), is_there, "{path}: {page}");
        if !is_there {
            assert!(
                page.contains("id=\"filter-hint\">Areas: as they are now. The change in life"),
                "{page}"
            );
        }
    }
    for page in ["value", "evaluations"] {
        let path = format!("/areas/{icb}/{page}");
        let was = format!("{path}?geography=as_was&month=2026-10");
        let page = app.get(Who::Public, &was).await.expect(404).text();
        let link = format!("href=\"{path}?month=2026-10\">See areas as they are now<");
        assert!(page.contains(&link), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_an_earlier_release_is_told_as_both_display_it() {
    let app = released_twice().await;
    let path = format!("/areas/{}/trust", TestApp::icb());
    let page = app.get(Who::Public, &path).await.expect(200).text();
    assert!(
        page.contains(&format!("name=\"since\"><option value=\"{OLD}\"")),
        "{page}"
    );
    assert!(!page.contains("displayed in another way"), "{page}");

    let since = format!("{path}?since={OLD}");
    let page = app.get(Who::Public, &since).await.expect(200).text();
    let (_, block) = page.split_once("id=\"changes\"").unwrap();
    let said = format!("displayed in another way than in release {OLD} of 3 November 2026.");
    assert!(block.contains(&said), "{block}");
    let (_, table) = block.split_once("<tbody").unwrap();
    let (table, _) = table.split_once("</tbody>").unwrap();
    let rows = table.matches("<tr").count();
    assert!(0 < rows && rows <= 100, "{rows}: {table}");
    assert!(table.contains("/measures/referral_rate\""), "{table}");
    assert!(table.contains("October 2026"), "{table}");

    // Before the first there is none, and a later one is not an earlier one.
    let first = format!("{path}?as_at={OLD}");
    let page = app.get(Who::Public, &first).await.expect(200).text();
    assert!(
        page.contains("There is no earlier release than this one."),
        "{page}"
    );
    for since in [NEW, OLD, "2019-01-01.1"] {
        let path = format!("{first}&since={since}");
        app.get(Who::Public, &path).await.expect(400);
    }
}

#[tokio::test]
async fn returns_by_service_are_a_file_and_a_letter_for_those_who_see_services() {
    let app = TestApp::released();
    let path = format!("/areas/{}/trust", TestApp::icb());
    let csv = format!("{path}?format=csv");
    let file = app.get(Who::Icb, &csv).await.expect(200).text();
    assert!(file.starts_with("service,month,return"), "{file}");
    assert!(file.contains("Service YA002,2026-09,missing"), "{file}");
    for (who, sees) in [
        (Who::Public, false),
        (Who::OtherIcb, false),
        (Who::Icb, true),
        (Who::Analyst, true),
    ] {
        app.get(who, &csv)
            .await
            .expect(if sees { 200 } else { 403 });
        let page = app.get(who, &path).await.expect(200).text();
        for words in [
            "Returns by service and month (CSV)",
            "The list as an e-mail",
            "href=\"mailto:?subject=Social%20prescribing",
            "- Service YA002: September 2026",
        ] {
            assert_eq!(page.contains(words), sees, "{who:?}: {words}: {page}");
        }
    }
    app.get(Who::Icb, &csv.replace("csv", "pdf"))
        .await
        .expect(400);
}
