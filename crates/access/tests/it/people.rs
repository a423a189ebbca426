//! People: what they may do for whom, and who decides that.

use std::sync::Arc;

use hub_access::{
    LIVE_TOKENS_MAX, MEMBERSHIPS_MAX, NewMembership, NewPerson, PeopleError, Principal, Role,
    TokenForWish, TokenWish, acts_of, end_membership, end_token, enter_person, give_role, leave,
    make_token, make_token_for, n_tokens_of, new_id, own_tokens, principal_of_id,
    principal_of_membership, principal_of_token,
};
use hub_store::{Event, State, Store};
use hub_testkit::fixtures::{month, service};
use jiff::Timestamp;
use object_store::memory::InMemory;

fn now() -> Timestamp {
    "2026-11-03T10:00:00Z".parse().unwrap()
}

async fn enter(store: &Store, events: Vec<Event>) -> Arc<State> {
    let journal = store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    journal.state().await.unwrap()
}

async fn state(store: &Store) -> Arc<State> {
    store.journal().state().await.unwrap()
}

/// A store in which some services take part.
async fn services(codes: &[&str]) -> Store {
    let store = Store::over(Arc::new(InMemory::new()));
    let registered = codes.iter().map(|code| Event::ServiceRegistered {
        service: service(code),
        name: format!("Service {code}"),
        atom: "a".to_owned(),
        icb: "QE1".parse().unwrap(),
        at_month: month("2026-09"),
        kind: None,
        by: None,
    });
    enter(&store, registered.collect()).await;
    store
}

fn sends(code: &str) -> Role {
    Role::Service(service(code))
}

/// Enters somebody; their id and those of their memberships.
async fn person(store: &Store, name: &str, roles: &[Role]) -> (String, Vec<String>) {
    let person = NewPerson {
        id: new_id().unwrap(),
        name: name.to_owned(),
        invited: None,
    };
    let mut ids = Vec::new();
    for role in roles {
        let membership = NewMembership::of(role.clone()).unwrap();
        let state = state(store).await;
        let events = match ids.is_empty() {
            true => enter_person(&state, &person, &membership, None),
            false => give_role(&state, &person.id, &membership, None),
        };
        enter(store, events.unwrap()).await;
        ids.push(membership.id().to_owned());
    }
    (person.id, ids)
}

/// Makes a token for a membership; its text.
async fn token(store: &Store, membership: &str) -> String {
    let wish = TokenForWish {
        membership: membership.to_owned(),
        days: 30,
        seen: None,
    };
    let (token, event) = make_token_for(&*state(store).await, &wish, None, now()).unwrap();
    enter(store, vec![event]).await;
    token
}

fn id(token: &str) -> &str {
    token.split('_').nth(1).unwrap()
}

#[tokio::test]
async fn a_token_of_a_person_is_of_use_while_its_membership_holds() {
    let store = services(&["YA001", "YA002"]).await;
    let (who, ids) = person(&store, "A. Khan", &[sends("YA001"), sends("YA002")]).await;
    let (first, second) = (token(&store, &ids[0]).await, token(&store, &ids[1]).await);
    let works = |state: &State, token: &str| principal_of_token(state, token, now());
    let before = state(&store).await;
    let holder = works(&before, &first).unwrap();
    assert_eq!(
        (holder.name.as_str(), &holder.role),
        ("A. Khan", &sends("YA001"))
    );
    assert_eq!(holder.membership_id.as_ref(), Some(&ids[0]));

    let after = enter(&store, end_membership(&before, &ids[0], None).unwrap()).await;
    assert_eq!(works(&after, &first), None);
    assert!(works(&after, &second).is_some());
    let after = enter(&store, leave(&after, &who, None).unwrap()).await;
    assert_eq!(works(&after, &second), None);
    assert_eq!(principal_of_membership(&after, &ids[1]), None);
    assert!(matches!(leave(&after, &who, None), Err(PeopleError::Gone)));
}

#[tokio::test]
async fn a_session_names_a_membership_a_token_or_both_and_ends_with_either() {
    let store = services(&["YA001", "YA002"]).await;
    let (_, ids) = person(&store, "A. Khan", &[sends("YA001"), sends("YA002")]).await;
    let (_, others) = person(&store, "B. Jones", &[sends("YA002")]).await;
    let token = token(&store, &ids[0]).await;
    let before = state(&store).await;
    let found = |state: &State, id: &str| principal_of_id(state, id, now());
    let holder = principal_of_token(&before, &token, now()).unwrap();
    assert_eq!(
        found(&before, &holder.session_id().unwrap()),
        Some(holder.clone())
    );
    let acts = acts_of(&before, &holder);
    assert_eq!(acts.len(), 2);
    let other = acts.into_iter().find(|acts| acts.role == sends("YA002"));
    let other = other.unwrap();
    let both = other.session_id().unwrap();
    assert_eq!(both, format!("{}-{}", ids[1], id(&token)));
    assert_eq!(found(&before, &both), Some(other));
    assert_eq!(found(&before, &ids[1]).unwrap().role, sends("YA002"));

    // Of other people's, and of what there is not, it names nobody.
    for wrong in [
        format!("{}-{}", others[0], id(&token)),
        format!("{}-{}", ids[1], ids[1]),
        format!("-{}", id(&token)),
        format!("{}-", ids[1]),
        "0000000000000000".to_owned(),
    ] {
        assert_eq!(found(&before, &wrong), None, "{wrong}");
    }

    let after = enter(&store, end_token(&before, id(&token), now())).await;
    assert_eq!(found(&after, &both), None);
    assert!(found(&after, &ids[1]).is_some());
}

#[tokio::test]
async fn the_last_operator_stays() {
    let store = services(&[]).await;
    let (first, ids) = person(&store, "A. Khan", &[Role::Operator]).await;
    let alone = state(&store).await;
    assert!(matches!(
        end_membership(&alone, &ids[0], None),
        Err(PeopleError::LastOperator)
    ));
    assert!(matches!(
        leave(&alone, &first, None),
        Err(PeopleError::LastOperator)
    ));
    let (second, _) = person(&store, "B. Jones", &[Role::Operator]).await;
    let both = state(&store).await;
    let one = enter(&store, leave(&both, &first, None).unwrap()).await;
    assert!(matches!(
        leave(&one, &second, None),
        Err(PeopleError::LastOperator)
    ));
}

#[tokio::test]
async fn an_operator_gives_themself_no_other_role() {
    let store = services(&["YA001"]).await;
    let (own, ids) = person(&store, "A. Khan", &[Role::Operator]).await;
    let (other, _) = person(&store, "B. Jones", &[Role::Operator]).await;
    let state = state(&store).await;
    let by = principal_of_membership(&state, &ids[0]).unwrap();
    let give = |person: &str, role: Role| {
        let membership = NewMembership::of(role).unwrap();
        give_role(&state, person, &membership, Some(&by))
    };
    for role in [Role::Analyst, Role::Officer, sends("YA001")] {
        assert!(matches!(
            give(&own, role.clone()),
            Err(PeopleError::OwnRole)
        ));
        assert!(give(&other, role).is_ok());
    }
    // Nor under their name as somebody else.
    let namesake = NewPerson {
        id: new_id().unwrap(),
        name: " a.  KHAN ".to_owned(),
        invited: None,
    };
    let analyst = NewMembership::of(Role::Analyst).unwrap();
    assert!(matches!(
        enter_person(&state, &namesake, &analyst, Some(&by)),
        Err(PeopleError::OwnRole)
    ));
    let nobody = Principal {
        membership_id: None,
        token_id: Some("0011223344556677".to_owned()),
        ..by.clone()
    };
    assert!(matches!(
        give_role(&state, &own, &analyst, Some(&nobody)),
        Err(PeopleError::OwnRole)
    ));
}

#[tokio::test]
async fn roles_are_checked_and_have_bounds() {
    let codes: Vec<String> = (0..=MEMBERSHIPS_MAX).map(|n| format!("YA{n:03}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let store = services(&codes).await;
    let roles: Vec<Role> = codes.iter().map(|code| sends(code)).collect();
    let (last, most) = roles.split_last().unwrap();
    let (who, _) = person(&store, "A. Khan", most).await;
    let state = state(&store).await;
    let give = |role: &Role| {
        let membership = NewMembership::of(role.clone()).unwrap();
        give_role(&state, &who, &membership, None)
    };
    assert!(matches!(give(&most[0]), Err(PeopleError::Held)));
    assert!(matches!(give(last), Err(PeopleError::TooManyMemberships)));
    let of_nobody = NewMembership::of(Role::Analyst).unwrap();
    assert!(matches!(
        give_role(&state, "0000000000000000", &of_nobody, None),
        Err(PeopleError::NoPerson)
    ));

    let enter = |id: &str, name: &str, role: Role| {
        let person = NewPerson {
            id: id.to_owned(),
            name: name.to_owned(),
            invited: None,
        };
        enter_person(&state, &person, &NewMembership::of(role).unwrap(), None)
    };
    let id = new_id().unwrap();
    for name in ["", "  ", "a\nb", "x".repeat(101).as_str()] {
        assert!(matches!(
            enter(&id, name, Role::Analyst),
            Err(PeopleError::Name)
        ));
    }
    for taken in [who.as_str(), "", "0011", "00112233445566GG"] {
        assert!(matches!(
            enter(taken, "B. Jones", Role::Analyst),
            Err(PeopleError::Again)
        ));
    }
    assert!(matches!(
        enter(&id, "B. Jones", sends("YA999")),
        Err(PeopleError::NoService)
    ));
    assert!(matches!(
        enter(&id, "B. Jones", Role::Public),
        Err(PeopleError::Public)
    ));
    assert!(enter(&id, "B. Jones", Role::Analyst).is_ok());
}

#[tokio::test]
async fn tokens_for_people_have_bounds_and_are_made_once() {
    let store = services(&[]).await;
    let (who, ids) = person(&store, "A. Khan", &[Role::Analyst]).await;
    let first = state(&store).await;
    let n_seen = n_tokens_of(&first, first.people.get(&who).unwrap());
    let wish = |days: u16, seen: Option<usize>| TokenForWish {
        membership: ids[0].clone(),
        days,
        seen,
    };
    for days in [0, 91] {
        let made = make_token_for(&first, &wish(days, None), None, now());
        assert!(matches!(made, Err(PeopleError::Days)));
    }
    let (_, event) = make_token_for(&first, &wish(90, Some(n_seen)), None, now()).unwrap();
    let after = enter(&store, vec![event]).await;
    let again = wish(90, Some(n_seen)).may_be_made(&after, now());
    assert!(matches!(again, Err(PeopleError::Stale)));
    for _ in 1..LIVE_TOKENS_MAX {
        token(&store, &ids[0]).await;
    }
    let full = wish(1, None).may_be_made(&*state(&store).await, now());
    assert!(matches!(full, Err(PeopleError::TooManyLive)));
}

#[tokio::test]
async fn namesakes_have_tokens_of_their_own() {
    let store = services(&[]).await;
    let (_, ids) = person(&store, "A. Khan", &[Role::Analyst]).await;
    let (_, others) = person(&store, "A. Khan", &[Role::Analyst]).await;
    let (own, other) = (
        token(&store, &ids[0]).await,
        token(&store, &others[0]).await,
    );
    let before = state(&store).await;
    let by = principal_of_token(&before, &own, now()).unwrap();
    let seen: Vec<&str> = own_tokens(&before, &by)
        .map(|own| own.id.as_str())
        .collect();
    assert_eq!(seen, [id(&own)]);

    // What they make for themselves ends with the role too.
    let wish = TokenWish {
        label: "a laptop".to_owned(),
        days: 7,
        seen: 1,
    };
    let (made, event) = make_token(&before, &by, &wish, now()).unwrap();
    let after = enter(&store, vec![event]).await;
    let maker = principal_of_token(&after, &made, now()).unwrap();
    assert_eq!(maker.membership_id, by.membership_id);
    let after = enter(&store, end_membership(&after, &ids[0], None).unwrap()).await;
    assert_eq!(principal_of_token(&after, &made, now()), None);
    assert!(principal_of_token(&after, &other, now()).is_some());
}

#[tokio::test]
async fn a_token_opens_what_it_was_made_for_and_no_other_kind() {
    let store = services(&["YA001"]).await;
    let roles = [Role::Analyst, Role::Operator, sends("YA001")];
    let (_, ids) = person(&store, "A. Khan", &roles).await;
    for membership in &ids {
        let token = token(&store, membership).await;
        let state = state(&store).await;
        let holder = principal_of_token(&state, &token, now()).unwrap();
        assert_eq!(acts_of(&state, &holder), [holder]);
        for other in ids.iter().filter(|other| *other != membership) {
            let both = format!("{other}-{}", id(&token));
            assert_eq!(principal_of_id(&state, &both, now()), None);
        }
    }
}

#[tokio::test]
async fn a_token_that_its_holder_made_opens_no_other_service() {
    let store = services(&["YA001", "YA002"]).await;
    let (_, ids) = person(&store, "A. Khan", &[sends("YA001"), sends("YA002")]).await;
    let first = token(&store, &ids[0]).await;
    let before = state(&store).await;
    let by = principal_of_token(&before, &first, now()).unwrap();
    assert_eq!(acts_of(&before, &by).len(), 2);
    let wish = TokenWish {
        label: "a laptop".to_owned(),
        days: 7,
        seen: 0,
    };
    // Services make none for themselves today; were they to, it would open its own alone.
    if let Ok((made, event)) = make_token(&before, &by, &wish, now()) {
        let after = enter(&store, vec![event]).await;
        let holder = principal_of_token(&after, &made, now()).unwrap();
        assert_eq!(acts_of(&after, &holder), [holder]);
    }
}

#[tokio::test]
async fn no_page_makes_a_token_for_the_hub_itself_nor_of_a_role_that_its_maker_gave() {
    let store = services(&["YA001"]).await;
    let operator = |name: &str| Principal {
        name: name.to_owned(),
        role: Role::Operator,
        token_id: None,
        membership_id: None,
    };
    let (giver, another) = (operator("B. Jones"), operator("C. Lee"));
    let (who, _) = person(&store, "A. Khan", &[Role::Officer]).await;
    let mut given = Vec::new();
    for role in [Role::Analyst, Role::Operator, sends("YA001")] {
        let membership = NewMembership::of(role).unwrap();
        let events = give_role(&*state(&store).await, &who, &membership, Some(&giver)).unwrap();
        enter(&store, events).await;
        given.push(membership.id().to_owned());
    }
    let state = state(&store).await;
    let made = |membership: &str, by: &Principal| {
        let wish = TokenForWish {
            membership: membership.to_owned(),
            days: 30,
            seen: None,
        };
        make_token_for(&state, &wish, Some(by), now()).map(|_| ())
    };
    assert!(matches!(made(&given[0], &giver), Err(PeopleError::Giver)));
    assert!(matches!(
        made(&given[0], &operator("b-JONES\u{200b}")),
        Err(PeopleError::Giver)
    ));
    assert!(made(&given[0], &another).is_ok());
    for by in [&giver, &another] {
        assert!(matches!(made(&given[1], by), Err(PeopleError::ByCommand)));
        assert!(made(&given[2], by).is_ok());
    }
}

#[tokio::test]
async fn all_that_was_made_with_a_token_ends_with_its_role() {
    let store = services(&[]).await;
    let (_, ids) = person(&store, "A. Khan", &[Role::Analyst]).await;
    let mut last = token(&store, &ids[0]).await;
    let mut all = vec![last.clone()];
    for seen in 1..3 {
        let state = state(&store).await;
        let by = principal_of_token(&state, &last, now()).unwrap();
        let wish = TokenWish {
            label: "a laptop".to_owned(),
            days: 7,
            seen,
        };
        let Ok((made, event)) = make_token(&state, &by, &wish, now()) else {
            break;
        };
        enter(&store, vec![event]).await;
        last.clone_from(&made);
        all.push(made);
    }
    assert!(all.len() > 1, "one was made with another");
    let before = state(&store).await;
    let after = enter(&store, end_membership(&before, &ids[0], None).unwrap()).await;
    for token in &all {
        assert_eq!(principal_of_token(&after, token, now()), None);
    }
}
