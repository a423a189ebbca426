//! Every storage keeps the same contract.

mod memory {
    use hub_store::Store;

    hub_testkit::store_contract!((Store::memory(), ()));
}

mod local_disk {
    use hub_store::Store;

    fn fresh() -> (Store, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        (Store::local(dir.path()).unwrap(), dir)
    }

    hub_testkit::store_contract!(fresh());
}
