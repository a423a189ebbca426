//! The page that is written: the frame, and the classes, of the hub's pages.

use std::fmt::Write as _;

/// With so many columns a table is wider than a small screen.
const COLUMNS_WIDE: usize = 4;

/// A page that is being written; all text in it is escaped.
pub(super) struct Page(String);

impl Page {
    /// Opens the page; `style` is the HTML of its style, or of links to style sheets.
    pub(super) fn open(title: &str, style: &str, ways_back: &[(&str, &str)]) -> Self {
        let title = escape(title);
        let ways_back = nav(ways_back);
        Self(format!(
            "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">{style}</head>\n\
             <body><div class=\"nhsuk-width-container\">{ways_back}<main class=\"nhsuk-main-wrapper\">\n\
             <h1 class=\"nhsuk-heading-l\">{title}</h1>\n"
        ))
    }

    /// The whole page.
    pub(super) fn close(mut self) -> String {
        self.raw("</main></div></body></html>\n");
        self.0
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.element("h2 class=\"nhsuk-heading-m\"", text);
        self.raw("\n");
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.element("p", text);
        self.raw("\n");
    }

    /// A paragraph with a hash, which has no blanks: it may break anywhere.
    pub(super) fn paragraph_with_hash(&mut self, text: &str) {
        self.element("p class=\"hub-break\"", text);
        self.raw("\n");
    }

    /// A table in a region that scrolls. The first cell of a row is its head; the others are set to the right.
    pub(super) fn table<const N: usize>(
        &mut self,
        caption: &str,
        head: &[&str; N],
        rows: impl Iterator<Item = [String; N]>,
    ) {
        if N >= COLUMNS_WIDE {
            self.element(
                "p class=\"hub-scrolls\"",
                "This table goes on to the right: scroll it sideways.",
            );
        }
        // Writing to a string cannot fail.
        let _ = write!(
            self.0,
            "<div class=\"hub-scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\
             <table class=\"nhsuk-table hub-table\">",
            escape(caption)
        );
        self.element(
            "caption class=\"nhsuk-table__caption nhsuk-table__caption--s\"",
            caption,
        );
        self.raw("<thead class=\"nhsuk-table__head\"><tr>");
        for (position, name) in head.iter().enumerate() {
            let class = class("nhsuk-table__header", position);
            self.element(&format!("th class=\"{class}\" scope=\"col\""), name);
        }
        self.raw("</tr></thead>\n<tbody class=\"nhsuk-table__body\">\n");
        for row in rows {
            self.raw("<tr>");
            for (position, text) in row.iter().enumerate() {
                if position == 0 {
                    self.element("th class=\"nhsuk-table__header\" scope=\"row\"", text);
                } else {
                    let class = class("nhsuk-table__cell", position);
                    self.element(&format!("td class=\"{class}\""), text);
                }
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table></div>\n");
    }

    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// An element; `tag` is its name, and after a blank its attributes.
    fn element(&mut self, tag: &str, text: &str) {
        let name = tag.split_once(' ').map_or(tag, |(name, _)| name);
        // Writing to a string cannot fail.
        let _ = write!(self.0, "<{tag}>{}</{name}>", escape(text));
    }
}

/// Links to pages of the site; nothing where there are none.
fn nav(links: &[(&str, &str)]) -> String {
    let Some((last_words, last_address)) = links.last() else {
        return String::new();
    };
    let mut html = String::from(
        "<nav class=\"nhsuk-breadcrumb\" aria-label=\"Breadcrumb\"><ol class=\"nhsuk-breadcrumb__list\">",
    );
    for (words, address) in links {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<li class=\"nhsuk-breadcrumb__list-item\"><a class=\"nhsuk-breadcrumb__link\" href=\"{}\">{}</a></li>",
            escape(address),
            escape(words)
        );
    }
    // Narrow screens show the nearest alone.
    let _ = write!(
        html,
        "</ol><a class=\"nhsuk-back-link\" href=\"{}\"><span class=\"nhsuk-u-visually-hidden\">Back to </span>{}</a></nav>",
        escape(last_address),
        escape(last_words)
    );
    html
}

fn class(base: &str, position: usize) -> String {
    if position == 0 {
        base.to_owned()
    } else {
        format!("{base} {base}--numeric")
    }
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}
