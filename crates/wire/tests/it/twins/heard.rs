//! A hub with a client of each wire, and every byte that comes back from it.

use std::mem;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arrow_flight::sql::{CommandStatementQuery, ProstMessageExt};
use arrow_flight::{FlightDescriptor, Ticket};
use prost::Message;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage, Statement};
use tonic::{Request, Status};

use crate::corpus::is_of_the_catalogue;
use crate::flight;
use crate::support::{NAME, World};

/// How a question came, and all that was answered.
pub(super) type Heard = [(&'static str, Vec<u8>); 3];

/// Begins the last message of each answer of the Postgres wire: the server waits for the next question.
const READY: &[u8] = b"Z\0\0\0\x05";

pub(super) struct Ears {
    pub(super) world: World,
    postgres: Client,
    tap: Tap,
    flight: flight::Client,
    /// To forget a statement is a message of its own, which would come in between.
    prepared: Vec<Statement>,
    hashes: Vec<String>,
}

impl Ears {
    pub(super) async fn new(world: World) -> Self {
        let tap = Tap::default();
        let port = tap.before(world.postgres().await).await;
        let mut config = Config::new();
        config.host("127.0.0.1").port(port);
        config.user(NAME).password(&world.token).dbname("hub");
        let (postgres, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        // Signing in is a matter of random numbers.
        tap.take().await;
        let flight = flight::client(&world).await;
        let hashes = hashes(&world).await;
        Self {
            world,
            postgres,
            tap,
            flight,
            prepared: Vec::new(),
            hashes,
        }
    }

    /// A statement over each transport.
    pub(super) async fn asked(&mut self, sql: &str) -> Heard {
        let body = serde_json::json!({ "query": sql }).to_string();
        let token = self.world.token.clone();
        let http = self.http(Some(&token), "POST", "/api/v1/sql", &body).await;
        [
            ("http", http.into_bytes()),
            ("postgres", self.over_postgres(sql).await),
            ("flight", self.over_flight(sql).await),
        ]
    }

    /// The same without its answer: what it would have.
    pub(super) async fn described(&mut self, sql: &str) -> Heard {
        let body = serde_json::json!({ "query": sql, "dry_run": true }).to_string();
        let token = self.world.token.clone();
        let http = self.http(Some(&token), "POST", "/api/v1/sql", &body).await;
        if let Ok(statement) = self.postgres.prepare(sql).await {
            self.prepared.push(statement);
        }
        let prepared = self.tap.take().await;
        let wanted = CommandStatementQuery {
            query: sql.to_owned(),
            transaction_id: None,
        };
        let (told, _) = self.information(&wanted).await;
        [
            ("http", http.into_bytes()),
            ("postgres", prepared),
            ("flight", told),
        ]
    }

    /// Status, headers and body of an answer over HTTP.
    pub(super) async fn http(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        body: &str,
    ) -> String {
        let (status, headers, body) = self.world.send(token, method, path, body).await;
        let line = |name: &str, value: &[u8]| match name {
            // Made of the hash of the release, as below.
            "etag" => "etag: (hash)\n".to_owned(),
            // The body is compared itself; a moment in it can be a digit shorter.
            "content-length" => String::new(),
            _ => format!("{name}: {}\n", String::from_utf8_lossy(value)),
        };
        let mut lines: Vec<String> = headers
            .iter()
            .map(|(name, value)| line(name.as_str(), value.as_bytes()))
            .collect();
        lines.sort();
        let body = String::from_utf8_lossy(&body);
        let mut text = format!("{status}\n{}\n{body}", lines.concat());
        // The name of a request is drawn at random.
        if let Some(id) = headers.get("x-request-id") {
            text = text.replace(id.to_str().unwrap(), "(request)");
        }
        // The hashes of a release and of the journal cover the released figures, and rows under pseudonyms that need the
        // keys. They say that releases are two, as everybody knows of these.
        for hash in &self.hashes {
            text = text.replace(hash, "(hash)");
        }
        without_minutes(&text)
    }

    /// What the server of the Postgres wire sent.
    async fn over_postgres(&self, sql: &str) -> Vec<u8> {
        let answer = self.postgres.simple_query(sql).await;
        let heard = self.tap.take().await;
        match (is_of_the_catalogue(sql), answer) {
            // A catalogue numbers its tables as it comes upon them, in another order each time.
            (true, Ok(messages)) => format!("{} rows", rows(&messages).len()).into_bytes(),
            _ => heard,
        }
    }

    /// Rows of the catalogue of the Postgres wire in one order, without the numbers of tables; or why there are none.
    pub(super) async fn catalogue(&self, sql: &str) -> Result<Vec<String>, String> {
        let answer = self.postgres.simple_query(sql).await;
        let heard = self.tap.take().await;
        match answer {
            Ok(messages) => {
                let mut rows: Vec<String> = rows(&messages)
                    .into_iter()
                    .map(|row| without_numbers(&row))
                    .collect();
                rows.sort();
                Ok(rows)
            }
            Err(_) => Err(String::from_utf8_lossy(&heard).into_owned()),
        }
    }

    async fn over_flight(&mut self, sql: &str) -> Vec<u8> {
        let wanted = CommandStatementQuery {
            query: sql.to_owned(),
            transaction_id: None,
        };
        self.flight(&wanted).await
    }

    /// What Flight SQL says of a command, and the answer that its ticket brings.
    pub(super) async fn flight<M: ProstMessageExt>(&mut self, wanted: &M) -> Vec<u8> {
        let (mut heard, ticket) = self.information(wanted).await;
        let Some(ticket) = ticket else {
            return heard;
        };
        let request = self.shown(ticket);
        let mut parts = match self.flight.inner_mut().do_get(request).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => {
                heard.extend(told(&status));
                return heard;
            }
        };
        loop {
            match parts.message().await {
                Ok(Some(part)) => heard.extend(part.encode_to_vec()),
                Ok(None) => return heard,
                Err(status) => {
                    heard.extend(told(&status));
                    return heard;
                }
            }
        }
    }

    async fn information<M: ProstMessageExt>(&mut self, wanted: &M) -> (Vec<u8>, Option<Ticket>) {
        let wanted = FlightDescriptor::new_cmd(wanted.as_any().encode_to_vec());
        let request = self.shown(wanted);
        match self.flight.inner_mut().get_flight_info(request).await {
            Ok(info) => {
                let info = info.into_inner();
                let ticket = info.endpoint[0].ticket.clone();
                (info.encode_to_vec(), ticket)
            }
            Err(status) => (told(&status), None),
        }
    }

    fn shown<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.world.token).parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        request
    }

    /// What an officer reads of all that was asked, in order.
    pub(super) async fn records(&self) -> Vec<Value> {
        let token = Some(self.world.officer.as_str());
        let (status, _, body) = self.world.send(token, "GET", "/api/v1/audit", "").await;
        assert_eq!(status, 200);
        let mut body: Value = serde_json::from_slice(&body).unwrap();
        let mut records = mem::take(body["records"].as_array_mut().unwrap());
        for record in &mut records {
            // The name of a question is drawn at random, time is what it is, and records that wait share a place.
            for name in ["query_id", "at", "ms", "seq"] {
                record[name] = Value::Null;
            }
        }
        records
    }
}

/// The hashes that name the two releases and the journal that each was made from, and when that was.
async fn hashes(world: &World) -> Vec<String> {
    let mut hashes = Vec::new();
    for release in &world.releases {
        let path = format!("/api/v1/releases/{release}");
        let (status, _, body) = world.send(None, "GET", &path, "").await;
        assert_eq!(status, 200);
        let body: Value = serde_json::from_slice(&body).unwrap();
        for name in ["manifest_sha256", "journal_head"] {
            hashes.push(body[name].as_str().unwrap().to_owned());
        }
    }
    // Beside them the moments at which they were built, which are those of the machine.
    let (_, _, body) = world.send(None, "GET", "/api/v1/releases", "").await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    for release in body["releases"].as_array().unwrap() {
        hashes.push(release["at"].as_str().unwrap().to_owned());
    }
    hashes
}

/// The text without the minutes of moments, which pages tell as "at 13:56".
fn without_minutes(text: &str) -> String {
    let is_minute = |part: &str| {
        let part = part.as_bytes().get(..5);
        part.is_some_and(|part| {
            part[2] == b':' && part.iter().filter(|b| b.is_ascii_digit()).count() == 4
        })
    };
    let mut parts = text.split(" at ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(" at ");
        kept.push_str(part.get(5..).filter(|_| is_minute(part)).unwrap_or(part));
    }
    kept
}

fn rows(messages: &[SimpleQueryMessage]) -> Vec<String> {
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let cells = (0..row.len()).map(|at| row.get(at).unwrap_or("null"));
            Some(cells.collect::<Vec<_>>().join(" | "))
        }
        _ => None,
    };
    messages.iter().filter_map(row).collect()
}

/// Numbers of five digits and more are those of tables.
fn without_numbers(row: &str) -> String {
    let is_long = |part: &str| part.len() >= 5 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = row.split(' ').map(|part| match is_long(part) {
        true => "(number)",
        false => part,
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// All that a status of Flight SQL says, but the time.
fn told(status: &Status) -> Vec<u8> {
    let headers = status.metadata().clone().into_headers();
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| name.as_str() != "date")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    lines.sort();
    format!(
        "{:?}\n{}\n{:?}\n{}",
        status.code(),
        status.message(),
        status.details(),
        lines.join("\n")
    )
    .into_bytes()
}

/// What the server of the Postgres wire sends, byte for byte.
#[derive(Default)]
struct Tap(Arc<Mutex<Vec<u8>>>);

impl Tap {
    /// A port that leads one client to another port, past this tap.
    async fn before(&self, port: u16) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let heard = Arc::clone(&self.0);
        tokio::spawn(async move {
            let (client, _) = listener.accept().await.unwrap();
            let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let (mut asked, mut told) = client.into_split();
            let (mut answers, mut questions) = server.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut asked, &mut questions).await });
            let mut bytes = vec![0; 64 << 10];
            while let Ok(n @ 1..) = answers.read(&mut bytes).await {
                heard.lock().unwrap().extend_from_slice(&bytes[..n]);
                if told.write_all(&bytes[..n]).await.is_err() {
                    break;
                }
            }
        });
        own
    }

    /// All up to the word that the server waits for the next question.
    async fn take(&self) -> Vec<u8> {
        for _ in 0..10_000 {
            if let Some(heard) = self.whole() {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("no end: {:?}", self.0.lock().unwrap());
    }

    fn whole(&self) -> Option<Vec<u8>> {
        let mut heard = self.0.lock().unwrap();
        let end = heard.len().checked_sub(READY.len() + 1)?;
        heard[end..]
            .starts_with(READY)
            .then(|| mem::take(&mut *heard))
    }
}
