//! Headings.

use maud::{Markup, html};

use super::classes;

/// The heading of a page, under what the page is about.
pub(crate) fn page_heading(about: &str, title: &str) -> Markup {
    heading(
        1,
        "l",
        "hub-heading",
        Some(&html! { (about) }),
        &html! { (title) },
    )
}

/// A heading of a size, with words above it in smaller type if there are any.
pub(crate) fn heading(
    level: u8,
    size: &str,
    more: &str,
    caption: Option<&Markup>,
    text: &Markup,
) -> Markup {
    let class = format!("nhsuk-heading-{size}");
    element(
        level,
        &classes(&class, more),
        &html! {
            @if let Some(words) = caption { span class=(caption_class(size)) { (words) } }
            (text)
        },
    )
}

/// The element of a heading: `h1` to `h4`.
pub(crate) fn element(level: u8, class: &str, content: &Markup) -> Markup {
    html! {
        @match level {
            1 => { h1 class=(class) { (content) } }
            2 => { h2 class=(class) { (content) } }
            3 => { h3 class=(class) { (content) } }
            _ => { h4 class=(class) { (content) } }
        }
    }
}

/// Small headings have words of one size above them.
fn caption_class(size: &str) -> String {
    match size {
        "m" | "l" | "xl" => format!("nhsuk-caption-{size}"),
        _ => "nhsuk-caption".to_owned(),
    }
}
