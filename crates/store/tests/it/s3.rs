//! Stores of an S3 server, for the tests that want one; and what is said of settings before a server is asked.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hub_store::{Path, Place, S3Settings, Store, StoreError};

/// A bucket, as `s3://bucket` or `s3://bucket/prefix`; the rest stands in the variables that begin with `AWS_`.
const SERVER: &str = "HUB_TEST_S3";

/// An empty store on the server, if there is one.
pub(crate) fn fresh() -> Option<Store> {
    static N_MADE: AtomicU64 = AtomicU64::new(0);
    let server = std::env::var(SERVER).ok()?;
    let n_made = N_MADE.fetch_add(1, Ordering::SeqCst);
    let now = jiff::Timestamp::now().as_nanosecond();
    let address = format!(
        "{}/{now}-{}-{n_made}",
        server.trim_end_matches('/'),
        std::process::id()
    );
    let place: Place = address.parse().unwrap();
    Some(Store::open(&place, &S3Settings::from_env()).unwrap())
}

fn settings(vars: &[(&str, &str)]) -> S3Settings {
    S3Settings::from_vars(
        vars.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn open(vars: &[(&str, &str)]) -> Result<Store, StoreError> {
    Store::open(&"s3://bucket/prefix".parse().unwrap(), &settings(vars))
}

#[test]
fn settings_that_cannot_do_are_told_by_name() {
    let id = ("AWS_ACCESS_KEY_ID", "an id");
    let plain = ("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    for (vars, name) in [
        (vec![id], "AWS_SECRET_ACCESS_KEY"),
        (vec![plain], "AWS_ALLOW_HTTP"),
        (vec![("AWS_TIMEOUT", "soon")], "AWS_"),
    ] {
        let error = open(&vars).unwrap_err();
        assert!(matches!(error, StoreError::Settings { .. }), "{error:?}");
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn settings_do_not_show_their_values() {
    let settings = settings(&[("AWS_SECRET_ACCESS_KEY", "hush"), ("HOME", "/nowhere")]);
    assert_eq!(format!("{settings:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
}

/// A server that answers every request as it is told, or not at all, and counts them.
fn server(answer: Option<&'static str>) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let n_requests: Arc<AtomicU64> = Arc::default();
    let counted = n_requests.clone();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            match answer {
                Some(answer) => {
                    let _request = stream.read(&mut [0; 16 * 1024]);
                    let _answered = stream.write_all(answer.as_bytes());
                }
                None => kept.push(stream),
            }
        }
    });
    (address, n_requests)
}

fn store_at(address: &str, timeout: &str) -> Store {
    open(&[
        ("AWS_ENDPOINT_URL", address),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_TIMEOUT", timeout),
    ])
    .unwrap()
}

#[tokio::test]
async fn server_that_never_answers_is_given_up() {
    let (address, _) = server(None);
    let store = store_at(&address, "200ms");
    let began = Instant::now();

    let outcome = store
        .create(&Path::from("a"), bytes::Bytes::from_static(b"1"))
        .await;

    assert!(
        matches!(outcome, Err(StoreError::Unavailable { .. })),
        "{outcome:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn busy_server_is_asked_again_a_few_times() {
    let (address, n_requests) = server(Some(
        "HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ));
    let store = store_at(&address, "5s");

    let outcome = store.read(&Path::from("a")).await;

    assert!(
        matches!(outcome, Err(StoreError::Unavailable { .. })),
        "{outcome:?}"
    );
    let n_requests = n_requests.load(Ordering::SeqCst);
    assert!((2..=6).contains(&n_requests), "{n_requests}");
}

#[tokio::test]
async fn missing_bucket_is_no_empty_store() {
    let body = "<Error><Code>NoSuchBucket</Code></Error>";
    let answer = format!(
        "HTTP/1.1 404 Not Found\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let (address, _) = server(Some(answer.leak()));
    let store = store_at(&address, "5s");

    for outcome in [
        store.journal().state().await.map(|_| ()),
        store.probe().await,
    ] {
        assert!(
            matches!(outcome, Err(StoreError::Unavailable { .. })),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn refused_credentials_are_told_from_an_outage() {
    let (address, _) = server(Some(
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ));
    let store = store_at(&address, "5s");

    let outcome = store
        .create(&Path::from("a"), bytes::Bytes::from_static(b"1"))
        .await;

    assert!(
        matches!(outcome, Err(StoreError::Denied { .. })),
        "{outcome:?}"
    );
}
