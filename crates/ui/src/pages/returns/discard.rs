use maud::{Markup, html};

use crate::components::button::Button;
use crate::layout::csrf_field;
use crate::view::Frame;

/// The way to be rid of what was checked and not submitted.
pub(super) fn discard(frame: &Frame, href: &str, is_typed: bool, about: &Markup) -> Markup {
    let what = if is_typed { "return" } else { "file" };
    html! {
        form action=(href) method="post" id="discard" class="hub-screen-only" novalidate {
            (csrf_field(frame))
            p { "Not the right " (what) " (" (about) ")? Throw it away: it is then not in your list any more. What you have submitted stays as it is." }
            (Button::new(&format!("Throw this {what} away")).secondary().render())
        }
    }
}
