//! What must hold when the weather is over, for somebody who starts then and knows nothing.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use hub_standard::ids::SubmissionId;
use hub_store::{AcceptOutcome, Entry, Event, Path, State, Store};
use hub_testkit::fixtures::{accepted, month, service, submission};

use super::client::{Told, content, process_of};
use super::{CLIENTS_PER_PROCESS, PROCESSES};

type Claim = Result<(), String>;

pub(super) async fn check(store: &Store, told: &[Told], is_remote: bool) -> Claim {
    for told in told {
        if let Told::Broken(what) = told {
            return Err(what.clone());
        }
    }
    let report = store.journal().verify().await.map_err(text)?;
    if !report.is_sound() {
        return Err(format!("{:?}", report.problems));
    }
    let state = store.journal().state().await.map_err(text)?;
    let entries = entries(store).await?;
    committed(&entries, told)?;
    seen(store, told).await?;
    counted(store, &state).await?;
    created(store, told, is_remote).await?;
    recorded(store, told).await?;
    for ailment in store.doctor().await.map_err(text)? {
        if !ailment.kind.is_harmless() {
            return Err(format!("{ailment:?}"));
        }
    }
    goes_on(store, &state).await
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

async fn entries(store: &Store) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    for listed in store.list(&Path::from("journal")).await.map_err(text)? {
        let bytes = store.read(&listed.path).await.map_err(text)?;
        entries.push(serde_json::from_slice(&bytes).map_err(text)?);
    }
    Ok(entries)
}

/// Every acknowledged return is in the entry that was named, once, and that entry is of one process alone.
fn committed(entries: &[Entry], told: &[Told]) -> Claim {
    let n_known = PROCESSES * CLIENTS_PER_PROCESS * 100;
    let known: Vec<SubmissionId> = (0..n_known).map(submission).collect();
    let mut written_in: BTreeMap<&SubmissionId, u64> = BTreeMap::new();
    let mut writer_of: BTreeMap<u64, u64> = BTreeMap::new();
    for entry in entries {
        for event in &entry.events {
            let Event::Accepted(accepted) = event else {
                continue;
            };
            if written_in.insert(&accepted.submission, entry.seq).is_some() {
                return Err(format!("{} was accepted twice", accepted.submission));
            }
            let writer = process_of(&accepted.submission, &known).ok_or("a stranger's return")?;
            if *writer_of.entry(entry.seq).or_insert(writer) != writer {
                return Err(format!("two processes wrote entry {}", entry.seq));
            }
        }
    }
    for told in told {
        let Told::Committed {
            process,
            submission,
            seq,
        } = told
        else {
            continue;
        };
        if written_in.get(submission) != Some(seq) {
            return Err(format!(
                "{submission} was acknowledged in entry {seq} and is not there"
            ));
        }
        if writer_of.get(seq) != Some(process) {
            return Err(format!(
                "process {process} won entry {seq}, and so did another"
            ));
        }
    }
    Ok(())
}

/// What anybody saw at any time is part of what is there now.
async fn seen(store: &Store, told: &[Told]) -> Claim {
    for told in told {
        if let Told::Saw { seq, head_hash } = told {
            let then = store.journal().state_at(*seq).await.map_err(text)?;
            if then.head_hash != *head_hash {
                return Err(format!("somebody saw another entry {seq}"));
            }
        }
    }
    Ok(())
}

/// Whatever counts can be read whole.
async fn counted(store: &Store, state: &State) -> Claim {
    for accepted in state.by_submission.values() {
        for object in accepted.objects() {
            let batches = store.read_rows(object).await.map_err(text)?;
            if batches.iter().map(|batch| batch.num_rows()).sum::<usize>() != 2 {
                return Err(format!("{} has lost rows", object.path));
            }
        }
    }
    Ok(())
}

/// A name has one content, for good: that of the client who was told so.
async fn created(store: &Store, told: &[Told], is_remote: bool) -> Claim {
    let whole: BTreeSet<Bytes> = (0..PROCESSES * CLIENTS_PER_PROCESS * 100)
        .map(content)
        .collect();
    let mut there: BTreeMap<Path, Bytes> = BTreeMap::new();
    for listed in store.list(&Path::from("things")).await.map_err(text)? {
        let bytes = store.read(&listed.path).await.map_err(text)?;
        if !whole.contains(&bytes) {
            return Err(format!("{} is half-written", listed.path));
        }
        there.insert(listed.path, bytes);
    }
    for told in told {
        match told {
            Told::Created { path, content } if there.get(path) != Some(content) => {
                return Err(format!("{path} was acknowledged and is another's or lost"));
            }
            Told::Taken { path, .. } if !there.contains_key(path) => {
                return Err(format!("{path} was said to be taken and is not there"));
            }
            // Where lost answers are settled, nobody is told that their own object is another's.
            Told::Taken { path, content } if is_remote && there.get(path) == Some(content) => {
                return Err(format!("{path} was said to be taken by its own creator"));
            }
            _ => {}
        }
    }
    Ok(())
}

async fn recorded(store: &Store, told: &[Told]) -> Claim {
    let report = store.audit().verify().await.map_err(text)?;
    if let Some(broken) = report.broken {
        return Err(format!("{broken:?}"));
    }
    let records = store.audit().records(Some(0), 10_000).await.map_err(text)?;
    let there: BTreeSet<String> = records
        .iter()
        .map(|(_, _, record)| match record {
            hub_store::AuditRecord::Asked { query_id, .. }
            | hub_store::AuditRecord::Answered { query_id, .. } => query_id.clone(),
        })
        .collect();
    for told in told {
        if let Told::Recorded { query_id } = told
            && !there.contains(query_id)
        {
            return Err(format!("record {query_id} was acknowledged and lost"));
        }
    }
    Ok(())
}

/// Whoever starts afterwards writes the next entry.
async fn goes_on(store: &Store, state: &State) -> Claim {
    let last = PROCESSES * CLIENTS_PER_PROCESS * 100;
    let offered = accepted(&submission(last), &service("SVC003"), month("2026-10"));
    match store.journal().accept(offered).await {
        Ok(AcceptOutcome::Committed { seq }) if seq == state.next_seq() => Ok(()),
        other => Err(format!("after the restart: {other:?}")),
    }
}
