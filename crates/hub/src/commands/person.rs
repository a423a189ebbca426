//! `hub person`: who works with the hub, and for whom.

use std::process::ExitCode;

use anyhow::{Result, bail};
use hub_access::{
    NewMembership, NewPerson, PeopleError, Role, end_membership, enter_person, give_role, leave,
    new_id,
};
use hub_reference::Edition;
use hub_store::{Event, Refusal, State, StoreError};

use super::token::role_of;
use crate::cli::Person;
use crate::data_dir::DataDir;
use crate::output::{result, words};

pub(crate) async fn run(command: Person) -> Result<ExitCode> {
    match command {
        Person::Add(args) => {
            let data = DataDir::open_existing(&args.data).await?;
            let first = NewMembership::of(known(&data, &args.role).await?)?;
            let person = NewPerson {
                id: new_id()?,
                name: args.name,
                invited: None,
            };
            let id = person.id.clone();
            write(&data, move |state| {
                enter_person(state, &person, &first, None)
            })
            .await?;
            words(format_args!(
                "Added. Make a token for them with: hub token create --person {id}"
            ));
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
        if reference.icb_in(Edition::newest(), code.as_str()).is_none() {
            bail!("there is no board {code} today: see hub reference show");
        }
    }
    Ok(role)
}

async fn write(
    data: &DataDir,
    decide: impl Fn(&State) -> Result<Vec<Event>, PeopleError> + Send + 'static,
) -> Result<()> {
    let append =
        move |state: &State| decide(state).map_err(|error| Refusal::because(error.to_string()));
    match data.store.journal().append(append).await {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(refusal)) => bail!("{refusal}"),
        Err(error) => Err(error.into()),
    }
}
