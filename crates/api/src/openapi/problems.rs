//! Which problems an operation may answer: no reply comes that the document does not name.

use std::collections::BTreeMap;

use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{Content, Ref, RefOr, Schema};

use super::{PROBLEM, path_params};
use crate::problem::Kind;
use crate::routes::{Access, Doc, Payload, Route};

/// The kinds of problem of an operation, by their status.
pub(super) fn of(route: &Route, doc: &Doc) -> BTreeMap<u16, Vec<Kind>> {
    let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::ALL.iter().copied() {
        if may_come(kind, route, doc) {
            let kinds = by_status.entry(kind.status().as_u16()).or_default();
            kinds.push(kind);
        }
    }
    by_status
}

/// The answer that is one of these kinds of problem.
pub(super) fn response(kinds: &[Kind]) -> Response {
    let named: Vec<&str> = kinds.iter().map(|kind| kind.slug()).collect();
    let schema = RefOr::<Schema>::Ref(Ref::from_schema_name(PROBLEM));
    ResponseBuilder::new()
        .description(format!("A problem: {}.", named.join(", ")))
        .content("application/problem+json", Content::new(Some(schema)))
        .build()
}

/// Whether a kind of problem can come of an operation.
fn may_come(kind: Kind, route: &Route, doc: &Doc) -> bool {
    let is_file = doc.takes == Payload::File;
    let is_submission = doc.id == "submitReturn";
    let is_withdrawal = doc.id == "withdrawReturn";
    let is_question = matches!(doc.id, "askInSql" | "getSqlAnswer");
    // Whatever is asked: an address, a token or a parameter that cannot be read, and what is no fault of whoever asks.
    match kind {
        Kind::InvalidRequest
        | Kind::Unauthenticated
        | Kind::Internal
        | Kind::RateLimited
        | Kind::Unavailable
        | Kind::TimedOut => true,
        Kind::Forbidden => route.access != Access::Public,
        Kind::NotFound => names_something(route, doc) || is_question,
        Kind::NoRelease => has_param(doc, "as_at") || is_question,
        Kind::NotAcceptable => chooses_format(route, doc),
        Kind::NotYetChecked => is_submission || doc.id == "getReturnReport",
        Kind::Unreadable | Kind::HasProblems | Kind::WarningsNotConfirmed | Kind::NothingCounts => {
            is_submission
        }
        Kind::Superseded => is_submission || is_withdrawal,
        Kind::DraftExpired => is_submission || matches!(doc.id, "getReturn" | "getReturnReport"),
        Kind::TooLarge => doc.takes != Payload::Nothing,
        Kind::UnsupportedMediaType | Kind::UnknownService | Kind::KeyReused | Kind::TooBusy => {
            is_file
        }
        Kind::MonthNotOpen => is_file || is_submission || is_withdrawal,
        Kind::QueryRefused => is_question,
        Kind::TooManyQueries => is_question || doc.id == "getEvaluation",
        // Where something is written: what is submitted, and that a question was asked.
        Kind::StorageFull => route.method == "POST" || is_question,
        // Of pages, and of no operation.
        Kind::FormExpired | Kind::MethodNotAllowed => false,
        // Of a probe alone.
        Kind::Stopping => false,
    }
}

/// Whether it names something that there may not be.
fn names_something(route: &Route, doc: &Doc) -> bool {
    let has_id = path_params(route.path).next().is_some();
    has_id || has_param(doc, "as_at") || has_param(doc, "area")
}

fn has_param(doc: &Doc, name: &str) -> bool {
    doc.params.iter().any(|param| param.name == name)
}

/// Whether the Accept header is looked at.
fn chooses_format(route: &Route, doc: &Doc) -> bool {
    let has_one_format = matches!(
        doc.id,
        "listEvaluations" | "listFinerTables" | "listSqlTables" | "getMeasureMetadata"
    );
    doc.id == "askInSql" || (route.method == "GET" && !has_one_format)
}
