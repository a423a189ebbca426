//! A3: what the reader asked last, as the audit log has it. It holds no text, so that there is none to show.

use std::collections::BTreeMap;

use hub_access::{Principal, fingerprint_of};
use hub_store::{AuditOutcome, AuditRecord, Saved};
use hub_ui::view::AskedItem;
use jiff::Timestamp;

use super::super::reader::Reader;
use super::super::words;
use crate::clock::local;

/// Most questions in the list.
pub(super) const ASKED_MAX: usize = 50;
/// Records of the audit log that are looked through for them.
const RECORDS_READ: usize = 512;
/// So much of a fingerprint tells two questions apart.
const FINGERPRINT_CHARS: usize = 12;

/// The reader's last questions, newest first, as far as the newest records tell. A question with the fingerprint of a
/// query in `seen` has its name. `None` where the log cannot be read: saved queries must not depend on it.
pub(super) async fn last(reader: &Reader, seen: &[&Saved]) -> Option<Vec<AskedItem>> {
    let log = reader.hub.store.audit();
    let records = match log.records(None, RECORDS_READ).await {
        Ok(records) => records,
        Err(error) => {
            tracing::warn!(%error, "the audit log cannot be read");
            return None;
        }
    };
    let ends: BTreeMap<&str, &AuditOutcome> = records
        .iter()
        .filter_map(|(_, _, record)| match record {
            AuditRecord::Answered { query_id, outcome } => Some((query_id.as_str(), outcome)),
            AuditRecord::Asked { .. } => None,
        })
        .collect();
    // Of several that are the same, the newest comes last and stays.
    let names: BTreeMap<String, &str> = seen
        .iter()
        .rev()
        .map(|saved| (fingerprint_of(&saved.query.sql), saved.query.name.as_str()))
        .collect();
    let newest_first = records.iter().rev();
    let own = newest_first
        .filter_map(|(_, at, record)| item(reader.principal(), *at, record, &ends, &names));
    Some(own.take(ASKED_MAX).collect())
}

/// A question of somebody; nothing for an end, or a question of somebody else.
fn item(
    by: &Principal,
    at: Timestamp,
    record: &AuditRecord,
    ends: &BTreeMap<&str, &AuditOutcome>,
    names: &BTreeMap<String, &str>,
) -> Option<AskedItem> {
    let AuditRecord::Asked {
        query_id,
        principal,
        role,
        scope,
        transport,
        release,
        sql_sha256,
        ..
    } = record
    else {
        return None;
    };
    let is_own = principal.as_str() == by.name
        && role.as_str() == by.role.name()
        && scope.as_deref() == by.role.scope();
    if !is_own {
        return None;
    }
    let end = ends.get(query_id.as_str()).copied();
    let (rows, ms) = match end {
        Some(AuditOutcome::Answered { rows, ms, .. }) => {
            (words::thousands(*rows), words::thousands(*ms))
        }
        _ => (String::new(), String::new()),
    };
    Some(AskedItem {
        asked: words::date_time(local(at)),
        way: way(transport),
        release: release.clone(),
        outcome: outcome(end),
        rows,
        ms,
        fingerprint: sql_sha256.chars().take(FINGERPRINT_CHARS).collect(),
        saved_as: names
            .get(sql_sha256)
            .map_or_else(String::new, |name| (*name).to_owned()),
    })
}

/// By what way a question came, in words.
pub(in crate::pages) fn way(transport: &str) -> String {
    match transport {
        "page" => "This site",
        "http" => "Program over HTTP",
        "postgres" => "Postgres",
        "flight" => "Flight SQL",
        other => other,
    }
    .to_owned()
}

/// What came of a question, in words.
fn outcome(end: Option<&AuditOutcome>) -> String {
    match end {
        Some(AuditOutcome::Answered { .. }) => "Answered".to_owned(),
        Some(AuditOutcome::Refused { code }) => format!("Refused: {code}"),
        Some(AuditOutcome::Failed) => "Failed".to_owned(),
        Some(AuditOutcome::Cancelled) => "Ended before the answer".to_owned(),
        None => "Not over, or cut off".to_owned(),
    }
}
