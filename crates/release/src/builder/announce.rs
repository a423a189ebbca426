//! The journal entry that makes a release visible.

use hub_standard::ids::ReleaseId;
use hub_store::{Event, Path, Refusal, State, Store, StoreError};

use super::write::discard;
use crate::encode::sha256_hex;
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::layout;
use crate::manifest::Manifest;
use crate::signed::is_signed;

/// Enters a release into the journal, unless another release came since the one it was made from.
///
/// That refusal is what keeps a unit's version unambiguous: two builds from the same predecessor could give the same
/// version, and so the same noise, to different rows, and their difference would be exact.
pub(super) async fn announce(
    store: &Store,
    manifest: &Manifest,
    manifest_sha256: String,
) -> Result<()> {
    let event = Event::Released {
        release: manifest.id.clone(),
        manifest_sha256,
        journal_seq: manifest.journal_seq,
        label: manifest.label.clone(),
    };
    let (id, previous) = (manifest.id.clone(), manifest.previous.clone());
    let decide = move |state: &State| {
        if is_published(state, &id) {
            return Ok(Vec::new());
        }
        match latest(state) {
            latest if latest == previous.as_ref() => Ok(vec![event.clone()]),
            _ => Err(Refusal::because("another release was published meanwhile")),
        }
    };
    match store.journal().append(decide).await {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(refusal)) => {
            let state = store.journal().state().await?;
            let by = latest(&state).cloned();
            Err(
                by.map_or(ReleaseError::Store(StoreError::Refused(refusal)), |by| {
                    ReleaseError::Overtaken { by }
                }),
            )
        }
        Err(error) => Err(error.into()),
    }
}

/// Announces a release whose builder died between writing the manifest and entering it into the journal.
pub(super) async fn finish_interrupted(store: &Store, keys: &ReleaseKeys) -> Result<()> {
    let state = store.journal().state().await?;
    let listed = store.list(&Path::from(layout::ROOT)).await?;
    let finished = listed
        .iter()
        .filter_map(|listed| layout::parse(&listed.path))
        .filter(|(id, name)| *name == "manifest.json" && !is_published(&state, id));
    for (id, _) in finished {
        let path = layout::manifest(&id);
        let file = match store.read(&path).await {
            // Another builder took it away meanwhile.
            Err(StoreError::NotFound { .. }) => continue,
            read => read?,
        };
        let Ok((manifest, body, signature)) = Manifest::parse(path.as_ref(), &file) else {
            continue;
        };
        let ours = manifest.id == id && is_signed(&keys.public_key(), body, &signature);
        // Looked at after the file: what it was made from may have become the latest meanwhile, and it itself published.
        let state = store.journal().state().await?;
        if ours && is_overtaken(&state, &manifest) {
            tracing::warn!(release = %id, "taking away a release that was overtaken");
            discard(store, &id).await?;
        } else if ours && manifest.previous.as_ref() == latest(&state) {
            tracing::warn!(release = %id, "announcing a release whose builder was interrupted");
            // Of several, the first wins; the others were made from a release that is no longer the latest.
            return announce(store, &manifest, sha256_hex(&file)).await;
        }
    }
    Ok(())
}

/// Whether a release can never be announced any more: another one followed the one that it was made from.
fn is_overtaken(state: &State, manifest: &Manifest) -> bool {
    let follows_another = match &manifest.previous {
        None => !state.releases.is_empty(),
        Some(previous) => is_published(state, previous) && latest(state) != Some(previous),
    };
    follows_another && !is_published(state, &manifest.id)
}

fn is_published(state: &State, id: &ReleaseId) -> bool {
    state
        .releases
        .iter()
        .any(|released| released.release == *id)
}

fn latest(state: &State) -> Option<&ReleaseId> {
    state.releases.last().map(|released| &released.release)
}
