//! The log as JSON: what is in it, and what is not.

use serde_json::Value;

use crate::support::{Server, small_demo, tokens};

/// Stands in texts of queries, in addresses and in files. It must be in no line.
const PLANTED: &str = "zyxplanted";

#[test]
fn the_json_log_tells_of_each_request_and_nothing_of_what_was_asked() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 2, 4);
    let tokens = tokens(&data);
    let analyst = Some(tokens["analyst"].as_str());
    let service = tokens
        .keys()
        .find_map(|label| label.strip_prefix("service:"))
        .expect("there is a service");
    let of_service = Some(tokens[&format!("service:{service}")].as_str());
    let server = Server::start_with(&data, &["--log", "json"]);

    let asked =
        format!("/api/v1/sql?q=select+icb,+count(*)+as+{PLANTED}+from+hub.referrals+group+by+icb");
    let refused =
        format!("/api/v1/sql?q=select+{PLANTED}+from+hub.referrals+where+sex='{PLANTED}'");
    let values = format!("/api/v1/measures/referral_rate/values?area_type=icb&{PLANTED}=1");
    let nothing = format!("/{PLANTED}?q={PLANTED}");
    for (path, token) in [
        (asked.as_str(), analyst),
        (refused.as_str(), analyst),
        (values.as_str(), analyst),
        ("/api/v1/measures/referral_rate/values?area_type=icb", None),
        (nothing.as_str(), None),
    ] {
        let (status, _) = server.request("GET", path, token, b"");
        assert!(status < 500, "{path} answers {status}");
    }
    let file = format!("{PLANTED},NHS number\n{PLANTED},9990000018\n");
    let path = format!("/api/v1/returns?service={service}&month=2026-10&file_name={PLANTED}.csv");
    let (status, _) = server.request("POST", &path, of_service, file.as_bytes());
    assert!(status < 500, "a file is answered with {status}");

    let log = server.kill();
    assert!(
        !log.contains(PLANTED) && !log.contains("9990000018"),
        "{log}"
    );
    for (label, token) in &tokens {
        assert!(!log.contains(token), "the token of {label} is logged");
    }
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    let answered = |route: &str, status: u64| {
        let found = lines.iter().find(|line| {
            line["message"] == "answered" && line["route"] == route && line["status"] == status
        });
        found.unwrap_or_else(|| panic!("{route} {status}: {log}"))
    };
    let line = answered("/api/v1/sql", 200);
    assert_eq!(line["role"], "analyst");
    assert!(line["ms"].is_u64() && line["method"] == "GET", "{line}");
    let request = line["span"]["request_id"].as_str().expect("an id");
    let question = lines
        .iter()
        .find(|line| line["message"] == "question asked" && line["span"]["request_id"] == request)
        .expect("the question of that request");
    assert_eq!(question["transport"], "http");
    assert!(question["release"].is_string(), "{question}");
    let over = lines.iter().find(|line| {
        line["message"] == "question over" && line["query_id"] == question["query_id"]
    });
    assert_eq!(over.expect("its end")["what"], "answered");
    answered("/api/v1/sql", 422);
    let public = answered("/api/v1/measures/{id}/values", 200);
    assert!(public["release"].is_string(), "{public}");
    answered("(none)", 404);
}
