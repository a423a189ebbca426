//! Power lost between any two steps of a create, on a disk that keeps only what it was told to keep.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path as FsPath, PathBuf};
use std::sync::{Arc, Mutex};

use hub_store::disk::durable::{Disk, Durable};
use object_store::Error;
use object_store::path::Path;

const CONTENT: &[u8] = b"all of it";

/// A disk in memory that can stop at a step.
#[derive(Debug, Clone, Default)]
struct FakeDisk(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    files: Vec<File>,
    /// What programs see.
    names: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
    /// What is there after the power comes back.
    kept_names: BTreeMap<PathBuf, usize>,
    kept_folders: BTreeSet<PathBuf>,
    n_steps: usize,
    stops_at: Option<usize>,
}

#[derive(Debug, Default)]
struct File {
    content: Vec<u8>,
    kept: bool,
}

impl FakeDisk {
    fn stopping_at(step: Option<usize>) -> Self {
        let disk = Self::default();
        {
            let mut platter = disk.0.lock().unwrap();
            platter.stops_at = step;
            platter.folders.insert(root());
            platter.kept_folders.insert(root());
        }
        disk
    }

    fn step<T>(&self, act: impl FnOnce(&mut Platter) -> io::Result<T>) -> io::Result<T> {
        let mut platter = self.0.lock().unwrap();
        platter.n_steps += 1;
        if platter.stops_at.is_some_and(|stop| platter.n_steps >= stop) {
            return Err(io::Error::other("stopped"));
        }
        act(&mut platter)
    }

    fn goes_on(&self) {
        self.0.lock().unwrap().stops_at = None;
    }

    /// What a file holds after power was lost: nothing is there unless every folder above is.
    fn after_power_loss(&self, path: &FsPath) -> Option<Vec<u8>> {
        let platter = self.0.lock().unwrap();
        let above = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(root()));
        for folder in above {
            if !platter.kept_folders.contains(folder) {
                return None;
            }
        }
        let file = &platter.files[*platter.kept_names.get(path)?];
        // Content that was not synced may be anything; say, nothing.
        Some(if file.kept {
            file.content.clone()
        } else {
            Vec::new()
        })
    }
}

impl Disk for FakeDisk {
    type Open = usize;

    fn make_folder(&self, folder: &FsPath) -> io::Result<()> {
        self.step(|platter| {
            platter
                .folders
                .extend(folder.ancestors().map(FsPath::to_owned));
            Ok(())
        })
    }

    fn write_new(&self, path: &FsPath, parts: &[&[u8]]) -> io::Result<usize> {
        self.step(|platter| {
            if platter.names.contains_key(path) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let file = platter.files.len();
            platter.files.push(File {
                content: parts.concat(),
                kept: false,
            });
            platter.names.insert(path.to_owned(), file);
            Ok(file)
        })
    }

    fn sync_file(&self, file: &usize) -> io::Result<()> {
        self.step(|platter| {
            platter.files[*file].kept = true;
            Ok(())
        })
    }

    fn link(&self, file: &FsPath, name: &FsPath) -> io::Result<()> {
        self.step(|platter| {
            if platter.names.contains_key(name) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let file = platter.names[file];
            platter.names.insert(name.to_owned(), file);
            Ok(())
        })
    }

    fn sync_folder(&self, folder: &FsPath) -> io::Result<()> {
        self.step(|platter| {
            let here = |path: &&PathBuf| path.parent() == Some(folder);
            platter
                .kept_names
                .retain(|path, _| path.parent() != Some(folder));
            let names = platter.names.iter().filter(|(path, _)| here(path));
            platter
                .kept_names
                .extend(names.map(|(path, file)| (path.clone(), *file)));
            let folders: Vec<PathBuf> = platter.folders.iter().filter(here).cloned().collect();
            platter.kept_folders.extend(folders);
            Ok(())
        })
    }

    fn unlink(&self, file: &FsPath) -> io::Result<()> {
        self.step(|platter| {
            platter.names.remove(file);
            Ok(())
        })
    }
}

fn root() -> PathBuf {
    PathBuf::from("/data")
}

fn target() -> PathBuf {
    root().join("a/b/object")
}

fn create(disk: &FakeDisk, content: &[u8]) -> object_store::Result<()> {
    // A new process each time: it knows nothing of folders.
    let durable = Durable::new(disk.clone(), root());
    durable.create(&Path::from("a/b/object"), &target(), &[content])
}

fn n_steps() -> usize {
    let disk = FakeDisk::stopping_at(None);
    create(&disk, CONTENT).unwrap();
    disk.0.lock().unwrap().n_steps
}

#[test]
fn power_lost_at_any_step_leaves_the_whole_object_or_none() {
    for step in 1..=n_steps() + 1 {
        let disk = FakeDisk::stopping_at(Some(step));
        let acknowledged = create(&disk, CONTENT).is_ok();

        let found = disk.after_power_loss(&target());

        assert!(
            found.is_none() || found.as_deref() == Some(CONTENT),
            "torn at step {step}"
        );
        assert!(
            !acknowledged || found.is_some(),
            "acknowledged and lost at step {step}"
        );
    }
}

#[test]
fn create_that_never_lost_power_is_acknowledged_and_kept() {
    let disk = FakeDisk::stopping_at(None);

    create(&disk, CONTENT).unwrap();

    assert_eq!(disk.after_power_loss(&target()).as_deref(), Some(CONTENT));
    assert_eq!(
        disk.0.lock().unwrap().names.keys().collect::<Vec<_>>(),
        [&target()]
    );
}

#[test]
fn object_said_to_exist_is_kept_whoever_made_it() {
    // The first writer dies at some step, without power being lost; then a second comes.
    for step in 1..=n_steps() {
        let disk = FakeDisk::stopping_at(Some(step));
        let _died = create(&disk, CONTENT);
        disk.goes_on();

        let second = create(&disk, b"other");

        let expected = match second {
            Ok(()) => b"other".as_slice(),
            Err(Error::AlreadyExists { .. }) => CONTENT,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(
            disk.after_power_loss(&target()).as_deref(),
            Some(expected),
            "step {step}"
        );
    }
}

#[test]
fn file_said_to_be_taken_away_does_not_come_back() {
    for step in 1..=3 {
        let disk = FakeDisk::stopping_at(None);
        create(&disk, CONTENT).unwrap();
        {
            let mut platter = disk.0.lock().unwrap();
            platter.n_steps = 0;
            platter.stops_at = Some(step);
        }
        let remove = || {
            let durable = Durable::new(disk.clone(), root());
            durable.remove(&Path::from("a/b/object"), &target())
        };

        let first = remove();

        let found = disk.after_power_loss(&target());
        assert!(
            found.is_none() || first.is_err(),
            "came back at step {step}"
        );
        assert_eq!(first.is_ok(), step == 3);
        // Whoever asks again hears that it is gone only once that is durable.
        disk.goes_on();
        let again = remove();
        assert!(
            matches!(again, Ok(()) | Err(Error::NotFound { .. })),
            "{again:?}"
        );
        assert_eq!(disk.after_power_loss(&target()), None);
    }
}
