//! What erasures make of the state: other objects in the same places, and a memory of those that are gone.

use std::sync::Arc;

use hub_standard::ids::SubmissionId;
use hub_standard::stored::Record;

use super::State;
use crate::event::{Accepted, Replaced};
use crate::layout;
use crate::object::ObjectName;

/// An object that was taken away because it held rows of somebody to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The erasure.
    pub erasure: String,
    /// SHA-256 of the bytes that were, lower-case hex.
    pub sha256: String,
    /// What took its place; none where nothing counted on it.
    pub to: Option<ObjectName>,
}

impl State {
    /// What stands in place of an object that was taken away, however often rows were taken out since; none if the object
    /// itself stands, or nothing does.
    #[must_use]
    pub fn in_place_of(&self, path: &str) -> Option<&ObjectName> {
        self.replacements(path).last()?.to.as_ref()
    }

    /// How often rows of somebody were taken out of what was at `path`: as many people at most.
    #[must_use]
    pub fn times_erased_from(&self, path: &str) -> usize {
        self.replacements(path).count()
    }

    /// How often rows of somebody were taken out of the rows of a kind of a return.
    #[must_use]
    pub fn times_erased_from_return(&self, record: Record, submission: &SubmissionId) -> usize {
        let of_return = |path: &&String| {
            layout::return_of(path).is_some_and(|(kind, of)| kind == record && of == *submission)
        };
        self.erased.keys().filter(of_return).count()
    }

    fn replacements(&self, path: &str) -> impl Iterator<Item = &Erased> {
        let next = |erased: &&Erased| self.erased.get(&erased.to.as_ref()?.path);
        // Each leads to an object that was written later, so there are no more of them than objects.
        std::iter::successors(self.erased.get(path), next).take(self.erased.len())
    }

    /// The return whose rows an object holds, if it counts on that very object.
    pub(crate) fn return_in(&self, path: &str) -> Option<&Arc<Accepted>> {
        let (record, submission) = layout::return_of(path)?;
        let accepted = self.by_submission.get(&submission)?;
        let object = accepted.object_of(record)?;
        (object.path == path).then_some(accepted)
    }

    /// Puts an object in the place of another. A return keeps everything but the name of its object: its numbers are those
    /// of the file as it was sent.
    pub(crate) fn replace(&mut self, erasure: &str, replaced: &Replaced) {
        let erased = Erased {
            erasure: erasure.to_owned(),
            sha256: replaced.from.sha256.clone(),
            to: replaced.to.clone(),
        };
        if let Some(before) = self.return_in(&replaced.from.path)
            && let Some(to) = &replaced.to
            && let Some((record, _)) = layout::return_of(&replaced.from.path)
        {
            let after = Accepted::clone(before).with_object(record, to.to_ref());
            self.put(&Arc::new(after));
        }
        self.erased.insert(replaced.from.path.clone(), erased);
    }

    /// Puts a return in the place of itself wherever it stands.
    fn put(&mut self, accepted: &Arc<Accepted>) {
        let key = (accepted.service.clone(), accepted.month);
        let is_same = |other: &Arc<Accepted>| other.submission == accepted.submission;
        if self.current.get(&key).is_some_and(is_same) {
            self.current.insert(key.clone(), Arc::clone(accepted));
        }
        if let Some(versions) = self.history.get(&key) {
            let versions = versions.iter().map(|version| {
                let stands = if is_same(version) { accepted } else { version };
                Arc::clone(stands)
            });
            let versions = versions.collect();
            self.history.insert(key, versions);
        }
        self.by_submission
            .insert(accepted.submission.clone(), Arc::clone(accepted));
    }
}
