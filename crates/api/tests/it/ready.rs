//! Ready is a hub whose storage answers and that has lost nothing since it started.

use std::fs;
use std::path::PathBuf;

use crate::support::{TestApp, Who};

#[tokio::test]
async fn a_hub_is_not_ready_where_its_key_or_its_folder_is_gone() {
    let name = format!("ready-{}", std::process::id());
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (key, folder) = (root.join("link.key"), root.join("objects"));
    let object = folder.join("object");
    fs::create_dir_all(&folder).unwrap();
    fs::write(&key, b"key").unwrap();
    fs::write(&object, b"object").unwrap();
    let must_stay = vec![key.clone(), folder.clone()];
    let app = TestApp::with(|config| config.must_stay = must_stay).await;
    let status = async || app.get(Who::Public, "/readyz").await.status;

    assert_eq!(status().await, 200);
    fs::remove_file(&key).unwrap();
    assert_eq!(status().await, 503, "its key is gone");
    assert_eq!(app.get(Who::Public, "/livez").await.status, 200);
    fs::write(&key, b"key").unwrap();
    assert_eq!(status().await, 200);

    // What is left of a folder whose volume is not mounted any more.
    fs::remove_file(&object).unwrap();
    let answer = app.get(Who::Public, "/readyz").await;
    assert_eq!(answer.status, 503, "its objects are gone");
    assert!(!answer.text().contains("objects"), "no path leaves the hub");
    fs::remove_dir(&folder).unwrap();
    assert_eq!(status().await, 503);
    fs::remove_dir_all(&root).unwrap();
}
