//! The one table of routes: who may use each, what it answers, which handler serves it.
//!
//! To add an endpoint: add a row here, its handler, its line in the authorization test, and accept the changed OpenAPI
//! snapshot.

mod doc;
mod table;

use axum::routing::MethodRouter;

use crate::hub::Hub;

pub(crate) use doc::{Answer, Doc, Param, Payload, Shape};
pub(crate) use table::route_table;

/// Who may use a route. Which service's data they then see is decided by the handler, for [`Access::Sender`], or by
/// the path, for [`Access::OwnService`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Anybody, without looking who it is: health, assets.
    Open,
    /// Anybody; who it is may add to the answer.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// Those who ask questions of their own: analysts, commissioners, disclosure officers.
    Asker,
    /// Those who answer for disclosure control.
    Officer,
    /// Those who run the hub.
    Operator,
    /// Those who run the hub, and those who answer for disclosure control: operators and officers.
    Overseer,
    /// Those who send returns.
    Sender,
    /// Those who send the returns of the service in the path. To other services it does not exist.
    OwnService,
}

/// What a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Surface {
    /// Programs: problems are JSON, changes need a bearer token.
    Api,
    /// People: problems are pages, changes need the secret of a form.
    Page,
    /// Operators' monitoring, and files that pages load.
    Plumbing,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) surface: Surface,
    /// A page's form that brings a file.
    pub(crate) is_upload_form: bool,
    pub(crate) handler: fn() -> MethodRouter<Hub>,
    /// Documented routes are part of the interface for programs.
    pub(crate) doc: Option<&'static Doc>,
}

impl Route {
    /// Whether it answers a page that is read.
    pub(crate) fn is_page(&self) -> bool {
        self.surface == Surface::Page && self.method == "GET"
    }

    /// Whether its body is a file: it may be long, and take long to arrive.
    pub(crate) fn takes_file(&self) -> bool {
        self.is_upload_form || self.doc.is_some_and(|doc| doc.takes == Payload::File)
    }
}

/// What is public about a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// Method. `GET` answers `HEAD` too.
    pub method: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it is for.
    pub surface: Surface,
}

/// All routes there are.
pub fn routes() -> impl Iterator<Item = RouteInfo> {
    route_table().map(|route| {
        let Route {
            method,
            path,
            access,
            surface,
            ..
        } = *route;
        RouteInfo {
            method,
            path,
            access,
            surface,
        }
    })
}

/// Whether a file comes to this route, as the router matched it.
pub(crate) fn takes_file(method: &str, path: &str) -> bool {
    route_table().any(|route| route.takes_file() && route.method == method && route.path == path)
}
