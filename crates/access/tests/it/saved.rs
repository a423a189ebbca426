//! Queries that people keep.

use std::sync::Arc;

use hub_access::{
    Principal, QUERY_NAME_CHARS_MAX, QueryWish, Role, SAVED_CHARS_MAX, SAVED_MAX, SAVES_A_DAY_MAX,
    SHARINGS_MAX, SaveError, fingerprint_of, remove_query, save_query, seen_queries, share_query,
    unfit_query,
};
use hub_store::{Event, SavedQuery, Store};
use jiff::{SignedDuration, Timestamp};
use object_store::memory::InMemory;

const SQL: &str = "select icb, count(*) from hub.referrals group by icb";

fn now() -> Timestamp {
    "2026-11-03T10:00:00Z".parse().unwrap()
}

fn in_hours(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

fn store() -> Store {
    Store::over(Arc::new(InMemory::new()))
}

fn analyst(name: &str) -> Principal {
    Principal {
        name: name.to_owned(),
        role: Role::Analyst,
        token_id: Some("0123456789abcdef".to_owned()),
        membership_id: None,
    }
}

fn wish(name: &str) -> QueryWish {
    QueryWish {
        name: name.to_owned(),
        sql: SQL.to_owned(),
        release: "2026-11-02.1".parse().unwrap(),
    }
}

async fn save(store: &Store, by: &Principal, name: &str) -> Result<String, SaveError> {
    save_query(store.journal(), by, &wish(name), now()).await
}

/// What somebody's saved queries are called, the newest first.
async fn names(store: &Store, by: &Principal) -> Vec<String> {
    let state = store.journal().state().await.unwrap();
    let seen = seen_queries(&state, by).into_iter();
    seen.map(|saved| saved.query.name.clone()).collect()
}

/// Puts so many queries of somebody into the journal, saved long ago.
async fn fill(store: &Store, by: &Principal, n_queries: usize) {
    let owner = by.name.clone();
    let saved = move |n: usize| {
        Event::QuerySaved(Box::new(SavedQuery {
            id: format!("{n:016x}"),
            name: format!("query {n}"),
            sql: SQL.to_owned(),
            release: "2026-11-02.1".parse().unwrap(),
            by: owner.clone(),
            role: "analyst".to_owned(),
            scope: None,
            at: in_hours(-240),
        }))
    };
    let journal = store.journal();
    journal
        .append(move |_| Ok((0..n_queries).map(&saved).collect()))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_query_is_its_owners_until_it_is_shared() {
    let store = store();
    let (owner, other) = (analyst("A. Khan"), analyst("B. Jones"));
    // The same name in another role is somebody else.
    let namesake = Principal {
        role: Role::Officer,
        ..owner.clone()
    };
    let id = save(&store, &owner, " by board ").await.unwrap();
    assert_eq!(names(&store, &owner).await, ["by board"]);
    assert!(names(&store, &other).await.is_empty());
    assert!(names(&store, &namesake).await.is_empty());

    for stranger in [&other, &namesake] {
        let shared = share_query(store.journal(), stranger, &id, true).await;
        assert!(matches!(shared, Err(SaveError::NotFound)));
        let removed = remove_query(store.journal(), stranger, &id).await;
        assert!(matches!(removed, Err(SaveError::NotFound)));
    }
    share_query(store.journal(), &owner, &id, true)
        .await
        .unwrap();
    assert_eq!(names(&store, &other).await, ["by board"]);
    share_query(store.journal(), &owner, &id, false)
        .await
        .unwrap();
    assert!(names(&store, &other).await.is_empty());
}

#[tokio::test]
async fn the_same_wish_twice_is_granted_once_and_a_name_stands_for_one_query() {
    let store = store();
    let (owner, other) = (analyst("A. Khan"), analyst("B. Jones"));
    let id = save(&store, &owner, "by board").await.unwrap();
    let end = store.journal().state().await.unwrap().seq;
    assert_eq!(save(&store, &owner, "by board").await.unwrap(), id);
    assert_eq!(store.journal().state().await.unwrap().seq, end);

    let another = QueryWish {
        sql: "select 1".to_owned(),
        ..wish("by board")
    };
    let taken = save_query(store.journal(), &owner, &another, now()).await;
    assert!(matches!(taken, Err(SaveError::NameTaken)));
    save(&store, &other, "by board").await.unwrap();
    remove_query(store.journal(), &owner, &id).await.unwrap();
    save_query(store.journal(), &owner, &another, now())
        .await
        .unwrap();
}

#[tokio::test]
async fn what_was_removed_leaves_a_mark_without_its_text() {
    let storage: Arc<InMemory> = Arc::default();
    let store = Store::over(Arc::<InMemory>::clone(&storage));
    let owner = analyst("A. Khan");
    let id = save(&store, &owner, "by board").await.unwrap();
    share_query(store.journal(), &owner, &id, true)
        .await
        .unwrap();
    remove_query(store.journal(), &owner, &id).await.unwrap();
    // Again: nothing is left to do.
    remove_query(store.journal(), &owner, &id).await.unwrap();
    let late = share_query(store.journal(), &owner, &id, true).await;
    assert!(matches!(late, Err(SaveError::NotFound)));

    // Whoever reads the journal from its beginning finds the same.
    let state = Store::over(storage).journal().state().await.unwrap();
    let mark = state.saved.get(&id).unwrap();
    assert!(mark.is_removed && !mark.is_shared);
    assert_eq!(
        (mark.query.name.as_str(), mark.query.sql.as_str()),
        ("", "")
    );
    assert!(seen_queries(&state, &owner).is_empty());
}

#[tokio::test]
async fn one_person_has_two_hundred_queries_and_saves_a_hundred_a_day() {
    let store = store();
    let (owner, other) = (analyst("A. Khan"), analyst("B. Jones"));
    fill(&store, &owner, SAVED_MAX - SAVES_A_DAY_MAX - 1).await;
    for n in 0..SAVES_A_DAY_MAX {
        save(&store, &owner, &format!("of today {n}"))
            .await
            .unwrap();
    }
    let many = save(&store, &owner, "one more").await;
    assert!(matches!(many, Err(SaveError::TooManyToday)));
    let tomorrow = |name: &str| {
        let (owner, store, wish) = (owner.clone(), store.clone(), wish(name));
        async move { save_query(store.journal(), &owner, &wish, in_hours(24)).await }
    };
    let last = tomorrow("the last").await.unwrap();
    assert_eq!(names(&store, &owner).await.len(), SAVED_MAX);
    let many = tomorrow("one more").await;
    assert!(matches!(many, Err(SaveError::TooMany)));
    // Somebody else is not kept from it, and what is removed makes room.
    save(&store, &other, "one more").await.unwrap();
    remove_query(store.journal(), &owner, &last).await.unwrap();
    tomorrow("one more").await.unwrap();
}

#[tokio::test]
async fn a_query_is_shared_so_often_and_can_be_taken_back_always() {
    let store = store();
    let owner = analyst("A. Khan");
    let id = save(&store, &owner, "by board").await.unwrap();
    for change in 0..SHARINGS_MAX {
        let shared = change.is_multiple_of(2);
        share_query(store.journal(), &owner, &id, shared)
            .await
            .unwrap();
    }
    let again = share_query(store.journal(), &owner, &id, true).await;
    assert!(matches!(again, Err(SaveError::TooManySharings)));
    share_query(store.journal(), &owner, &id, false)
        .await
        .unwrap();
}

#[tokio::test]
async fn of_writers_in_a_race_one_has_the_last_place_and_one_the_name() {
    let storage: Arc<InMemory> = Arc::default();
    // Two hubs before the same storage.
    let hubs = [(); 2].map(|()| Store::over(Arc::<InMemory>::clone(&storage)));
    let (full, free) = (analyst("A. Khan"), analyst("B. Jones"));
    fill(&hubs[0], &full, SAVED_MAX - 1).await;
    let mut writers = Vec::new();
    for n in 0..8 {
        let (hub, full, free) = (hubs[n % 2].clone(), full.clone(), free.clone());
        writers.push(tokio::spawn(async move {
            let last = save(&hub, &full, &format!("the last {n}")).await;
            let other = QueryWish {
                sql: format!("select {n}"),
                ..wish("by board")
            };
            let named = save_query(hub.journal(), &free, &other, now()).await;
            (last.is_ok(), named.is_ok())
        }));
    }
    let (mut last, mut named) = (0, 0);
    for writer in writers {
        let (is_last, is_named) = writer.await.unwrap();
        last += usize::from(is_last);
        named += usize::from(is_named);
    }
    assert_eq!((last, named), (1, 1));
    for hub in &hubs {
        assert_eq!(names(hub, &full).await.len(), SAVED_MAX);
        assert_eq!(names(hub, &free).await, ["by board"]);
        assert!(hub.journal().verify().await.unwrap().is_sound());
    }
}

#[test]
fn names_are_one_line_and_texts_have_bounds() {
    let unfit = |name: &str, sql: &str| unfit_query(name, sql).len();
    let (name, sql) = (
        "x".repeat(QUERY_NAME_CHARS_MAX),
        "x".repeat(SAVED_CHARS_MAX),
    );
    assert_eq!(unfit(&name, &sql), 0);
    assert_eq!(unfit(&format!("{name}x"), &sql), 1);
    assert_eq!(unfit(&name, &format!("{sql}x")), 1);
    assert_eq!(unfit("a\nb", SQL), 1);
    assert_eq!(unfit(" ", " \n"), 2);
}

#[test]
fn white_space_makes_no_other_query() {
    assert_eq!(fingerprint_of(" select\r\n1 "), fingerprint_of("select 1"));
    assert_ne!(fingerprint_of("select 1"), fingerprint_of("select 2"));
}
