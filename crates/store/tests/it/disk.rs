//! Local disk: what is half-written stays out of sight, what is whole survives.

use std::fs::{self, File};
use std::path::Path as FsPath;

use bytes::Bytes;
use hub_store::disk::durable::STAGING;
use hub_store::{AilmentKind, LocalDisk, Path, Store, StoreError};
use hub_testkit::fixtures::{accepted, month, service, submission};
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions};

/// Leaves a file as a writer does that dies while writing `path`.
fn crash_while_writing(root: &FsPath, path: &str, content: &[u8]) -> std::path::PathBuf {
    let folder = root.join(STAGING).join(FsPath::new(path).parent().unwrap());
    fs::create_dir_all(&folder).unwrap();
    let staged = folder.join("4000000-7#0");
    fs::write(&staged, content).unwrap();
    staged
}

fn n_files(folder: &FsPath) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            if entry.file_type().unwrap().is_dir() {
                n_files(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

#[tokio::test]
async fn half_written_files_are_not_objects() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    store
        .create(&Path::from("a/whole"), Bytes::from_static(b"whole"))
        .await
        .unwrap();

    crash_while_writing(dir.path(), "a/half", b"ha");

    let listed = store.list(&Path::ROOT).await.unwrap();
    assert_eq!(
        listed
            .iter()
            .map(|listed| listed.path.as_ref())
            .collect::<Vec<_>>(),
        ["a/whole"]
    );
    let top = store
        .object_store()
        .list_with_delimiter(None)
        .await
        .unwrap();
    assert_eq!(top.common_prefixes, [Path::from("a")]);
    assert!(!store.exists(&Path::from("a/half")).await.unwrap());
    // The name is still free.
    store
        .create(&Path::from("a/half"), Bytes::from_static(b"half"))
        .await
        .unwrap();
}

#[tokio::test]
async fn half_written_files_are_reported_and_swept_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    let staged = crash_while_writing(
        dir.path(),
        "journal/00000000000000000000.json",
        b"{\"seq\":0,",
    );

    let ailments = store.doctor().await.unwrap();
    assert_eq!(ailments.len(), 1);
    assert_eq!(
        (ailments[0].kind, ailments[0].count),
        (AilmentKind::HalfWritten, 1)
    );
    assert!(ailments[0].kind.is_harmless());

    let restarted = Store::local(dir.path()).unwrap();
    assert!(!staged.exists());
    assert_eq!(restarted.doctor().await.unwrap(), []);
}

#[tokio::test]
async fn sweep_leaves_files_of_living_writers() {
    let dir = tempfile::tempdir().unwrap();
    let disk = LocalDisk::open(dir.path()).unwrap();
    let staged = crash_while_writing(dir.path(), "a/b", b"being written");
    let held = File::open(&staged).unwrap();
    held.lock().unwrap();

    assert_eq!(disk.sweep().unwrap(), 0);
    assert_eq!(disk.leftovers().unwrap(), 1);

    drop(held);
    assert_eq!(disk.sweep().unwrap(), 1);
    assert_eq!(disk.leftovers().unwrap(), 0);
}

#[tokio::test]
async fn object_of_a_writer_that_died_after_linking_is_whole_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    store
        .create(&Path::from("a/first"), Bytes::from_static(b"1"))
        .await
        .unwrap();
    let staged = crash_while_writing(dir.path(), "a/second", b"second");
    fs::hard_link(&staged, dir.path().join("a/second")).unwrap();

    assert_eq!(store.read(&Path::from("a/second")).await.unwrap(), "second");
    let taken = store
        .create(&Path::from("a/second"), Bytes::from_static(b"other"))
        .await;
    assert!(matches!(taken, Err(StoreError::AlreadyExists { .. })));

    let restarted = Store::local(dir.path()).unwrap();
    assert!(!staged.exists());
    assert_eq!(
        restarted.read(&Path::from("a/second")).await.unwrap(),
        "second"
    );
}

#[tokio::test]
async fn nothing_is_left_in_staging() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    let path = Path::from("a/b/c");
    store.create(&path, Bytes::from_static(b"1")).await.unwrap();
    store
        .create(&path, Bytes::from_static(b"2"))
        .await
        .unwrap_err();

    assert_eq!(n_files(dir.path()), 1);
}

#[tokio::test]
async fn folder_removed_under_a_running_store_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    store
        .create(&Path::from("a/b"), Bytes::from_static(b"1"))
        .await
        .unwrap();
    fs::remove_dir_all(dir.path().join("a")).unwrap();
    fs::remove_dir_all(dir.path().join(STAGING)).unwrap();

    store
        .create(&Path::from("a/b"), Bytes::from_static(b"2"))
        .await
        .unwrap();

    assert_eq!(store.read(&Path::from("a/b")).await.unwrap(), "2");
}

#[tokio::test]
async fn staging_cannot_be_written_to_as_objects() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();

    store
        .create(
            &Path::from(format!("{STAGING}/a")),
            Bytes::from_static(b"1"),
        )
        .await
        .unwrap_err();

    assert_eq!(n_files(dir.path()), 0);
}

#[tokio::test]
async fn nothing_can_be_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    let path = Path::from("a");
    store
        .create(&path, Bytes::from_static(b"first"))
        .await
        .unwrap();

    let disk = store.object_store();
    disk.put(&path, Bytes::from_static(b"second").into())
        .await
        .unwrap_err();
    disk.put_opts(&path, "second".into(), PutOptions::from(PutMode::Overwrite))
        .await
        .unwrap_err();
    disk.copy(&path, &Path::from("b")).await.unwrap_err();

    assert_eq!(store.read(&path).await.unwrap(), "first");
    assert!(!store.exists(&Path::from("b")).await.unwrap());
}

#[tokio::test]
async fn errors_do_not_name_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::local(dir.path()).unwrap();
    let path = Path::from("a/b");
    store.create(&path, Bytes::from_static(b"1")).await.unwrap();

    let errors = [
        store
            .create(&path, Bytes::from_static(b"1"))
            .await
            .unwrap_err(),
        store.read(&Path::from("a/c")).await.unwrap_err(),
        store
            .create(&Path::from("a/b/c"), Bytes::from_static(b"1"))
            .await
            .unwrap_err(),
        Store::local(&dir.path().join("a/b")).unwrap_err(),
    ];

    let folder = dir.path().file_name().unwrap().to_str().unwrap();
    for error in errors {
        assert!(!error.to_string().contains(folder), "{error}");
    }
}

#[tokio::test]
async fn acknowledged_returns_are_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let before = {
        let store = Store::local(dir.path()).unwrap();
        for n in 0..20 {
            let offered = accepted(
                &submission(n),
                &service("SVC001"),
                month("2026-10").plus(i32::try_from(n).unwrap()),
            );
            store.journal().accept(offered).await.unwrap();
        }
        store.journal().state().await.unwrap()
    };

    let restarted = Store::local(dir.path()).unwrap();

    assert_eq!(restarted.journal().state().await.unwrap(), before);
    assert_eq!(before.current.len(), 20);
}
