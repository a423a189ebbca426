//! `hub person`: who works with the hub, and for whom.

use std::process::ExitCode;

use anyhow::{Result, bail};
use hub_access::{
    INVITED_DAYS_MAX, NewMembership, NewPerson, Role, bind_person, end_membership, enter_person,
    give_role, leave, new_id,
};
use hub_identity::{Invitation, Subject, is_tag};
use hub_store::State;

use super::decided::write;
use super::token::role_of;
use crate::cli::{Link, Person};
use crate::data_dir::DataDir;
use crate::output::{result, words};

pub(crate) async fn run(command: Person) -> Result<ExitCode> {
    match command {
        Person::Add(args) => {
            let data = DataDir::open_existing(&args.data).await?;
            let first = NewMembership::of(known(&data, &args.role).await?)?;
            let invited = match &args.invite {
                Some(text) => Some(invitation(&data, text).await?),
                None => None,
            };
            let is_invited = invited.is_some();
            let person = NewPerson {
                id: new_id()?,
                name: args.name,
                invited,
            };
            let id = person.id.clone();
            write(&data, move |state| {
                enter_person(state, &person, &first, None)
            })
            .await?;
            match is_invited {
                true => words(format_args!(
                    "Added. The first sign-in within {INVITED_DAYS_MAX} days that proves the address to be theirs is tied to them."
                )),
                false => words(format_args!(
                    "Added. Make a token for them with: hub token create --person {id}"
                )),
            }
            result(format_args!("{id}"));
        }
        Person::List(args) => {
            let data = DataDir::open_existing(&args).await?;
            let state = data.store.journal().state().await?;
            list(&state);
        }
        Person::Give(args) => {
            let data = DataDir::open_existing(&args.data).await?;
            let membership = NewMembership::of(known(&data, &args.role).await?)?;
            let id = membership.id().to_owned();
            write(&data, move |state| {
                give_role(state, &args.id, &membership, None)
            })
            .await?;
            result(format_args!("{id}"));
        }
        Person::Link(args) => link(args).await?,
        Person::End(args) => {
            let data = DataDir::open_existing(&args.data).await?;
            let id = args.id.clone();
            write(&data, move |state| end_membership(state, &args.id, None)).await?;
            words(format_args!("{id} has ended, and all tokens for it."));
        }
        Person::Leave(args) => {
            let data = DataDir::open_existing(&args.data).await?;
            let id = args.id.clone();
            write(&data, move |state| leave(state, &args.id, None)).await?;
            words(format_args!(
                "{id} has left: all their roles and tokens have ended."
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The tag of an address at which somebody is invited.
async fn invitation(data: &DataDir, text: &str) -> Result<String> {
    let Some(invitation) = Invitation::read(text) else {
        bail!("{text} is no e-mail address and no national user identifier");
    };
    Ok(data.people_tags().await?.invitation(&invitation))
}

async fn link(args: Link) -> Result<()> {
    let data = DataDir::open_existing(&args.data).await?;
    let tag = match (&args.code, &args.issuer, &args.subject) {
        (Some(code), ..) => code_of(code)?,
        (None, Some(issuer), Some(name)) => {
            let subject = Subject::in_tenant(issuer, name).or_else(|| Subject::of(issuer, name));
            let Some(subject) = subject else {
                bail!("the issuer and its name for the person must not be empty");
            };
            data.people_tags().await?.subject(&subject)
        }
        (None, ..) => bail!("say whom it is, with --code or with --issuer and --subject"),
    };
    let id = args.id.clone();
    write(&data, move |state| bind_person(state, &args.id, &tag)).await?;
    words(format_args!(
        "{id} is tied to that sign-in, until they leave. Be sure that it is theirs: whoever signs in so acts in all their roles."
    ));
    Ok(())
}

/// A code as it was read from a page, with spaces between its groups.
fn code_of(text: &str) -> Result<String> {
    let digits = text.chars().filter(|c| !c.is_whitespace());
    let code: String = digits.flat_map(char::to_lowercase).collect();
    if !is_tag(&code) {
        bail!(
            "the code has 64 digits and letters from a to f: copy it from the page that the person sees"
        );
    }
    Ok(code)
}

/// One line for each role; one for who has none.
fn list(state: &State) {
    for person in state.people.all.values() {
        let (id, name) = (&person.id, &person.name);
        if person.memberships.is_empty() {
            result(format_args!("{id}\t{name}\t\t\t\tno role"));
        }
        for held in state.people.of(person) {
            let scope = held.scope.as_deref().unwrap_or_default();
            let standing = match (&person.left, &held.ended) {
                (Some(_), _) => "left",
                (None, Some(_)) => "ended",
                (None, None) => "holds",
            };
            result(format_args!(
                "{id}\t{name}\t{}\t{scope}\t{}\t{standing}",
                held.role, held.id
            ));
        }
    }
}

/// A role as it is written on the command line, of a board that there is today. Services are looked up as it is given.
async fn known(data: &DataDir, text: &str) -> Result<Role> {
    let role = role_of(text)?;
    if let Role::Icb(code) = &role {
        let reference = data.reference().await?;
        if reference.icb_in(reference.now(), code.as_str()).is_none() {
            bail!("there is no board {code} today: see hub reference show");
        }
    }
    Ok(role)
}
