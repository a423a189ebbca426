use maud::{Markup, html};

use crate::chart::{ranked, tiles};
use crate::components::area::{heading, strip};
use crate::components::empty_note;
use crate::layout::{Page, document};
use crate::view::{AreaHead, Compare, Frame};

/// C8: areas compared on one measure.
#[must_use]
pub fn c8_compare(frame: &Frame, view: &Compare) -> Markup {
    let title = format!("Compare areas: {}", view.measure);
    let head = AreaHead {
        name: title.clone(),
        kind: view.period.clone(),
        ..AreaHead::default()
    };
    let content = html! {
        (heading(&head, None, &view.filter))
        (strip(&view.strip))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                (ranked(&view.ranked))
                (tiles(&view.map))
            }
        }
    };
    document(
        frame,
        &Page::new("C8", "Compare areas").about(&view.measure),
        &content,
    )
}
