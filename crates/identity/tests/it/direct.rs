//! Asking over real connections, and their bounds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hub_identity::{Direct, SignInError, SignInParts, SignIns, Web, WebError, WebLimits, Wish};
use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::desk::issuers;

const LIMITS: WebLimits = WebLimits {
    time: Duration::from_millis(400),
    answer_bytes: 1_000,
};

/// Made for these tests, for `localhost` alone.
const AUTHORITY: &[u8] = include_bytes!("tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/server.pem");
const KEY: &[u8] = include_bytes!("tls/server_key.pem");

/// Answers every connection alike over TLS.
async fn tls_server() -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(stream) = acceptor.accept(stream).await {
                answer(stream, "200 OK", "{}").await;
            }
        }
    });
    address
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, head: &str, body: &str) {
    let mut asked = [0; 2_048];
    let _n = stream.read(&mut asked).await;
    let length = body.len();
    let answer = format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}");
    let _sent = stream.write_all(answer.as_bytes()).await;
    let _flushed = stream.flush().await;
}

/// Answers every connection alike, after a while.
async fn server(head: &'static str, body: String, after: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let body = body.clone();
            tokio::spawn(async move {
                tokio::time::sleep(after).await;
                answer(stream, head, &body).await;
            });
        }
    });
    address
}

async fn ask(url: String) -> Result<hub_identity::HttpResponse, WebError> {
    let direct = Direct::new(None, LIMITS).unwrap();
    let request = http::Request::get(url).body(Vec::new()).unwrap();
    direct.send(request).await
}

#[tokio::test]
async fn an_answer_comes_whole() {
    let address = server("200 OK", "{}".to_owned(), Duration::ZERO).await;
    let answer = ask(format!("http://{address}/a?b=c")).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.body(), b"{}");
}

#[tokio::test]
async fn an_answer_may_be_so_long_and_no_longer() {
    let fits = server("200 OK", "a".repeat(1_000), Duration::ZERO).await;
    assert!(ask(format!("http://{fits}/")).await.is_ok());
    let long = server("200 OK", "a".repeat(1_001), Duration::ZERO).await;
    let refused = ask(format!("http://{long}/")).await;
    assert!(matches!(refused, Err(WebError::Long(1_000))), "{refused:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_not_waited_for() {
    let slow = server("200 OK", String::new(), Duration::from_secs(60)).await;
    let refused = ask(format!("http://{slow}/")).await;
    assert!(matches!(refused, Err(WebError::Slow(_))), "{refused:?}");
}

#[tokio::test]
async fn an_answer_that_leads_elsewhere_is_not_followed() {
    let head = "302 Found\r\nlocation: http://127.0.0.1:1/";
    let leads = server(head, String::new(), Duration::ZERO).await;
    assert_eq!(ask(format!("http://{leads}/")).await.unwrap().status(), 302);
}

#[tokio::test]
async fn nothing_is_asked_in_the_clear_beyond_this_machine() {
    for url in [
        "http://192.0.2.1/",
        "http://issuer.example/",
        "ftp://127.0.0.1/",
    ] {
        let refused = ask(url.to_owned()).await;
        assert!(
            matches!(refused, Err(WebError::Address)),
            "{url}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn only_trusted_certificates_are_spoken_to() {
    let address = tls_server().await;
    let ask = async |authority: Option<&[u8]>, host: &str| {
        let direct = Direct::new(authority, WebLimits::default()).unwrap();
        let url = format!("https://{host}:{}/", address.port());
        let request = http::Request::get(url).body(Vec::new()).unwrap();
        direct.send(request).await
    };
    let trusted = ask(Some(AUTHORITY), "localhost").await;
    assert_eq!(trusted.unwrap().body(), b"{}");
    // By an authority that nobody knows, and under another name than that of the certificate.
    for refused in [
        ask(None, "localhost").await,
        ask(Some(AUTHORITY), "127.0.0.1").await,
    ] {
        assert!(
            matches!(refused, Err(WebError::Connection(_))),
            "{refused:?}"
        );
    }
    let unreadable = Direct::new(
        Some(b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"),
        LIMITS,
    );
    assert!(matches!(unreadable, Err(WebError::Certificates(_))));
}

#[tokio::test]
async fn an_issuer_without_a_use_is_told_as_such() {
    for (body, after, is_long) in [
        ("a".repeat(1_001), Duration::ZERO, true),
        (String::new(), Duration::from_secs(60), false),
    ] {
        let address = server("200 OK\r\ncontent-type: application/json", body, after).await;
        let sign_ins = SignIns::new(SignInParts {
            issuers: issuers(&format!("http://{address}"), "plain", ""),
            web: Arc::new(Direct::new(None, LIMITS).unwrap()),
            clock: Arc::new(Timestamp::now),
            session_key: [1; 32],
            people_key: [2; 32],
        });
        let refused = sign_ins.begin("a", &Wish::default()).await.unwrap_err();
        let SignInError::Unreachable(error) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(matches!(error, WebError::Long(_)), is_long, "{error:?}");
    }
}
