//! Checking everything: is each object that counts still what was written?

use std::collections::HashSet;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::activity::parse_note;
use crate::error::{Result, StoreError};
use crate::layout::{self, Path};
use crate::object::{ObjectName, ObjectRef};
use crate::objects::sha256_hex;
use crate::state::State;
use crate::store::{Listed, Store, blocking};

/// Objects checked at the same time.
const AT_ONCE: usize = 8;

/// Something that is not as it should be, or that an operator should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailment {
    /// What kind of thing it is.
    pub kind: AilmentKind,
    /// Path inside the store; a folder when `count` objects share the ailment.
    pub path: String,
    /// What is wrong, in words.
    pub detail: String,
    /// How many objects it concerns.
    pub count: u64,
}

/// Kinds of ailments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AilmentKind {
    /// The journal does not hold together.
    Journal,
    /// The audit log does not hold together.
    Audit,
    /// An object that the journal names is gone.
    Missing,
    /// An object is not what was written.
    Altered,
    /// Somebody's rows were to be erased, and the work was cut short: what should be gone may be there.
    ErasureUnfinished,
    /// Questions of which the audit log has no end. Nothing is lost but what came of them.
    Unended,
    /// Objects that no entry names: returns that were checked, stored and never accepted, lists of people who object that
    /// are out of use. Harmless.
    Orphans,
    /// Half-written files of crashed or living writers. Harmless.
    HalfWritten,
}

impl AilmentKind {
    /// Whether nothing that counts is concerned.
    #[must_use]
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Unended | Self::Orphans | Self::HalfWritten)
    }
}

impl Store {
    /// Reads everything that counts and says what is wrong with it. Nothing is changed.
    ///
    /// # Errors
    /// When storage does not answer. Damage is in the answer.
    pub async fn doctor(&self) -> Result<Vec<Ailment>> {
        let report = self.journal().verify().await?;
        let mut found: Vec<Ailment> = report
            .problems
            .into_iter()
            .map(|problem| Ailment {
                kind: AilmentKind::Journal,
                path: problem.path,
                detail: problem.reason,
                count: 1,
            })
            .collect();
        // From the first entry, since what this process remembers may be better than what is stored.
        if found.is_empty() && report.entries > 0 {
            let state = self.journal().state_at(report.entries - 1).await?;
            if let Some(reference) = &state.reference {
                found.extend(
                    self.examine(reference.tables.values().cloned().collect())
                        .await?,
                );
            }
            let returns: Vec<ObjectRef> = state
                .by_submission
                .values()
                .flat_map(|accepted| accepted.objects().cloned().collect::<Vec<_>>())
                .collect();
            found.extend(self.examine_opened(&state).await?);
            let mut named: HashSet<String> =
                returns.iter().map(|object| object.path.clone()).collect();
            found.extend(self.examine(returns).await?);
            // Those that were erased are known, and are no orphans while they wait to be deleted.
            named.extend(state.erased.keys().cloned());
            found.extend(self.orphans(&named).await?);
            found.extend(self.unfinished_erasure(&state).await?);
            found.extend(self.examine_opt_outs(&state).await?);
        }
        found.extend(self.examine_audit().await?);
        found.extend(self.examine_activity().await?);
        found.extend(self.half_written().await?);
        Ok(found)
    }

    async fn examine(&self, objects: Vec<ObjectRef>) -> Result<Vec<Ailment>> {
        stream::iter(objects)
            .map(|object| self.examine_one(object))
            .buffered(AT_ONCE)
            .try_filter_map(|found| std::future::ready(Ok(found)))
            .try_collect()
            .await
    }

    async fn examine_one(&self, object: ObjectRef) -> Result<Option<Ailment>> {
        let ailment = |kind, detail: &str| {
            Some(Ailment {
                kind,
                path: object.path.clone(),
                detail: detail.to_owned(),
                count: 1,
            })
        };
        let path = Path::from(object.path.as_str());
        let Some(bytes) = self.objects().read_if_there(&path).await? else {
            return Ok(ailment(AilmentKind::Missing, "it does not exist"));
        };
        let sha256 = blocking(move || Ok(sha256_hex(&bytes))).await?;
        if sha256 == object.sha256 {
            Ok(None)
        } else {
            Ok(ailment(
                AilmentKind::Altered,
                "its bytes are not those that were written",
            ))
        }
    }

    async fn examine_audit(&self) -> Result<Vec<Ailment>> {
        let report = self.audit().verify().await?;
        let broken = report.broken.map(|problem| Ailment {
            kind: AilmentKind::Audit,
            path: problem.path,
            detail: format!(
                "{}; the record of who asked what is not to be trusted from here on",
                problem.reason
            ),
            count: 1,
        });
        let unended = harmless(
            AilmentKind::Unended,
            layout::AUDIT,
            "questions have no record of their end: the hub stopped meanwhile, or storage failed, or they are under way",
            report.unended,
        );
        Ok(broken.into_iter().chain(unended).collect())
    }

    async fn examine_activity(&self) -> Result<Vec<Ailment>> {
        let mut objects = Vec::new();
        let mut found = Vec::new();
        for listed in self.list(&Path::from(layout::ACTIVITY)).await? {
            if listed.path.extension() != Some("json") {
                continue;
            }
            match parse_note(&listed.path, &self.read(&listed.path).await?) {
                Ok(file) => objects.extend(file.objects().map(|(_, object)| object.clone())),
                Err(StoreError::Corrupt { path, reason }) => {
                    found.push(Ailment {
                        kind: AilmentKind::Altered,
                        path,
                        detail: reason,
                        count: 1,
                    });
                }
                Err(error) => return Err(error),
            }
        }
        found.extend(self.examine(objects).await?);
        Ok(found)
    }

    /// Finer tables: those that the journal names, and whether there are others.
    async fn examine_opened(&self, state: &State) -> Result<Vec<Ailment>> {
        let opened = state.opened.values().map(|opened| opened.object.clone());
        let opened: Vec<ObjectRef> = opened.collect();
        let named: HashSet<String> = opened.iter().map(|object| object.path.clone()).collect();
        let mut found = self.examine(opened).await?;
        let listed = self.list(&Path::from(layout::OPENED)).await?;
        let is_left = |listed: &&Listed| !named.contains(listed.path.as_ref());
        found.extend(harmless(
            AilmentKind::Orphans,
            layout::OPENED,
            "written and never entered into the journal; the next table or erasure takes them away",
            u64::try_from(listed.iter().filter(is_left).count()).unwrap_or(u64::MAX),
        ));
        Ok(found)
    }

    async fn orphans(&self, named: &HashSet<String>) -> Result<Option<Ailment>> {
        let listed = self.list(&Path::from(layout::RETURNS)).await?;
        let n_orphans = listed
            .iter()
            .filter(|listed| !named.contains(listed.path.as_ref()))
            .count();
        Ok(harmless(
            AilmentKind::Orphans,
            layout::RETURNS,
            "stored but never accepted; harmless",
            u64::try_from(n_orphans).unwrap_or(u64::MAX),
        ))
    }

    async fn unfinished_erasure(&self, state: &State) -> Result<Vec<Ailment>> {
        let ailment = |path: String, detail: &str, count| Ailment {
            kind: AilmentKind::ErasureUnfinished,
            path,
            detail: detail.to_owned(),
            count,
        };
        let mut found = Vec::new();
        let order = layout::erasure_order();
        if self.exists(&order).await? {
            let detail = "an erasure was begun and is not finished: run `hub erase --resume`";
            found.push(ailment(order.to_string(), detail, 1));
        }
        let left = self.not_yet_deleted(state).await?;
        if let Some(first) = left.first() {
            let detail = "was erased and is there all the same: run `hub erase --resume`";
            let count = u64::try_from(left.len()).unwrap_or(u64::MAX);
            found.push(ailment(first.to_string(), detail, count));
        }
        Ok(found)
    }

    async fn examine_opt_outs(&self, state: &State) -> Result<Vec<Ailment>> {
        let used = state.opt_outs.as_ref();
        let mut found = self
            .examine(used.map(ObjectName::to_ref).into_iter().collect())
            .await?;
        let listed = self.list(&Path::from(layout::OPT_OUTS)).await?;
        let n_unused = listed
            .iter()
            .filter(|listed| used.is_none_or(|used| used.path != listed.path.as_ref()))
            .count();
        found.extend(harmless(
            AilmentKind::Orphans,
            layout::OPT_OUTS,
            "a list of people who object that is out of use; deleted by the next `hub object`",
            u64::try_from(n_unused).unwrap_or(u64::MAX),
        ));
        Ok(found)
    }

    async fn half_written(&self) -> Result<Option<Ailment>> {
        let Some(disk) = self.disk().cloned() else {
            return Ok(None);
        };
        let n_files = blocking(move || disk.leftovers()).await?;
        let detail = "half-written; harmless, removed at the next start";
        Ok(harmless(
            AilmentKind::HalfWritten,
            crate::disk::durable::STAGING,
            detail,
            n_files,
        ))
    }
}

fn harmless(kind: AilmentKind, path: &str, detail: &str, count: u64) -> Option<Ailment> {
    (count > 0).then(|| Ailment {
        kind,
        path: path.to_owned(),
        detail: detail.to_owned(),
        count,
    })
}
