//! Whom a command is about, without showing it to a log, a message or, if the caller wants, the shell's history.

use std::fmt;
use std::io::{IsTerminal as _, Read as _};

use anyhow::{Context, Result, bail};
use clap::Args;
use hub_ingest::Identifier;
use hub_standard::ids::ServiceCode;

use crate::output::words;

/// The most that is read from standard input: about a hundred thousand NHS numbers.
const STDIN_BYTES_MAX: u64 = 2_000_000;

/// A value that is never shown.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Whom a command is about.
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// NHS number. It stays in the shell's history, and other users of this machine may see it: prefer --from-stdin.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["local_person_id", "service", "from_stdin"])]
    nhs_number: Option<Secret>,
    /// The service's own reference for the person, for people whom it sends without an NHS number; with --service.
    #[arg(
        long,
        value_name = "ID",
        requires = "service",
        conflicts_with = "from_stdin"
    )]
    local_person_id: Option<Secret>,
    /// Code of the service whose own reference it is.
    #[arg(long, value_name = "CODE")]
    service: Option<ServiceCode>,
    /// Read the NHS number, or with --service the service's own reference, from standard input.
    #[arg(long)]
    from_stdin: bool,
}

impl Who {
    /// Everybody who is named: by an argument, or on the lines of standard input.
    pub(crate) fn everybody(self) -> Result<Vec<Identifier>> {
        let Self {
            nhs_number,
            local_person_id,
            service,
            from_stdin,
        } = self;
        let identifier = |text: String| match &service {
            Some(service) => Identifier::local(service.clone(), text),
            None => Identifier::nhs_number(text),
        };
        if from_stdin {
            return Ok(lines()?.into_iter().map(identifier).collect());
        }
        match nhs_number.or(local_person_id) {
            Some(Secret(text)) => Ok(vec![identifier(text)]),
            None if service.is_some() => {
                bail!("--service needs --local-person-id or --from-stdin beside it")
            }
            None => Ok(Vec::new()),
        }
    }

    /// The one person who is named, if anybody is.
    pub(crate) fn one(self) -> Result<Option<Identifier>> {
        let mut everybody = self.everybody()?;
        if everybody.len() > 1 {
            bail!("standard input names several people, and this is for one at a time");
        }
        Ok(everybody.pop())
    }
}

/// The lines of standard input that hold something. At a terminal it asks for one.
fn lines() -> Result<Vec<String>> {
    let mut text = String::new();
    if std::io::stdin().is_terminal() {
        words(format_args!("Type the identifier, then Enter:"));
        std::io::stdin()
            .read_line(&mut text)
            .context("nothing can be read from the terminal")?;
    } else {
        let read = std::io::stdin()
            .lock()
            .take(STDIN_BYTES_MAX + 1)
            .read_to_string(&mut text);
        // The cause of what is no text would be no more than that.
        let n_bytes = read.map_err(|_| anyhow::anyhow!("standard input is not text"))?;
        if u64::try_from(n_bytes)? > STDIN_BYTES_MAX {
            bail!("standard input is longer than {STDIN_BYTES_MAX} bytes: split it");
        }
    }
    let lines: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.is_empty() {
        bail!("standard input holds no identifier");
    }
    Ok(lines)
}
