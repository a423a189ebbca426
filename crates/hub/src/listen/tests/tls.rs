//! HTTPS, as a client sees it.

use std::io;

use hub_wire::Certificate;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;

const OLD: [&[u8]; 2] = [
    include_bytes!("../../../../wire/tests/it/tls/old.cert.pem"),
    include_bytes!("../../../../wire/tests/it/tls/old.key.pem"),
];
const NEW: [&[u8]; 2] = [
    include_bytes!("../../../../wire/tests/it/tls/new.cert.pem"),
    include_bytes!("../../../../wire/tests/it/tls/new.key.pem"),
];

fn old() -> Certificate {
    Certificate::from_pem(OLD[0], OLD[1]).unwrap()
}

fn tls(certificate: &Certificate) -> Option<Tls> {
    Some(Tls::of(certificate, &["http/1.1"]).unwrap())
}

/// A connection of somebody who trusts this certificate and no other.
async fn connect(address: SocketAddr, trusted: &[u8]) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(trusted).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("hub.test").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

async fn secret_answer(address: SocketAddr, trusted: &[u8], path: &str) -> io::Result<String> {
    let mut stream = connect(address, trusted).await?;
    let head = format!("GET {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    timeout(LONG, stream.read_to_string(&mut answer))
        .await
        .unwrap()?;
    Ok(answer)
}

#[tokio::test]
async fn pages_are_answered_over_tls_and_by_nothing_else_at_its_address() {
    let address = served(Limits::default(), tls(&old()), pending()).await;
    let answer = secret_answer(address, OLD[0], "/from").await.unwrap();
    assert!(answer.ends_with("127.0.0.1 true"), "{answer}");
    let mut plain = asking(address, "/").await;
    let mut said = Vec::new();
    // Closed, with an alert of TLS at most.
    let read = timeout(LONG, plain.read_to_end(&mut said)).await.unwrap();
    assert!(read.is_err() || !said.starts_with(b"HTTP"), "{said:?}");
    let unsafe_answer = super::answer(server(Limits::default()).await, "/from").await;
    assert!(
        unsafe_answer.ends_with("127.0.0.1 false"),
        "{unsafe_answer}"
    );
}

#[tokio::test]
async fn a_certificate_is_renewed_while_connections_go_on() {
    let certificate = old();
    let address = served(Limits::default(), tls(&certificate), pending()).await;
    let mut before = connect(address, OLD[0]).await.unwrap();
    certificate.renew(NEW[0], NEW[1]).unwrap();
    assert!(secret_answer(address, OLD[0], "/").await.is_err());
    let answer = secret_answer(address, NEW[0], "/").await.unwrap();
    assert!(answer.ends_with("here"), "{answer}");
    before
        .write_all(b"GET / HTTP/1.1\r\nhost: hub\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(
        timeout(LONG, before.read_u8()).await.unwrap().unwrap(),
        b'H'
    );
}

#[tokio::test]
async fn who_does_not_agree_on_tls_loses_its_place() {
    let limits = Limits {
        connections: 1,
        spare: 1,
        handshake: Duration::from_millis(200),
        ..Limits::default()
    };
    let address = served(limits, tls(&old()), pending()).await;
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut said = Vec::new();
    let read = timeout(LONG, silent.read_to_end(&mut said)).await.unwrap();
    assert!(read.is_err() || said.is_empty(), "{said:?}");
    let answered = async {
        while secret_answer(address, OLD[0], "/").await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, answered).await.unwrap();
}

#[tokio::test]
async fn who_is_beyond_the_number_of_handshakes_is_closed() {
    let limits = Limits {
        handshakes: 1,
        ..Limits::default()
    };
    let address = served(limits, tls(&old()), pending()).await;
    let silent = TcpStream::connect(address).await.unwrap();
    let closed = async {
        while secret_answer(address, OLD[0], "/").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, closed).await.unwrap();
    drop(silent);
    let answered = async {
        while secret_answer(address, OLD[0], "/").await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, answered).await.unwrap();
}

#[tokio::test]
async fn a_full_hub_says_so_over_tls_too() {
    let limits = Limits {
        connections: 0,
        ..Limits::default()
    };
    let address = served(limits, tls(&old()), pending()).await;
    let full = secret_answer(address, OLD[0], "/").await.unwrap();
    assert!(full.starts_with("HTTP/1.1 503"), "{full}");
    let lives = secret_answer(address, OLD[0], "/livez").await.unwrap();
    assert!(lives.starts_with("HTTP/1.1 200"), "{lives}");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_takes_nobody_new_and_lets_an_idle_client_go() {
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move {
        let _told = stopped.await;
    };
    let address = served(Limits::default(), tls(&old()), stopped).await;
    let mut idle = connect(address, OLD[0]).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nhost: hub\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(timeout(LONG, idle.read_u8()).await.unwrap().unwrap(), b'H');
    stop.send(()).unwrap();
    let mut rest = Vec::new();
    timeout(LONG, idle.read_to_end(&mut rest))
        .await
        .unwrap()
        .unwrap();
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, refused).await.unwrap();
}
