//! The certificate of every listener with TLS: read from two files, and read again when one of them changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use hub_api::Standing;
use hub_wire::{Certificate, Tls, TlsError};

/// How often it is looked whether the files have changed.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// A certificate with the files that it comes from.
#[derive(Debug)]
pub(crate) struct Files {
    chain: PathBuf,
    key: PathBuf,
    certificate: Certificate,
    /// What the files looked like when they were last read.
    seen: [Option<Look>; 2],
}

/// What tells that a file is another one, without reading it.
type Look = (SystemTime, u64);

impl Files {
    /// Reads both.
    ///
    /// # Errors
    /// Where they cannot be read, or not be used together.
    pub(crate) fn open(chain: &Path, key: &Path) -> Result<Self> {
        // Looked at before they are read: what changes meanwhile is read again.
        let seen = [look(chain), look(key)];
        let certificate = Certificate::from_pem(&read(chain)?, &read(key)?)?;
        Ok(Self {
            chain: chain.to_owned(),
            key: key.to_owned(),
            certificate,
            seen,
        })
    }

    /// What takes connections with the certificate, whatever it is by then.
    ///
    /// # Errors
    /// [`TlsError`] where no version of TLS can be spoken.
    pub(crate) fn tls(&self, protocols: &[&str]) -> Result<Tls, TlsError> {
        Tls::of(&self.certificate, protocols)
    }

    /// When the certificate ends, in seconds since 1970, as far as it says so.
    pub(crate) fn ends(&self) -> Option<i64> {
        self.certificate.ends()
    }

    /// Looks every half minute whether there are others, for as long as it is polled.
    pub(crate) async fn keep_fresh(mut self, standing: Arc<Standing>) {
        loop {
            standing.certificate_ends(self.ends());
            tokio::time::sleep(LOOK_EVERY).await;
            self.look_again();
        }
    }

    /// Takes what is in the files now, if they have changed and can be used; otherwise goes on with what there is.
    fn look_again(&mut self) {
        let seen = [look(&self.chain), look(&self.key)];
        if seen == self.seen {
            return;
        }
        self.seen = seen;
        let renewed = read(&self.chain)
            .and_then(|chain| Ok((chain, read(&self.key)?)))
            .and_then(|(chain, key)| Ok(self.certificate.renew(&chain, &key)?));
        let ends = self.certificate.ends();
        match renewed {
            Ok(()) => tracing::info!(ends, "the certificate was renewed"),
            Err(error) => tracing::error!(
                error = format!("{error:#}"),
                ends,
                "the new certificate cannot be used, and the one before stays"
            ),
        }
    }
}

fn look(path: &Path) -> Option<Look> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [&[u8]; 2] = [
        include_bytes!("../../wire/tests/it/tls/old.cert.pem"),
        include_bytes!("../../wire/tests/it/tls/old.key.pem"),
    ];
    const NEW: [&[u8]; 2] = [
        include_bytes!("../../wire/tests/it/tls/new.cert.pem"),
        include_bytes!("../../wire/tests/it/tls/new.key.pem"),
    ];

    #[test]
    fn what_changes_in_the_files_is_taken_and_what_is_broken_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
        let put = |n: usize, content: &[u8]| std::fs::write(&paths[n], content).unwrap();
        put(0, OLD[0]);
        put(1, OLD[1]);
        let mut files = Files::open(&paths[0], &paths[1]).unwrap();
        let old = files.certificate.ends();
        files.look_again();
        assert_eq!(files.certificate.ends(), old);
        // Half of a renewal, as it may be seen between two files that are written one after the other.
        put(0, NEW[0]);
        files.look_again();
        assert_eq!(files.certificate.ends(), old);
        std::fs::remove_file(&paths[1]).unwrap();
        files.look_again();
        assert_eq!(files.certificate.ends(), old);
        put(1, NEW[1]);
        files.look_again();
        assert_eq!(files.certificate.ends(), Some(2_556_144_000));
    }

    #[test]
    fn nothing_starts_with_files_that_cannot_be_used() {
        let folder = tempfile::tempdir().unwrap();
        let chain = folder.path().join("cert.pem");
        std::fs::write(&chain, OLD[0]).unwrap();
        let error = Files::open(&chain, &folder.path().join("key.pem")).unwrap_err();
        assert!(format!("{error:#}").contains("key.pem"), "{error:#}");
        assert!(Files::open(&chain, &chain).is_err());
    }
}
