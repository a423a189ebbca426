//! A person of the demonstration.

use anyhow::Result;
use hub_access::{
    NewMembership, NewPerson, Role, TokenForWish, enter_person, give_role, make_token_for, new_id,
};
use hub_store::{Event, Store};
use hub_synth::Synth;
use jiff::Timestamp;

/// Name of their token.
pub(super) const TWO_SERVICES: &str = "person:two-services";
const NAME: &str = "Demo link-worker manager";

/// Enters somebody who works for two services; their token. None where there is one service only.
pub(super) async fn works_for_two(
    store: &Store,
    synth: &Synth,
    days: u16,
) -> Result<Option<String>> {
    let codes = synth.services().iter().map(|service| &service.code);
    let [first, second] = codes.take(2).collect::<Vec<_>>()[..] else {
        return Ok(None);
    };
    let person = NewPerson {
        id: new_id()?,
        name: NAME.to_owned(),
        invited: None,
    };
    let memberships = [first, second].map(|code| NewMembership::of(Role::Service(code.clone())));
    let [first, second] = memberships;
    let (first, second) = (first?, second?);

    let state = store.journal().state().await?;
    let entered = enter_person(&state, &person, &first, None)?;
    enter(store, entered).await?;
    let state = store.journal().state().await?;
    enter(store, give_role(&state, &person.id, &second, None)?).await?;
    let state = store.journal().state().await?;
    let wish = TokenForWish {
        membership: first.id().to_owned(),
        days,
        seen: None,
    };
    let (token, event) = make_token_for(&state, &wish, None, Timestamp::now())?;
    enter(store, vec![event]).await?;
    Ok(Some(token))
}

async fn enter(store: &Store, events: Vec<Event>) -> Result<()> {
    store.journal().append(move |_| Ok(events.clone())).await?;
    Ok(())
}
