//! A small client of the hub's own HTTP interface: what `submit` and `demo` send goes through the same door as
//! everybody's.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hub_standard::ids::{Month, ServiceCode};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Most bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 256 << 20;

/// A hub at an address, with one connection pool.
#[derive(Clone)]
pub(crate) struct HubClient {
    http: Client<HttpConnector, Full<Bytes>>,
    base: String,
}

/// An answer: its status and its JSON body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    /// The text of a field of the body, or nothing.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.body
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// What a problem body says, in one line.
    pub(crate) fn problem(&self) -> String {
        format!(
            "{} {} {}",
            self.status.as_u16(),
            self.text("title"),
            self.text("detail")
        )
    }
}

impl HubClient {
    /// A client of the hub at `base`, like `http://127.0.0.1:8080`.
    pub(crate) fn new(base: &str) -> Result<Self> {
        if !base.starts_with("http://") {
            bail!(
                "the address must begin with http:// (this command speaks no TLS: use it on the machine of the hub)"
            );
        }
        let http = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self {
            http,
            base: base.trim_end_matches('/').to_owned(),
        })
    }

    /// Sends a return to be checked.
    pub(crate) async fn send_return(
        &self,
        token: &str,
        service: &ServiceCode,
        month: Month,
        file_name: &str,
        bytes: Bytes,
    ) -> Result<Answer> {
        let name: String = file_name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
            .collect();
        let path = format!("/api/v1/returns?service={service}&month={month}&file_name={name}");
        self.call(
            Method::POST,
            &path,
            token,
            "application/octet-stream",
            bytes,
        )
        .await
    }

    /// Reads the state of a return.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Result<Answer> {
        self.call(Method::GET, path, token, "application/json", Bytes::new())
            .await
    }

    /// The status of an answer to nobody in particular.
    pub(crate) async fn status(&self, path: &str) -> Result<StatusCode> {
        let request = Request::builder()
            .uri(format!("{}{path}", self.base))
            .header(ACCEPT, "*/*")
            .body(Full::new(Bytes::new()))?;
        let response = self
            .http
            .request(request)
            .await
            .with_context(|| format!("no answer from {}", self.base))?;
        Ok(response.status())
    }

    /// Posts a JSON body, and answers with the bytes of whatever comes back.
    pub(crate) async fn post_for_file(
        &self,
        token: &str,
        path: &str,
        body: &Value,
    ) -> Result<(StatusCode, Bytes)> {
        let body = Bytes::from(body.to_string());
        self.send(Method::POST, path, token, "application/json", "*/*", body)
            .await
    }

    /// Posts a JSON body.
    pub(crate) async fn post_json(&self, token: &str, path: &str, body: &Value) -> Result<Answer> {
        self.call(
            Method::POST,
            path,
            token,
            "application/json",
            Bytes::from(body.to_string()),
        )
        .await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        token: &str,
        kind: &str,
        body: Bytes,
    ) -> Result<Answer> {
        let (status, body) = self
            .send(method, path, token, kind, "application/json", body)
            .await?;
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        kind: &str,
        accept: &str,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes)> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, kind)
            .header(ACCEPT, accept)
            .body(Full::new(body))?;
        let response = self
            .http
            .request(request)
            .await
            .with_context(|| format!("no answer from {}", self.base))?;
        let status = response.status();
        let body = http_body_util::Limited::new(response.into_body(), ANSWER_BYTES_MAX)
            .collect()
            .await
            .map_err(|error| anyhow::anyhow!("the answer could not be read: {error}"))?
            .to_bytes();
        Ok((status, body))
    }
}
