//! Reading entries in order and folding them into a state.

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use super::segment;
use crate::error::{Result, StoreError};
use crate::event::Entry;
use crate::layout::{self, Path, SEGMENT_ENTRIES};
use crate::objects::{Objects, sha256_hex};
use crate::state::State;

/// Entries read at once, at most, by a reader that has much to catch up with.
pub(super) const READ_AHEAD: u64 = 64;

/// Folds the entries after `state`, up to and including `until`, or as many as there are.
pub(super) async fn fold(
    objects: &Objects,
    mut state: Arc<State>,
    until: Option<u64>,
) -> Result<Arc<State>> {
    // Somebody who is up to date asks for one entry and hears that there is none.
    let mut window = if state.seq.is_some() {
        1
    } else {
        READ_AHEAD / 16
    };
    loop {
        let first = state.next_seq();
        if until.is_some_and(|until| first > until) {
            return Ok(state);
        }
        let end_of_segment = (first / SEGMENT_ENTRIES + 1) * SEGMENT_ENTRIES;
        if first.is_multiple_of(SEGMENT_ENTRIES)
            && until.is_none_or(|until| end_of_segment <= until.saturating_add(1))
            && let Some(entries) = segment::read(objects, first).await?
        {
            for (seq, bytes) in (first..).zip(&entries) {
                take(&mut state, &layout::segment(first), seq, bytes)?;
            }
            continue;
        }
        let end = end_of_segment
            .min(first.saturating_add(window))
            .min(until.map_or(u64::MAX, |until| until.saturating_add(1)));
        let found = read_range(objects, first, end).await?;
        let missing = found.iter().position(Option::is_none);
        let n_found = missing.unwrap_or(found.len());
        for (seq, bytes) in (first..).zip(found.iter().take(n_found).flatten()) {
            take(&mut state, &layout::entry(seq), seq, bytes)?;
        }
        if missing.is_some() {
            let is_end = found.iter().skip(n_found).all(Option::is_none);
            // A later entry was there: either this one was written while we read, or it has been lost.
            if is_end {
                return Ok(state);
            }
            let path = layout::entry(state.next_seq());
            if objects.read_if_there(&path).await?.is_none() {
                return Err(lost(&path));
            }
        }
        window = (window * 2).min(READ_AHEAD);
    }
}

/// Checks that no entry lies beyond the end: then one in between has been lost, and writing on would fork history.
pub(super) async fn refuse_gap(objects: &Objects, state: &State) -> Result<()> {
    let beyond = objects
        .list(&Path::from(layout::JOURNAL))
        .await?
        .iter()
        .filter_map(|listed| layout::entry_seq(&listed.path))
        .any(|seq| seq > state.next_seq());
    let next = layout::entry(state.next_seq());
    if beyond && objects.size(&next).await?.is_none() {
        Err(lost(&next))
    } else {
        Ok(())
    }
}

/// Reads the entries `first..end` at once. `None` for one that is not there.
pub(super) async fn read_range(
    objects: &Objects,
    first: u64,
    end: u64,
) -> Result<Vec<Option<Bytes>>> {
    stream::iter(first..end)
        .map(|seq| async move { objects.read_if_there(&layout::entry(seq)).await })
        .buffered(usize::try_from(READ_AHEAD).unwrap_or(1))
        .try_collect()
        .await
}

/// Takes the bytes of entry `seq` into account, if they are that entry and follow on `state`.
fn take(state: &mut Arc<State>, path: &Path, seq: u64, bytes: &[u8]) -> Result<()> {
    let entry = parse(path, bytes)?;
    follows(&entry, seq, &state.head_hash).map_err(|reason| StoreError::corrupt(path, reason))?;
    Arc::make_mut(state).advance(&entry, sha256_hex(bytes));
    Ok(())
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Entry> {
    // The message of a parse error would quote the entry.
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        StoreError::corrupt(
            path,
            format!("not an entry that this version can read ({place})"),
        )
    })
}

/// Whether `entry` is the one at `seq` and names `previous` as the hash of the one before; else why not.
pub(super) fn follows(entry: &Entry, seq: u64, previous: &str) -> Result<(), &'static str> {
    if entry.seq != seq {
        Err("it names another position")
    } else if entry.previous != previous {
        Err("it does not follow on the entry before")
    } else {
        Ok(())
    }
}

fn lost(path: &Path) -> StoreError {
    StoreError::corrupt(path, "it is missing, but later entries exist")
}

impl State {
    /// Takes an entry and its hash into account.
    pub(crate) fn advance(&mut self, entry: &Entry, hash: String) {
        for event in &entry.events {
            self.apply(event, entry.at);
        }
        self.seq = Some(entry.seq);
        self.head_hash = hash;
        self.at = Some(entry.at);
    }
}
