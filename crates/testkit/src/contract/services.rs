//! Services, and from when to when returns of them are expected.

use std::sync::Arc;

use hub_store::{Event, ServiceDeed, ServiceKind, State, Store};

use crate::fixtures::{accepted, month, service, submission};

const CODE: &str = "SVC001";

async fn write(store: &Store, events: Vec<Event>) -> Arc<State> {
    let journal = store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    journal.state().await.unwrap()
}

fn registered(name: &str) -> Event {
    Event::ServiceRegistered {
        service: service(CODE),
        name: name.to_owned(),
        atom: "QE1".to_owned(),
        icb: "QE1".parse().unwrap(),
        at_month: month("2026-03"),
        kind: Some(ServiceKind::Council),
        by: Some("B. Jones".to_owned()),
    }
}

fn ends(from: Option<&str>) -> Event {
    Event::ServiceEnds {
        service: service(CODE),
        from: from.map(month),
        by: None,
    }
}

fn is_expected(state: &State, text: &str) -> bool {
    let known = state.services.get(&service(CODE)).unwrap();
    state.expects(known, month(text))
}

/// A service is expected from its first month to its end; earlier months stay as they were, and so does what came later.
pub async fn ended_service_is_expected_no_more(store: &Store) {
    let before = write(store, vec![registered("Canal Street")]).await;
    assert!(!is_expected(&before, "2026-02") && is_expected(&before, "2026-03"));
    assert!(is_expected(&before, "2026-08"));

    let after = write(store, vec![ends(Some("2026-06"))]).await;
    for (text, expected) in [
        ("2026-02", false),
        ("2026-03", true),
        ("2026-05", true),
        ("2026-06", false),
        ("2026-08", false),
    ] {
        assert_eq!(is_expected(&after, text), expected, "{text}");
    }
    assert!(is_expected(&before, "2026-06"), "a copy stays");

    // A return that came for a later month is there, whatever was said.
    let late = accepted(&submission(1), &service(CODE), month("2026-07"));
    let after = write(store, vec![Event::Accepted(Box::new(late))]).await;
    assert!(is_expected(&after, "2026-07") && !is_expected(&after, "2026-08"));

    let after = write(store, vec![ends(None)]).await;
    assert!(is_expected(&after, "2026-06"));
    let another = Store::over(store.object_store());
    assert_eq!(another.journal().state().await.unwrap(), after);
}

/// A change of its particulars leaves the end of a service as it is, and each change is at hand with who made it.
pub async fn changes_of_services_are_at_hand(store: &Store) {
    write(
        store,
        vec![registered("Canal Street"), ends(Some("2026-06"))],
    )
    .await;

    let mut state = write(store, vec![registered("Canal Street Hub"), ends(None)]).await;

    let known = state.services.get(&service(CODE)).unwrap();
    assert_eq!(known.name, "Canal Street Hub");
    assert_eq!((known.ends, known.kind), (None, Some(ServiceKind::Council)));
    let changes = state.service_changes.iter();
    let told: Vec<_> = changes
        .map(|change| (change.deed, change.act.by.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (ServiceDeed::Registered, Some("B. Jones")),
            (ServiceDeed::Ends(month("2026-06")), None),
            (ServiceDeed::Changed, Some("B. Jones")),
            (ServiceDeed::GoesOn, None),
        ]
    );

    for n in 0..60 {
        state = write(store, vec![registered(&format!("Name {n}"))]).await;
    }
    assert_eq!(state.service_changes.len(), 50);
}

/// Nobody ends a service that there is not.
pub async fn end_of_no_service_changes_nothing(store: &Store) {
    let state = write(store, vec![ends(Some("2026-06"))]).await;
    assert!(state.services.is_empty() && state.service_changes.is_empty());
}
