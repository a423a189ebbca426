//! Tokens that people make for themselves.

use std::sync::Arc;

use hub_access::{
    LABEL_CHARS_MAX, Principal, Role, SelfMadeError, TOKEN_DAYS_MAX, TokenWish, end_token,
    issue_token, made_with, make_token, own_tokens, principal_of_token,
};
use hub_store::{Event, State, Store};
use jiff::{SignedDuration, Timestamp};
use object_store::memory::InMemory;

fn now() -> Timestamp {
    "2026-11-03T10:00:00Z".parse().unwrap()
}

fn in_days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

async fn enter(store: &Store, events: Vec<Event>) -> Arc<State> {
    let journal = store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    journal.state().await.unwrap()
}

/// A store where the operator let A. Khan in for so many days, and their token.
async fn let_in(days: i64) -> (Store, String) {
    let store = Store::over(Arc::new(InMemory::new()));
    let role = Role::Icb("QE1".parse().unwrap());
    let (token, event) = issue_token("A. Khan", &role, in_days(days)).unwrap();
    enter(&store, vec![event]).await;
    (store, token)
}

fn wish(state: &State, by: &Principal, days: u16) -> TokenWish {
    TokenWish {
        label: "a laptop".to_owned(),
        days,
        seen: own_tokens(state, by).count(),
    }
}

/// Makes a token with another; its text.
async fn made(store: &Store, token: &str, days: u16) -> String {
    let state = store.journal().state().await.unwrap();
    let by = principal_of_token(&state, token, now()).unwrap();
    let wish = wish(&state, &by, days);
    let (token, event) = make_token(&state, &by, &wish, now()).unwrap();
    enter(store, vec![event]).await;
    token
}

fn id(token: &str) -> &str {
    token.split('_').nth(1).unwrap()
}

#[tokio::test]
async fn a_token_made_with_another_is_the_same_person_and_ends_no_later() {
    let (store, first) = let_in(60).await;
    let short = made(&store, &first, 7).await;
    let long = made(&store, &first, 90).await;
    let of_short = made(&store, &short, 30).await;
    let state = store.journal().state().await.unwrap();
    let first_holder = principal_of_token(&state, &first, now()).unwrap();
    let ends = [(&short, 7), (&long, 60), (&of_short, 7)];
    for (token, days) in ends {
        let holder = principal_of_token(&state, token, now()).unwrap();
        assert_eq!(
            (&holder.name, &holder.role),
            (&first_holder.name, &first_holder.role)
        );
        let entered = state.tokens.get(id(token)).unwrap();
        assert_eq!(entered.expires, in_days(days));
        assert_eq!(entered.made.as_ref().unwrap().label, "a laptop");
        // Postgres clients can use it too.
        assert!(entered.scram.is_some());
    }
}

#[tokio::test]
async fn revoking_a_token_ends_the_whole_chain_and_nothing_else() {
    let (store, first) = let_in(60).await;
    let child = made(&store, &first, 30).await;
    let grandchild = made(&store, &child, 30).await;
    let other = made(&store, &first, 30).await;
    let state = store.journal().state().await.unwrap();
    let found = made_with(&state, id(&child), now());
    assert_eq!(found.len(), 1);
    let events = end_token(&state, id(&child), now());
    assert_eq!(events.len(), 2);
    let state = enter(&store, events).await;
    let works = |token: &str| principal_of_token(&state, token, now()).is_some();
    assert_eq!(
        [&first, &child, &grandchild, &other].map(|token| works(token)),
        [true, false, false, true]
    );
    assert!(end_token(&state, id(&child), now()).is_empty());
    assert!(end_token(&state, "0000000000000000", now()).is_empty());
}

#[tokio::test]
async fn the_same_wish_twice_is_granted_once() {
    let (store, token) = let_in(60).await;
    let state = store.journal().state().await.unwrap();
    let by = principal_of_token(&state, &token, now()).unwrap();
    let wish = wish(&state, &by, 30);
    let (_, event) = make_token(&state, &by, &wish, now()).unwrap();
    let state = enter(&store, vec![event]).await;
    let again = make_token(&state, &by, &wish, now());
    assert!(matches!(again, Err(SelfMadeError::Stale)));
}

#[tokio::test]
async fn a_token_that_ended_makes_none() {
    let (store, token) = let_in(60).await;
    let state = store.journal().state().await.unwrap();
    let by = principal_of_token(&state, &token, now()).unwrap();
    let late = make_token(&state, &by, &wish(&state, &by, 30), in_days(60));
    assert!(matches!(late, Err(SelfMadeError::MakerEnded)));
    let state = enter(&store, end_token(&state, id(&token), now())).await;
    let revoked = make_token(&state, &by, &wish(&state, &by, 30), now());
    assert!(matches!(revoked, Err(SelfMadeError::MakerEnded)));
}

#[test]
fn labels_and_days_have_bounds() {
    let unfit = |label: &str, days: u16| {
        let wish = TokenWish {
            label: label.to_owned(),
            days,
            seen: 0,
        };
        wish.unfit().len()
    };
    let longest = "x".repeat(LABEL_CHARS_MAX);
    assert_eq!(unfit(&longest, TOKEN_DAYS_MAX), 0);
    assert_eq!(unfit("x", 1), 0);
    assert_eq!(unfit(&format!("{longest}x"), 1), 1);
    assert_eq!(unfit(" ", 1), 1);
    assert_eq!(unfit("a\nb", 1), 1);
    assert_eq!(unfit("x", 0), 1);
    assert_eq!(unfit("", TOKEN_DAYS_MAX + 1), 2);
}
