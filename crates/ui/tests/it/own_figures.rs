//! What a service is told of its own figures, and of the columns of its return.

use hub_ui::pages;
use hub_ui::view::{Figure, Status};

use super::fixtures;
use super::pages::between;

fn page(view: &hub_ui::view::OwnFigures) -> String {
    pages::s12_figures(&fixtures::figures_frame(), view).into_string()
}

#[test]
fn what_is_of_the_board_alone_says_so_and_has_no_figure_of_the_service() {
    let view = fixtures::figures();
    let page = page(&view);
    let cards = between(&page, "<article class=\"hub-card\"", "</article>");
    assert_eq!(cards.len(), 4);
    for (card, has_own) in cards.iter().zip([true, false, true, false]) {
        assert_eq!(card.contains("Your service"), has_own, "{card}");
        assert!(card.contains("NHS Greater Manchester"), "{card}");
        let said = "Figures of single services are not made for this";
        assert_eq!(card.contains(said), !has_own, "{card}");
    }
}

#[test]
fn a_month_without_a_figure_leaves_no_trace_of_one() {
    let mut view = fixtures::figures();
    // The value is set on purpose: a mapper's slip must not reach the page.
    view.months[2].people = Figure::shown(98_765.0, "98,765").with_status(Status::Hidden);
    let page = page(&view);
    assert!(!page.contains("98,76"));
    assert!(page.contains("No return") && page.contains("Nothing to report"));
    // Broken where a month has no value: two gaps break four of thirteen steps.
    let sparks = between(&page, "<svg class=\"hub-svg hub-spark\"", "</svg>");
    assert_eq!(sparks[0].matches("<line").count(), 9);
    assert_eq!(sparks[0].matches("hub-hollow").count(), 2);
}

#[test]
fn the_page_ends_with_the_board_where_nothing_was_sent() {
    let page = page(&fixtures::figures_empty());
    assert!(page.contains("You have not sent a return yet"));
    assert!(page.contains("Send your first return"));
    assert!(!page.contains("Your service") && !page.contains("Month by month"));
    assert!(page.contains("Who you reach"));
}

#[test]
fn long_lists_of_codes_are_folded_and_short_ones_are_not() {
    let view = fixtures::return_help();
    let page = pages::s3_help(&fixtures::service_frame(), &view).into_string();
    assert!(page.contains("7 codes of need_1 to need_5 in Referrals"));
    assert!(!page.contains("codes of sex"));
    assert!(page.contains("<code>2</code>: Female"));
    for sheet in ["sheet-referrals", "sheet-contacts"] {
        assert!(page.contains(&format!("href=\"#{sheet}\"")));
    }
}

#[test]
fn who_is_not_a_sender_is_led_to_the_sign_in_for_the_template() {
    let mut view = fixtures::return_help();
    view.template = None;
    view.sign_in_href = "/sign-in?next=%2Fhelp%2Freturn".into();
    let page = pages::s3_help(&fixtures::area_frame(), &view).into_string();
    assert!(!page.contains("/template.xlsx"));
    assert!(page.contains("href=\"/sign-in?next=%2Fhelp%2Freturn\""));
}
