//! The data directory: objects, keys, imported reference data.
//!
//! Objects are the hub's state; they lie here, or apart: in another folder, or in a bucket of an S3 server that several
//! machines share. Keys never lie with objects that are apart: they are files here that only the owner can read, the same on
//! every machine, and a deployment mounts them from its key store instead.

mod presence;
mod seen;

use std::fs::{self, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hub_identity::Tags;
use hub_ingest::{Door, DoorOptions, IdentityKeys, Limits};
use hub_reference::Reference;
use hub_release::ReleaseKeys;
use hub_store::{
    Hold, HoldTimes, Place, ReferenceEdition, ReferenceTable, S3Settings, Store, StoreError,
};

use crate::cli::Data;

const KEY_BYTES: usize = 32;
/// Keys that what is stored depends on.
const LASTING_KEYS: [&str; 5] = ["link", "purpose", "noise", "signing", "people"];
const SESSION_KEY: &str = "session";

/// The right to do what only one process at a time may do: build a release, erase, change the list of people who object.
/// On this machine it ends with the process that has it, however that ends; where the objects lie apart, others
/// hear of the end by [`Held::end`], or by a few minutes of silence.
#[derive(Debug)]
pub(crate) struct Held {
    _here: fs::File,
    everywhere: Option<Hold>,
}

impl Held {
    /// Gives the right back.
    ///
    /// # Errors
    /// When another machine took it meanwhile, because this one was cut off for long: both may have written.
    pub(crate) async fn end(self) -> Result<()> {
        let Some(everywhere) = self.everywhere else {
            return Ok(());
        };
        match everywhere.end().await {
            Err(error @ StoreError::Overtaken) => Err(error).context(
                "what was done here is written, but not alone: run `hub erase --resume` and `hub doctor`",
            ),
            ended => ended.context("what was done is written; others may have to wait a few minutes"),
        }
    }
}

/// An open data directory.
pub(crate) struct DataDir {
    root: PathBuf,
    place: Place,
    /// Whether the objects lie apart from this directory, where other machines may work on them too.
    is_apart: bool,
    /// The objects.
    pub(crate) store: Store,
}

impl DataDir {
    /// Opens the directory, making it if it is not there. Storage that lies apart is asked first whether it keeps the
    /// promises that everything rests on.
    pub(crate) async fn open(at: &Data) -> Result<Self> {
        let data = Self::open_as_it_is(at)?;
        data.probe().await?;
        Ok(data)
    }

    /// Opens a hub that must be there already, so that a mistyped path is not taken for an empty one.
    pub(crate) async fn open_existing(at: &Data) -> Result<Self> {
        let root = &at.data;
        let is_there = match &at.store {
            None => root.join("objects").is_dir(),
            Some(Place::Folder(folder)) => folder.is_dir(),
            // Keys are made before anything is stored.
            Some(Place::S3(_)) => root.join("keys").is_dir(),
        };
        if !is_there {
            bail!(
                "{} holds no hub. Give its data directory with --data, or begin one with `hub init`, or with `hub demo`",
                root.display()
            );
        }
        Self::open_as_it_is(at)
    }

    fn open_as_it_is(at: &Data) -> Result<Self> {
        let root = &at.data;
        fs::create_dir_all(root)
            .with_context(|| format!("cannot make the data directory {}", root.display()))?;
        let in_it = || Place::Folder(root.join("objects"));
        let place = at.store.clone().unwrap_or_else(in_it);
        let store = Store::open(&place, &S3Settings::from_env())
            .with_context(|| format!("cannot open the objects in {place}"))?;
        Ok(Self {
            root: root.clone(),
            place,
            is_apart: at.store.is_some(),
            store,
        })
    }

    /// Asks storage that lies apart whether it keeps its promises; whether it was asked.
    pub(crate) async fn probe(&self) -> Result<bool> {
        if self.is_apart {
            let probed = self.store.probe().await;
            probed.with_context(|| format!("the hub cannot run on {}", self.place))?;
        }
        Ok(self.is_apart)
    }

    /// A file in the directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Takes the right to do what only one process at a time may do, and says to others what that is. Nobody waits:
    /// whoever has it may take long.
    pub(crate) async fn hold(&self, what: &str) -> Result<Held> {
        let here = self.lock()?;
        let everywhere = if self.probe().await? {
            let since = jiff::Timestamp::now();
            let by = format!("{what} since {since:.0}, process {}", std::process::id());
            Some(self.store.hold(&by, HoldTimes::default()).await?)
        } else {
            None
        };
        Ok(Held {
            _here: here,
            everywhere,
        })
    }

    fn lock(&self) -> Result<fs::File> {
        let path = self.path("hub.lock");
        let shown = || format!("cannot lock {}", path.display());
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).open(&path);
        let file = file.with_context(shown)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => bail!(
                "another command is building a release, erasing or noting an objection here: try again when it is done"
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(shown),
        }
    }

    /// The key that signs sessions. A new one only ends the sessions of the old one.
    pub(crate) fn session_key(&self) -> Result<[u8; KEY_BYTES]> {
        let path = self.key_path(SESSION_KEY);
        if !path.exists() {
            make_key(&path)?;
        }
        read_key(&path)
    }

    /// Reads a key that what is stored depends on. It is made on first use, before anything is stored, and never
    /// again: another key would count everybody twice, or draw the noise of published figures anew.
    async fn lasting_key(&self, name: &str) -> Result<[u8; KEY_BYTES]> {
        let path = self.key_path(name);
        if !path.exists() {
            let state = self.store.journal().state().await?;
            let is_in_use = match name {
                "signing" => !state.releases.is_empty(),
                // It came after the others, so that older hubs make it when they first need it.
                "people" => {
                    let mut all = state.people.all.values();
                    all.any(|person| person.subject.is_some() || person.invited.is_some())
                }
                _ => state.seq.is_some(),
            };
            if is_in_use {
                bail!(
                    "the key {} is missing, and what this hub holds was made with it. Restore it from your backup of keys, \
                     or copy it from another machine of this hub",
                    path.display()
                );
            }
            make_key(&path)?;
        }
        let key = read_key(&path)?;
        // Machines that share the objects must share the keys, and two that start at once on nothing would each make their own.
        if self.is_apart && !self.store.agrees_on_key(name, &key).await? {
            bail!(
                "what lies in {} was made with another key than {}: copy the keys from the machine that has the right ones",
                self.place,
                path.display()
            );
        }
        Ok(key)
    }

    /// Makes sure that every lasting key exists before anything is stored.
    pub(crate) async fn prepare_keys(&self) -> Result<()> {
        for name in LASTING_KEYS {
            self.lasting_key(name).await?;
        }
        Ok(())
    }

    fn key_path(&self, name: &str) -> PathBuf {
        key_path(&self.root, name)
    }

    /// Keys that turn identities into pseudonyms.
    pub(crate) async fn identity_keys(&self) -> Result<IdentityKeys> {
        Ok(IdentityKeys::from_bytes(
            self.lasting_key("link").await?,
            self.lasting_key("purpose").await?,
        ))
    }

    /// The key of the tags by which people are known to those who sign them in.
    pub(crate) async fn people_key(&self) -> Result<[u8; KEY_BYTES]> {
        self.lasting_key("people").await
    }

    /// Makes the tags by which people are known to those who sign them in.
    pub(crate) async fn people_tags(&self) -> Result<Tags> {
        Ok(Tags::new(&self.people_key().await?))
    }

    /// Keys that protect and sign a release.
    pub(crate) async fn release_keys(&self) -> Result<ReleaseKeys> {
        Ok(ReleaseKeys::from_bytes(
            self.lasting_key("noise").await?,
            self.lasting_key("signing").await?,
        ))
    }

    /// The door through which returns come in.
    pub(crate) async fn door(
        &self,
        reference: &Arc<Reference>,
        options: DoorOptions,
    ) -> Result<Door> {
        Ok(Door::new(
            self.identity_keys().await?,
            Arc::clone(reference),
            Limits::default(),
            options,
        ))
    }

    /// Reads the publishers' files, keeps them as tables and uses them from now on.
    pub(crate) async fn import_reference(&self, dir: &Path) -> Result<Arc<Reference>> {
        let tables = Reference::import(dir)?
            .to_stored()?
            .into_iter()
            .map(|table| {
                Ok(ReferenceTable {
                    name: table.name.to_owned(),
                    bytes: table.bytes,
                    rows: u64::try_from(table.rows)?,
                })
            })
            .collect::<Result<_>>()?;
        let edition = self.store.adopt_reference(today(), tables).await?;
        self.stored_reference(&edition).await
    }

    /// The reference data that this hub uses, as they stand today: what was imported last if anything, else the built-in
    /// England.
    pub(crate) async fn reference(&self) -> Result<Arc<Reference>> {
        match &self.store.journal().state().await?.reference {
            Some(edition) => self.stored_reference(edition).await,
            None => Ok(Arc::new(Reference::builtin()).on(today())),
        }
    }

    async fn stored_reference(&self, edition: &ReferenceEdition) -> Result<Arc<Reference>> {
        let tables = self.store.read_reference(edition).await?;
        let reference = Reference::from_stored(&edition.edition, &tables)
            .context("the imported reference data cannot be read: import them again")?;
        Ok(Arc::new(reference).on(today()))
    }
}

fn key_path(root: &Path, name: &str) -> PathBuf {
    root.join("keys").join(format!("{name}.key"))
}

fn today() -> jiff::civil::Date {
    hub_standard::calendar::day_of(jiff::Timestamp::now())
}

fn make_key(path: &Path) -> Result<()> {
    let mut key = [0_u8; KEY_BYTES];
    getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    write_private(path, &key)
}

fn read_key(path: &Path) -> Result<[u8; KEY_BYTES]> {
    let bytes =
        fs::read(path).with_context(|| format!("cannot read the key {}", path.display()))?;
    bytes
        .try_into()
        .map_err(|_| anyhow::anyhow!("{} is not a key of {KEY_BYTES} bytes", path.display()))
}

/// Writes a file that only its owner can read, whole or not at all, and so that it survives a power cut.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = || format!("cannot write {}", path.display());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(shown)?;
    let name = path.file_name().with_context(shown)?;
    let staged = folder.join(format!(".{}.{}", name.display(), std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&staged).with_context(shown)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .with_context(shown)?;
    fs::rename(&staged, path).with_context(shown)?;
    sync_folder(folder).with_context(shown)?;
    // The folder itself may be new too.
    match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => sync_folder(above).with_context(shown),
        _ => Ok(()),
    }
}

/// Makes the names in a folder durable, where the system can.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        // A folder of somebody else's, made long ago.
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
    #[cfg(not(unix))]
    Ok(())
}
