//! Pages of those who ask questions of their own: tables, SQL, saved queries, how to connect, tokens, releases.

pub(super) mod asked;
pub(crate) mod connect;
mod examples;
pub(crate) mod functions;
mod meanings;
mod parts;
pub(crate) mod queries;
pub(crate) mod query_change;
pub(crate) mod releases;
mod result;
mod snippets;
pub(crate) mod sql;
pub(crate) mod tables;
pub(crate) mod token_revoke;
pub(crate) mod tokens;

pub(in crate::pages) use examples::with_limits;

use axum::response::Redirect;
use hub_standard::ids::Month;
use hub_ui::view::{EmptyNote, Link};
use url::form_urlencoded::Serializer;

/// Most characters of a query on a page: it has to fit into an address.
const CHARACTERS_MAX: usize = 4_000;

/// `GET /analyst`
pub(crate) async fn start() -> Redirect {
    Redirect::to("/analyst/tables")
}

/// An address with its query.
pub(in crate::pages) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

/// The result of a query as files.
fn files(sql: &str, release: &str) -> Vec<Link> {
    let formats = [
        ("CSV", "csv"),
        ("Parquet", "parquet"),
        ("Arrow", "arrow"),
        ("Excel", "xlsx"),
        ("JSON", "json"),
    ];
    let link = |(label, format): (&str, &str)| {
        let pairs = [("q", sql), ("as_at", release), ("format", format)];
        Link::new(label, address("/api/v1/sql", &pairs))
    };
    formats.into_iter().map(link).collect()
}

/// "September 2026 to October 2026"
fn span(months: &[Month]) -> String {
    match (months.first(), months.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{} to {}", first.words(), last.words())
        }
        (Some(only), _) => only.words(),
        (None, _) => String::new(),
    }
}

fn closed() -> EmptyNote {
    EmptyNote {
        title: "This hub does not answer questions in SQL".to_owned(),
        text: "Released figures can be read and downloaded measure by measure.".to_owned(),
        link: Some(Link::new("See the measures", "/measures")),
    }
}
