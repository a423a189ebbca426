//! C6: how people fare at closing, and how far that can be read.

use crate::support::{TestApp, Who, screen};

async fn page(app: &TestApp, query: &str) -> String {
    let path = format!("/areas/{}/outcomes{query}", TestApp::icb());
    app.get(Who::Public, &path).await.expect(200).text()
}

/// A chart of the page, by its id.
fn chart<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!("<section class=\"hub-chart\" id=\"{id}\""))
        .unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split("</section>").next().unwrap()
}

#[tokio::test]
async fn the_share_asked_twice_comes_first_with_a_caution_where_it_is_under_half() {
    let app = TestApp::told();
    let page = page(&app, "").await;
    assert_eq!(screen(&page), "C6");
    let at = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("no {words}: {page}"))
    };
    let caution = at(
        "Fewer than half of those with a first score were asked again. \
         The people followed up may differ from those who were not.",
    );
    assert!(caution < at("id=\"follow-up\""));
    assert!(at("id=\"follow-up\"") < at("id=\"questions\""));
    assert!(chart(&page, "follow-up").contains("were asked again"));
}

#[tokio::test]
async fn twelve_months_come_first_with_what_may_and_may_not_be_said() {
    let app = TestApp::told();
    let page = page(&app, "").await;
    let at = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("no {words}: {page}"))
    };
    let year = at("Life satisfaction in the twelve months to October 2026");
    assert!(year < at("One month: how many were asked twice"));
    let (may, may_not) = (at(">You may say<"), at(">You may not say<"));
    assert!(year < may && may < may_not);
    let (_, said) = page.split_once(">You may say<").unwrap();
    let (said, _) = said.split_once("</ul>").unwrap();
    assert!(
        said.contains("points higher on average at closing than before support (95% interval "),
        "{said}"
    );
    assert!(page.contains("That support made this difference: nobody knows"));
    // Areas of the past have no such figure.
    let was = self::page(&app, "?geography=as_was&month=2026-10").await;
    assert!(!was.contains("in the twelve months to"), "{was}");
}

#[tokio::test]
async fn changes_have_a_sign_and_anxiety_keeps_its_own() {
    let app = TestApp::told();
    let page = page(&app, "").await;
    let questions = chart(&page, "questions");
    assert!(questions.contains("points higher at closing"), "{page}");
    assert!(questions.contains("no change (0)"), "{page}");
    assert!(questions.contains("\u{2212}"), "anxiety fell: {page}");
    assert!(
        page.contains("Anxiety is not turned round: there a change below 0 is for the better."),
        "{page}"
    );
    // Better is better for anxiety too.
    assert!(
        page.contains("How many were better, and how many worse"),
        "{page}"
    );
    let drawing = questions.split("hub-legend").next().unwrap();
    assert!(!drawing.contains("SWEMWBS"), "{drawing}");
    let (_, others) = page.split_once("Other questionnaires").unwrap();
    let (without, _) = others.split_once("Change of life satisfaction").unwrap();
    assert!(without.contains("SWEMWBS, metric score"), "{without}");
}

#[tokio::test]
async fn no_outcome_is_said_to_come_of_support() {
    let app = TestApp::told();
    for query in ["", "?by=condition", "?support=kinds&plans=ethnic_group"] {
        let page = page(&app, query).await.to_lowercase();
        for words in ["because of support", "thanks to", "led to"] {
            assert!(!page.contains(words), "{query}: {words}");
        }
        assert!(
            page.contains("before against after is not evidence of what support does"),
            "{query}"
        );
    }
}

#[tokio::test]
async fn groups_are_those_that_the_address_asks_for() {
    let app = TestApp::told();
    for (query, id, claim) in [
        (
            "",
            "by-group",
            "Change in life satisfaction by kind of support",
        ),
        (
            "?by=condition",
            "by-group",
            "Change in life satisfaction by long-term condition",
        ),
        (
            "?by=mental_need",
            "by-group",
            "Change in life satisfaction by mental-health need",
        ),
        ("", "plans", "1 (most deprived)"),
        ("?plans=ethnic_group", "plans", "Asian or Asian British"),
        ("", "support", "Nature and gardening"),
        ("?support=kinds", "support", "Advice on debt and money"),
        ("?support=needs", "support", "Loneliness or isolation"),
    ] {
        let page = page(&app, query).await;
        assert!(chart(&page, id).contains(claim), "{query}: {claim}: {page}");
    }
    let path = format!("/areas/{}/outcomes?by=sex", TestApp::icb());
    app.get(Who::Public, &path).await.expect(400);
}

#[tokio::test]
async fn plans_and_missing_support_are_told_with_their_limits() {
    let app = TestApp::told();
    let page = page(&app, "").await;
    for claim in [
        "Plans completed",
        "not that it helped",
        "Support that was wanted and could not be had",
        "Support that people wait for counts as not to be had yet.",
        "95% interval",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
}

#[tokio::test]
async fn an_area_without_scores_closings_or_support_has_a_note() {
    let app = TestApp::released();
    let page = page(&app, "").await;
    assert!(page.contains("No figures of outcomes to show"), "{page}");
    assert!(!page.contains("id=\"questions\""), "{page}");
}
