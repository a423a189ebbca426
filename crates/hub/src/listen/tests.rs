//! A small server with few places, over real connections of this machine.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};

use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::*;

mod tls;

const LONG: Duration = Duration::from_secs(20);
/// More than the operating system keeps of what nobody reads.
const LARGE: usize = 64 * 1024 * 1024;

async fn server(limits: Limits) -> SocketAddr {
    served(limits, None, pending()).await
}

async fn served(
    limits: Limits,
    tls: Option<Tls>,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/livez", get(|| async { "alive" }))
        .route("/from", get(from))
        .route("/large", get(|| async { vec![0_u8; LARGE] }));
    let entrance = Entrance {
        listener,
        tls,
        proxies: Proxies::default(),
    };
    tokio::spawn(serve_within(limits, entrance, router, stopped));
    address
}

/// What the router learns of where a request comes from.
async fn from(request: Request) -> String {
    match request.extensions().get::<Peer>() {
        Some(peer) => format!("{} {}", peer.address, peer.is_tls),
        None => "nowhere".to_owned(),
    }
}

/// A connection over which this was asked, and nothing read.
async fn asking(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: hub\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// The answer over a connection of its own.
async fn answer(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = timeout(LONG, stream.read_to_string(&mut answer));
    read.await.unwrap().unwrap();
    answer
}

async fn until_there_is_a_place(address: SocketAddr) {
    let answered = async {
        while !answer(address, "/").await.starts_with("HTTP/1.1 200") {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, answered).await.unwrap();
}

#[tokio::test]
async fn a_hub_whose_places_are_taken_still_says_that_it_lives() {
    let address = server(Limits {
        connections: 2,
        ..Limits::default()
    })
    .await;
    let mut taken = Vec::new();
    for _ in 0..2 {
        let mut stream = asking(address, "/").await;
        // Nobody is kept waiting who came before.
        assert_eq!(stream.read_u8().await.unwrap(), b'H');
        taken.push(stream);
    }
    let lives = answer(address, "/livez").await;
    assert!(
        lives.starts_with("HTTP/1.1 200") && lives.ends_with("alive"),
        "{lives}"
    );
    let full = answer(address, "/").await;
    assert!(full.starts_with("HTTP/1.1 503"), "{full}");
    assert!(
        full.contains("retry-after: ") && full.ends_with(FULL),
        "{full}"
    );
    drop(taken);
    until_there_is_a_place(address).await;
}

#[tokio::test]
async fn a_reader_who_never_reads_loses_its_place() {
    let address = server(Limits {
        connections: 1,
        write: Duration::from_millis(200),
        ..Limits::default()
    })
    .await;
    let _never_read = asking(address, "/large").await;
    until_there_is_a_place(address).await;
}

#[tokio::test]
async fn who_takes_a_spare_place_and_says_nothing_loses_it() {
    let address = server(Limits {
        connections: 0,
        spare: 1,
        spare_time: Duration::from_secs(1),
        ..Limits::default()
    })
    .await;
    let _silent = TcpStream::connect(address).await.unwrap();
    let lives = answer(address, "/livez").await;
    assert!(lives.starts_with("HTTP/1.1 200"), "{lives}");
}
