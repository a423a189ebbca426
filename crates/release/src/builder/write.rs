//! Writing a release: objects first, the manifest last, then its announcement.

use bytes::Bytes;
use hub_standard::ids::ReleaseId;
use hub_store::{Path, Store, StoreError};

use super::announce::announce;
use super::draft::ManifestDraft;
use crate::encode::{Ready, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::layout;

/// Numbers tried when other builders take them.
const ATTEMPTS_MAX: u32 = 5;

/// Writes and announces a release under the next free number of its day.
pub(super) async fn publish(
    store: &Store,
    keys: &ReleaseKeys,
    draft: ManifestDraft,
    ready: &[Ready],
) -> Result<ReleaseId> {
    let mut number = next_number(store, draft.day).await?;
    for _ in 0..ATTEMPTS_MAX {
        let id = ReleaseId::new(draft.day, number)
            .map_err(|error| ReleaseError::shape("release", error.to_string()))?;
        let manifest = draft.numbered(&id, ready);
        let file = manifest.sign(keys)?;
        let sha256 = sha256_hex(&file);
        match write(store, &id, ready, file).await {
            Ok(()) => {
                return match announce(store, &manifest, sha256).await {
                    Ok(()) => Ok(id),
                    Err(overtaken @ ReleaseError::Overtaken { .. }) => {
                        discard(store, &id).await?;
                        Err(overtaken)
                    }
                    Err(error) => Err(error),
                };
            }
            Err(StoreError::AlreadyExists { .. }) => number += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Err(ReleaseError::Contended {
        attempts: ATTEMPTS_MAX,
    })
}

async fn write(
    store: &Store,
    id: &ReleaseId,
    ready: &[Ready],
    manifest: Vec<u8>,
) -> Result<(), StoreError> {
    for object in ready {
        store
            .create(&layout::object(id, &object.name), object.bytes.clone())
            .await?;
    }
    store.create(&layout::manifest(id), manifest.into()).await
}

/// Takes away the files of a release that can never be announced. Its cells may be of the same version as published ones
/// and made from other rows: their difference would be exact.
pub(super) async fn discard(store: &Store, id: &ReleaseId) -> Result<()> {
    // Its number stays taken, so that whoever takes the same files away late cannot meet another release there.
    let mark = layout::object(id, layout::DISCARDED);
    match store.create(&mark, Bytes::new()).await {
        Ok(()) | Err(StoreError::AlreadyExists { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let listed = store.list(&layout::folder(id)).await?;
    // The manifest first: without it nobody takes the rest for a release.
    store.discard(&layout::manifest(id)).await?;
    for object in listed.into_iter().filter(|object| object.path != mark) {
        store.discard(&object.path).await?;
    }
    Ok(())
}

/// One more than the greatest number of the day that has any object, finished or not.
async fn next_number(store: &Store, day: jiff::civil::Date) -> Result<u32> {
    let taken = store.list(&Path::from(layout::ROOT)).await?;
    let numbers = taken
        .iter()
        .filter_map(|listed| layout::parse(&listed.path))
        .filter(|(id, _)| id.date() == day);
    Ok(numbers.map(|(id, _)| id.number()).max().unwrap_or(0) + 1)
}
