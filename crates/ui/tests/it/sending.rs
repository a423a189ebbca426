//! What a service is told once, in time, and on the first screen.

use hub_ui::pages;
use hub_ui::view::FixHere;

use super::fixtures;
use super::pages::between;

#[test]
fn the_first_way_to_send_is_chosen_beforehand() {
    let page = pages::s2_ways(&fixtures::service_frame(), &fixtures::ways()).into_string();
    let radios = between(&page, "name=\"how\" type=\"radio\" value=\"", ">");
    assert_eq!(radios.len(), 3);
    for (radio, way) in radios.iter().zip(["file\" checked", "type\"", "nil\""]) {
        assert!(radio.starts_with(way), "{radio}");
    }
    assert!(page.contains("For up to 20 referrals."));
}

#[test]
fn what_can_wait_stands_below_the_button() {
    let frame = fixtures::service_frame();
    for (page, button) in [
        (
            pages::s4_upload(&frame, &fixtures::upload()),
            ">Check this file<",
        ),
        (pages::s2_ways(&frame, &fixtures::ways()), ">Continue<"),
        (
            pages::s2_nil(&frame, &fixtures::nothing()),
            ">Continue with nothing",
        ),
    ] {
        let page = page.into_string();
        assert!(page.find(button).unwrap() < page.find("nhsuk-inset-text").unwrap());
    }
    let fix = pages::s8_fix(&frame, &fixtures::fix_here()).into_string();
    assert!(fix.find("href=\"#file\"").unwrap() < fix.find("<form action=\"/s/").unwrap());
    let confirm = pages::s9_confirm(&frame, &fixtures::confirm()).into_string();
    assert!(confirm.find("href=\"#submit\"").unwrap() < confirm.find("summary-list").unwrap());
}

#[test]
fn an_example_is_said_once_beside_a_value_to_fix() {
    let mut view = fixtures::fix_here();
    let hint = |view: &FixHere| {
        let page = pages::s8_fix(&fixtures::service_frame(), view).into_string();
        between(&page, "id=\"value-0-hint\">", "<")[0].to_owned()
    };
    assert_eq!(hint(&view), "We expect a real date, like 30/04/2026.");
    view.cells[0].fix =
        "Check the date, like 30/04/2026. If it is not known, leave it blank.".into();
    assert_eq!(hint(&view), view.cells[0].fix);
    view.cells[0].fix = "Choose one from the list.".into();
    view.cells[0].place.expected = "housing".into();
    assert_eq!(hint(&view), "We expect housing. Choose one from the list.");
}

#[test]
fn a_count_that_the_sentence_has_is_not_said_again() {
    let mut view = fixtures::ready();
    let frame = fixtures::service_frame();
    view.changed[0].count = 1_348;
    let page = pages::s7_result(&frame, &view).into_string();
    assert!(page.contains("(1,348 times)"));
    view.changed[0].detail = "We read 1,348 cells as dates".into();
    let page = pages::s7_result(&frame, &view).into_string();
    assert!(page.contains("We read 1,348 cells as dates") && !page.contains("(1,348 times)"));
}

#[test]
fn an_answer_that_loses_what_was_typed_says_so() {
    let frame = fixtures::service_frame();
    let mut view = fixtures::question();
    let said = "You put 1 cell right by typing what may tell who somebody is (A40).";
    assert!(pages::s7_result(&frame, &view).into_string().contains(said));
    view.questions.lost.clear();
    let page = pages::s7_result(&frame, &view).into_string();
    assert!(!page.contains("by typing what may tell"));
}

#[test]
fn paper_has_no_token_and_not_the_rest_of_a_row() {
    let page = pages::p2_sign_in(&fixtures::area_frame(), &fixtures::sign_in()).into_string();
    let (before, after) = page.split_once("token=demo-1").unwrap();
    let (_, block) = before
        .rsplit_once("<div class=\"hub-screen-only\">")
        .unwrap();
    assert!(!block.contains("</div>"), "the block ends before the links");
    let rest = after.split("</div>").next().unwrap();
    assert!(
        rest.contains("token=demo-2"),
        "the block ends among the links"
    );
    let css = hub_ui::assets::get("hub.css").unwrap();
    let css = String::from_utf8(css.bytes.into_owned()).unwrap();
    let (_, print) = css.split_once("@media print {").unwrap();
    let hidden = "[data-screen=\"S8\"] :is(label, input, .nhsuk-checkboxes, .nhsuk-details) { display: none; }";
    assert!(print.contains(hidden));
}
