//! Segments: the entries of a stretch of the journal in one object, so that a cold start needs few reads.
//!
//! A segment repeats the entries byte for byte, one a line. It is no second truth: the same chain of hashes proves it,
//! and the journal is complete without it.

use bytes::Bytes;

use super::read::{READ_AHEAD, read_range};
use crate::error::{Result, StoreError};
use crate::layout::{self, SEGMENT_ENTRIES};
use crate::objects::Objects;

/// The entries of the segment that starts at `first`; `None` when it was not written.
pub(super) async fn read(objects: &Objects, first: u64) -> Result<Option<Vec<Bytes>>> {
    let path = layout::segment(first);
    let Some(bytes) = objects.read_if_there(&path).await? else {
        return Ok(None);
    };
    let lines: Vec<Bytes> = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| bytes.slice_ref(line))
        .collect();
    if u64::try_from(lines.len()) == Ok(SEGMENT_ENTRIES) {
        Ok(Some(lines))
    } else {
        Err(StoreError::corrupt(
            &path,
            format!("it holds {} entries", lines.len()),
        ))
    }
}

/// Writes the segment that ends with entry `last`, if one ends there.
pub(super) async fn write_up_to(objects: &Objects, last: u64) -> Result<()> {
    if !(last + 1).is_multiple_of(SEGMENT_ENTRIES) {
        return Ok(());
    }
    let first = last + 1 - SEGMENT_ENTRIES;
    let mut lines: Vec<Bytes> = Vec::new();
    let mut next = first;
    while next <= last {
        let end = (next + READ_AHEAD).min(last + 1);
        for (seq, bytes) in (next..).zip(read_range(objects, next, end).await?) {
            lines.push(bytes.ok_or(StoreError::NotFound {
                path: layout::entry(seq).to_string(),
            })?);
        }
        next = end;
    }
    match objects
        .create(&layout::segment(first), lines.join(&b'\n').into())
        .await
    {
        Err(StoreError::AlreadyExists { .. }) => Ok(()),
        outcome => outcome,
    }
}
