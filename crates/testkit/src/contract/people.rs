//! People, and what they may do.

use std::sync::Arc;

use hub_store::{Deed, Event, State, Store};

const PERSON: &str = "00000000000000aa";
const FIRST: &str = "00000000000000b1";
const SECOND: &str = "00000000000000b2";
const TOKEN: &str = "00000000000000c1";

async fn write(store: &Store, events: Vec<Event>) -> Arc<State> {
    let journal = store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    journal.state().await.unwrap()
}

fn entered() -> Event {
    Event::PersonEntered {
        id: PERSON.to_owned(),
        name: "A. Khan".to_owned(),
        invited: Some("ab".repeat(32)),
        by: Some("B. Jones".to_owned()),
    }
}

fn granted(id: &str, service: &str) -> Event {
    Event::MembershipGranted {
        id: id.to_owned(),
        person: PERSON.to_owned(),
        role: "service".to_owned(),
        scope: Some(service.to_owned()),
        by: None,
    }
}

fn issued(id: &str, membership: &str) -> Event {
    Event::TokenIssued {
        id: id.to_owned(),
        name: "A. Khan".to_owned(),
        role: "service".to_owned(),
        scope: Some("SVC001".to_owned()),
        token_sha256: "cd".repeat(32),
        scram: None,
        expires: "2099-01-01T00:00:00Z".parse().unwrap(),
        made: None,
        membership: Some(membership.to_owned()),
        by: None,
    }
}

fn ended(id: &str) -> Event {
    Event::MembershipEnded {
        id: id.to_owned(),
        by: Some("B. Jones".to_owned()),
    }
}

fn left() -> Event {
    Event::PersonLeft {
        id: PERSON.to_owned(),
        by: None,
    }
}

fn live(state: &State) -> Vec<&str> {
    let person = state.people.get(PERSON).unwrap();
    let live = state.people.live_of(person);
    live.map(|held| held.id.as_str()).collect()
}

fn everything() -> Vec<Event> {
    let roles = [granted(FIRST, "SVC001"), granted(SECOND, "SVC002")];
    let all = [entered()].into_iter().chain(roles);
    all.chain([issued(TOKEN, FIRST)]).collect()
}

/// A role that ends takes its tokens along and nothing else, for every process; the past stays as it was.
pub async fn ended_role_takes_its_tokens_along(store: &Store) {
    let before = write(store, everything()).await;
    assert_eq!(live(&before), [FIRST, SECOND]);
    assert!(!before.tokens.get(TOKEN).unwrap().revoked);

    let after = write(store, vec![ended(FIRST)]).await;

    assert_eq!(live(&after), [SECOND]);
    assert!(after.tokens.get(TOKEN).unwrap().revoked);
    let act = after.people.memberships.get(FIRST).unwrap().ended.clone();
    assert_eq!(act.unwrap().by.as_deref(), Some("B. Jones"));
    assert_eq!(live(&before), [FIRST, SECOND]);
    let another = Store::over(store.object_store());
    assert_eq!(another.journal().state().await.unwrap(), after);
    assert!(store.journal().verify().await.unwrap().is_sound());
}

/// Who left has no role and no token that works, and gets none by what is written later.
pub async fn who_left_has_nothing_and_gets_nothing(store: &Store) {
    write(store, everything()).await;
    let late = issued("00000000000000c2", FIRST);
    let late = vec![left(), granted("00000000000000b3", "SVC003"), late];

    let state = write(store, late).await;

    assert!(live(&state).is_empty());
    assert_eq!(state.people.get(PERSON).unwrap().memberships.len(), 2);
    assert!(state.tokens.values().all(|token| token.revoked));
    assert!(state.people.live(SECOND).is_none());
}

/// Whoever a person is known to be by the one that signs people in, they stay.
pub async fn person_is_bound_once(store: &Store) {
    let bound = |subject: &str| Event::PersonBound {
        id: PERSON.to_owned(),
        subject: subject.repeat(32),
    };

    let state = write(store, vec![entered(), bound("aa"), bound("bb")]).await;

    let subject = state.people.get(PERSON).unwrap().subject.clone();
    assert_eq!(subject, Some("aa".repeat(32)));
}

/// The newest changes are at hand with who made them; of older ones only the journal tells.
pub async fn newest_changes_of_people_are_at_hand(store: &Store) {
    write(store, vec![entered()]).await;
    let mut state = write(store, vec![granted(FIRST, "SVC001")]).await;
    let deeds: Vec<&Deed> = state
        .people
        .changes
        .iter()
        .map(|change| &change.deed)
        .collect();
    assert_eq!(deeds, [&Deed::Entered, &Deed::Granted(FIRST.to_owned())]);
    let who: Vec<_> = state
        .people
        .changes
        .iter()
        .map(|change| change.act.by.clone())
        .collect();
    assert_eq!(who, [Some("B. Jones".to_owned()), None]);

    for n in 0..60 {
        let id = format!("{n:016x}");
        state = write(store, vec![granted(&id, "SVC002")]).await;
    }

    assert_eq!(state.people.changes.len(), 50);
    let last = &state.people.changes.back().unwrap().deed;
    assert_eq!(*last, Deed::Granted(format!("{:016x}", 59)));
}
