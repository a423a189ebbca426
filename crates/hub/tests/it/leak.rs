//! After a demo, no generated person's identifier lies anywhere: data directory, log, answers, temporary files.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use hub_reference::Reference;
use hub_standard::ids::Month;
use hub_synth::{Synth, SynthConfig};

use crate::support::{Server, files_under, small_demo, temporary, tokens};

const MONTHS: u16 = 2;
const SERVICES: u16 = 6;

/// Forms of every identifier, grouped by length so that one pass over the bytes finds any of them.
struct Needles(BTreeMap<usize, BTreeSet<Vec<u8>>>);

impl Needles {
    fn of(values: impl IntoIterator<Item = String>) -> Self {
        let mut needles = Self(BTreeMap::new());
        for value in values {
            needles.add(value.as_bytes());
            needles.add(&value.bytes().rev().collect::<Vec<_>>());
            let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
            needles.add(hex.as_bytes());
            needles.add(hex.to_uppercase().as_bytes());
            // Base64 at each of the three alignments that the value can have in a longer text; the first and last
            // characters depend on the neighbours and are left out.
            for shift in 0..3 {
                let padded: Vec<u8> = std::iter::repeat_n(0_u8, shift)
                    .chain(value.bytes())
                    .collect();
                for encoded in [
                    STANDARD_NO_PAD.encode(&padded),
                    URL_SAFE_NO_PAD.encode(&padded),
                ] {
                    let from = if shift == 0 { 0 } else { shift + 1 };
                    let until = value.len().saturating_add(shift) / 3 * 4;
                    needles.add(&encoded.as_bytes()[from..until]);
                }
            }
        }
        needles
    }

    fn add(&mut self, form: &[u8]) {
        // Shorter forms would be found by chance.
        if form.len() >= 7 {
            self.0.entry(form.len()).or_default().insert(form.to_vec());
        }
    }

    fn found_in<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        self.0.iter().find_map(|(length, forms)| {
            bytes
                .windows(*length)
                .find(|window| forms.contains(*window))
        })
    }
}

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

fn identifiers() -> Vec<String> {
    let synth = synth();
    let mut values = BTreeSet::new();
    for index in 0..synth.services().len() {
        for identity in synth.identities(index) {
            values.extend(identity.forms());
        }
    }
    values.into_iter().collect()
}

/// The returns of the newest month, as text.
fn last_returns() -> Vec<(String, Vec<u8>)> {
    let synth = synth();
    (0..synth.services().len())
        .filter_map(|index| {
            let file = synth.csv_file(index, last_month())?;
            Some((synth.services()[index].code.to_string(), file.bytes))
        })
        .collect()
}

/// The same file with its columns under the wrong headings, so that identities stand where they are not expected.
fn spoilt(file: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let (headings, rows) = text.split_once('\n').expect("there are headings");
    let mut headings: Vec<&str> = headings.trim_end().split(',').collect();
    headings.rotate_right(1);
    format!("{}\n{rows}", headings.join(",")).into_bytes()
}

#[test]
fn no_identifier_is_left_after_a_demo() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let values = identifiers();
    assert!(values.len() > 1_000, "there are people to look for");
    let needles = Needles::of(values.iter().cloned());

    // The control: each form of a planted identifier is found among other bytes.
    let planted = &values[values.len() / 2];
    for form in [
        planted.clone(),
        URL_SAFE_NO_PAD.encode(format!("x{planted}yz")),
        STANDARD_NO_PAD.encode(format!("ab{planted}")),
        planted.bytes().map(|byte| format!("{byte:02x}")).collect(),
    ] {
        assert!(
            needles
                .found_in(format!("some {form} words").as_bytes())
                .is_some(),
            "the scan misses {form}"
        );
    }

    let (data, output) = small_demo(scratch.path(), MONTHS, SERVICES);
    let tokens = tokens(&data);
    let mut scanned = 0_usize;
    let mut scan = |place: &str, bytes: &[u8]| {
        scanned += bytes.len();
        if let Some(found) = needles.found_in(bytes) {
            panic!(
                "{place} holds an identifier: {}",
                String::from_utf8_lossy(found)
            );
        }
    };
    scan("the demo's log", &output.stderr);
    scan("the demo's output", &output.stdout);
    for path in files_under(&data) {
        scan(
            &path.display().to_string(),
            &std::fs::read(&path).expect("the file can be read"),
        );
    }
    let server = Server::start(&data);
    let icb = tokens
        .keys()
        .find_map(|label| label.strip_prefix("icb:"))
        .expect("there is an ICB");
    let service = tokens
        .keys()
        .find_map(|label| label.strip_prefix("service:"))
        .expect("there is a service");
    for (label, path) in [
        (format!("icb:{icb}"), format!("/areas/{icb}")),
        (
            format!("icb:{icb}"),
            "/api/v1/measures/referral_rate/values?area_type=icb&format=json".to_owned(),
        ),
        (format!("service:{service}"), format!("/s/{service}")),
        ("operator".to_owned(), "/metrics".to_owned()),
    ] {
        let (status, body) = server.request("GET", &path, Some(&tokens[&label]), b"");
        assert!(status < 500, "{path} answers {status}");
        scan(&path, &body);
    }
    let mut n_answers = 0;
    for (service, file) in last_returns() {
        let label = format!("service:{service}");
        for (what, bytes) in [("as it is", file.clone()), ("spoilt", spoilt(&file))] {
            let path = format!("/api/v1/returns?service={service}&month={}", last_month());
            let (status, body) = server.request("POST", &path, Some(&tokens[&label]), &bytes);
            assert_eq!(status, 202, "{what}: {}", String::from_utf8_lossy(&body));
            scan(&format!("the answer to a file {what}"), &body);
            let sent: serde_json::Value =
                serde_json::from_slice(&body).expect("the answer is JSON");
            let id = sent["id"].as_str().expect("it has an id");
            for path in [
                format!("/api/v1/returns/{id}"),
                format!("/s/{service}/drafts/{id}"),
                format!("/s/{service}/drafts/{id}/problems"),
                format!("/s/{service}/drafts/{id}/fix"),
                format!("/s/{service}/drafts/{id}/confirm"),
            ] {
                let (status, body) = server.request("GET", &path, Some(&tokens[&label]), b"");
                assert!(status < 500, "{path} answers {status}");
                scan(&format!("{path}, {what}"), &body);
                n_answers += 1;
            }
        }
    }
    assert!(n_answers > 20, "answers about files were looked at");
    scan("the server's log", server.kill().as_bytes());
    for path in files_under(&data)
        .into_iter()
        .chain(files_under(&temporary(&data)))
    {
        scan(
            &path.display().to_string(),
            &std::fs::read(&path).expect("the file can be read"),
        );
    }
    assert!(scanned > 100_000, "there was something to scan");
}
