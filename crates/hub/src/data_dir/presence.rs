//! Whether there is a hub in a data directory, when it is opened to be served and as long as it is served. A folder whose
//! volume is not mounted is empty, and must not be taken for a hub that nobody has begun.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use hub_store::Place;

use super::{DataDir, LASTING_KEYS, SESSION_KEY, key_path};
use crate::cli::Data;
use crate::output::words;

/// What is there of a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Presence {
    keys: bool,
    /// In a bucket they cannot be gone for want of a mount.
    objects: bool,
}

impl Presence {
    /// Looks without making anything.
    fn of(at: &Data) -> Self {
        Self {
            keys: LASTING_KEYS
                .iter()
                .any(|name| key_path(&at.data, name).exists()),
            objects: match &at.store {
                None => at.data.join("objects").is_dir(),
                Some(Place::Folder(folder)) => holds_something(folder),
                Some(Place::S3(_)) => true,
            },
        }
    }

    fn is_a_hub(self) -> bool {
        self.keys && self.objects
    }
}

impl DataDir {
    /// Opens a hub that was begun, to serve it.
    ///
    /// # Errors
    /// When there is none, or storage does not keep its promises.
    pub(crate) async fn open_begun(at: &Data) -> Result<Self> {
        let root = at.data.display();
        match Presence::of(at) {
            Presence {
                keys: true,
                objects: true,
            } => {}
            Presence {
                keys: true,
                objects: false,
            } => {
                let place = at.store.clone();
                let place = place.unwrap_or_else(|| Place::Folder(at.data.join("objects")));
                bail!(
                    "the keys of a hub are in {root}, and its objects are not in {place}. If it had any, their volume is \
                     not mounted: mount it. To begin a new hub with these keys, say so: hub serve --new"
                );
            }
            Presence { keys: false, .. } => {
                // A hub that lost its keys is told which to bring back.
                if at.store.is_some() || !Self::has_entries(at).await? {
                    bail!(
                        "{root} holds no hub. If it did, its volume is not mounted or its keys are gone: bring them back. \
                         To begin a new hub there, say so: hub serve --new"
                    );
                }
            }
        }
        let data = Self::open(at).await?;
        data.prepare_keys().await?;
        Ok(data)
    }

    /// Opens a hub, begins it if there is none, and says which of both it was.
    ///
    /// # Errors
    /// When it cannot be made, or when what is there was begun with keys that are missing.
    pub(crate) async fn begin(at: &Data) -> Result<Self> {
        let was_there = Presence::of(at).is_a_hub();
        let data = Self::open(at).await?;
        data.prepare_keys().await?;
        let root = at.data.display();
        if was_there {
            words(format_args!(
                "There is a hub in {root} already, so none was begun. Serve it without --new: an empty folder must not be taken for \
                 a new hub."
            ));
        } else {
            words(format_args!(
                "A new hub was begun in {root}. Copy its keys to another place, since nothing can be read or released without \
                 them: {root}/keys"
            ));
        }
        Ok(data)
    }

    /// Whether the journal in the directory has entries.
    async fn has_entries(at: &Data) -> Result<bool> {
        if !at.data.join("objects").is_dir() {
            return Ok(false);
        }
        let data = Self::open_as_it_is(at)?;
        Ok(data.store.journal().state().await?.seq.is_some())
    }

    /// What must stay where it is as long as the hub is served: its keys, and a folder of objects that is not empty.
    pub(crate) fn must_stay(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = LASTING_KEYS
            .iter()
            .chain([&SESSION_KEY])
            .map(|name| self.key_path(name))
            .collect();
        paths.retain(|path| path.exists());
        if let Place::Folder(folder) = &self.place
            && holds_something(folder)
        {
            paths.push(folder.clone());
        }
        paths
    }
}

fn holds_something(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
