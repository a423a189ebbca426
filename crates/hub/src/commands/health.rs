//! `hub health`: whether a running hub is ready, for those who have no other program to ask with.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cli::Health;
use crate::client::HubClient;
use crate::output::{result, words};

/// Not ready, or no answer. Programs that watch containers take no other code for that.
const EXIT_NOT_READY: u8 = 1;

pub(crate) async fn run(args: Health) -> ExitCode {
    match ask(&args).await {
        Ok(()) => {
            result(format_args!("ready"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            words(format_args!("hub: {error:#}"));
            ExitCode::from(EXIT_NOT_READY)
        }
    }
}

async fn ask(args: &Health) -> Result<()> {
    let hub = HubClient::new(&args.url)?;
    let wait = Duration::from_secs(args.wait);
    let status = tokio::time::timeout(wait, hub.status("/readyz"))
        .await
        .with_context(|| format!("no answer from {} within {} s", args.url, args.wait))??;
    if !status.is_success() {
        bail!("{} is not ready: it answers {}", args.url, status.as_u16());
    }
    Ok(())
}
