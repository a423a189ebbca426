//! What a service sees while its file is checked, and of published figures before it submits.

use hub_ui::pages;

use super::fixtures;
use super::pages::between;

#[test]
fn a_check_in_progress_shows_its_steps_with_their_marks_in_words() {
    let frame = fixtures::service_frame();
    let page = pages::s5_checking(&frame, &fixtures::checking()).into_string();
    let steps = between(&page, "<li class=\"nhsuk-task-list__item\"", "</li>");
    let marks = ["Done", "Done", "Done", "In progress"];
    assert_eq!(steps.len(), marks.len());
    for (step, mark) in steps.iter().zip(marks) {
        assert!(step.contains(&format!(">{mark}<")), "{step}");
    }
    assert!(steps[3].contains("Rows checked") && steps[3].contains("12,500 rows so far"));
    assert!(
        page.contains("You may leave this page: the result is kept for 30 minutes, until 16:40")
    );
}

#[test]
fn a_page_that_refreshes_by_itself_can_be_kept_still() {
    let frame = fixtures::service_frame();
    let moving = pages::s5_checking(&frame, &fixtures::checking()).into_string();
    assert!(moving.contains("This page refreshes by itself every 5 seconds."));
    assert!(moving.contains("href=\"/s/YGM1/drafts/01j9?refresh=off\">Stop this page"));
    let still = pages::s5_checking(&frame, &fixtures::received()).into_string();
    assert!(!still.contains("This page refreshes by itself"));
    assert!(still.contains("href=\"/s/YGM1/drafts/01j9?refresh=off\">See whether it is ready<"));
    assert!(still.contains(">Not yet<") && !still.contains("so far"));
}

#[test]
fn published_figures_stand_beside_the_own_part_in_them() {
    let frame = fixtures::service_frame();
    let page = pages::s9_confirm(&frame, &fixtures::confirm()).into_string();
    let (_, preview) = page
        .split_once("Published figures that this return goes into")
        .unwrap();
    let rows = between(preview, "<tr", "</tr>");
    assert!(rows[0].contains("As published now (release 2026-11-14.2)"));
    assert!(rows[1].contains("NHS Greater Manchester ICB") && rows[1].contains(">*<"));
    assert!(rows[3].contains("England") && rows[3].contains("12,060"));
    for row in &rows[1..=3] {
        assert!(row.contains(">26<") && row.contains(">24<") && row.contains(">\u{2212}2<"));
    }
    assert!(preview.contains("* none or too few to show"));
}

#[test]
fn a_month_that_is_not_published_has_a_sentence_and_no_table() {
    let mut view = fixtures::confirm();
    view.preview = fixtures::preview::unpublished();
    let page = pages::s9_confirm(&fixtures::service_frame(), &view).into_string();
    assert!(page.contains("October 2026 is not published yet."));
    assert!(!page.contains("As published now"));
}
