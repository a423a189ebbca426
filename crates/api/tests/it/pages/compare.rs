//! C8: areas beside each other, by size and by whose people are alike.

use crate::support::{TestApp, Who};

async fn page(app: &TestApp, who: Who, query: &str) -> String {
    let path = format!("/compare?{query}");
    app.get(who, &path).await.expect(200).text()
}

/// The part of a page with this id, up to its end.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!("<section class=\"hub-chart\" id=\"{id}\""))
        .unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split("</section>").next().unwrap()
}

#[tokio::test]
async fn a_share_is_drawn_against_the_size_of_areas_with_its_limits() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let query = format!("measure=practices_covered&area={icb}");
    let page = page(&app, Who::Public, &query).await;
    let funnel = section(&page, "funnel");
    assert!(funnel.contains("hub-plot--funnel"), "{funnel}");
    for words in [
        "95% limits",
        "99.8% limits",
        "average of areas",
        "your area (named)",
        "(your area)",
        "general practices of the area that were open in the month",
        "Average and limits are made of all areas that are judged",
    ] {
        assert!(funnel.contains(words), "{words}: {funnel}");
    }
    // Every board has practices, so that every one has a dot and a row.
    let boards = section(&page, "ranked").matches("hub-point").count();
    assert!(boards > 30, "{boards}");
    assert_eq!(funnel.matches("hub-point").count(), boards);
    assert!(page.contains("hub-tiles-placed"), "{page}");
}

#[tokio::test]
async fn a_census_says_nothing_of_who_has_sent_a_return() {
    let app = TestApp::released();
    for measure in ["practices_covered", "link_worker_fte"] {
        let page = page(&app, Who::Public, &format!("measure={measure}")).await;
        let ranked = section(&page, "ranked");
        assert!(ranked.contains("September 2026"), "{ranked}");
        assert!(!ranked.contains("services have sent"), "{ranked}");
        let path = format!("/areas/{}/measures/{measure}", TestApp::icb());
        let own = app.get(Who::Public, &path).await.expect(200).text();
        let over_time = section(&own, "over-time");
        assert!(!over_time.contains("services have sent"), "{over_time}");
        assert!(!over_time.contains("months in a row"), "{over_time}");
    }
    let rate = page(&app, Who::Public, "measure=referral_rate").await;
    assert!(section(&rate, "ranked").contains("services have sent"));
}

#[tokio::test]
async fn a_rank_says_which_end_it_counts_from() {
    let app = TestApp::released();
    let page = page(&app, Who::Public, "measure=practices_covered").await;
    assert!(section(&page, "ranked").contains("Rank, 1 is highest"));
}

#[tokio::test]
async fn where_there_is_no_funnel_the_page_says_why() {
    let app = TestApp::released();
    // One board has returns, and half of them.
    let rate = page(&app, Who::Public, "measure=referral_rate").await;
    assert!(!rate.contains("hub-plot--funnel"), "{rate}");
    assert!(
        rate.contains("it takes 10 areas with a figure from at least 80% of their returns, and there are none."),
        "{rate}"
    );
    // Who has no figure is named with the reason.
    assert!(rate.contains("No return for this period: "), "{rate}");
    let workers = page(&app, Who::Public, "measure=link_worker_fte").await;
    assert!(!workers.contains("hub-plot--funnel"), "{workers}");
    assert!(
        workers.contains("There is no funnel plot of this measure"),
        "{workers}"
    );
}

#[tokio::test]
async fn a_board_is_set_beside_those_with_people_alike() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let query = format!("measure=practices_covered&with=similar&area={icb}");
    let page = page(&app, Who::Public, &query).await;
    assert!(
        page.contains("is set beside the 5 boards whose people are most like its own."),
        "{page}"
    );
    assert!(
        page.contains("Six characteristics of the residents: the share in the most deprived fifth"),
        "{page}"
    );
    assert!(
        page.contains("above 1 two boards are hardly alike"),
        "{page}"
    );
    assert!(page.contains(" of them with a figure ("), "{page}");
    assert!(
        page.contains("and the 5 boards most like it, September 2026, areas as they are now."),
        "{page}"
    );
    let ranked = section(&page, "ranked");
    assert_eq!(ranked.matches("hub-point").count(), 6);
    assert!(ranked.contains(" of 6</td>"), "{ranked}");
    assert!(ranked.contains("(your area)"), "{ranked}");
    assert_eq!(section(&page, "funnel").matches("hub-point").count(), 6);
    assert!(!page.contains("hub-tiles-placed"), "{page}");
    assert!(
        page.contains("<option value=\"similar\" selected>"),
        "{page}"
    );
}

#[tokio::test]
async fn the_unit_of_a_total_is_its_own() {
    let app = TestApp::told();
    let page = page(&app, Who::Public, "measure=wait_survival").await;
    let ranked = section(&page, "ranked");
    let (above, _) = ranked.split_once("About this measure").unwrap();
    assert!(!above.contains("seen_within"), "{above}");
}

#[tokio::test]
async fn similar_boards_need_a_board_to_be_like() {
    let app = TestApp::released();
    let query = "measure=practices_covered&with=similar";
    let public = page(&app, Who::Public, query).await;
    assert!(
        public.contains("Choose your board to see those with people like its own."),
        "{public}"
    );
    assert!(section(&public, "ranked").matches("hub-point").count() > 30);
    // England is like no board.
    let england = page(&app, Who::Public, &format!("{query}&area=ENG")).await;
    assert!(england.contains("Choose your board"), "{england}");
    // Who signs in for a board need not choose it.
    let own = page(&app, Who::Icb, query).await;
    assert!(own.contains("is set beside the 5 boards"), "{own}");
    let chosen = format!("<option value=\"{}\" selected>", TestApp::icb());
    assert!(own.contains(&chosen), "{own}");
    app.get(Who::Public, "/compare?with=neighbours")
        .await
        .expect(400);
}

#[tokio::test]
async fn a_service_finds_its_own_board_chosen() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let chosen = format!("<option value=\"{icb}\" selected");
    let own = page(&app, Who::Own, "measure=practices_covered").await;
    assert!(own.contains(&chosen), "{own}");
    let public = page(&app, Who::Public, "measure=practices_covered").await;
    assert!(!public.contains(&chosen), "{public}");
}
