//! What operators watch, and files that pages load.

use axum::routing::get;

use crate::routes::{Access, Route, Surface};
use crate::{pages, v1};

/// Routes that ask nobody who they are.
pub(super) const ROUTES: &[Route] = &[
    plumbing!("/openapi.json", v1::operations::openapi),
    plumbing!("/livez", v1::operations::alive),
    plumbing!("/readyz", v1::operations::ready),
    plumbing!("/version", v1::operations::version),
    plumbing!("/metrics", v1::operations::metrics),
    plumbing!("/assets/{*path}", pages::assets::get),
];
