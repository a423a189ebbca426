//! A: the pages of those who ask questions of their own.

mod connect;
mod functions;
mod releases;
mod result;
mod saved;
mod sql;
mod table;
mod tables;
mod tokens;

pub use connect::a4_connect;
pub use functions::a8_functions;
pub use releases::a7_releases;
pub use saved::{a3_queries, a3_query_remove};
pub use sql::a2_sql;
pub use table::a1_table;
pub use tables::a1_tables;
pub use tokens::{a5_token_made, a5_token_revoke, a5_tokens};

use maud::{Markup, html};

use crate::components::tag;

const PAGES: [(&str, &str); 7] = [
    ("Tables", "/analyst/tables"),
    ("SQL", "/analyst/sql"),
    ("Saved queries", "/analyst/queries"),
    ("Connect", "/analyst/connect"),
    ("API", "/api-reference"),
    ("Tokens", "/analyst/tokens"),
    ("Releases", "/analyst/releases"),
];

/// Links between these pages.
pub(super) fn tabs(current: &str) -> Markup {
    html! {
        nav aria-label="SQL and data" {
            ul class="hub-tabs" {
                @for (label, href) in PAGES {
                    li {
                        a class="hub-tabs__link" href=(href) aria-current=[(label == current).then_some("page")] { (label) }
                    }
                }
            }
        }
    }
}

/// What may be done with a table, in a word.
fn kind_tag(is_protected: bool) -> Markup {
    if is_protected {
        tag("blue", "Protected")
    } else {
        tag("white", "Open")
    }
}

/// Code that can be scrolled by keyboard.
pub(super) fn code_block(code: &str) -> Markup {
    html! { pre class="hub-code" tabindex="0" { code { (code) } } }
}
