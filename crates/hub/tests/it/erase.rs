//! Erasure and objection with the real binary: nothing of the person is left, and nobody is told.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use hub_ingest::{Identifier, IdentityKeys, PersonKey};
use hub_reference::Reference;
use hub_standard::ids::Month;
use hub_store::{Scan, Store};
use hub_synth::{Synth, SynthConfig};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Server, files_under, hub, run_ok, small_demo, tokens};

const MONTHS: u16 = 2;
const SERVICES: u16 = 6;
/// The range of test numbers; valid, and of nobody in the demo.
const NOBODY: &str = "9990000018";

fn last_month() -> Month {
    Month::of(jiff::Zoned::now().date()).prev()
}

fn synth() -> Synth {
    let config = SynthConfig {
        months: usize::from(MONTHS),
        services: usize::from(SERVICES),
        seed: 1,
        last_month: last_month(),
        ..SynthConfig::default()
    };
    Synth::new(&Reference::builtin(), config)
}

fn key_file(data: &Path, name: &str) -> [u8; 32] {
    let path = data.join("keys").join(format!("{name}.key"));
    let bytes = std::fs::read(path).expect("the key can be read");
    bytes.try_into().expect("it has 32 bytes")
}

fn person(data: &Path, number: &str) -> PersonKey {
    let keys = IdentityKeys::from_bytes(key_file(data, "link"), key_file(data, "purpose"));
    let who = Identifier::nhs_number(number.to_owned());
    keys.person(&who).expect("a number").key().clone()
}

fn store(data: &Path) -> Store {
    Store::local(&data.join("objects")).expect("the store opens")
}

async fn scan(data: &Path, number: &str) -> Scan {
    let key = person(data, number);
    store(data).scan(&key).await.expect("it can be scanned")
}

/// NHS numbers of people in the newest return of a service, and the code of the service.
fn people_of_a_service() -> (usize, String, Vec<String>) {
    let synth = synth();
    (0..synth.services().len())
        .find_map(|index| {
            // As the file has them: not every service sends numbers.
            let file = synth.csv_file(index, last_month())?;
            let text = String::from_utf8(file.bytes).expect("CSV is text");
            let rows = synth.rows(index, last_month())?;
            let mut numbers: Vec<String> = rows
                .into_iter()
                .filter_map(|row| row.nhs_number)
                .filter(|number| text.contains(number.as_str()))
                .collect();
            numbers.sort();
            numbers.dedup();
            let code = synth.services()[index].code.to_string();
            (numbers.len() >= 8).then_some((index, code, numbers))
        })
        .expect("a service sends NHS numbers")
}

/// Runs a command with an identifier on its standard input.
fn told(command: &mut Command, identifier: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    writeln!(stdin, "{identifier}").expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn erase(data: &Path, number: &str, out: &Path) -> Output {
    let mut command = hub();
    command
        .args(["-vv", "erase", "--from-stdin", "--out"])
        .arg(out)
        .arg("--data")
        .arg(data);
    told(&mut command, number)
}

fn verify(data: &Path, certificate: &Path) -> Command {
    let mut command = hub();
    command
        .args(["erase", "--verify"])
        .arg(certificate)
        .arg("--data")
        .arg(data);
    command
}

fn doctor(data: &Path) -> Output {
    let mut command = hub();
    command.arg("doctor").arg("--data").arg(data);
    command.output().expect("the binary starts")
}

fn releases(data: &Path) -> Vec<u8> {
    run_ok(hub().args(["release", "list", "--data"]).arg(data)).stdout
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn assert_ok(output: &Output) {
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_nowhere_and_the_certificate_holds() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), MONTHS, SERVICES);
    let (_, _, people) = people_of_a_service();
    let number = &people[0];
    // The control: the person is found in what is stored, by the same scan.
    let before = scan(&data, number).await;
    for folder in ["returns/", "activity/"] {
        let is_in = before.found.iter().any(|path| path.starts_with(folder));
        assert!(is_in, "{folder} holds the person: {:?}", before.found);
    }
    assert_eq!(scan(&data, NOBODY).await.found, [""; 0]);
    let published = releases(&data);
    let held: Vec<String> = before
        .found
        .iter()
        .map(|path| std::fs::read(data.join("objects").join(path)).expect("it is there"))
        .map(|bytes| hex(&Sha256::digest(bytes)))
        .collect();

    let certificate = scratch.path().join("certificate.json");
    let output = erase(&data, number, &certificate);

    assert_ok(&output);
    let shown = String::from_utf8(output.stdout.clone()).expect("a path is text");
    assert_eq!(PathBuf::from(shown.trim()), certificate);
    let after = scan(&data, number).await;
    assert_eq!(after.found, [""; 0]);
    assert!(after.objects > 20);
    let key = person(&data, number);
    let file = std::fs::read(&certificate).expect("the certificate was written");
    let mut places = vec![
        ("the answer".to_owned(), output.stdout),
        ("the log".to_owned(), output.stderr),
        ("the certificate".to_owned(), file.clone()),
    ];
    for path in files_under(&data) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        places.push((path.display().to_string(), bytes));
    }
    for (place, bytes) in &places {
        for trace in [
            number.as_bytes(),
            key.as_bytes(),
            hex(key.as_bytes()).as_bytes(),
        ] {
            let holds = bytes.windows(trace.len()).any(|window| window == trace);
            assert!(!holds, "{place} holds the person");
        }
    }
    let body: Value = serde_json::from_slice(&file).expect("the certificate is JSON");
    let body = &body["erasure_certificate"];
    assert_eq!(body["objects_with_key"], 0);
    let replaced = body["replaced"].as_array().expect("a list");
    let replaced: Vec<_> = replaced.iter().map(|pair| pair["from"].as_str()).collect();
    // Among them are files of the same months that held nobody: all files of a month have one name.
    for hash in &held {
        assert!(replaced.contains(&Some(hash.as_str())), "{hash}");
    }

    assert_ok(&doctor(&data));
    assert_eq!(releases(&data), published, "what was published stays");
    run_ok(&mut verify(&data, &certificate));
    let about = told(verify(&data, &certificate).arg("--from-stdin"), number);
    assert_ok(&about);
    let other = told(verify(&data, &certificate).arg("--from-stdin"), &people[1]);
    assert_eq!(other.status.code(), Some(2), "it is about somebody else");
    let forged = scratch.path().join("forged.json");
    let text = String::from_utf8(file).expect("it is text");
    std::fs::write(
        &forged,
        text.replace("\"objects_with_key\":0", "\"objects_with_key\":1"),
    )
    .expect("a file can be written");
    let forged = verify(&data, &forged).output().expect("the binary starts");
    assert_eq!(forged.status.code(), Some(2));

    // What is left goes on: the next release is built from it, and the person stays away.
    // Of so few people, the intruder's report may say that a line is crossed: the release is built all the same.
    let built = hub()
        .args(["release", "build", "--data"])
        .arg(&data)
        .output();
    let built = built.expect("the binary starts");
    assert!(matches!(built.status.code(), Some(0 | 2)), "{built:?}");
    assert_eq!(scan(&data, number).await.found, [""; 0]);
    assert_ok(&doctor(&data));
    run_ok(hub().args(["erase", "--resume", "--data"]).arg(&data));
    let again = erase(&data, number, &certificate);
    assert_ok(&again);
    assert!(String::from_utf8_lossy(&again.stderr).contains("No stored row"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_killed_at_any_moment_is_seen_and_finished_by_the_next() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), MONTHS, SERVICES);
    let (_, _, people) = people_of_a_service();
    let mut n_unfinished = 0;
    for (kill, number) in (0_u64..).zip(people.iter().take(8)) {
        let mut child = hub()
            .args(["erase", "--from-stdin", "--data"])
            .arg(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        writeln!(stdin, "{number}").expect("it reads");
        drop(stdin);
        // Moments spread over the time that it takes, different in each round.
        thread::sleep(Duration::from_millis(20 + kill * 60));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");

        let seen = doctor(&data);
        let words = String::from_utf8_lossy(&seen.stdout).into_owned();
        let is_there = !scan(&data, number).await.found.is_empty();
        if !seen.status.success() {
            n_unfinished += 1;
            assert!(words.contains("hub erase --resume"), "{words}");
            assert!(
                !words.contains("is missing") && !words.contains("does not exist"),
                "{words}"
            );
        }
        // Every second is finished without being told who it was.
        if kill % 2 == 0 {
            run_ok(hub().args(["erase", "--resume", "--data"]).arg(&data));
        }
        if kill % 2 == 1 || (seen.status.success() && is_there) {
            assert_ok(&erase(
                &data,
                number,
                &scratch.path().join("certificate.json"),
            ));
        }
        assert_eq!(
            scan(&data, number).await.found,
            [""; 0],
            "after kill {kill}"
        );
        assert_ok(&doctor(&data));
    }
    assert!(n_unfinished > 0, "some erasure was cut short");
    assert!(files_under(&data.join("certificates")).len() >= 8);
}

/// What the sender of a file is told of it.
fn receipt(server: &Server, token: &str, service: &str, file: &[u8]) -> Vec<Value> {
    let path = format!("/api/v1/returns?service={service}&month={}", last_month());
    let (status, body) = server.request("POST", &path, Some(token), file);
    assert_eq!(status, 202, "{}", String::from_utf8_lossy(&body));
    let mut answer: Value = serde_json::from_slice(&body).expect("the answer is JSON");
    let id = answer["id"].as_str().expect("it has an id").to_owned();
    for _ in 0..300 {
        if answer["state"] != "checking" {
            break;
        }
        thread::sleep(Duration::from_millis(100));
        let path = format!("/api/v1/returns/{id}");
        let (_, body) = server.request("GET", &path, Some(token), b"");
        answer = serde_json::from_slice(&body).expect("the answer is JSON");
    }
    ["state", "outcome", "counts", "summary", "items", "findings"]
        .map(|field| answer[field].clone())
        .into()
}

fn object(data: &Path, number: &str, more: &[&str]) -> Output {
    let mut command = hub();
    command
        .args(["-vv", "object", "--from-stdin", "--data"])
        .arg(data)
        .args(more);
    let output = told(&mut command, number);
    assert_ok(&output);
    output
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_holds_from_the_next_return_and_its_sender_is_told_nothing() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), MONTHS, SERVICES);
    let (index, service, people) = people_of_a_service();
    let number = &people[0];
    let token = tokens(&data)[&format!("service:{service}")].clone();
    let file = synth().csv_file(index, last_month()).expect("it sends one");
    // Without its last row that is somebody else's, it is another file than the one that counts.
    let text = String::from_utf8(file.bytes).expect("CSV is text");
    let rows: Vec<&str> = text.trim_end().lines().collect();
    let dropped = rows
        .iter()
        .rposition(|row| !row.contains(number.as_str()))
        .expect("there are others");
    let kept = |without: &[usize]| -> String {
        let kept = rows.iter().enumerate();
        kept.filter(|(at, _)| !without.contains(at))
            .map(|(_, row)| format!("{row}\r\n"))
            .collect()
    };
    let changed = kept(&[dropped]);

    let server = Server::start(&data);
    // Somebody of no service objects first: from the first objection on, files are compared by their totals only.
    object(&data, "9990000018", &[]);
    let before = receipt(&server, &token, &service, changed.as_bytes());
    let output = object(&data, number, &[]);
    let said = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&said).contains(number.as_str()));
    let after = receipt(&server, &token, &service, changed.as_bytes());
    assert_eq!(before, after, "the sender is told the same");

    let submit = |name: &str, content: &str| {
        let path = scratch.path().join(name);
        std::fs::write(&path, content).expect("a file can be written");
        run_ok(
            hub()
                .args(["submit", "--leave-out-rows", "--service", &service])
                .args(["--month", &last_month().to_string()])
                .args(["--url", &format!("http://{}", server.address)])
                .env("HUB_TOKEN", &token)
                .arg(&path),
        )
    };
    submit("objected.csv", &changed);
    let counted = async || {
        let state = store(&data).journal().state().await.expect("a state");
        let service = service.parse().expect("a code");
        let current = state.current_for(&service, last_month());
        let current = current.expect("a return counts").clone();
        let object = current.object.clone().expect("it has rows");
        let scan = scan(&data, number).await;
        (current.rows_counted, scan.found.contains(&object.path))
    };
    let (rows_counted, is_stored) = counted().await;
    assert!(!is_stored, "the newest return is stored without the person");
    assert_eq!(
        Value::from(rows_counted),
        after[2]["counted"],
        "and counts the row as any other"
    );

    // Taken back, the next return counts the person again.
    object(&data, number, &["--withdraw"]);
    let second = (0..dropped)
        .rev()
        .find(|at| *at > 0 && !rows[*at].contains(number.as_str()))
        .expect("there are others");
    submit("taken-back.csv", &kept(&[dropped, second]));
    assert!(counted().await.1, "the person is stored again");
    let log = server.kill();
    assert!(!log.contains(number.as_str()));
    for path in files_under(&data.join("objects").join("journal")) {
        let bytes = std::fs::read(&path).expect("the entry can be read");
        assert!(!String::from_utf8_lossy(&bytes).contains(number.as_str()));
    }
    assert_ok(&doctor(&data));
}

#[test]
fn what_names_nobody_is_refused_and_not_repeated() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let wrong = "943 476 5918";
    for command in ["erase", "object"] {
        let mut from_stdin = hub();
        from_stdin
            .args(["-vv", command, "--from-stdin", "--data"])
            .arg(&data);
        let mut by_argument = hub();
        by_argument
            .args(["-vv", command, "--nhs-number", wrong, "--data"])
            .arg(&data);
        for output in [
            told(&mut from_stdin, wrong),
            by_argument.output().expect("the binary starts"),
        ] {
            assert_eq!(output.status.code(), Some(4));
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(words.contains("not an NHS number"), "{words}");
            assert!(!words.contains("943") && !words.contains("5918"), "{words}");
        }
        let nobody = hub().args([command, "--data"]).arg(&data).output();
        let nobody = nobody.expect("the binary starts");
        assert_eq!(nobody.status.code(), Some(4));
    }
    assert_ok(&doctor(&data));
}
