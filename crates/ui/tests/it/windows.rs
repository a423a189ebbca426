//! What a service is told of the windows of its months.

use hub_ui::pages;

use super::fixtures;
use super::pages::between;

#[test]
fn a_late_return_is_told_before_and_after_it_is_submitted() {
    let frame = fixtures::service_frame();
    let late = || Some("September 2026 was due on 14 October 2026.".to_owned());
    let mut upload = fixtures::upload();
    let mut confirm = fixtures::confirm();
    let mut submitted = fixtures::submitted();
    for page in [
        pages::s4_upload(&frame, &upload),
        pages::s9_confirm(&frame, &confirm),
        pages::s10_submitted(&frame, &submitted),
    ] {
        assert!(!page.into_string().contains("was due on"));
    }
    (upload.late, confirm.late, submitted.late) = (late(), late(), late());
    for page in [
        pages::s4_upload(&frame, &upload),
        pages::s9_confirm(&frame, &confirm),
        pages::s10_submitted(&frame, &submitted),
    ] {
        let page = page.into_string();
        let insets = between(&page, "<div class=\"nhsuk-inset-text\"", "</div>");
        assert!(
            insets
                .iter()
                .any(|inset| inset.contains("was due on 14 October 2026")),
            "{page}"
        );
    }
}

#[test]
fn the_history_says_what_came_late_and_at_which_close_it_counted() {
    let page = pages::s11_history(&fixtures::service_frame(), &fixtures::history());
    let page = page.into_string();
    let rows = between(&page, "<tr", "</tr>");
    let row = |reference: &str| {
        let found = rows.iter().find(|row| row.contains(reference));
        (*found.unwrap()).to_owned()
    };
    let (correction, late) = (row("6ZX9"), row("5WV8"));
    assert!(correction.contains(">Correction<") && correction.contains("No figures"));
    assert!(late.contains(">Late<") && late.contains("Final figures"));
    let in_time = row("9PM3");
    assert!(!in_time.contains("Late<") && in_time.contains("Not settled yet"));
}

#[test]
fn a_month_says_where_its_window_stands() {
    let page = pages::s1_home(&fixtures::service_frame(), &fixtures::home()).into_string();
    for hint in [
        "Due 13 November 2026. Open: 9 days left.",
        "Due 14 October 2026. Provisional: can still be sent again until 13 November 2026.",
        ">Due 14 August 2026<",
    ] {
        assert!(page.contains(hint), "{hint}");
    }
}
