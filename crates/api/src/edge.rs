//! Where a request comes from, as far as that can be believed.
//!
//! Anybody may write `x-forwarded-*` into a request. Only what a trusted proxy writes is kept; of every other request these
//! headers are taken out before anything reads them, so that behind [`arrive`] they say what is so.

mod proxies;

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, HeaderValue};

pub use proxies::{Cidr, CidrError, Proxies};

const FORWARDED_FOR: &str = "x-forwarded-for";
/// By which name the hub was asked for.
pub(crate) const FORWARDED_HOST: &str = "x-forwarded-host";
/// Whether it was asked over TLS.
pub(crate) const FORWARDED_PROTO: &str = "x-forwarded-proto";

const HTTPS: &str = "https";

/// The other end of the connection that a request came by. Whoever listens puts it into the extensions of each request;
/// of a request without it nothing is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// Whether it speaks TLS with the hub itself.
    pub is_tls: bool,
}

/// Who asks, by address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    /// What bounds for one address count; none for this machine, and where it is not known.
    pub(crate) network: Option<IpAddr>,
    /// Whether a proxy that is trusted named it. Its connections are not counted, so its requests are.
    pub(crate) is_forwarded: bool,
    /// Whether they came by TLS; none where nobody says so.
    pub(crate) is_tls: Option<bool>,
}

impl Client {
    /// Who asks, as [`arrive`] found it.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self {
            network: None,
            is_forwarded: false,
            is_tls: None,
        })
    }
}

/// What is believed of where a request comes from; takes out of its headers whatever is not.
pub(crate) fn arrive(proxies: &Proxies, request: &mut Request) -> Client {
    let peer = request.extensions().get::<Peer>().copied();
    let headers = request.headers_mut();
    match peer {
        Some(peer) if proxies.trust(peer.address) => {
            let named = named_by(proxies, headers);
            let is_tls = match said(headers, FORWARDED_PROTO) {
                Some(HTTPS) => Some(true),
                Some("http") => Some(false),
                _ => peer.is_tls.then_some(true),
            };
            Client {
                network: named.and_then(counted),
                is_forwarded: named.is_some(),
                is_tls,
            }
        }
        peer => {
            for name in [FORWARDED_FOR, FORWARDED_HOST, FORWARDED_PROTO] {
                headers.remove(name);
            }
            let is_tls = peer.is_some_and(|peer| peer.is_tls).then_some(true);
            if is_tls.is_some() {
                headers.insert(FORWARDED_PROTO, HeaderValue::from_static(HTTPS));
            }
            Client {
                network: peer.and_then(|peer| counted(peer.address)),
                is_forwarded: false,
                is_tls,
            }
        }
    }
}

fn said<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The client that trusted proxies name: each adds at the end whom it was asked by, so the last who is none of them is the
/// first that anybody trusted has seen. What stands before it anybody may have written.
fn named_by(proxies: &Proxies, headers: &HeaderMap) -> Option<IpAddr> {
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    let mut named = None;
    for text in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(address) = address(text.trim()) else {
            break;
        };
        named = Some(address);
        if !proxies.trust(address) {
            break;
        }
    }
    named
}

/// An address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(with_port) = text.parse::<std::net::SocketAddr>() {
        return Some(with_port.ip());
    }
    let bare = text.strip_prefix('[')?.strip_suffix(']')?;
    bare.parse().ok()
}

/// What bounds count of an address. A proxy on this machine that is not trusted brings the requests of everybody.
fn counted(address: IpAddr) -> Option<IpAddr> {
    let network = network(address);
    (!address.to_canonical().is_loopback()).then_some(network)
}

/// What one household or machine has of addresses: of IPv6 a whole /64.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn proxies() -> Proxies {
        Proxies::new(vec![
            "10.0.0.0/8".parse().unwrap(),
            "127.0.0.1".parse().unwrap(),
        ])
    }

    fn request(peer: Option<(&str, bool)>, headers: &[(&'static str, &'static str)]) -> Request {
        let mut request = Request::new(Body::empty());
        for &(name, value) in headers {
            request
                .headers_mut()
                .append(name, HeaderValue::from_static(value));
        }
        if let Some((address, is_tls)) = peer {
            request.extensions_mut().insert(Peer {
                address: address.parse().unwrap(),
                is_tls,
            });
        }
        request
    }

    fn client(peer: &str, forwarded: &[&'static str]) -> Option<String> {
        let headers: Vec<_> = forwarded
            .iter()
            .map(|value| ("x-forwarded-for", *value))
            .collect();
        let mut request = request(Some((peer, false)), &headers);
        let client = arrive(&proxies(), &mut request);
        client.network.map(|network| network.to_string())
    }

    #[test]
    fn what_a_stranger_says_of_itself_is_taken_out() {
        let said = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
        ];
        for peer in [None, Some(("203.0.113.9", false))] {
            let mut request = request(peer, &said);
            let client = arrive(&proxies(), &mut request);
            assert_eq!(
                client.network,
                peer.map(|(address, _)| address.parse().unwrap())
            );
            assert_eq!((client.is_forwarded, client.is_tls), (false, None));
            assert!(request.headers().is_empty(), "{:?}", request.headers());
        }
    }

    #[test]
    fn what_a_trusted_proxy_says_stays() {
        let said = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "hub.example"),
            ("x-forwarded-proto", "http"),
        ];
        let mut request = request(Some(("10.1.1.1", true)), &said);
        let client = arrive(&proxies(), &mut request);
        assert_eq!(client.network, Some("192.0.2.1".parse().unwrap()));
        assert_eq!((client.is_forwarded, client.is_tls), (true, Some(false)));
        assert_eq!(request.headers()["x-forwarded-host"], "hub.example");
    }

    #[test]
    fn the_client_is_the_last_that_no_trusted_proxy_is() {
        let all: &[(&str, &[&'static str], Option<&str>)] = &[
            ("10.0.0.1", &["192.0.2.1"], Some("192.0.2.1")),
            ("10.0.0.1", &["6.6.6.6, 192.0.2.1"], Some("192.0.2.1")),
            (
                "10.0.0.1",
                &["6.6.6.6", "192.0.2.1, 10.2.0.1"],
                Some("192.0.2.1"),
            ),
            ("10.0.0.1", &["10.2.0.1, 10.3.0.1"], Some("10.2.0.1")),
            ("127.0.0.1", &["192.0.2.1:4711"], Some("192.0.2.1")),
            (
                "::ffff:10.0.0.1",
                &["[2001:db8::1]:4711"],
                Some("2001:db8::"),
            ),
            ("10.0.0.1", &["[2001:db8::1]"], Some("2001:db8::")),
            ("10.0.0.1", &["unknown, 10.2.0.1"], Some("10.2.0.1")),
            ("10.0.0.1", &["unknown"], None),
            ("10.0.0.1", &[], None),
            ("10.0.0.1", &["127.0.0.1"], None),
            ("127.0.0.2", &["192.0.2.1"], None),
            ("203.0.113.9", &["192.0.2.1"], Some("203.0.113.9")),
        ];
        for (peer, forwarded, expected) in all {
            assert_eq!(
                client(peer, forwarded).as_deref(),
                *expected,
                "{peer} {forwarded:?}"
            );
        }
    }

    #[test]
    fn who_speaks_tls_with_the_hub_itself_came_by_tls() {
        let mut request = request(
            Some(("203.0.113.9", true)),
            &[("x-forwarded-proto", "http")],
        );
        assert_eq!(arrive(&proxies(), &mut request).is_tls, Some(true));
        assert_eq!(request.headers()["x-forwarded-proto"], "https");
    }
}
