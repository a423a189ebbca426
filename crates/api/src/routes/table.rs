//! The rows, by what they are for.

use super::Route;

macro_rules! page {
    ($method:ident $path:literal, $access:ident, $handler:path) => {
        Route {
            method: method_name!($method),
            path: $path,
            access: Access::$access,
            surface: Surface::Page,
            is_upload_form: false,
            handler: || $method($handler),
            doc: None,
        }
    };
}

macro_rules! plumbing {
    ($path:literal, $handler:path) => {
        Route {
            method: "GET",
            path: $path,
            access: Access::Open,
            surface: Surface::Plumbing,
            is_upload_form: false,
            handler: || get($handler),
            doc: None,
        }
    };
}

macro_rules! api {
    ($method:ident $path:literal, $access:ident, $handler:path, $doc:expr) => {
        Route {
            method: method_name!($method),
            path: $path,
            access: Access::$access,
            surface: Surface::Api,
            is_upload_form: false,
            handler: || $method($handler),
            doc: Some(&$doc),
        }
    };
}

macro_rules! method_name {
    (get) => {
        "GET"
    };
    (post) => {
        "POST"
    };
}

// Below the macros, with which the rows are written.
mod api;
mod pages;
mod plumbing;

/// The parts of the one table.
const TABLE: [&[Route]; 3] = [api::ROUTES, plumbing::ROUTES, pages::ROUTES];

/// All routes there are, in the order of the parts.
pub(crate) fn route_table() -> impl Iterator<Item = &'static Route> + Clone {
    TABLE.into_iter().flatten()
}
