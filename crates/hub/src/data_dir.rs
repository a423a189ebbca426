//! The data directory: objects, keys, imported reference data.
//!
//! Objects are the hub's state and could lie on any object store. Keys lie beside them in files that only the
//! owner can read; a deployment mounts them from its key store instead.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hub_ingest::{Door, DoorOptions, IdentityKeys, Limits};
use hub_reference::Reference;
use hub_release::ReleaseKeys;
use hub_store::Store;

const KEY_BYTES: usize = 32;

/// An open data directory.
pub(crate) struct DataDir {
    root: PathBuf,
    /// The objects.
    pub(crate) store: Store,
}

impl DataDir {
    /// Opens the directory, making it if it is not there.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        fs::create_dir_all(root)
            .with_context(|| format!("cannot make the data directory {}", root.display()))?;
        let store = Store::local(&root.join("objects"))
            .with_context(|| format!("cannot open the objects in {}", root.display()))?;
        Ok(Self {
            root: root.to_owned(),
            store,
        })
    }

    /// Opens a directory that must be there already, so that a mistyped path is not taken for an empty hub.
    pub(crate) fn open_existing(root: &Path) -> Result<Self> {
        if !root.join("objects").is_dir() {
            bail!(
                "{} holds no hub. Give its data directory with --data, or run `hub demo` first",
                root.display()
            );
        }
        Self::open(root)
    }

    /// A file in the directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Reads the key of that name, making it on first use.
    pub(crate) fn key(&self, name: &str) -> Result<[u8; KEY_BYTES]> {
        let path = self.root.join("keys").join(format!("{name}.key"));
        if !path.exists() {
            let mut key = [0_u8; KEY_BYTES];
            getrandom::fill(&mut key)
                .map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
            write_private(&path, &key)?;
        }
        let bytes =
            fs::read(&path).with_context(|| format!("cannot read the key {}", path.display()))?;
        bytes
            .try_into()
            .map_err(|_| anyhow::anyhow!("{} is not a key of {KEY_BYTES} bytes", path.display()))
    }

    /// Keys that turn identities into pseudonyms.
    pub(crate) fn identity_keys(&self) -> Result<IdentityKeys> {
        Ok(IdentityKeys::from_bytes(
            self.key("link")?,
            self.key("purpose")?,
        ))
    }

    /// Keys that protect and sign a release.
    pub(crate) fn release_keys(&self) -> Result<ReleaseKeys> {
        Ok(ReleaseKeys::from_bytes(
            self.key("noise")?,
            self.key("signing")?,
        ))
    }

    /// The door through which returns come in.
    pub(crate) fn door(
        &self,
        reference: &Arc<Reference>,
        allow_test_numbers: bool,
    ) -> Result<Door> {
        let options = DoorOptions {
            allow_test_numbers,
            ..DoorOptions::default()
        };
        Ok(Door::new(
            self.identity_keys()?,
            Arc::clone(reference),
            Limits::default(),
            options,
        ))
    }

    fn reference_note(&self) -> PathBuf {
        self.path("reference-source.txt")
    }

    /// Remembers which publishers' files this hub uses.
    pub(crate) fn remember_reference(&self, dir: &Path) -> Result<()> {
        let dir = dir
            .canonicalize()
            .with_context(|| format!("cannot find {}", dir.display()))?;
        let text = dir
            .to_str()
            .context("the path of the reference files is not text")?;
        write_private(&self.reference_note(), text.as_bytes())
    }

    /// The reference data that this hub uses: the imported files if any, else the built-in England.
    pub(crate) fn reference(&self) -> Result<Arc<Reference>> {
        match fs::read_to_string(self.reference_note()) {
            Ok(dir) => Ok(Arc::new(Reference::import(Path::new(dir.trim()))?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Arc::new(Reference::builtin()))
            }
            Err(error) => Err(error).context("cannot read which reference data are in use"),
        }
    }
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(shown)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).with_context(shown)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .with_context(shown)
}
