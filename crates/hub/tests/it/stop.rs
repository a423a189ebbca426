//! Told to stop, the hub says so before it goes; and the doctor looks at the certificate too.

use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Server, hub, run_ok};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../wire/tests/it/tls");

#[test]
fn a_hub_that_is_told_to_stop_answers_on_for_a_while_and_then_ends_well() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let data = scratch.path().join("data");
    let server = Server::start_with(&data, &["--new"]);
    let ask = |path: &str| server.request("GET", path, None, b"").0;
    assert_eq!(ask("/readyz"), 200);
    server.terminate();
    let told = Instant::now();
    while ask("/readyz") != 503 {
        assert!(told.elapsed() < Duration::from_secs(4), "it never said so");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(ask("/livez"), 200);
    assert_eq!(ask("/accessibility"), 200);
    let (ended_well, log) = server.end();
    assert!(ended_well, "{log}");

    let certificate = format!("{TLS}/old.cert.pem");
    let key = format!("{TLS}/old.key.pem");
    let seen = run_ok(
        hub()
            .args(["doctor", "--tls-cert", &certificate, "--tls-key", &key])
            .arg("--data")
            .arg(&data),
    );
    let said = String::from_utf8_lossy(&seen.stdout);
    assert!(
        said.contains("the certificate ends at 2049-01-01T00:00:00Z"),
        "{said}"
    );
}

#[test]
fn what_is_no_block_of_addresses_is_no_trusted_proxy() {
    let refused = hub()
        .args(["serve", "--trusted-proxy", "10.0.0.0/33"])
        .output()
        .expect("the binary starts");
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("a block of addresses is wanted"), "{words}");
}
