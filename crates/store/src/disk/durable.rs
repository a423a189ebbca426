//! Creating a file so that it exists whole or not at all, and for good once that was said.
//!
//! Order is everything: the content is made durable under a staging name, then linked to its own name (which fails if
//! that is taken), then the folder is made durable, and only then the staging name goes and the caller hears of it.
//! Power lost between any two steps leaves the whole file or nothing under its name.
//!
//! Taking a file away is durable too: what was to be erased must not come back.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path as FsPath, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use object_store::path::Path;

/// Folder, inside the root, of files being written. It mirrors the folders that they are meant for.
pub const STAGING: &str = ".staging";

/// How often a create starts again because staging was swept, or a folder removed, under its hands.
const ATTEMPTS: u32 = 5;

/// The few operations that durability rests on; a trait so that a test can lose power between any two of them.
pub trait Disk: fmt::Debug + Send + Sync {
    /// A file open for writing. Dropping it lets a sweep take the file for abandoned.
    type Open;

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// As the system gives them.
    fn make_folder(&self, folder: &FsPath) -> io::Result<()>;
    /// Makes a new file, marks it as being in use and fills it.
    ///
    /// # Errors
    /// `AlreadyExists` when the name is taken.
    fn write_new(&self, file: &FsPath, parts: &[&[u8]]) -> io::Result<Self::Open>;
    /// Makes the content of a file durable.
    ///
    /// # Errors
    /// As the system gives them.
    fn sync_file(&self, file: &Self::Open) -> io::Result<()>;
    /// Gives a file a second name.
    ///
    /// # Errors
    /// `AlreadyExists` when the name is taken, `NotFound` when the file or the folder is gone.
    fn link(&self, file: &FsPath, name: &FsPath) -> io::Result<()>;
    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// As the system gives them.
    fn sync_folder(&self, folder: &FsPath) -> io::Result<()>;
    /// Takes a name away.
    ///
    /// # Errors
    /// As the system gives them.
    fn unlink(&self, file: &FsPath) -> io::Result<()>;
}

/// Durable create-if-absent under one root folder.
#[derive(Debug)]
pub struct Durable<D> {
    disk: D,
    root: PathBuf,
    /// Folders that exist durably, as far as this process has seen to it.
    folders: Mutex<HashSet<PathBuf>>,
    n_staged: AtomicU64,
}

impl<D: Disk> Durable<D> {
    /// Creates below `root`, which must exist durably.
    pub fn new(disk: D, root: PathBuf) -> Self {
        Self {
            disk,
            root,
            folders: Mutex::default(),
            n_staged: AtomicU64::new(0),
        }
    }

    /// Creates the file `target`, which lies at `location` below the root. Blocks.
    ///
    /// # Errors
    /// `AlreadyExists` when the name is taken; what is there is durable by then.
    pub fn create(
        &self,
        location: &Path,
        target: &FsPath,
        parts: &[&[u8]],
    ) -> object_store::Result<()> {
        self.try_create(target, parts)
            .map_err(|source| match source.kind() {
                io::ErrorKind::AlreadyExists => object_store::Error::AlreadyExists {
                    path: location.to_string(),
                    source: source.into(),
                },
                _ => object_store::Error::Generic {
                    store: "local disk",
                    source: source.into(),
                },
            })
    }

    /// Takes the file `target` away, which lies at `location` below the root, so that no power cut brings it back. Blocks.
    ///
    /// # Errors
    /// `NotFound` when there is no such file.
    pub fn remove(&self, location: &Path, target: &FsPath) -> object_store::Result<()> {
        let removed = target
            .parent()
            .ok_or_else(|| io::ErrorKind::InvalidFilename.into())
            .and_then(|folder| {
                match self.disk.unlink(target) {
                    // Perhaps taken away by a process that died before it was durable.
                    Err(gone) if gone.kind() == io::ErrorKind::NotFound => {
                        match self.disk.sync_folder(folder) {
                            Err(none) if none.kind() == io::ErrorKind::NotFound => Err(gone),
                            synced => synced.and(Err(gone)),
                        }
                    }
                    unlinked => unlinked.and_then(|()| self.disk.sync_folder(folder)),
                }
            });
        removed.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => object_store::Error::NotFound {
                path: location.to_string(),
                source: source.into(),
            },
            _ => object_store::Error::Generic {
                store: "local disk",
                source: source.into(),
            },
        })
    }

    fn try_create(&self, target: &FsPath, parts: &[&[u8]]) -> io::Result<()> {
        let folder = target.parent().ok_or(io::ErrorKind::InvalidFilename)?;
        let below = folder
            .strip_prefix(&self.root)
            .map_err(|_| io::ErrorKind::InvalidFilename)?;
        if below.starts_with(STAGING) {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let staging = self.root.join(STAGING).join(below);
        let mut attempt = 1;
        loop {
            match self.attempt(folder, &staging, target, parts) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => {
                    attempt += 1;
                    let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
                    known.remove(folder);
                    known.remove(&staging);
                }
                outcome => return outcome,
            }
        }
    }

    fn attempt(
        &self,
        folder: &FsPath,
        staging: &FsPath,
        target: &FsPath,
        parts: &[&[u8]],
    ) -> io::Result<()> {
        self.ensure(folder, true)?;
        self.ensure(staging, false)?;
        let (staged, open) = self.stage(staging, parts)?;
        let linked = self
            .disk
            .sync_file(&open)
            .and_then(|()| self.disk.link(&staged, target));
        if let Ok(()) = linked {
            // On failure the staging name stays: two names tell every reader that the folder is not durable yet.
            self.disk.sync_folder(folder)?;
        }
        // A leftover is harmless and swept at the next start.
        let _harmless = self.disk.unlink(&staged);
        drop(open);
        match linked {
            // Somebody else's file: it must be as durable as what we say about it.
            Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => {
                self.disk.sync_folder(folder)?;
                Err(taken)
            }
            outcome => outcome,
        }
    }

    /// Writes the content under a staging name that is free.
    fn stage(&self, staging: &FsPath, parts: &[&[u8]]) -> io::Result<(PathBuf, D::Open)> {
        let mut taken = io::Error::from(io::ErrorKind::AlreadyExists);
        for _ in 0..1_000 {
            let number = self.n_staged.fetch_add(1, Ordering::Relaxed);
            // The object store hides names that end in `#` and digits.
            let staged = staging.join(format!("{}-{number}#0", std::process::id()));
            match self.disk.write_new(&staged, parts) {
                Ok(open) => return Ok((staged, open)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = error,
                Err(error) => {
                    let _harmless = self.disk.unlink(&staged);
                    return Err(error);
                }
            }
        }
        // Not the caller's `AlreadyExists`.
        Err(io::Error::other(taken))
    }

    /// Makes sure that a folder exists and, if asked, that its name and those above it are durable.
    fn ensure(&self, folder: &FsPath, durably: bool) -> io::Result<()> {
        let known = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(folder) {
            return Ok(());
        }
        self.disk.make_folder(folder)?;
        if durably {
            for above in folder
                .ancestors()
                .skip(1)
                .take_while(|above| above.starts_with(&self.root))
            {
                self.disk.sync_folder(above)?;
            }
        }
        known().insert(folder.to_owned());
        Ok(())
    }
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    type Open = File;

    fn make_folder(&self, folder: &FsPath) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn write_new(&self, path: &FsPath, parts: &[&[u8]]) -> io::Result<File> {
        let mut file = File::create_new(path)?;
        match file.try_lock() {
            // A sweep looks at it this very moment: leave the name to it.
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::AlreadyExists.into()),
            // No locks on this file system: then the sweep cannot lock either, and leaves the file alone.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        for part in parts {
            file.write_all(part)?;
        }
        Ok(file)
    }

    fn sync_file(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn link(&self, file: &FsPath, name: &FsPath) -> io::Result<()> {
        fs::hard_link(file, name)
    }

    fn sync_folder(&self, folder: &FsPath) -> io::Result<()> {
        sync_folder(folder)
    }

    fn unlink(&self, file: &FsPath) -> io::Result<()> {
        fs::remove_file(file)
    }
}

/// Makes the names in a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &FsPath) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows cannot sync a folder; its file systems journal names by themselves.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &FsPath) -> io::Result<()> {
    Ok(())
}

/// Whether a file has one name only, which means that its writer has finished.
#[cfg(unix)]
pub(super) fn is_settled(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(file.metadata()?.nlink() <= 1)
}

/// Without folders to sync there is nothing to wait for.
#[cfg(not(unix))]
pub(super) fn is_settled(_file: &File) -> io::Result<bool> {
    Ok(true)
}
