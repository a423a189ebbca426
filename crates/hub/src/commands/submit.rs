//! `hub submit`: sends a file to a hub, waits for the check, submits.

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use hub_standard::ids::{Month, ServiceCode};
use serde_json::json;

use crate::cli::Submit;
use crate::client::{Answer, HubClient};
use crate::output::{result, words};

/// Times that a state is asked for before giving up.
const ASK_MAX: u32 = 600;
const ASK_EVERY: Duration = Duration::from_millis(200);
/// Times that a busy hub is tried again.
const BUSY_MAX: u32 = 300;

pub(crate) async fn run(args: Submit) -> Result<ExitCode> {
    let bytes =
        fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let name = args
        .file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("return")
        .to_owned();
    let hub = HubClient::new(&args.url)?;
    let sending = Sending {
        hub: &hub,
        token: &args.token,
        service: &args.service,
        month: args.month,
    };
    let checked = sending.check(&name, Bytes::from(bytes)).await?;
    for finding in checked
        .body
        .get("findings")
        .and_then(|findings| findings.as_array())
        .into_iter()
        .flatten()
    {
        let text = |field| {
            finding
                .get(field)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
        };
        words(format_args!("{} {}", text("code"), text("message")));
    }
    let outcome = checked.text("outcome");
    // The same file is answered for by the return that it was.
    let is_same = checked
        .body
        .get("findings")
        .and_then(|findings| findings.get(0)?.get("code")?.as_str())
        .is_some_and(|code| {
            hub_standard::rule::named("same_file").is_some_and(|rule| rule.code == code)
        });
    if outcome == "unreadable" && !is_same {
        return Ok(ExitCode::from(3));
    }
    if outcome == "problems" && !args.leave_out_rows {
        words(format_args!(
            "Not submitted. Fix the rows above, or add --leave-out-rows to submit without them."
        ));
        return Ok(ExitCode::from(2));
    }
    let submitted = sending.submit(&checked, args.leave_out_rows).await?;
    words(format_args!(
        "Submitted. Your reference is {}.",
        submitted.text("reference")
    ));
    let window = |field: &str| {
        let said = submitted.body.pointer(&format!("/window/{field}"));
        said.and_then(|said| said.as_str())
    };
    if let Some(figures) = window("words") {
        words(format_args!("It counts for: {figures}."));
    }
    if let Some(late) = window("late_means") {
        words(format_args!("{late}"));
    }
    result(format_args!("{}", submitted.text("id")));
    Ok(ExitCode::SUCCESS)
}

/// One service's return on its way.
pub(crate) struct Sending<'a> {
    pub(crate) hub: &'a HubClient,
    pub(crate) token: &'a str,
    pub(crate) service: &'a ServiceCode,
    pub(crate) month: Month,
}

impl Sending<'_> {
    /// Sends the file and waits until it has been checked.
    pub(crate) async fn check(&self, name: &str, bytes: Bytes) -> Result<Answer> {
        let mut answer = self
            .hub
            .send_return(self.token, self.service, self.month, name, bytes.clone())
            .await?;
        for _ in 0..BUSY_MAX {
            if answer.status.as_u16() != 429 {
                break;
            }
            tokio::time::sleep(ASK_EVERY).await;
            answer = self
                .hub
                .send_return(self.token, self.service, self.month, name, bytes.clone())
                .await?;
        }
        if !answer.status.is_success() {
            bail!("the hub did not take the file: {}", answer.problem());
        }
        let path = format!("/api/v1/returns/{}", answer.text("id"));
        for _ in 0..ASK_MAX {
            if answer.text("state") != "checking" {
                return Ok(answer);
            }
            tokio::time::sleep(ASK_EVERY).await;
            answer = self.hub.get(self.token, &path).await?;
            if !answer.status.is_success() {
                bail!("the hub lost the file: {}", answer.problem());
            }
        }
        bail!("the check did not end in time")
    }

    /// Submits a checked return.
    pub(crate) async fn submit(&self, checked: &Answer, leave_out_rows: bool) -> Result<Answer> {
        let path = format!("/api/v1/returns/{}/submit", checked.text("id"));
        let body = json!({ "leave_out_rows": leave_out_rows, "warnings_confirmed": true });
        let answer = self.hub.post_json(self.token, &path, &body).await?;
        if !answer.status.is_success() {
            bail!("the hub did not accept the return: {}", answer.problem());
        }
        Ok(answer)
    }
}
