//! Pages: from data to the view models of [`hub_ui`].
//!
//! Whatever a page says, shows or ranks comes from displayed values of one release, rounded as they are displayed (what changed
//! since an earlier one, from those of two); only
//! the state of returns, the totals of the month that still comes in, and those of a service's own months, are live.

pub(crate) mod analyst;
pub(crate) mod api_reference;
pub(crate) mod assets;
mod begin;
mod brief;
mod checking;
pub(crate) mod choose;
pub(crate) mod compare;
pub(crate) mod confirm;
pub(crate) mod coverage;
pub(crate) mod discard;
pub(crate) mod draft;
pub(crate) mod evaluations;
mod figures;
mod filter;
pub(crate) mod fix;
mod form;
mod gap;
mod given;
mod headline;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod labels;
pub(crate) mod measure;
pub(crate) mod measures;
mod missing_returns;
pub(crate) mod operate;
mod organisations;
pub(crate) mod outcomes;
pub(crate) mod overview;
pub(crate) mod own_figures;
pub(crate) mod pack;
pub(crate) mod picture;
pub(crate) mod practices;
pub(crate) mod problems;
pub(crate) mod protection;
mod reached;
mod reader;
mod refusal;
#[cfg(test)]
pub(crate) mod samples;
mod series;
pub(crate) mod service;
pub(crate) mod sign_in;
mod signed_out;
mod so_far;
mod spread;
pub(crate) mod start;
mod statuses;
pub(crate) mod submitted;
pub(crate) mod through;
pub(crate) mod trust;
mod trust_line;
pub(crate) mod twins;
pub(crate) mod type_in;
pub(crate) mod upload;
pub(crate) mod value;
pub(crate) mod waiting;
pub(crate) mod who;
pub(crate) mod withdraw;
pub(crate) mod words;
mod workload;

use axum::response::{Html, IntoResponse, Response};
use maud::Markup;

use crate::front::Asked;
use crate::gate::Visitor;
use crate::hub::Hub;
use crate::kept::Kept;
use crate::problem::{Kind, Problem};
use reader::Reader;

/// A whole page.
pub(crate) struct Page(pub(crate) Markup);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.0.into_string()).into_response()
    }
}

/// A problem as a page. Who is not signed in gets the form to sign in, and comes back to where they were.
pub(crate) async fn problem(
    hub: &Hub,
    asked: &Asked,
    visitor: &Visitor,
    problem: &Problem,
    kept: Option<&Kept>,
) -> Page {
    let reader = Reader::of(hub, visitor, &asked.uri);
    let frame = reader.bare_frame();
    if problem.kind == Kind::Unauthenticated {
        return signed_out::page(&reader, &frame, asked, kept);
    }
    let view = refusal::view(asked, reader.principal(), problem);
    Page(hub_ui::pages::p5_error(&frame, &view))
}
