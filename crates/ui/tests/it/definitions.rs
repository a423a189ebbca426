//! What the pages of measure definitions promise.

use hub_ui::pages;

use super::fixtures;
use super::pages::between;

#[test]
fn files_that_cannot_be_used_stand_above_the_measures_and_dropped_ones_below() {
    let frame = fixtures::operate::operate_frame();
    let view = fixtures::definitions::definitions();
    let page = pages::o4_definitions(&frame, &view).into_string();
    let (unused, rest) = page
        .split_once("Measures of the newest release</h2>")
        .unwrap();
    assert!(unused.contains("measures/<wbr>not_<wbr>toml.<wbr>sql") && unused.contains("Line 24"));
    // A measure that no release had has no page.
    assert!(!unused.contains("/operate/measures/not_toml"));
    let (present, dropped) = rest
        .split_once("Measures that a release dropped</h2>")
        .unwrap();
    assert!(present.contains("Nothing: it counts no people"));
    assert!(!present.contains("people_at_home") && dropped.contains("people_at_home"));
}

#[test]
fn a_version_names_what_changed_and_shows_lines_with_signs() {
    let frame = fixtures::operate::operate_frame();
    let page = pages::o4_versions(&frame, &fixtures::definitions::versions()).into_string();
    let fields = between(
        &page,
        "what changed in the front matter</caption>",
        "</table>",
    )[0];
    for words in ["Title", ">People<", ">People referred<", "Nothing"] {
        assert!(fields.contains(words), "{words}: {fields}");
    }
    let lines = between(
        &page,
        "<pre class=\"hub-code\" tabindex=\"0\"><code>",
        "</code>",
    )[0];
    assert_eq!(
        lines,
        "... 14 lines that are the same\n      month,\n-     'all' as category,\n+     'every' as category,"
    );
    assert!(page.contains("href=\"/measures/people_referred?as_at=2026-09-14.1\""));
}

#[test]
fn a_definition_of_one_version_has_nothing_to_set_it_against() {
    let frame = fixtures::operate::operate_frame();
    for view in [
        fixtures::definitions::versions_one(),
        fixtures::definitions::versions_dropped(),
    ] {
        let page = pages::o4_versions(&frame, &view).into_string();
        assert!(!page.contains("<pre") && !page.contains("hub release diff"));
        assert!(page.contains("Earlier releases were not looked at."));
        let says_so = page.contains("The newest release does not have this measure");
        assert_eq!(says_so, view.dropped.is_some());
    }
}
