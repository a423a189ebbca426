//! The hub over HTTP: returns come in, released figures go out, as JSON and files for programs and as pages for people.
//!
//! [`router`] makes an ordinary axum router from an [`App`], so tests drive the same router in memory that the server
//! listens with. Every route is a row of one table ([`routes`]): who may use it, what it answers, which handler serves
//! it. The router, the OpenAPI document and the authorization test all read that table, so that a route that nobody
//! decided on cannot exist.
//!
//! Nothing here can reach person-level rows: figures come from [`hub_release`], which holds protected values only, and a
//! file that is sent leaves the door of [`hub_ingest`] as findings and anonymised rows.

mod answers;
mod app;
mod before;
mod body;
mod clock;
mod config;
mod contact;
mod depth;
mod drafts;
mod edge;
mod format;
mod front;
mod gate;
mod hub;
mod idempotency;
mod identity;
mod intake;
mod kept;
mod live;
mod metrics;
mod months;
mod near;
mod openapi;
mod pages;
mod params;
mod places;
mod problem;
mod rates;
mod replacing;
mod routes;
mod standing;
mod submit;
mod v1;
mod windows;

pub use app::{App, router};
pub use clock::{Clock, FixedClock, SystemClock};
pub use config::{Config, DemoSignIn, DraftLimits, Site, WireAddresses};
pub use contact::{Contact, ContactError};
pub use edge::{Cidr, CidrError, Peer, Proxies, network};
pub use identity::{Principal, Role, TokenError, issue_token};
pub use openapi::document as openapi_document;
pub use rates::{Rate, Rates};
pub use routes::{Access, RouteInfo, Surface, routes};
pub use standing::Standing;
