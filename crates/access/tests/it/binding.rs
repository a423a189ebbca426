//! People who are known by a tag of who they are to those who prove it.

use std::sync::Arc;

use hub_access::{
    INVITED_DAYS_MAX, NewMembership, NewPerson, PeopleError, Role, acts_of_person, bind_person,
    end_membership, enter_person, invited_person, leave, new_id, person_of_subject,
};
use hub_store::{Event, State, Store};
use jiff::{SignedDuration, Timestamp};
use object_store::memory::InMemory;

fn tag(digits: &str) -> String {
    digits.repeat(32)
}

async fn enter(store: &Store, events: Vec<Event>) -> Arc<State> {
    let journal = store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    journal.state().await.unwrap()
}

/// Enters an analyst, with the tag of what they are invited at; their id and that of their membership.
async fn analyst(store: &Store, name: &str, invited: Option<String>) -> (String, String) {
    let person = NewPerson {
        id: new_id().unwrap(),
        name: name.to_owned(),
        invited,
    };
    let first = NewMembership::of(Role::Analyst).unwrap();
    let state = store.journal().state().await.unwrap();
    let events = enter_person(&state, &person, &first, None).unwrap();
    enter(store, events).await;
    (person.id, first.id().to_owned())
}

fn store() -> Store {
    Store::over(Arc::new(InMemory::new()))
}

#[tokio::test]
async fn a_person_is_found_by_the_tag_that_they_are_bound_to() {
    let store = store();
    let (id, membership) = analyst(&store, "A. Khan", None).await;
    let state = store.journal().state().await.unwrap();
    assert!(person_of_subject(&state, &tag("aa")).is_none());
    let bound = bind_person(&state, &id, &tag("aa")).unwrap();
    let state = enter(&store, bound).await;
    let person = person_of_subject(&state, &tag("aa")).unwrap();
    assert_eq!(person.id, id);
    let acts = acts_of_person(&state, person);
    assert_eq!(acts.len(), 1);
    assert_eq!(acts[0].membership_id.as_deref(), Some(membership.as_str()));
    assert_eq!(acts[0].token_id, None);

    let state = enter(&store, end_membership(&state, &membership, None).unwrap()).await;
    let person = person_of_subject(&state, &tag("aa")).unwrap();
    assert!(acts_of_person(&state, person).is_empty());
    let state = enter(&store, leave(&state, &id, None).unwrap()).await;
    assert!(person_of_subject(&state, &tag("aa")).is_none());
}

#[tokio::test]
async fn nobody_is_bound_twice_and_no_tag_to_two() {
    let store = store();
    let (first, _) = analyst(&store, "A. Khan", None).await;
    let (second, _) = analyst(&store, "B. Jones", None).await;
    let state = store.journal().state().await.unwrap();
    let state = enter(&store, bind_person(&state, &first, &tag("aa")).unwrap()).await;
    let refused = |person: &str, tag: &str| bind_person(&state, person, tag).unwrap_err();
    assert!(matches!(refused(&first, &tag("bb")), PeopleError::Bound));
    assert!(matches!(
        refused(&second, &tag("aa")),
        PeopleError::SubjectTaken
    ));
    assert!(matches!(refused(&second, "aa"), PeopleError::NoSubject));
    assert!(matches!(refused("x", &tag("bb")), PeopleError::NoPerson));
    // Who comes back is entered anew, and signs in as before.
    let state = enter(&store, leave(&state, &first, None).unwrap()).await;
    let (again, _) = analyst(&store, "A. Khan", None).await;
    drop(state);
    let state = store.journal().state().await.unwrap();
    let state = enter(&store, bind_person(&state, &again, &tag("aa")).unwrap()).await;
    assert_eq!(person_of_subject(&state, &tag("aa")).unwrap().id, again);
}

#[tokio::test]
async fn an_invitation_is_for_one_person_once_and_for_a_month() {
    let store = store();
    let invited = [tag("cc")];
    let (id, _) = analyst(&store, "A. Khan", Some(tag("cc"))).await;
    let state = store.journal().state().await.unwrap();
    let now = Timestamp::now();
    let who = |state: &State, at| invited_person(state, &invited, at).map(|found| found.id.clone());
    assert_eq!(who(&state, now), Some(id.clone()));
    assert!(invited_person(&state, &[tag("dd")], now).is_none());
    let late = now + SignedDuration::from_hours(24 * INVITED_DAYS_MAX + 1);
    assert_eq!(who(&state, late), None);

    let bound = enter(&store, bind_person(&state, &id, &tag("aa")).unwrap()).await;
    assert_eq!(who(&bound, now), None);

    let two = self::store();
    analyst(&two, "A. Khan", Some(tag("cc"))).await;
    analyst(&two, "B. Jones", Some(tag("cc"))).await;
    let state = two.journal().state().await.unwrap();
    assert_eq!(who(&state, now), None);
}
