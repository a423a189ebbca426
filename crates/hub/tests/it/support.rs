//! Runs the binary in scratch folders and speaks plain HTTP to it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A command of the binary with nothing of the caller's environment that could steer it.
pub(crate) fn hub() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hub"));
    command
        .env_remove("HUB_DATA")
        .env_remove("HUB_CONFIG")
        .env_remove("HUB_LISTEN")
        .env_remove("HUB_LOG")
        .env_remove("HUB_LOG_FORM")
        .env_remove("HUB_URL")
        .env_remove("HUB_OPT_OUTS")
        .env_remove("HUB_CONTACT")
        .env_remove("HUB_HTTPS")
        .env_remove("HUB_TLS_CERT")
        .env_remove("HUB_TLS_KEY")
        .env_remove("HUB_TRUSTED_PROXIES")
        .env_remove("HUB_DRAIN_SECONDS")
        .env_remove("HUB_TOKEN");
    command
}

/// Runs to the end and demands success.
pub(crate) fn run_ok(command: &mut Command) -> Output {
    let output = command.output().expect("the binary starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs to the end: its exit code, what it put out, and what it said.
pub(crate) fn told(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Where programs that work on this data directory put their temporary files, so that a test can look at them.
pub(crate) fn temporary(data: &Path) -> PathBuf {
    let folder = data.with_extension("tmp");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// A small demo's data directory.
pub(crate) fn small_demo(folder: &Path, months: u16, services: u16) -> (PathBuf, Output) {
    let data = folder.join("data");
    let output = run_ok(
        hub()
            .args(["-vv", "demo", "--no-serve", "--listen", "127.0.0.1:0"])
            .args([
                "--months",
                &months.to_string(),
                "--services",
                &services.to_string(),
            ])
            .arg("--data")
            .arg(&data)
            .env("TMPDIR", temporary(&data)),
    );
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(!log.contains("is left out of the release"), "{log}");
    (data, output)
}

/// The demo's tokens by label.
pub(crate) fn tokens(data: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read(data.join("demo-tokens.json")).expect("the demo wrote its tokens");
    serde_json::from_slice(&text).expect("the tokens are JSON")
}

/// Every file under a folder.
pub(crate) fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                open.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

/// A server that is killed without warning when it goes out of scope.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// None once it was killed.
    log: Option<std::thread::JoinHandle<String>>,
}

impl Drop for Server {
    /// A test that fails must not leave a server behind, with all the files and locks that it was given.
    fn drop(&mut self) {
        if self.log.is_some() {
            let _gone = self.child.kill();
            let _ended = self.child.wait();
        }
    }
}

impl Server {
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same with further options.
    pub(crate) fn start_with(data: &Path, options: &[&str]) -> Self {
        let mut child = hub()
            .args([
                "-vv",
                "serve",
                "--allow-test-numbers",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(data)
            .args(options)
            .env("TMPDIR", temporary(data))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(
                lines.read_line(&mut line).expect("stderr can be read"),
                0,
                "it stopped: {said}"
            );
            said.push_str(&line);
            if let Some((_, rest)) = line.split_once("Serving on http://") {
                break rest
                    .split_whitespace()
                    .next()
                    .expect("an address follows")
                    .to_owned();
            }
        };
        let log = std::thread::spawn(move || {
            let mut rest = Vec::new();
            let _closed = lines.read_to_end(&mut rest);
            said + &String::from_utf8_lossy(&rest)
        });
        Self {
            child,
            address,
            log: Some(log),
        }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to stop (SIGTERM).
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        run_ok(Command::new("kill").args(["-TERM", &self.pid().to_string()]));
    }

    /// Waits until it ends by itself: whether it ended well, and what it logged.
    #[cfg(unix)]
    pub(crate) fn end(mut self) -> (bool, String) {
        let ended = self.child.wait().expect("it ends");
        let log = self.log.take().expect("it ends once");
        (ended.success(), log.join().expect("the log is text"))
    }

    /// Kills it at once (SIGKILL); what it logged.
    pub(crate) fn kill(mut self) -> String {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        let log = self.log.take().expect("it is killed once");
        log.join().expect("the log is text")
    }

    /// One request over a connection of its own: status and body.
    pub(crate) fn request(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a timeout can be set");
        let authorization = token
            .map(|token| format!("Authorization: Bearer {token}\r\n"))
            .unwrap_or_default();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{authorization}Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        )
        .and_then(|()| stream.write_all(body))
        .expect("the request can be sent");
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .expect("the answer can be read");
        let split = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("the answer has a head");
        let head = String::from_utf8_lossy(&answer[..split]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .expect("the answer has a status");
        (status, answer[split + 4..].to_vec())
    }
}
