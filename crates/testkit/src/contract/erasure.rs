//! Erasures.

use arrow::array::AsArray as _;
use hub_ingest::PersonKey;
use hub_standard::ids::SubmissionId;
use hub_store::{
    Accepted, AilmentKind, Erasure, Event, ObjectRef, Path, Refusal, Replaced, Store, StoreError,
};

use crate::fixtures::{accepted_rows, anonymised, month, person, service, submission};

/// Sends a return of the first `n_rows` people of a service.
async fn send(
    store: &Store,
    n: u64,
    code: &str,
    of: &str,
    n_rows: usize,
    replaces: Option<SubmissionId>,
) -> ObjectRef {
    let rows = anonymised(&service(code), month(of), n_rows);
    let object = store.put_return(&submission(n), &rows).await.unwrap();
    let offered = Accepted {
        rows_counted: u32::try_from(n_rows).unwrap(),
        ..accepted_rows(&submission(n), &rows, object.clone(), replaces)
    };
    store.journal().accept(offered).await.unwrap();
    object
}

async fn publish(store: &Store) {
    let state = store.journal().state().await.unwrap();
    let months = [month("2026-10"), month("2026-11")];
    store.publish_activity(&state, &months).await.unwrap();
}

/// Everything that can hold somebody: a return that was replaced, the one that counts, one that was withdrawn, one that was
/// never accepted, and the activity files of two times. `P1` of `SVC001` is in all, and in nothing of `SVC002`.
async fn everything(store: &Store) {
    send(store, 1, "SVC001", "2026-10", 3, None).await;
    send(store, 2, "SVC002", "2026-10", 4, None).await;
    publish(store).await;
    send(store, 3, "SVC001", "2026-10", 5, Some(submission(1))).await;
    send(store, 4, "SVC001", "2026-11", 2, None).await;
    publish(store).await;
    withdraw(store, 4).await;
    let orphan = anonymised(&service("SVC001"), month("2026-11"), 6);
    store.put_return(&submission(5), &orphan).await.unwrap();
}

async fn withdraw(store: &Store, n: u64) {
    let withdrawn = Event::Withdrawn {
        submission: submission(n),
        service: service("SVC001"),
        month: month("2026-11"),
        by: "a tester".to_owned(),
    };
    store
        .journal()
        .append(move |_| Ok(vec![withdrawn.clone()]))
        .await
        .unwrap();
}

pub(super) async fn erase(store: &Store, person: &PersonKey) -> Erasure {
    let order = store.begin_erasure("sealed".to_owned()).await.unwrap();
    let erasure = store.erase(&order, person).await.unwrap();
    store.close_erasure(&order).await.unwrap();
    erasure
}

/// The people in the object of a return, as it stands.
async fn people(store: &Store, n: u64) -> Vec<Vec<u8>> {
    let state = store.journal().state().await.unwrap();
    let accepted = state.by_submission.get(&submission(n)).unwrap();
    let rows = store.read_rows(accepted.object.as_ref().unwrap()).await;
    let mut people = Vec::new();
    for batch in rows.unwrap() {
        let column = batch.column_by_name("person_key").unwrap();
        people.extend(
            column
                .as_binary::<i32>()
                .iter()
                .flatten()
                .map(<[u8]>::to_vec),
        );
    }
    people
}

/// Whoever is erased is found in every object before, and in none after; everybody else stays.
pub async fn erased_person_is_found_nowhere(store: &Store) {
    everything(store).await;
    let (gone, stays) = (person("SVC001", "P1"), person("SVC001", "P0"));
    let mut before = Vec::new();
    for n in 1..=4 {
        before.push(people(store, n).await);
    }
    let found = store.scan(&gone).await.unwrap().found;
    let n_in = |folder: &str| found.iter().filter(|path| path.starts_with(folder)).count();
    assert_eq!((n_in("returns/"), n_in("activity/")), (4, 3), "{found:?}");

    let erasure = erase(store, &gone).await;

    assert_eq!(erasure.scan.found, [""; 0]);
    assert!(erasure.scan.objects > 10 && erasure.scan.bytes > 10_000);
    assert_eq!(store.scan(&gone).await.unwrap().found, [""; 0]);
    assert_eq!(
        store.scan(&stays).await.unwrap().found.len(),
        found.len() - 1
    );
    for (n, before) in (1..).zip(before) {
        let rest: Vec<_> = before
            .into_iter()
            .filter(|person| person != gone.as_bytes())
            .collect();
        assert_eq!(people(store, n).await, rest, "return {n}");
    }
    let replaced: Vec<&str> = erasure
        .replaced
        .iter()
        .map(|replaced| replaced.from.path.as_str())
        .collect();
    let mut expected = found;
    expected.sort();
    assert_eq!(replaced, expected);
    for Replaced { from, to } in &erasure.replaced {
        assert!(!store.exists(&Path::from(from.path.as_str())).await.unwrap());
        let is_orphan = from.path.contains(submission(5).as_str());
        assert_eq!(to.is_none(), is_orphan, "{}", from.path);
    }
    assert_eq!(store.doctor().await.unwrap(), []);
    assert!(store.journal().verify().await.unwrap().is_sound());
}

/// Nothing that the journal says before or after lets anybody count the rows that went.
pub async fn erasure_changes_no_number(store: &Store) {
    everything(store).await;
    let before = store.journal().state().await.unwrap();

    erase(store, &person("SVC001", "P1")).await;

    let after = store.journal().state().await.unwrap();
    let said = |accepted: &Accepted| Accepted {
        object: None,
        ..accepted.clone()
    };
    for (id, accepted) in &before.by_submission {
        let now = after.by_submission.get(id).unwrap();
        assert_eq!(said(now), said(accepted));
        let object = now.object.as_ref().unwrap();
        assert_eq!(object.rows, 0);
        let is_same = accepted.service == service("SVC002");
        assert_eq!(now.object == accepted.object, is_same);
        assert!(is_same || object.bytes == 0);
    }
    let key = (service("SVC001"), month("2026-10"));
    let current = after.current.get(&key).unwrap();
    assert_eq!(current, after.by_submission.get(&submission(3)).unwrap());
    assert_eq!(after.history.get(&key).unwrap().last(), Some(current));
    assert_eq!(after.history.get(&key).unwrap().len(), 2);
    assert_eq!(after.current.len(), before.current.len());
    // What is written says which object took the place of which, and no more.
    let path = format!("journal/{:020}.json", after.seq.unwrap());
    let entry = store.read(&Path::from(path)).await.unwrap();
    let entry: serde_json::Value = serde_json::from_slice(&entry).unwrap();
    let event = entry["events"][0].as_object().unwrap();
    assert_eq!(
        event.keys().collect::<Vec<_>>(),
        ["erasure", "kind", "replaced"]
    );
    for replaced in event["replaced"].as_array().unwrap() {
        for object in ["from", "to"]
            .iter()
            .filter_map(|end| replaced[end].as_object())
        {
            assert_eq!(object.keys().collect::<Vec<_>>(), ["path", "sha256"]);
        }
    }
}

/// Whoever is nowhere leaves no entry, and so does a second erasure of the same person.
pub async fn erasing_again_changes_nothing(store: &Store) {
    everything(store).await;
    let nobody = erase(store, &person("SVC001", "P99")).await;
    assert_eq!(nobody.replaced, []);
    let gone = person("SVC001", "P1");
    let order = store.begin_erasure("sealed".to_owned()).await.unwrap();
    let first = store.erase(&order, &gone).await.unwrap();

    let again = store.erase(&order, &gone).await.unwrap();
    assert_eq!(again, first);
    store.close_erasure(&order).await.unwrap();
    store.close_erasure(&order).await.unwrap();
    let another = erase(store, &gone).await;

    assert_eq!(another.replaced, []);
    assert_eq!(another.after, first.after);
    assert_eq!(first.after.seq, order.before.seq.map(|seq| seq + 1));
}

/// Only one erasure is open at a time, and it says so until it is closed.
pub async fn one_erasure_is_open_at_a_time(store: &Store) {
    everything(store).await;
    assert_eq!(store.open_erasure().await.unwrap(), None);
    let order = store.begin_erasure("sealed".to_owned()).await.unwrap();
    let second = store.begin_erasure("other".to_owned()).await;
    assert!(
        matches!(second, Err(StoreError::AlreadyExists { .. })),
        "{second:?}"
    );

    let open = store.open_erasure().await.unwrap().unwrap();
    assert_eq!((&open, open.sealed.as_str()), (&order, "sealed"));
    let kinds = async || -> Vec<AilmentKind> {
        let ailments = store.doctor().await.unwrap();
        ailments.iter().map(|ailment| ailment.kind).collect()
    };
    assert!(kinds().await.contains(&AilmentKind::ErasureUnfinished));
    assert!(!AilmentKind::ErasureUnfinished.is_harmless());

    store.erase(&order, &person("SVC001", "P1")).await.unwrap();
    store.close_erasure(&order).await.unwrap();
    assert_eq!(store.open_erasure().await.unwrap(), None);
    assert_eq!(kinds().await, []);
}

/// Of two people one after the other nothing is left, and what stood at first leads to what stands at last.
pub async fn two_people_are_erased_one_after_the_other(store: &Store) {
    everything(store).await;
    let before = store.journal().state().await.unwrap();
    for reference in ["P0", "P1"] {
        erase(store, &person("SVC001", reference)).await;
    }
    for reference in ["P0", "P1"] {
        let scan = store.scan(&person("SVC001", reference)).await.unwrap();
        assert_eq!(scan.found, [""; 0]);
    }
    assert_eq!(people(store, 1).await.len(), 1);
    assert_eq!(people(store, 4).await.len(), 0);
    let after = store.journal().state().await.unwrap();
    for (id, accepted) in &before.by_submission {
        let first = &accepted.object.as_ref().unwrap().path;
        let last = &after.by_submission.get(id).unwrap().object;
        let last = &last.as_ref().unwrap().path;
        let stands = after.in_place_of(first);
        if accepted.service == service("SVC002") {
            assert_eq!((stands, first), (None, last));
        } else {
            assert_eq!(stands.map(|stands| &stands.path), Some(last));
            assert_eq!(after.times_erased_from(first), 2);
        }
    }
    assert_eq!(store.doctor().await.unwrap(), []);
    // A process that knows nothing reads the same from the entries.
    let restarted = Store::over(store.object_store());
    assert_eq!(restarted.journal().state().await.unwrap(), after);
}

/// The activity file that an erasure wrote is the one that the returns as they are now give.
pub async fn activity_after_an_erasure_is_what_the_returns_give(store: &Store) {
    everything(store).await;
    let before = store.journal().state().await.unwrap();
    let months = [month("2026-10")];
    let old = store.publish_activity(&before, &months).await.unwrap();
    let erasure = erase(store, &person("SVC001", "P1")).await;
    let n_objects = store.list(&Path::ROOT).await.unwrap().len();

    let state = store.journal().state().await.unwrap();
    let new = store.publish_activity(&state, &months).await.unwrap();

    assert_eq!(store.list(&Path::ROOT).await.unwrap().len(), n_objects);
    assert_eq!(new[0].submissions, old[0].submissions);
    assert_eq!(new[0].object.rows + 1, old[0].object.rows);
    let stands = state.in_place_of(&old[0].object.path).unwrap();
    assert_eq!(stands.path, new[0].object.path);
    assert_eq!(stands.sha256, new[0].object.sha256);
    assert!(
        erasure
            .replaced
            .iter()
            .any(|replaced| replaced.to.as_ref() == Some(stands))
    );
}

/// What was stored of a return and erased before it counted cannot count afterwards.
pub async fn erased_return_that_never_counted_cannot_count(store: &Store) {
    everything(store).await;
    erase(store, &person("SVC001", "P1")).await;

    let rows = anonymised(&service("SVC001"), month("2026-11"), 6);
    let object = store.put_return(&submission(5), &rows).await.unwrap();
    let refused = store
        .journal()
        .accept(accepted_rows(&submission(5), &rows, object, None))
        .await;
    assert!(
        matches!(refused, Err(StoreError::Refused(Refusal::Other { .. }))),
        "{refused:?}"
    );
    // It came back: the doctor says so, and it is taken away again.
    let ailments = store.doctor().await.unwrap();
    assert_eq!(ailments.len(), 1, "{ailments:?}");
    assert_eq!(ailments[0].kind, AilmentKind::ErasureUnfinished);
    store.delete_erased().await.unwrap();
    assert_eq!(store.doctor().await.unwrap(), []);
}

/// Returns that come in while somebody is erased lose nothing, and the erasure ends.
pub async fn returns_come_in_while_somebody_is_erased(store: &Store) {
    everything(store).await;
    let sender = store.clone();
    let sending = tokio::spawn(async move {
        for n in 0..6_u64 {
            let of = month("2027-01").plus(i32::try_from(n).unwrap()).to_string();
            send(&sender, 10 + n, "SVC001", &of, 4, None).await;
        }
    });
    let gone = person("SVC001", "P1");
    erase(store, &gone).await;
    sending.await.unwrap();
    erase(store, &gone).await;

    assert_eq!(store.scan(&gone).await.unwrap().found, [""; 0]);
    for n in 10..16 {
        assert_eq!(people(store, n).await.len(), 3, "return {n}");
    }
    assert_eq!(store.doctor().await.unwrap(), []);
}
