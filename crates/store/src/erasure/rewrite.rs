//! Objects without somebody's rows.

use std::collections::BTreeSet;

use bytes::Bytes;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use hub_ingest::PersonKey;

use crate::activity::{ActivityFile, Sheets, parse_note};
use crate::error::{Result, StoreError};
use crate::event::{Accepted, Replaced};
use crate::layout::{self, Path};
use crate::object::{ObjectName, ObjectRef};
use crate::objects::sha256_hex;
use crate::rows;
use crate::state::State;
use crate::store::{Store, blocking};

/// Returns rewritten at the same time.
const AT_ONCE: usize = 8;

impl Store {
    /// Writes each of the objects at `found` anew without the person's rows, and says what is to take the place of what.
    /// Nothing counts on the new objects yet.
    pub(super) async fn rewrite_without(
        &self,
        state: &State,
        found: &[String],
        person: &PersonKey,
    ) -> Result<Vec<Replaced>> {
        let open = found
            .iter()
            .filter(|path| !state.erased.contains_key(*path));
        let (returns, others): (Vec<String>, Vec<String>) = open
            .cloned()
            .partition(|path| layout::return_of(path).is_some());
        let rewritten: Vec<Option<Replaced>> = stream::iter(returns)
            .map(|path| self.return_without(state, path, person))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let mut replaced: Vec<Replaced> = rewritten.into_iter().flatten().collect();
        // Activity files are named by the objects that their rows come from: those that there will be.
        let mut after = state.clone();
        for returned in &replaced {
            after.replace("", returned);
        }
        let mut notes = BTreeSet::new();
        for path in others {
            let Some(note) = layout::note_of(&path) else {
                return Err(StoreError::corrupt(
                    &Path::from(path),
                    "it holds what is to be erased and is of no kind that can be written anew",
                ));
            };
            let Some(bytes) = self.objects().read_if_there(&note).await? else {
                // Its writer died before it was complete: nobody knows of it.
                replaced.extend(self.without_successor(&path).await?);
                continue;
            };
            if notes.insert(note.to_string()) {
                let file = parse_note(&note, &bytes)?;
                replaced.extend(self.activity_without(&after, &file, person).await?);
            }
        }
        Ok(replaced)
    }

    /// None if the object is gone by now.
    async fn return_without(
        &self,
        state: &State,
        path: String,
        person: &PersonKey,
    ) -> Result<Option<Replaced>> {
        let in_use = layout::return_of(&path).and_then(|(record, _)| {
            let accepted = state.return_in(&path)?;
            Some((record, accepted, accepted.object_of(record)?))
        });
        let Some((record, accepted, object)) = in_use else {
            return self.without_successor(&path).await;
        };
        let at = Path::from(path);
        let batches = self.read_rows(object).await?;
        let person = person.clone();
        let (bytes, sha256) = blocking(move || {
            let rest = rows::without(record, &at, &batches, &person)?;
            let bytes = rows::encode_return(&rest)?;
            let sha256 = sha256_hex(&bytes);
            Ok((bytes, sha256))
        })
        .await?;
        let Accepted {
            submission, month, ..
        } = &**accepted;
        let to = layout::rewritten_return(record, *month, submission, &sha256);
        replacement(name_of(object), self.create_named(&to, bytes).await?).map(Some)
    }

    /// All files of a generation are written anew, whichever of them held the person: they have one name.
    async fn activity_without(
        &self,
        after: &State,
        file: &ActivityFile,
        person: &PersonKey,
    ) -> Result<Vec<Replaced>> {
        let mut sheets = Sheets::new();
        for (record, object) in file.objects() {
            let at = Path::from(object.path.as_str());
            let batches = self.read_rows(object).await?;
            let person = person.clone();
            let rest = blocking(move || {
                let rest = rows::without(record, &at, &batches, &person)?;
                rows::adopt(record, &at, &rest)
            })
            .await?;
            sheets.insert(record, vec![rest]);
        }
        let named = self
            .keep_activity(after, file.month, &file.submissions, sheets)
            .await?;
        let pairs = file.objects().zip(named.objects());
        pairs
            .map(|((_, from), (_, to))| replacement(name_of(from), name_of(to)))
            .collect()
    }

    /// An object on which nothing counts: it goes, and nothing comes in its place.
    async fn without_successor(&self, path: &str) -> Result<Option<Replaced>> {
        let Some(bytes) = self.objects().read_if_there(&Path::from(path)).await? else {
            return Ok(None);
        };
        let sha256 = blocking(move || Ok(sha256_hex(&bytes))).await?;
        let from = ObjectName {
            path: path.to_owned(),
            sha256,
        };
        Ok(Some(Replaced { from, to: None }))
    }

    async fn create_named(&self, path: &Path, bytes: Bytes) -> Result<ObjectName> {
        let object = self.create_same(path, bytes, 0).await?;
        Ok(name_of(&object))
    }
}

fn replacement(from: ObjectName, to: ObjectName) -> Result<Replaced> {
    if from.path == to.path {
        let path = Path::from(from.path.as_str());
        return Err(StoreError::corrupt(
            &path,
            "it holds what the returns that it was made from do not hold",
        ));
    }
    Ok(Replaced { from, to: Some(to) })
}

fn name_of(object: &ObjectRef) -> ObjectName {
    ObjectName {
        path: object.path.clone(),
        sha256: object.sha256.clone(),
    }
}
