//! Killed at any moment, the hub keeps everything that it acknowledged and shows nothing half-written.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use crate::support::{Server, files_under, hub, run_ok, small_demo, tokens};

const KILLS: u64 = 10;

/// A return that was answered for, and under which id.
#[derive(Debug, Clone)]
struct Acknowledged {
    service: String,
    id: String,
}

#[test]
fn acknowledged_returns_survive_kill_at_ten_moments() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 12);
    let tokens = tokens(&data);
    let returns = scratch.path().join("returns");
    run_ok(
        hub()
            .args(["synth", "--months", "5", "--services", "12", "--out"])
            .arg(&returns),
    );
    let mut waiting: Vec<PathBuf> = files_under(&returns);
    assert!(waiting.len() > 40, "there is enough to send");

    let acknowledged: Mutex<Vec<Acknowledged>> = Mutex::new(Vec::new());
    for kill in 0..KILLS {
        let server = Server::start(&data);
        let batch: Vec<_> = waiting.drain(..waiting.len().min(5)).collect();
        thread::scope(|scope| {
            for path in &batch {
                let (acknowledged, tokens, address) =
                    (&acknowledged, &tokens, server.address.clone());
                scope.spawn(move || {
                    if let Some(done) = submit(path, tokens, &address) {
                        acknowledged.lock().expect("no thread panicked").push(done);
                    }
                });
            }
            // Moments spread over the time that a batch takes, different in each round.
            thread::sleep(Duration::from_millis(20 + kill * 90));
            server.kill();
        });
        let server = Server::start(&data);
        for done in acknowledged.lock().expect("no thread panicked").iter() {
            let token = &tokens[&format!("service:{}", done.service)];
            let (status, body) = server.request(
                "GET",
                &format!("/api/v1/returns/{}", done.id),
                Some(token),
                b"",
            );
            let body: serde_json::Value =
                serde_json::from_slice(&body).expect("the answer is JSON");
            assert_eq!(
                (status, &body["state"]),
                (200, &serde_json::json!("submitted")),
                "{done:?} was lost"
            );
        }
        server.kill();
        let doctor = hub()
            .arg("doctor")
            .arg("--data")
            .arg(&data)
            .output()
            .expect("the binary starts");
        assert!(
            doctor.status.success(),
            "after kill {kill}: {}",
            String::from_utf8_lossy(&doctor.stdout)
        );
    }
    let acknowledged = acknowledged.into_inner().expect("no thread panicked");
    assert!(
        !acknowledged.is_empty(),
        "some returns were answered for before a kill"
    );
    let ids: BTreeMap<_, _> = acknowledged
        .iter()
        .map(|done| (done.id.clone(), done.service.clone()))
        .collect();
    assert_eq!(ids.len(), acknowledged.len(), "no id was given twice");
}

/// Sends one file named `<service>...` in a folder named after its month; nothing if the server went away.
fn submit(
    path: &std::path::Path,
    tokens: &BTreeMap<String, String>,
    address: &str,
) -> Option<Acknowledged> {
    let name = path.file_name()?.to_str()?;
    let month = path.parent()?.file_name()?.to_str()?;
    let service = tokens
        .keys()
        .filter_map(|label| label.strip_prefix("service:"))
        .find(|code| name.contains(*code))
        .expect("the file's name holds its service's code");
    let output = hub()
        .args([
            "submit",
            "--leave-out-rows",
            "--service",
            service,
            "--month",
            month,
        ])
        .args(["--url", &format!("http://{address}")])
        .env("HUB_TOKEN", &tokens[&format!("service:{service}")])
        .arg(path)
        .output()
        .expect("the binary starts");
    let id = String::from_utf8(output.stdout)
        .expect("an id is text")
        .trim()
        .to_owned();
    output.status.success().then(|| Acknowledged {
        service: service.to_owned(),
        id,
    })
}
