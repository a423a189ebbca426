//! What is said of people, and of what was done to them.

use hub_store::{Act, Deed, Membership, PeopleChange, State};
use hub_ui::view::{Link, PeopleChangeRow};

use super::super::super::organisations;
use super::super::super::words;
use super::href;
use crate::clock::local;
use crate::hub::Hub;
use crate::identity::Role;

/// When something was done, and by whom.
pub(super) fn act(act: &Act) -> String {
    let at = words::date_time(local(act.at));
    match &act.by {
        Some(by) => format!("{at}, by {by}"),
        None => format!("{at}, by command"),
    }
}

/// The role of a membership; none where this program does not know it.
pub(super) fn role(membership: &Membership) -> Option<Role> {
    Role::parse(&membership.role, membership.scope.as_deref())
}

/// What a membership is for, in words.
pub(super) fn membership(hub: &Hub, state: &State, membership: &Membership) -> String {
    match role(membership) {
        Some(role) => organisations::words(&hub.reference, state, &role),
        None => membership.role.clone(),
    }
}

/// The newest changes, newest first.
pub(super) fn changes(hub: &Hub, state: &State) -> Vec<PeopleChangeRow> {
    let newest = state.people.changes.iter().rev();
    newest.map(|change| row(hub, state, change)).collect()
}

fn row(hub: &Hub, state: &State, change: &PeopleChange) -> PeopleChangeRow {
    let person = state.people.get(&change.person);
    let name = person.map(|person| person.name.clone());
    PeopleChangeRow {
        at: words::date_time(local(change.act.at)),
        by: match (&change.deed, &change.act.by) {
            (_, Some(by)) => by.clone(),
            (Deed::Bound, None) => "The hub, as they signed in, or by command".to_owned(),
            (_, None) => "By command".to_owned(),
        },
        what: what(hub, state, &change.deed),
        person: Link::new(name.unwrap_or_default(), href(&change.person)),
    }
}

fn what(hub: &Hub, state: &State, deed: &Deed) -> String {
    let of_membership = |id: &str| {
        let known = state.people.memberships.get(id);
        known.map_or_else(|| id.to_owned(), |known| membership(hub, state, known))
    };
    match deed {
        Deed::Entered => "Added".to_owned(),
        Deed::Bound => "Bound to their sign-in".to_owned(),
        Deed::Left => "Has left: all roles and tokens ended".to_owned(),
        Deed::Granted(id) => format!("Role given: {}", of_membership(id)),
        Deed::Ended(id) => format!("Role ended: {}", of_membership(id)),
        Deed::TokenMade(id) => {
            let token = state.tokens.get(id);
            let acts = token.and_then(|token| token.membership.as_deref());
            let acts = acts.map_or_else(|| id.clone(), of_membership);
            format!("Token made: {acts}")
        }
        _ => "Changed".to_owned(),
    }
}
