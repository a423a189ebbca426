//! From the parts of a hub to a router.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use hub_access::Asking;
use hub_ingest::Door;
use hub_reference::Reference;
use hub_release::{Live, Releases};
use hub_store::Store;

use crate::clock::Clock;
use crate::config::Config;
use crate::hub::Hub;
use crate::pages::picture;
use crate::problem::{Kind, Problem};
use crate::{front, gate, routes};

/// Most bytes of a body that is not an upload.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// The parts of a hub that HTTP is put in front of.
pub struct App {
    /// Objects and journal.
    pub store: Store,
    /// Checks files and takes identities away.
    pub door: Arc<Door>,
    /// Published figures.
    pub releases: Arc<Releases>,
    /// Totals between releases.
    pub live: Live,
    /// Answers questions in SQL.
    pub asking: Asking,
    /// Places and organisations.
    pub reference: Arc<Reference>,
    /// Signs sessions and form tokens: 32 random bytes.
    pub session_key: [u8; 32],
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Settings.
    pub config: Config,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// The whole of the HTTP side: interface for programs, pages, and what operators watch.
///
/// Must be called inside a tokio runtime, because checks of files run on its blocking threads.
pub fn router(app: App) -> Router {
    let hub = Hub::new(app);
    let mut router: Router<Hub> = Router::new();
    for route in routes::route_table() {
        let mut handler = (route.handler)();
        if route.is_page() {
            handler = handler.route_layer(from_fn(picture::layer));
        }
        let guarded = handler.route_layer(from_fn_with_state(
            gate::Guard::new(&hub, route),
            gate::guard,
        ));
        let guarded = if route.takes_file() {
            // Its handler counts the bytes itself and says how large the file may be.
            guarded.layer(DefaultBodyLimit::disable())
        } else {
            guarded
        };
        router = router.route(route.path, guarded);
    }
    router
        .fallback(|| async { Problem::plain(Kind::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::plain(Kind::MethodNotAllowed) })
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(hub.clone(), front::front))
        .layer(front::compression())
        .with_state(hub)
}
