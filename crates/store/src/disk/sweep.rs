//! Clearing away what crashed writers left in staging.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path as FsPath, PathBuf};

use super::durable::{STAGING, is_settled, sync_folder};

/// Removes the files in staging that no living writer holds, and returns how many.
pub(super) fn sweep(root: &FsPath) -> io::Result<u64> {
    let staging = root.join(STAGING);
    let mut n_removed = 0;
    for path in files(&staging)? {
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => continue,
        }
        if !is_settled(&file)? {
            // Linked but perhaps not durable. Once the staging name is gone readers could no longer tell.
            if let Some(folder) = path
                .parent()
                .and_then(|folder| folder.strip_prefix(&staging).ok())
            {
                sync_folder(&root.join(folder))?;
            }
        }
        match fs::remove_file(&path) {
            Ok(()) => n_removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_removed)
}

/// How many files lie in staging.
pub(super) fn count(root: &FsPath) -> io::Result<u64> {
    let found = files(&root.join(STAGING))?;
    Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
}

/// All files below `folder`; none when it does not exist.
fn files(folder: &FsPath) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let list = if entry.file_type()?.is_dir() {
                &mut folders
            } else {
                &mut found
            };
            list.push(entry.path());
        }
    }
    Ok(found)
}
