//! Racing for a position: whoever creates the object has it.

use std::time::Duration;

use bytes::Bytes;

use crate::error::{Result, StoreError};
use crate::layout::Path;
use crate::objects::Objects;

/// Races lost in a row before giving up.
pub(crate) const MAX_ATTEMPTS: u32 = 40;
/// The longest pause after a lost race.
const MAX_PAUSE_MS: u64 = 200;

/// Creates an entry. Returns whether it is ours.
///
/// Storage may have created it and still report a failure, or report that it exists when it was our own first
/// attempt that created it. The nonce makes the bytes ours alone, so reading them back tells.
pub(crate) async fn create(objects: &Objects, path: &Path, bytes: Bytes) -> Result<bool> {
    match objects.create(path, bytes.clone()).await {
        Ok(()) => Ok(true),
        Err(failure) => match objects.read(path).await {
            Ok(found) => Ok(found == bytes),
            Err(_) => Err(failure),
        },
    }
}

/// Waits a random while that grows with the number of races lost.
pub(crate) async fn pause(attempt: u32) -> Result<()> {
    let longest_ms = 1_u64
        .checked_shl(attempt)
        .unwrap_or(MAX_PAUSE_MS)
        .min(MAX_PAUSE_MS);
    let random = getrandom::u64().map_err(StoreError::unavailable)?;
    tokio::time::sleep(Duration::from_millis(random % (longest_ms + 1))).await;
    Ok(())
}
