//! The result of a check of a file in plain names.

use hub_ui::view::CheckResult;

use crate::pages::type_in::plain_names;

/// The names of the standard for people in place of those for programs.
pub(super) fn in_plain_names(mut view: CheckResult) -> CheckResult {
    let groups = view.fix.iter_mut().chain(&mut view.also);
    for group in groups.chain(&mut view.check) {
        let texts = group.said.iter_mut();
        for text in texts.chain([&mut group.title, &mut group.why, &mut group.fix]) {
            *text = plain_names(text);
        }
        for place in &mut group.places {
            place.expected = plain_names(&place.expected);
            // A column that is not there has no heading of the sender's own.
            if place.column.is_empty() && !place.header.is_empty() {
                place.header = plain_names(&place.header);
            }
        }
    }
    view
}
