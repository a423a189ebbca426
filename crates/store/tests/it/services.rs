//! Entries from before a service had a kind or an end.

use hub_store::{Event, ServiceKind};

#[test]
fn a_service_from_before_there_were_kinds_is_read_and_written_as_it_was() {
    let text = r#"{"kind":"service_registered","service":"YA001","name":"Canal Street","atom":"QE1","icb":"QE1","at_month":"2026-09"}"#;
    let event: Event = serde_json::from_str(text).unwrap();
    let Event::ServiceRegistered { at_month, .. } = &event else {
        panic!("another event");
    };
    assert_eq!(at_month.to_string(), "2026-09");
    assert_eq!(serde_json::to_string(&event).unwrap(), text);
}

#[test]
fn kinds_are_known_by_name() {
    for kind in ServiceKind::ALL {
        assert_eq!(ServiceKind::parse(kind.as_str()), Some(kind));
        let text = serde_json::to_string(&kind).unwrap();
        assert_eq!(text, format!("\"{}\"", kind.as_str()));
        assert!(!kind.words().is_empty());
    }
    assert_eq!(ServiceKind::parse("Council"), Some(ServiceKind::Council));
    assert_eq!(ServiceKind::parse("charity"), None);
}
