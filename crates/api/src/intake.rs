//! Taking a file in: who may send it, room for it, its check.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use bytes::Bytes;
use hub_ingest::{CheckedReturn, Choices, Earlier, Outcome, RowCounts, Summary, Upload};
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_store::{Accepted, Service, State};
use tokio::sync::OwnedSemaphorePermit;

use crate::before::{Before, months_remembered};
use crate::drafts::{Draft, Found, NewDraft, Progress};
use crate::hub::{Hub, MEMORY_UNIT_BYTES};
use crate::idempotency::ReplayKey;
use crate::identity::{Principal, hex};
use crate::problem::{Kind, Problem, Result};
use crate::replacing;

/// The content tag of every nil return: two of them are the same return.
pub(crate) const NIL_TAG: &str = "nil";

/// What somebody sends.
pub(crate) struct Sending {
    pub(crate) service: ServiceCode,
    pub(crate) month: Month,
    pub(crate) content: Content,
    /// Who sends it on the pages; none for a program.
    pub(crate) sender: Option<String>,
}

/// What the drafts of somebody on the pages are told from those of others by, however often they sign in.
pub(crate) fn page_sender(principal: &Principal) -> Option<String> {
    let of = principal
        .membership_id
        .as_ref()
        .or(principal.token_id.as_ref());
    of.cloned()
}

/// What became of a request that may have been sent before.
pub(crate) enum TakenIn {
    /// It is being checked, or waits for its sender.
    Draft(Arc<Draft>),
    /// It was submitted, and only the journal still knows it.
    Submitted(Arc<Accepted>),
}

impl TakenIn {
    pub(crate) fn id(&self) -> &SubmissionId {
        match self {
            Self::Draft(draft) => &draft.id,
            Self::Submitted(accepted) => &accepted.submission,
        }
    }
}

/// A file, or the word that there is nothing.
pub(crate) enum Content {
    File {
        bytes: Bytes,
        name: Option<String>,
        room: Room,
        /// The sender's answers to what an earlier check of the file asked.
        choices: Box<Choices>,
        /// Whether it was typed under the hub's own headings, of which no service ever said anything.
        is_typed: bool,
    },
    Nil,
}

/// Memory set aside for a file until its check is done.
#[derive(Debug)]
pub(crate) struct Room(
    #[expect(dead_code, reason = "held, not read: dropping it frees the room")]
    OwnedSemaphorePermit,
);

impl Hub {
    /// Sets memory aside for a file of at most `bytes`.
    ///
    /// # Errors
    /// [`Kind::TooBusy`] when there is none; nobody waits, so that the queue is bounded by the memory.
    pub(crate) fn room_for(&self, bytes: usize) -> Result<Room> {
        let units = u32::try_from(bytes.div_ceil(MEMORY_UNIT_BYTES))
            .unwrap_or(u32::MAX)
            .max(1);
        let permit = Arc::clone(&self.upload_memory).try_acquire_many_owned(units);
        permit.map(Room).map_err(|_| {
            self.metrics.upload_refused();
            Problem::plain(Kind::TooBusy)
        })
    }

    /// The service, if the principal may send for it and the month is open.
    pub(crate) async fn may_send(
        &self,
        principal: &Principal,
        service: &ServiceCode,
        month: Month,
    ) -> Result<Service> {
        if !principal.sends_for(service) {
            // The same words whether or not there is such a service.
            return Err(Problem::new(
                Kind::Forbidden,
                "Your access is for the returns of another service.",
            ));
        }
        let state = self.state().await?;
        let known = state
            .services
            .get(service)
            .ok_or_else(|| Problem::plain(Kind::UnknownService))?;
        self.takes(month)?;
        Ok(known.clone())
    }

    /// Takes a return in and begins its check. Call [`Hub::may_send`] first.
    pub(crate) async fn take_in(&self, sending: Sending) -> Result<Arc<Draft>> {
        let state = self.state().await?;
        self.begin(self.new_submission()?, sending, &state)
    }

    /// The same, once for a key: the request sent again finds what the first one began, or what became of it.
    pub(crate) async fn take_in_once(&self, sending: Sending, key: &ReplayKey) -> Result<TakenIn> {
        let state = self.state().await?;
        let id = self.new_submission()?;
        let fingerprint = self.fingerprint(&sending);
        let service = sending.service.clone();
        let kept = |first: &SubmissionId| {
            if let Found::Here(draft) = self.drafts.find(first, &service) {
                return Some(TakenIn::Draft(draft));
            }
            let accepted = state.by_submission.get(first)?;
            (accepted.service == service).then(|| TakenIn::Submitted(Arc::clone(accepted)))
        };
        let begin = || {
            let draft = self.begin(id.clone(), sending, &state)?;
            Ok((id, TakenIn::Draft(draft)))
        };
        self.replays.once(key, &fingerprint, kept, begin)
    }

    fn begin(&self, id: SubmissionId, sending: Sending, state: &State) -> Result<Arc<Draft>> {
        let Sending {
            service,
            month,
            content,
            sender,
        } = sending;
        let current = state
            .current_for(&service, month)
            .map(|current| current.submission.clone());
        let (file_name, nil, answers) = match &content {
            Content::File { name, choices, .. } => (name.clone(), false, choices.answers()),
            Content::Nil => (None, true, Vec::new()),
        };
        let new = NewDraft {
            id,
            service: service.clone(),
            month,
            file_name: file_name.clone(),
            nil,
            is_typed: matches!(&content, Content::File { is_typed: true, .. }),
            sender,
            answers,
            replaces: current,
        };
        let draft = self.drafts.keep(new)?;
        self.metrics.upload_taken();
        self.forget_later();
        match content {
            Content::Nil => {
                draft.set(Progress::Checked(Arc::new(nothing_to_report())));
                self.drafts.take_the_place_of_older(&draft);
            }
            Content::File {
                bytes,
                room,
                mut choices,
                is_typed,
                ..
            } => {
                let today = self.clock.today();
                if !is_typed {
                    for (heading, item) in state
                        .headings_of(&service, months_remembered(today))
                        .into_iter()
                        .flatten()
                    {
                        choices.remember(heading, item.as_deref());
                    }
                }
                let before = Before::of(state, &service, month, today);
                let upload = Upload {
                    bytes,
                    file_name,
                    service,
                    month,
                    today,
                    choices: *choices,
                    earlier: None,
                };
                self.check_soon(Arc::clone(&draft), upload, room, before);
            }
        }
        Ok(draft)
    }

    /// The stored rows of a return; none where they cannot be read, since a file can be checked without them and its sender
    /// need not wait until the storage is well again.
    async fn rows_of(&self, accepted: &Accepted) -> Vec<RecordBatch> {
        let Some(object) = &accepted.object else {
            return Vec::new();
        };
        match self.store.read_rows(object).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!(%error, "the return before could not be read");
                Vec::new()
            }
        }
    }

    /// Whether the list of people who object is empty. While it is not, or where it cannot be read, files are not compared with
    /// stored rows: what is missing there would tell a sender who tries changes on purpose that somebody objects.
    async fn nobody_objects(&self) -> bool {
        let opt_outs = self.store.opt_outs().await;
        opt_outs.is_ok_and(|opt_outs| opt_outs.is_empty())
    }

    /// Checks a file on a blocking thread, as soon as one of those for checks is free.
    fn check_soon(&self, draft: Arc<Draft>, mut upload: Upload, room: Room, mut before: Before) {
        let hub = self.clone();
        tokio::spawn(async move {
            // The semaphore is never closed.
            let Ok(turn) = Arc::clone(&hub.checks).acquire_owned().await else {
                return draft.set(Progress::Failed);
            };
            let may_compare = before.is_whole && hub.nobody_objects().await;
            let mut earlier = Earlier::default();
            let mut replaced = None;
            if may_compare {
                if let Some(accepted) = &before.earlier {
                    let rows = hub.rows_of(accepted).await;
                    earlier = Earlier::of(&rows).with_reference_digits(accepted.reference_digits);
                }
                if let Some(current) = &before.current {
                    replaced = Some(hub.rows_of(current).await);
                }
            }
            // Totals are compared all the same: they are those of the files as they were sent.
            let months = std::mem::take(&mut before.months);
            upload.earlier = Some(Arc::new(earlier.with_months(months)));
            let door = Arc::clone(&hub.door);
            let watched = Arc::clone(&draft);
            let check = tokio::task::spawn_blocking(move || {
                let mut check = door.check_watched(&upload, &watched.watch);
                let of_month = before.current.as_deref();
                if let Some(same) = of_month.filter(|sent| sent.content_tag == check.content_tag) {
                    replacing::same_file(&mut check, same);
                } else {
                    if let Some(current) = of_month {
                        replacing::replaces(&mut check, current, replaced.as_deref());
                    }
                    if let Some(other) = before.of_file(&check.file_tag) {
                        replacing::same_file_other_month(&mut check, other, upload.month);
                    }
                }
                // The raw file is let go before the room that it took is given to another.
                drop(upload);
                drop(room);
                check
            });
            let progress = match check.await {
                Ok(check) => Progress::Checked(Arc::new(check)),
                Err(_) => {
                    // The panic itself may hold what was in the file.
                    tracing::error!(submission = %draft.id, "a check broke");
                    hub.metrics.check_broken();
                    Progress::Failed
                }
            };
            drop(turn);
            hub.metrics.checked();
            // Nothing of a file that cannot be used is kept, so that it takes no other's place.
            let is_kept = matches!(&progress, Progress::Checked(check) if check.outcome != Outcome::Unreadable);
            if is_kept {
                hub.drafts.take_the_place_of_older(&draft);
            }
            draft.set(progress);
        });
    }

    /// Lets go of drafts in time even if nobody asks any more.
    fn forget_later(&self) {
        let drafts = Arc::downgrade(&self.drafts);
        let lasts = self.drafts.limits().lasts;
        tokio::spawn(async move {
            tokio::time::sleep(lasts).await;
            if let Some(drafts) = drafts.upgrade() {
                drafts.sweep();
            }
        });
    }

    fn new_submission(&self) -> Result<SubmissionId> {
        let mut random = [0; 10];
        getrandom::fill(&mut random).map_err(Problem::internal)?;
        let ms = u64::try_from(self.clock.now().as_millisecond()).unwrap_or_default();
        Ok(SubmissionId::from_parts(ms, random))
    }

    /// A keyed hash of all that was sent, to tell a repeated request from a key used twice.
    fn fingerprint(&self, sending: &Sending) -> String {
        use sha2::{Digest, Sha256};
        let content = match &sending.content {
            Content::File { bytes, choices, .. } => {
                format!("{} {choices:?}", hex(&Sha256::digest(bytes)))
            }
            Content::Nil => NIL_TAG.to_owned(),
        };
        let text = format!("{} {} {content}", sending.service, sending.month);
        self.seal.mark("idempotency", text.as_bytes())
    }
}

pub(crate) fn nothing_to_report() -> CheckedReturn {
    CheckedReturn {
        outcome: Outcome::Ready,
        kind: None,
        sheet: None,
        findings: Vec::new(),
        counts: RowCounts::default(),
        summary: Summary::default(),
        items: Vec::new(),
        headings: BTreeMap::new(),
        reference_digits: None,
        content_tag: NIL_TAG.to_owned(),
        file_tag: String::new(),
        corrections: Vec::new(),
        fixable: Vec::new(),
        rows: None,
        details: Vec::new(),
        replaced: None,
    }
}
