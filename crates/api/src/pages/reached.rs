//! By which name the reader's browser reaches the hub. What proxies say of it is in the headers only where they are trusted
//! (see `edge`).

use axum::http::HeaderMap;
use axum::http::header::HOST;

use super::reader::Reader;
use crate::edge::{FORWARDED_HOST, FORWARDED_PROTO};

/// Where nobody says how the hub is reached.
const NO_HOST: &str = "localhost:8080";

/// The address of the hub, without a slash at its end.
pub(in crate::pages) fn base(reader: &Reader, headers: &HeaderMap) -> String {
    let scheme = scheme(headers, reader.hub.config.cookies_need_tls());
    format!("{scheme}://{}", host(headers))
}

/// Name and port of the hub, for code to be copied.
pub(super) fn host(headers: &HeaderMap) -> String {
    named_host(headers).unwrap_or(NO_HOST).to_owned()
}

/// Name and port of the hub as the request says them. They stand on pages, so that only what names a host is taken.
pub(super) fn named_host(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_name = |host: &&str| {
        let is_sign = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        !host.is_empty() && host.chars().all(is_sign)
    };
    text(FORWARDED_HOST)
        .or_else(|| text(HOST.as_str()))
        .filter(is_name)
}

fn scheme(headers: &HeaderMap, needs_tls: bool) -> &'static str {
    let proto = headers.get(FORWARDED_PROTO);
    match proto.and_then(|proto| proto.to_str().ok()) {
        Some("https") => "https",
        Some("http") => "http",
        _ if needs_tls => "https",
        _ => "http",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{host, named_host, scheme};

    #[test]
    fn only_what_names_a_host_is_taken() {
        let mut headers = HeaderMap::new();
        assert_eq!(named_host(&headers), None);
        assert_eq!(host(&headers), super::NO_HOST);
        headers.insert("host", HeaderValue::from_static("hub.example:8443"));
        assert_eq!(host(&headers), "hub.example:8443");
        headers.insert("x-forwarded-host", HeaderValue::from_static("x'; rm -r *"));
        assert_eq!(host(&headers), super::NO_HOST);
        assert_eq!(scheme(&headers, true), "https");
        headers.insert("x-forwarded-proto", HeaderValue::from_static("http"));
        assert_eq!(scheme(&headers, true), "http");
    }
}
