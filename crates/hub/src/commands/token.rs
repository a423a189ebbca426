//! `hub token`: lets somebody in, shows who may come in, and ends that.

use std::process::ExitCode;

use anyhow::{Result, bail};
use hub_access::{Role, end_token, issue_token};
use hub_store::Refusal;
use jiff::{SignedDuration, Timestamp};

use crate::cli::Token;
use crate::data_dir::DataDir;
use crate::output::{result, words};

const HOURS_A_DAY: i64 = 24;

pub(crate) async fn run(command: Token) -> Result<ExitCode> {
    match command {
        Token::Create(args) => {
            let (name, scope) = match args.role.split_once(':') {
                Some((name, scope)) => (name, Some(scope)),
                None => (args.role.as_str(), None),
            };
            let Some(role) = Role::parse(name, scope) else {
                bail!(
                    "{} is no role: write analyst, officer, operator, icb:CODE or service:CODE",
                    args.role
                );
            };
            let data = DataDir::open_existing(&args.data.data)?;
            let lasts = SignedDuration::from_hours(HOURS_A_DAY * i64::from(args.days));
            let (token, issued) = issue_token(&args.name, &role, Timestamp::now() + lasts)?;
            let state = data.store.journal().state().await?;
            if let Some(service) = scope.filter(|_| name == "service")
                && !state
                    .services
                    .iter()
                    .any(|(code, _)| code.as_str() == service)
            {
                words(format_args!(
                    "No service {service} takes part yet: the token works once it does."
                ));
            }
            data.store
                .journal()
                .append(move |_| Ok(vec![issued.clone()]))
                .await?;
            words(format_args!(
                "This is shown once. It works for {} days; end it with: hub token revoke ID",
                args.days
            ));
            result(format_args!("{token}"));
        }
        Token::List(args) => {
            let data = DataDir::open_existing(&args.data)?;
            let state = data.store.journal().state().await?;
            let now = Timestamp::now();
            for (id, token) in state.tokens.iter() {
                let standing = match (token.revoked, now >= token.expires) {
                    (true, _) => "revoked",
                    (false, true) => "ended",
                    (false, false) => "works",
                };
                let scope = token.scope.as_deref().unwrap_or_default();
                let expires = token.expires;
                result(format_args!(
                    "{id}\t{}\t{}\t{scope}\t{standing}\t{expires}",
                    token.name, token.role
                ));
            }
        }
        Token::Revoke(args) => {
            let data = DataDir::open_existing(&args.data.data)?;
            let id = args.id;
            let now = Timestamp::now();
            let revoked = data.store.journal().append({
                let id = id.clone();
                move |state| {
                    if state.tokens.contains_key(&id) {
                        Ok(end_token(state, &id, now))
                    } else {
                        Err(Refusal::because("there is no token of that id"))
                    }
                }
            });
            revoked.await?;
            words(format_args!(
                "{id} is of no use any more, nor is what was made with it."
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}
