//! What surrounds every request: an id, a time limit, the answer to a problem, security headers, caching, the log.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, Response as HttpResponse, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use hub_standard::ids::ReleaseId;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, DefaultPredicate, Predicate};
use tracing::Instrument;

use crate::edge::{Client, arrive};
use crate::gate::{Visitor, reader_of};
use crate::hub::Hub;
use crate::identity::{Principal, Session, hex};
use crate::kept::Kept;
use crate::pages;
use crate::problem::{Kind, Problem, Result};
use crate::rates::{Cost, UnderWay};
use crate::routes::{self, Surface};

/// Pages load nothing from elsewhere and run nothing written into them.
const CSP: &str = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// Stands for the route of an address that there is not.
const NO_ROUTE: &str = "(none)";

tokio::task_local! {
    /// The release that the request at hand is answered from, for its line in the log.
    static READ: Arc<OnceLock<ReleaseId>>;
}

/// Notes which release a request is answered from; the first where there are several.
pub(crate) fn note_release(id: &ReleaseId) {
    // Outside of a request there is nothing to note it for.
    let _noted = READ.try_with(|read| read.set(id.clone()));
}

/// What is known of a request before it is handled.
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) wants_html: bool,
    /// Whether it came with a session of ours, ended or not.
    pub(crate) had_session: bool,
    /// Whether the reader's own browser says that no other site made it ask.
    from_own_pages: bool,
    /// The route, never the address itself: an address may carry what should not be in a log.
    path: String,
}

impl Asked {
    fn of(hub: &Hub, request: &Request) -> Self {
        let path = request
            .extensions()
            .get::<MatchedPath>()
            .map_or(NO_ROUTE, MatchedPath::as_str)
            .to_owned();
        Self {
            id: request_id(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            wants_html: accepts_html(request.headers()),
            had_session: Session::was_begun(&hub.seal, request.headers()),
            from_own_pages: comes_from_own_pages(request.headers()),
            path,
        }
    }
}

/// The outermost layer.
pub(crate) async fn front(State(hub): State<Hub>, mut request: Request, next: Next) -> Response {
    let client = arrive(&hub.config.proxies, &mut request);
    request.extensions_mut().insert(client);
    let asked = Asked::of(&hub, &request);
    // Of the gravest level, so that whatever is logged has it.
    let span = tracing::error_span!("request", request_id = %asked.id);
    surrounded(hub, asked, client, request, next)
        .instrument(span)
        .await
}

async fn surrounded(
    hub: Hub,
    asked: Asked,
    client: Client,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let limit = if routes::takes_file(asked.method.as_str(), &asked.path) {
        hub.config.upload_timeout
    } else {
        hub.config.request_timeout
    };
    let of_no_route = asked.wants_html && asked.path == NO_ROUTE;
    let headers = of_no_route.then(|| request.headers().clone());
    let place = place_for(&hub, &asked, &client);
    let refused = place.as_ref().err().cloned();
    let read = Arc::new(OnceLock::new());
    let work = READ.scope(Arc::clone(&read), async move {
        match refused {
            Some(problem) => problem.into_response(),
            None => next.run(request).await,
        }
    });
    let work = AssertUnwindSafe(work).catch_unwind();
    let mut response = match tokio::time::timeout(limit, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Problem::internal("a handler panicked").into_response(),
        Err(_) => Problem::plain(Kind::TimedOut).into_response(),
    };
    let visitor = match (response.extensions_mut().remove::<Visitor>(), headers) {
        (Some(visitor), _) => visitor,
        (None, Some(headers)) => reader_of(&hub, &headers).await,
        (None, None) => Visitor::public(),
    };
    if let Some(problem) = problem_of(&mut response) {
        response = answer(&hub, &asked, &visitor, response, &problem).await;
    }
    add_headers(response.headers_mut(), &hub, &asked, client, &visitor);
    drop(place);
    if may_be_compressed(&asked, &visitor) {
        response.extensions_mut().insert(MayBeCompressed);
    }
    let status = response.status();
    hub.metrics.answered(status);
    tracing::info!(
        method = %asked.method,
        route = asked.path,
        status = status.as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        role = visitor.principal.role.name(),
        release = read.get().map(tracing::field::display),
        "answered"
    );
    response
}

/// A place for a request where its client may have one more. Addresses that there are not have no guard, which counts all
/// others.
fn place_for(hub: &Hub, asked: &Asked, client: &Client) -> Result<Option<UnderWay>> {
    if asked.path == NO_ROUTE {
        hub.limits.spend(Cost::Page, &Principal::public(), client)?;
    }
    hub.limits.enter(client)
}

/// The problem that a handler answered, or the one that stands for a bare refusal of the framework: its own texts are
/// not for our readers.
fn problem_of(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let plain_text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let status = response.status();
    if !plain_text || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(Problem::plain(match status {
        StatusCode::NOT_FOUND => Kind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Kind::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::UnsupportedMediaType,
        status if status.is_client_error() => Kind::InvalidRequest,
        _ => Kind::Internal,
    }))
}

async fn answer(
    hub: &Hub,
    asked: &Asked,
    visitor: &Visitor,
    from: Response,
    problem: &Problem,
) -> Response {
    let status = problem.kind.status();
    hub.metrics.problem(problem.kind);
    let causes = problem.causes();
    if status.is_server_error() {
        tracing::error!(problem = problem.kind.slug(), causes, "request failed");
    } else if !causes.is_empty() {
        tracing::info!(problem = problem.kind.slug(), causes, "request refused");
    }
    let surface = from.extensions().get::<Surface>().copied();
    let as_page = match surface {
        Some(Surface::Page) => true,
        // Pages lead to files of queries: whoever follows such a link reads why there is none.
        Some(Surface::Api) => {
            asked.method == Method::GET
                && asked.wants_html
                && matches!(
                    problem.kind,
                    Kind::QueryRefused | Kind::RateLimited | Kind::TooManyQueries
                )
        }
        Some(Surface::Plumbing) => false,
        None => asked.wants_html && !asked.uri.path().starts_with("/api/"),
    };
    let mut response = if as_page {
        let kept = from.extensions().get::<Kept>();
        let page = pages::problem(hub, asked, visitor, problem, kept).await;
        (status, page).into_response()
    } else {
        let kind = HeaderValue::from_static("application/problem+json");
        (
            status,
            [(header::CONTENT_TYPE, kind)],
            problem.body(&asked.id).to_string(),
        )
            .into_response()
    };
    if let Some(allow) = from.headers().get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow.clone());
    }
    if let Some(seconds) = problem.retry_after_s {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if problem.kind == Kind::Unauthenticated {
        let challenge = HeaderValue::from_static("Bearer realm=\"hub\"");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn add_headers(
    headers: &mut HeaderMap,
    hub: &Hub,
    asked: &Asked,
    client: Client,
    visitor: &Visitor,
) {
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Where nobody says how the reader came, only TLS lets anybody in anyway.
    if client.is_tls.unwrap_or(hub.config.cookies_need_tls()) {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    // Nobody's own answer is kept on the way, and nothing is kept that did not ask to be.
    if visitor.principal.is_known() || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !headers.contains_key(header::VARY) {
        headers.insert(
            header::VARY,
            HeaderValue::from_static("accept, authorization, cookie"),
        );
    }
    if let Ok(id) = HeaderValue::from_str(&asked.id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

fn request_id() -> String {
    let mut bytes = [0; 8];
    // Without random numbers the id is only less unique; nothing else depends on it.
    if getrandom::fill(&mut bytes).is_err() {
        bytes = [0; 8];
    }
    hex(&bytes)
}

/// Whether a reader of pages is asking.
fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Whether a browser says that one of our own pages asked (Fetch Metadata, W3C). What another site set off is never so,
/// whatever it was led through; what comes from nowhere may be a link in a mail, with a text of a stranger's choice.
fn comes_from_own_pages(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "same-origin")
}

/// The length of a compressed page that holds both a secret and a text of a stranger's choice tells about the secret
/// (BREACH), so what has a secret is compressed only where no stranger can have chosen the question. What somebody sent
/// may come back to them: answers to forms never are.
fn may_be_compressed(asked: &Asked, visitor: &Visitor) -> bool {
    let is_of_nobody = !visitor.principal.is_known() && visitor.session.is_none();
    asked.method == Method::GET && (is_of_nobody || asked.from_own_pages)
}

/// Marks an answer that gives nothing away by its length.
#[derive(Debug, Clone, Copy)]
struct MayBeCompressed;

/// Compresses what anybody may keep, and what is marked.
pub(crate) fn compression() -> CompressionLayer<And<DefaultPredicate, HarmlessOnly>> {
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(HarmlessOnly))
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct HarmlessOnly;

impl Predicate for HarmlessOnly {
    fn should_compress<B: HttpBody>(&self, response: &HttpResponse<B>) -> bool {
        let may_be_kept = response
            .headers()
            .get(header::CACHE_CONTROL)
            .is_some_and(|cache| cache != "no-store");
        may_be_kept || response.extensions().get::<MayBeCompressed>().is_some()
    }
}
