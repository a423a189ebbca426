//! Requests.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request};
use hub_api::Peer;
use tower::ServiceExt;

use super::Answer;

const BOUNDARY: &str = "a-boundary";

/// A request on its way.
pub(crate) struct Ask {
    router: Router,
    request: Request<Body>,
}

impl Ask {
    pub(crate) fn new(router: &Router, method: &str, path: &str) -> Self {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        Self {
            router: router.clone(),
            request,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        );
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    /// Over a connection from this address.
    pub(crate) fn from(mut self, address: &str, is_tls: bool) -> Self {
        self.request.extensions_mut().insert(Peer {
            address: address.parse().unwrap(),
            is_tls,
        });
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(form(fields))
    }

    pub(crate) fn upload(self, csrf: &str, name: &str, content: &str) -> Self {
        let body = multipart(csrf, name, content);
        self.header(
            "content-type",
            &format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(body)
    }

    pub(crate) async fn send(self) -> Answer {
        Answer::read(self.router.oneshot(self.request).await.unwrap()).await
    }
}

/// Fields as a form sends them.
fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The upload form as a browser sends it.
pub(crate) fn multipart(csrf: &str, name: &str, content: &str) -> String {
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n"
    )
}
