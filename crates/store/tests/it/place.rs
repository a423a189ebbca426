//! Addresses of stores.

use std::path::Path as FsPath;

use hub_store::{Place, PlaceError, Store};

fn place(text: &str) -> Result<Place, PlaceError> {
    text.parse()
}

#[test]
fn folders_and_buckets_are_told_apart() {
    for (text, folder) in [
        ("objects", "objects"),
        ("/var/lib/hub/objects", "/var/lib/hub/objects"),
        ("file:///var/lib/hub%20two", "/var/lib/hub two"),
    ] {
        let Ok(Place::Folder(found)) = place(text) else {
            panic!("{text}");
        };
        assert_eq!(found, FsPath::new(folder));
    }
    for (text, name, prefix) in [
        ("s3://bucket", "bucket", ""),
        ("s3://bucket/", "bucket", ""),
        ("s3://Old_Bucket/a/b/", "Old_Bucket", "a/b"),
        (
            "S3://hub.example.nhs/two%20words",
            "hub.example.nhs",
            "two words",
        ),
    ] {
        let Ok(Place::S3(found)) = place(text) else {
            panic!("{text}: {:?}", place(text));
        };
        assert_eq!((found.name.as_str(), found.prefix.as_ref()), (name, prefix));
    }
}

#[test]
fn what_names_no_place_is_told() {
    for (text, error) in [
        ("", PlaceError::Empty),
        ("  ", PlaceError::Empty),
        ("file://elsewhere/folder", PlaceError::NotThisMachine),
        ("s3://", PlaceError::NoBucket),
        ("s3:///prefix", PlaceError::NoBucket),
        ("s3://id:secret@bucket", PlaceError::TooMuch),
        ("s3://bucket:9000/prefix", PlaceError::TooMuch),
        ("s3://bucket/prefix?region=x", PlaceError::TooMuch),
        (
            "gs://bucket",
            PlaceError::UnknownScheme {
                scheme: "gs".to_owned(),
            },
        ),
    ] {
        assert_eq!(place(text), Err(error), "{text}");
    }
}

#[tokio::test]
async fn folder_is_opened_by_its_address() {
    let dir = tempfile::tempdir().unwrap();
    let address = format!("file://{}", dir.path().join("objects").display());
    let store = Store::open(&address.parse().unwrap(), &hub_store::S3Settings::default()).unwrap();
    store.probe().await.unwrap();
    assert!(dir.path().join("objects").is_dir());
}
