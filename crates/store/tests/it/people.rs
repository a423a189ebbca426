//! Entries from before there were people.

use hub_store::Event;

#[test]
fn a_token_from_before_there_were_people_is_read_and_written_as_it_was() {
    let text = r#"{"kind":"token_issued","id":"0011223344556677","name":"A. Khan","role":"analyst","scope":null,"token_sha256":"00","expires":"2026-12-31T00:00:00Z"}"#;
    let event: Event = serde_json::from_str(text).unwrap();
    let Event::TokenIssued { membership, by, .. } = &event else {
        panic!("another event");
    };
    assert_eq!((membership, by), (&None, &None));
    assert_eq!(serde_json::to_string(&event).unwrap(), text);
}

#[test]
fn what_was_done_by_command_names_nobody() {
    let text = r#"{"kind":"person_left","id":"0011223344556677"}"#;
    let event: Event = serde_json::from_str(text).unwrap();
    let left = Event::PersonLeft {
        id: "0011223344556677".to_owned(),
        by: None,
    };
    assert_eq!(event, left);
    assert_eq!(serde_json::to_string(&left).unwrap(), text);
}
