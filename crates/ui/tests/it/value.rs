//! What the calculator of value never does: a figure without its range, or one in place of what cannot be used.

use super::fixtures;
use super::pages::between;

#[test]
fn a_calculation_that_cannot_be_made_has_no_figure_and_names_its_fields() {
    let frame = fixtures::area_frame();
    let page = hub_ui::pages::c7_value(&frame, &fixtures::value_errors()).into_string();
    assert!(page.contains(
        "<a href=\"#deadweight_central\">Deadweight, central: Enter a share from 0 to 100</a>"
    ));
    assert!(page.contains("There is no result yet.") && page.contains("value=\"140\""));
    for absent in [
        "£6.17",
        "Social value for each £1",
        "Link to this calculation",
    ] {
        assert!(!page.contains(absent), "{absent}");
    }
}

#[test]
fn a_result_stands_beside_its_range_and_its_assumptions_are_on_paper() {
    let frame = fixtures::area_frame();
    let page = hub_ui::pages::c7_value(&frame, &fixtures::value()).into_string();
    let cases = between(&page, "<dl class=\"hub-cases\">", "</dl>")[0];
    assert_eq!(
        between(cases, "<dd>", "</dd>"),
        ["£0.24", "£6.17", "£38.95"]
    );
    let (_, paper) = page.split_once("<div class=\"hub-print-only\">").unwrap();
    let paper = paper.split("</table>").next().unwrap();
    for assumption in ["Cost of support", "Deadweight", "Fewer GP contacts"] {
        assert!(paper.contains(assumption), "{assumption}");
    }
    assert!(page.contains("Published elsewhere, not measured here"));
}
