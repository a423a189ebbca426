//! Which release was the newest that this machine has seen. It is kept beside the objects and not among them: objects that
//! are put back from an older copy do not know of releases that came after it.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use hub_release::{ReleaseSummary, Releases};

use super::{DataDir, write_private};

const FILE: &str = "newest-release";
/// How often it is looked whether there is another release.
const LOOK: Duration = Duration::from_secs(2);

/// The note of the newest release that was seen.
#[derive(Debug, Clone)]
pub(crate) struct Seen(PathBuf);

impl Seen {
    /// The release that was seen and is not among those that there are.
    ///
    /// # Errors
    /// When the note cannot be read.
    pub(crate) fn lost(&self, there_are: &[ReleaseSummary]) -> Result<Option<String>> {
        let Some(note) = self.read()? else {
            return Ok(None);
        };
        if there_are.iter().any(|release| line(release) == note) {
            return Ok(None);
        }
        let name = note.split_whitespace().next().unwrap_or_default();
        Ok(Some(name.to_owned()))
    }

    /// Notes the newest of the releases that there are, and forgets what was noted before.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub(crate) fn note(&self, there_are: &[ReleaseSummary]) -> Result<()> {
        let Some(newest) = there_are.last() else {
            return Ok(());
        };
        let line = line(newest);
        if self.read()?.as_ref() == Some(&line) {
            return Ok(());
        }
        write_private(&self.0, format!("{line}\n").as_bytes())
    }

    /// Notes each release that is published from now on, unless one was lost.
    pub(crate) async fn follow(self, releases: Arc<Releases>) {
        let mut noted = None;
        loop {
            if let Ok(there_are) = releases.list().await {
                let newest = there_are.last().map(line);
                if newest.is_some() && newest != noted {
                    if let Err(error) = self.follow_once(&there_are) {
                        let causes = format!("{error:#}");
                        tracing::warn!(causes, "the newest release cannot be noted");
                    }
                    noted = newest;
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn follow_once(&self, there_are: &[ReleaseSummary]) -> Result<()> {
        match self.lost(there_are)? {
            None => self.note(there_are),
            Some(_) => Ok(()),
        }
    }

    fn read(&self) -> Result<Option<String>> {
        match fs::read_to_string(&self.0) {
            Ok(text) => Ok(Some(text.trim().to_owned()).filter(|note| !note.is_empty())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", self.0.display())),
        }
    }
}

impl DataDir {
    /// The note of the newest release that this machine has seen.
    pub(crate) fn seen(&self) -> Seen {
        Seen(self.path(FILE))
    }
}

/// A release and what it was made of: after a restore another one may have the same name.
fn line(release: &ReleaseSummary) -> String {
    format!("{} {}", release.id, release.manifest_sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(id: &str, manifest: &str) -> ReleaseSummary {
        ReleaseSummary {
            id: id.parse().expect("an id of a release"),
            label: String::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
            journal_seq: 0,
            manifest_sha256: manifest.repeat(64),
        }
    }

    #[test]
    fn a_release_is_lost_that_was_seen_and_is_not_there() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let seen = Seen(scratch.path().join(FILE));
        let (first, second) = (release("2026-10-22.1", "a"), release("2026-11-22.1", "b"));
        let none = None::<String>;
        assert_eq!(seen.lost(&[]).expect("no note"), none);
        seen.note(&[]).expect("nothing to note");
        assert_eq!(seen.lost(&[]).expect("still no note"), none);

        let both = [first.clone(), second.clone()];
        seen.note(&both).expect("it can be noted");
        assert_eq!(seen.lost(&both).expect("a note"), none);
        let lost = Some("2026-11-22.1".to_owned());
        assert_eq!(
            seen.lost(std::slice::from_ref(&first)).expect("a note"),
            lost
        );
        // Another one that was given the same name.
        let other = [first.clone(), release("2026-11-22.1", "c")];
        assert_eq!(seen.lost(&other).expect("a note"), lost);

        seen.follow_once(std::slice::from_ref(&first))
            .expect("nothing is noted");
        assert_eq!(seen.lost(&[first]).expect("the note of before"), lost);
        seen.note(&other).expect("it can be noted anew");
        assert_eq!(seen.lost(&other).expect("a note"), none);
    }
}
