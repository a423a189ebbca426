//! The three doors: the page, the interface for programs, the command.

use std::fs;
use std::thread;
use std::time::Duration;

use hub_standard::finding::{Finding, Severity};
use hub_standard::ids::Month;
use serde_json::Value;

use super::hub::{Hub, Reply};
use super::page::Shown;
use crate::support::hub;

const BOUNDARY: &str = "a-boundary-that-no-file-has";

/// A file as a sender's computer has it.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    pub(crate) fn new(name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            bytes: bytes.into(),
        }
    }
}

/// A file on its way, with what its sender says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sending<'a> {
    pub(crate) service: &'a str,
    pub(crate) month: Month,
    pub(crate) file: &'a File,
    /// Parameters and values.
    pub(crate) answers: &'a [(&'static str, String)],
}

/// What a program is told of a file.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) outcome: String,
    pub(crate) findings: Vec<Finding>,
    /// Read, counted, left out, ignored.
    pub(crate) rows: [u32; 4],
    /// Everything that was said, as it came.
    pub(crate) text: String,
}

impl Told {
    fn of(body: &Value) -> Self {
        let count = |name: &str| {
            let n = body["counts"][name].as_u64();
            n.and_then(|n| u32::try_from(n).ok())
                .unwrap_or_else(|| panic!("no count of rows {name}: {body:#}"))
        };
        Self {
            id: body["id"].as_str().unwrap_or_default().to_owned(),
            outcome: body["outcome"].as_str().unwrap_or_default().to_owned(),
            findings: serde_json::from_value(body["findings"].clone())
                .expect("findings as documented"),
            rows: ["read", "counted", "left_out", "ignored"].map(count),
            text: body.to_string(),
        }
    }

    /// What stands in the way, or needs a look.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.severity != Severity::Note)
    }

    pub(crate) fn is_unreadable(&self) -> bool {
        self.outcome == "unreadable"
    }
}

/// Asks all three doors, makes sure that they say the same, and gives their answer.
pub(crate) fn by_every_door(hub: &Hub, sending: Sending<'_>) -> Told {
    let (mut program, page) = by_web(hub, sending);
    let command = by_command(hub, sending);
    assert_eq!(
        command.findings, program.findings,
        "the command and the interface differ"
    );
    assert_eq!(
        (command.rows, &command.outcome),
        (program.rows, &program.outcome),
        "the command and the interface differ"
    );
    assert!(
        program.rows[0] == program.rows[1] + program.rows[2] + program.rows[3],
        "rows read = counted + left out + ignored: {:?}",
        program.rows
    );
    // What one door must not say, none may.
    program.text += &page.html;
    program.text += &command.text;
    program
}

/// Asks the two doors that know what was sent before.
pub(crate) fn by_web(hub: &Hub, sending: Sending<'_>) -> (Told, Shown) {
    let told = by_program(hub, sending);
    let page = by_page(hub, sending);
    page.agrees_with(&told);
    (told, page)
}

/// Sends a file as a program does.
pub(crate) fn by_program(hub: &Hub, sending: Sending<'_>) -> Told {
    let mut body = program_reply(hub, sending).expect(202).json();
    while body["state"] == "checking" {
        thread::sleep(Duration::from_millis(20));
        let path = format!("/api/v1/returns/{}", body["id"].as_str().expect("an id"));
        body = hub
            .program(sending.service, "GET", &path, b"")
            .expect(200)
            .json();
    }
    assert_eq!(body["state"], "checked", "{body:#}");
    Told::of(&body)
}

/// The first answer to a program.
pub(crate) fn program_reply(hub: &Hub, sending: Sending<'_>) -> Reply {
    let mut path = format!(
        "/api/v1/returns?service={}&month={}&file_name={}",
        sending.service,
        sending.month,
        encoded(sending.file.name)
    );
    for (name, value) in sending.answers {
        path += &format!("&{name}={}", encoded(value));
    }
    hub.program(sending.service, "POST", &path, &sending.file.bytes)
}

/// Sends a file as a browser does, and reads the page of the result.
pub(crate) fn by_page(hub: &Hub, sending: Sending<'_>) -> Shown {
    let browser = Browser::sign_in(hub, sending.service);
    // A month has one draft: that of another case of the same service, which runs beside this one, takes its place.
    for _ in 0..50 {
        if let Some(shown) = result_page(&browser, sending) {
            return shown;
        }
    }
    panic!("the draft of {} is always replaced", sending.service);
}

/// The page of the result; none where a newer file took its place.
fn result_page(browser: &Browser<'_>, sending: Sending<'_>) -> Option<Shown> {
    let sent = browser.upload(sending).expect(303);
    let draft = sent.header("location").expect("an address").to_owned();
    loop {
        let page = browser.get(&draft);
        if page.status == 410 {
            return None;
        }
        let page = page.expect(200);
        // While the file is being checked the page asks again by itself.
        if page.header("refresh").is_none() {
            return Some(Shown::read(&draft, page.text()));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Checks a file with the command.
pub(crate) fn by_command(at: &Hub, sending: Sending<'_>) -> Told {
    let folder = at.folder();
    let path = folder.path().join(sending.file.name);
    fs::write(&path, &sending.file.bytes).expect("the file can be written");
    let mut command = hub();
    command.arg("check").arg(&path).arg("--json");
    command.args([
        "--service",
        sending.service,
        "--month",
        &sending.month.to_string(),
    ]);
    for (name, value) in sending.answers {
        command.args(["--answer", &format!("{name}={value}")]);
    }
    let output = command.output().expect("the binary starts");
    let body: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&output.stderr)));
    let told = Told::of(&body);
    let code = match told.outcome.as_str() {
        "ready" => 0,
        "warnings" => 1,
        "problems" => 2,
        _ => 3,
    };
    assert_eq!(
        output.status.code(),
        Some(code),
        "the exit code of {}",
        told.outcome
    );
    told
}

/// A signed-in browser.
pub(crate) struct Browser<'a> {
    hub: &'a Hub,
    cookie: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn sign_in(hub: &'a Hub, service: &str) -> Self {
        let form = format!("token={}", encoded(hub.token(service)));
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let reply = hub
            .exchange("POST", "/sign-in", &[kind], form.as_bytes())
            .expect(303);
        let cookie = reply.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next().expect("its value").to_owned();
        Self { hub, cookie }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.hub
            .exchange("GET", path, &[("Cookie", self.cookie.as_str())], b"")
    }

    /// Posts the form of the upload page.
    pub(crate) fn upload(&self, sending: Sending<'_>) -> Reply {
        let path = upload_path(sending.service, sending.month);
        let secret = self.secret(&path);
        let mut body = Vec::new();
        let mut field = |name: &str, more: &str, content: &[u8]| {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        field("csrf", "", secret.as_bytes());
        for (name, value) in sending.answers {
            field(name, "", value.as_bytes());
        }
        let name = format!("; filename=\"{}\"", sending.file.name);
        field("file", &name, &sending.file.bytes);
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Content-Type", kind.as_str()),
        ];
        self.hub.exchange("POST", &path, &headers, &body)
    }

    /// Posts a form with the secret of the upload page.
    pub(crate) fn post(&self, path: &str, upload_path: &str, fields: &str) -> Reply {
        let form = format!("csrf={}&{fields}", encoded(&self.secret(upload_path)));
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let headers = [("Cookie", self.cookie.as_str()), kind];
        self.hub.exchange("POST", path, &headers, form.as_bytes())
    }

    fn secret(&self, path: &str) -> String {
        let page = self.get(path).expect(200).text();
        // The frame has a form of its own to sign out; all forms of a session have the same secret.
        let (_, rest) = page
            .split_once("name=\"csrf\" value=\"")
            .expect("a form with a secret");
        rest.split('"').next().expect("the secret").to_owned()
    }
}

/// The address of the upload page.
pub(crate) fn upload_path(service: &str, month: Month) -> String {
    format!("/s/{service}/returns/{month}/upload")
}

/// A value as an address or a form has it.
fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text += &format!("%{byte:02X}");
        }
    }
    text
}
