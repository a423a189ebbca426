//! Measures how many returns a second a folder of this machine takes, each made durable before it is acknowledged.
//!
//! `cargo run -p hub-store --example accept_rate -- [clients] [returns] [folder]`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers"
)]

use std::env;
use std::time::Instant;

use bytes::Bytes;
use hub_store::{Path, Store};
use hub_testkit::fixtures::{accepted_rows, anonymised, month, service, submission};

#[tokio::main]
async fn main() {
    let mut arguments = env::args().skip(1);
    let n_clients: u64 = arguments.next().map_or(8, |text| text.parse().unwrap());
    let n_returns: u64 = arguments.next().map_or(2_000, |text| text.parse().unwrap());
    let parent = arguments
        .next()
        .unwrap_or_else(|| env::temp_dir().to_str().unwrap().to_owned());
    let folder = tempfile::tempdir_in(parent).unwrap();
    let store = Store::local(folder.path()).unwrap();

    let start = Instant::now();
    for n in 0..50 {
        store
            .create(
                &Path::from(format!("alone/{n}")),
                Bytes::from_static(b"a few bytes"),
            )
            .await
            .unwrap();
    }
    println!(
        "one durable create, alone: {:.2} ms",
        start.elapsed().as_secs_f64() * 20.0
    );

    let rows = anonymised(&service("SVC001"), month("2026-10"), 60);
    let start = Instant::now();
    let clients: Vec<_> = (0..n_clients)
        .map(|client| {
            let (store, rows) = (store.clone(), rows.clone());
            tokio::spawn(async move {
                for n in (client..n_returns).step_by(usize::try_from(n_clients).unwrap()) {
                    let object = store.put_return(&submission(n), &rows).await.unwrap();
                    let mut offered = accepted_rows(&submission(n), &rows, object, None);
                    offered.service = service(&format!("S{n:06}"));
                    store.journal().accept(offered).await.unwrap();
                    store.journal().state().await.unwrap();
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    let elapsed_s = start.elapsed().as_secs_f64();
    let n_entries = store.journal().state().await.unwrap().next_seq();
    let rate = u32::try_from(n_returns).map_or(0.0, f64::from) / elapsed_s;
    println!(
        "{n_returns} returns, {n_clients} clients: {elapsed_s:.1} s, {rate:.0} a second, {n_entries} entries"
    );

    let start = Instant::now();
    let restarted = Store::local(folder.path()).unwrap();
    let state = restarted.journal().state().await.unwrap();
    println!(
        "restart: {:.2} s for {} returns",
        start.elapsed().as_secs_f64(),
        state.current.len()
    );

    let start = Instant::now();
    let published = restarted
        .publish_activity(&state, &[month("2026-10")])
        .await
        .unwrap();
    println!(
        "activity: {:.2} s for {} rows",
        start.elapsed().as_secs_f64(),
        published[0].object.rows
    );
}
