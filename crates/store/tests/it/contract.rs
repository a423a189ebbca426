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

/// A server that is answered for by others; see `tests/run/s3.sh`.
mod s3 {
    use crate::s3::fresh;

    hub_testkit::store_contract!({
        let Some(store) = fresh() else {
            return;
        };
        (store, ())
    });
}

/// What `S3` is read through, over memory: so that its rules are tested where there is no server.
mod remote {
    use std::sync::Arc;

    use hub_store::Store;
    use hub_store::remote::{Patience, Remote};
    use object_store::memory::InMemory;

    fn fresh() -> Store {
        let far = Remote::new(Arc::new(InMemory::new()), Patience::default());
        Store::over(Arc::new(far))
    }

    hub_testkit::store_contract!((fresh(), ()));
}
