//! One server for all the defects, and a service for each.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use hub_api::{Role, issue_token};
use hub_store::{Event, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tempfile::TempDir;

use super::table::{REFERENCE, month};
use crate::support::Server;

/// Services beyond those of the defects: for the mixed files and for what is sent twice.
const MORE_SERVICES: [&str; 3] = ["M1", "M2", "M3"];

static SHARED: Mutex<Weak<Hub>> = Mutex::new(Weak::new());

/// The code of the service that sends the files of a defect, so that no defect knows of another.
pub(crate) fn service_of(id: &str) -> String {
    format!("Y{id}")
}

/// A running hub in which nothing was sent yet.
pub(crate) struct Hub {
    server: Option<Server>,
    address: String,
    tokens: BTreeMap<String, String>,
    scratch: TempDir,
}

impl Hub {
    /// The hub that all tests of these files share while any of them runs. A static would outlive the tests, and leave its
    /// process behind.
    pub(crate) fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hub) = shared.upgrade() {
            return hub;
        }
        let hub = Arc::new(Self::start());
        *shared = Arc::downgrade(&hub);
        hub
    }

    fn start() -> Self {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let data = scratch.path().join("data");
        // The server makes its keys first: it refuses a journal that others began without them.
        let server = Server::start_with(&data, &["--new"]);
        let tokens = register(&data);
        Self {
            address: server.address.clone(),
            server: Some(server),
            tokens,
            scratch,
        }
    }

    /// The token of a service.
    pub(crate) fn token(&self, service: &str) -> &str {
        let token = self.tokens.get(service);
        token.unwrap_or_else(|| panic!("{service} is not registered"))
    }

    /// A folder of its own, gone when it is dropped.
    pub(crate) fn folder(&self) -> TempDir {
        tempfile::tempdir_in(self.scratch.path()).expect("a scratch folder")
    }

    /// One request over a connection of its own.
    pub(crate) fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .expect("a timeout can be set");
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += "\r\n";
        stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body))
            .expect("the request can be sent");
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .expect("the answer can be read");
        Reply::of(&answer)
    }

    /// A request of a program.
    pub(crate) fn program(&self, service: &str, method: &str, path: &str, body: &[u8]) -> Reply {
        let bearer = format!("Bearer {}", self.token(service));
        self.exchange(method, path, &[("Authorization", bearer.as_str())], body)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
    }
}

/// What the server answered.
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn of(answer: &[u8]) -> Self {
        let split = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("the answer has a head");
        let head = String::from_utf8_lossy(&answer[..split]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Self {
            status: status.expect("the answer has a status"),
            head,
            body: answer[split + 4..].to_vec(),
        }
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// Stops the test unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        let text: String = self.text().chars().take(2_000).collect();
        assert_eq!(self.status, status, "{text}");
        self
    }
}

/// Registers a service for each defect and gives it a token.
fn register(data: &Path) -> BTreeMap<String, String> {
    let atom = &REFERENCE.atoms()[0];
    let expires = Timestamp::now() + SignedDuration::from_hours(24);
    let mut events = Vec::new();
    let mut tokens = BTreeMap::new();
    let ids = (1..=56).map(|n| format!("D{n:02}"));
    for id in ids.chain(MORE_SERVICES.map(str::to_owned)) {
        let code = service_of(&id);
        let service: hub_standard::ids::ServiceCode = code.parse().expect("a service code");
        events.push(Event::ServiceRegistered {
            service: service.clone(),
            name: format!("Service {code}"),
            atom: atom.id.to_string(),
            icb: atom.now.clone(),
            at_month: month().plus(-12),
            kind: None,
            by: None,
        });
        let (token, event) = issue_token(
            &format!("Sender of {code}"),
            &Role::Service(service),
            expires,
        )
        .expect("a token can be made");
        events.push(event);
        tokens.insert(code, token);
    }
    let store = Store::local(&data.join("objects")).expect("the objects can be opened");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime
        .block_on(store.journal().append(move |_| Ok(events.clone())))
        .expect("the journal takes the services");
    tokens
}
