//! `hub token`: lets somebody in, shows who may come in, and ends that.

use std::process::ExitCode;

use anyhow::{Result, bail};
use hub_access::{Role, TokenForWish, end_token, issue_token, make_token_for};
use hub_store::{Event, Refusal, State};
use jiff::{SignedDuration, Timestamp};

use crate::cli::{NewToken, Token};
use crate::data_dir::DataDir;
use crate::output::{result, words};

const HOURS_A_DAY: i64 = 24;

pub(crate) async fn run(command: Token) -> Result<ExitCode> {
    match command {
        Token::Create(args) => create(args).await?,
        Token::List(args) => {
            let data = DataDir::open_existing(&args).await?;
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
            let data = DataDir::open_existing(&args.data).await?;
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

async fn create(args: NewToken) -> Result<()> {
    let data = DataDir::open_existing(&args.data).await?;
    let state = data.store.journal().state().await?;
    let (token, issued) = match (&args.person, &args.name, &args.role) {
        (Some(person), _, role) => for_person(&state, person, role.as_deref(), args.days)?,
        (None, Some(name), Some(role)) => {
            let role = role_of(role)?;
            if let Role::Service(code) = &role
                && !state.services.contains_key(code)
            {
                words(format_args!(
                    "No service {code} takes part yet: the token works once it does."
                ));
            }
            let lasts = SignedDuration::from_hours(HOURS_A_DAY * i64::from(args.days));
            issue_token(name, &role, Timestamp::now() + lasts)?
        }
        (None, ..) => bail!("say whom the token is for, with --person or with --name and --role"),
    };
    data.store
        .journal()
        .append(move |_| Ok(vec![issued.clone()]))
        .await?;
    words(format_args!(
        "This is shown once. It works for {} days; end it with: hub token revoke ID",
        args.days
    ));
    result(format_args!("{token}"));
    Ok(())
}

/// A token for the only role of a person, or for the one that was named.
fn for_person(
    state: &State,
    person: &str,
    role: Option<&str>,
    days: u16,
) -> Result<(String, Event)> {
    let Some(person) = state.people.get(person) else {
        bail!("there is no person of that id: see hub person list");
    };
    let wanted = role.map(role_of).transpose()?;
    let mut live = state.people.live_of(person).filter(|held| {
        let is_wanted =
            |role: &Role| held.role == role.name() && held.scope.as_deref() == role.scope();
        wanted.as_ref().is_none_or(is_wanted)
    });
    let membership = match (live.next(), live.next()) {
        (Some(only), None) => only.id.clone(),
        (None, _) => bail!("{} has no such role: see hub person list", person.name),
        (Some(_), Some(_)) => bail!("{} has several roles: name one with --role", person.name),
    };
    let wish = TokenForWish {
        membership,
        days,
        seen: None,
    };
    Ok(make_token_for(state, &wish, None, Timestamp::now())?)
}

/// A role as it is written on the command line.
pub(super) fn role_of(text: &str) -> Result<Role> {
    let (name, scope) = match text.split_once(':') {
        Some((name, scope)) => (name, Some(scope)),
        None => (text, None),
    };
    let Some(role) = Role::parse(name, scope) else {
        bail!("{text} is no role: write analyst, officer, operator, icb:CODE or service:CODE");
    };
    Ok(role)
}
