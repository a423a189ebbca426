//! A merger of boards that is imported before its day: what readers see before and after it.

use std::sync::Arc;

use hub_disclosure::Policy;
use hub_release::{BuildOptions, Builder};
use hub_testkit::fixtures::{MERGED, MERGED_BOARD, merging};

use crate::support::{TestApp, Who, keys};

const NAME: &str = "NHS Merged Integrated Care Board";

async fn release_on(app: &TestApp, at: &str) -> String {
    let builder = Builder::new(
        app.store.clone(),
        Arc::clone(&MERGED),
        keys(),
        Policy::sdc_1(),
    );
    let options = BuildOptions {
        at: at.parse().unwrap(),
        label: "a test".to_owned(),
        months: None,
        provisional_months: Vec::new(),
    };
    builder.build(&options).await.unwrap().to_string()
}

#[tokio::test]
async fn before_its_day_a_merger_shows_nowhere() {
    let app = TestApp::released_over(Arc::clone(&MERGED));
    let [own, other] = merging();
    let home = app.get(Who::Icb, "/").await.expect(303);
    assert_eq!(home.header("location"), format!("/areas/{own}"));
    for code in [&own, &other] {
        let page = app.get(Who::Public, &format!("/areas/{code}")).await;
        page.expect(200);
    }
    let merged = format!("/areas/{MERGED_BOARD}");
    app.get(Who::Public, &merged).await.expect(404);
    let area = format!("/api/v1/areas/{MERGED_BOARD}");
    app.get(Who::Public, &area).await.expect(404);
    let areas = app.get(Who::Public, "/api/v1/areas").await.expect(200);
    assert!(!areas.text().contains(MERGED_BOARD));
}

#[tokio::test]
async fn from_its_day_on_who_read_for_an_old_board_reads_for_the_new_one() {
    let app = TestApp::released_apart_over(Arc::clone(&MERGED)).await;
    let [own, other] = merging();
    let first = {
        let state = app.store.journal().state().await.unwrap();
        state.releases.last().unwrap().release.to_string()
    };
    release_on(&app, "2027-04-02T09:00:00Z").await;
    let merged = format!("/areas/{MERGED_BOARD}");

    let home = app.get(Who::Icb, "/").await.expect(303);
    assert_eq!(home.header("location"), merged);
    for code in [&own, &other] {
        let moved = app.get(Who::Icb, &format!("/areas/{code}")).await;
        let to = moved.expect(303).header("location").to_owned();
        assert!(to.starts_with(&merged) && to.contains("was="), "{to}");
        let page = app.get(Who::Icb, &to).await.expect(200).text();
        assert!(page.contains(NAME), "{page}");
    }
    let trust = format!("{merged}/trust");
    for (who, sees) in [(Who::Icb, true), (Who::Public, false)] {
        let page = app.get(who, &trust).await.expect(200).text();
        assert_eq!(page.contains("Service YA001"), sees, "{who:?}");
    }
    let areas = app.get(Who::Public, "/api/v1/areas").await.expect(200);
    let areas = areas.text();
    assert!(areas.contains(MERGED_BOARD), "{areas}");

    // A release of before is read with the boards of its day.
    let then = format!("/areas/{own}?as_at={first}");
    app.get(Who::Icb, &then).await.expect(200);
    let trust = format!("/areas/{own}/trust?as_at={first}");
    let page = app.get(Who::Icb, &trust).await.expect(200).text();
    assert!(page.contains("Service YA001"), "{page}");
    let early = format!("{merged}?as_at={first}");
    app.get(Who::Icb, &early).await.expect(404);
    // And the new board in a month before its first leads to those that were there.
    let was = format!("{merged}?geography=as_was&month=2026-10");
    let page = app.get(Who::Icb, &was).await.expect(404).text();
    assert!(page.contains("began on 1 April 2027"), "{page}");
    for code in [&own, &other] {
        assert!(page.contains(&format!("/areas/{code}?")), "{page}");
    }
}
