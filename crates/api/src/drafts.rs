//! Drafts: returns between their check and their submission.
//!
//! A draft is what the door made of a file: findings and anonymised rows, never the file. It lives in the memory of
//! this process for a short time, within bounds on number and bytes; when it is gone, the file is sent again.

mod draft;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::config::DraftLimits;
use crate::problem::{Kind, Problem, Result};

pub(crate) use draft::{Draft, NewDraft, Progress};

/// How many drafts that are gone are remembered, to answer "gone" and not "never heard of it".
const GONE_MAX: usize = 10_000;

/// How long the name of what was thrown away is known, to say what that was.
const DISCARDED_FOR: SignedDuration = SignedDuration::from_mins(2);
/// So many things that were thrown away are named.
const DISCARDED_MAX: usize = 1_000;

/// All drafts of this process.
#[derive(Debug)]
pub(crate) struct Drafts {
    limits: DraftLimits,
    clock: Arc<dyn Clock>,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    /// By id, and so by age.
    drafts: BTreeMap<SubmissionId, Arc<Draft>>,
    gone: VecDeque<(SubmissionId, ServiceCode)>,
    /// What was thrown away just now, the oldest first.
    discarded: VecDeque<Discarded>,
}

/// What somebody threw away, for as long as it takes to say so.
#[derive(Clone)]
pub(crate) struct Discarded {
    id: SubmissionId,
    pub(crate) month: Month,
    pub(crate) file_name: Option<String>,
    until: Timestamp,
}

// The name of a file may be that of a person.
impl fmt::Debug for Discarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discarded")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// How much room drafts take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) count: usize,
    pub(crate) bytes: usize,
}

/// What became of a draft.
#[derive(Debug)]
pub(crate) enum Found {
    Here(Arc<Draft>),
    /// It was here once.
    Gone,
    Never,
}

impl Drafts {
    pub(crate) fn new(limits: DraftLimits, clock: Arc<dyn Clock>) -> Self {
        Self {
            limits,
            clock,
            shelf: Mutex::default(),
        }
    }

    /// Keeps a new draft, in place of the oldest ones of its service if that has many.
    ///
    /// # Errors
    /// [`Kind::TooBusy`] when the bounds of all drafts are reached.
    pub(crate) fn keep(&self, new: NewDraft) -> Result<Arc<Draft>> {
        let lasts = SignedDuration::try_from(self.limits.lasts).unwrap_or(SignedDuration::ZERO);
        let now = self.clock.now();
        let mut shelf = self.lock();
        shelf.sweep(now);
        let own: Vec<SubmissionId> = shelf
            .drafts
            .values()
            .filter(|draft| draft.service == new.service)
            .map(|draft| draft.id.clone())
            .collect();
        let too_many = (own.len() + 1).saturating_sub(self.limits.per_service_max);
        for id in own.iter().take(too_many) {
            shelf.remove(id);
        }
        if shelf.drafts.len() >= self.limits.count_max {
            shelf.let_go_of_submitted();
        }
        let usage = shelf.usage();
        if usage.count >= self.limits.count_max || usage.bytes >= self.limits.bytes_max {
            return Err(Problem::plain(Kind::TooBusy));
        }
        let draft = Arc::new(Draft::new(new, now.saturating_add(lasts).unwrap_or(now)));
        shelf.drafts.insert(draft.id.clone(), Arc::clone(&draft));
        Ok(draft)
    }

    /// Finds a draft of a service. One of another service was never here.
    pub(crate) fn find(&self, id: &SubmissionId, service: &ServiceCode) -> Found {
        let mut shelf = self.lock();
        shelf.sweep(self.clock.now());
        match shelf.drafts.get(id) {
            Some(draft) if draft.service == *service => Found::Here(Arc::clone(draft)),
            Some(_) => Found::Never,
            None if shelf
                .gone
                .iter()
                .any(|(gone, of)| gone == id && of == service) =>
            {
                Found::Gone
            }
            None => Found::Never,
        }
    }

    /// The drafts of a service, newest first.
    pub(crate) fn of_service(&self, service: &ServiceCode) -> Vec<Arc<Draft>> {
        let mut shelf = self.lock();
        shelf.sweep(self.clock.now());
        shelf
            .drafts
            .values()
            .rev()
            .filter(|draft| draft.service == *service)
            .cloned()
            .collect()
    }

    /// Lets go of a draft before its time.
    pub(crate) fn let_go(&self, id: &SubmissionId) {
        self.lock().remove(id);
    }

    /// Lets go of what the same sender had checked before, for the same month and in the same way: this takes its place.
    pub(crate) fn take_the_place_of_older(&self, newer: &Draft) {
        self.let_go_where(|draft| {
            draft.is_of_same_sender(newer)
                && draft.way() == newer.way()
                && draft.id.millis() <= newer.id.millis()
        });
    }

    /// Lets go of all else that the sender of a return had checked for its month: it was decided which of it counts.
    pub(crate) fn let_go_of_others(&self, submitted: &Draft) {
        self.let_go_where(|draft| draft.is_of_same_sender(submitted));
    }

    /// Lets go of a draft that its sender does not want, and of all else that they had checked for its month and way.
    pub(crate) fn discard(&self, unwanted: &Draft) {
        self.take_the_place_of_older(unwanted);
        let now = self.clock.now();
        let mut shelf = self.lock();
        shelf.remove(&unwanted.id);
        if shelf.discarded.len() >= DISCARDED_MAX {
            shelf.discarded.pop_front();
        }
        shelf.discarded.push_back(Discarded {
            id: unwanted.id.clone(),
            month: unwanted.month,
            file_name: unwanted.file_name.clone(),
            until: now.saturating_add(DISCARDED_FOR).unwrap_or(now),
        });
    }

    /// What was thrown away just now under this id.
    pub(crate) fn discarded(&self, id: &SubmissionId) -> Option<Discarded> {
        let mut shelf = self.lock();
        shelf.sweep(self.clock.now());
        let mut discarded = shelf.discarded.iter();
        discarded.find(|known| known.id == *id).cloned()
    }

    /// What is still being checked settles its own place, and what was submitted is known by its receipt.
    fn let_go_where(&self, is_unwanted: impl Fn(&Draft) -> bool) {
        let mut shelf = self.lock();
        let unwanted: Vec<SubmissionId> = shelf
            .drafts
            .values()
            .filter(|draft| is_unwanted(draft))
            .filter(|draft| matches!(draft.progress(), Progress::Checked(_) | Progress::Failed))
            .map(|draft| draft.id.clone())
            .collect();
        for id in &unwanted {
            shelf.remove(id);
        }
    }

    /// Lets go of all drafts whose time is over.
    pub(crate) fn sweep(&self) {
        self.lock().sweep(self.clock.now());
    }

    pub(crate) fn usage(&self) -> Usage {
        self.lock().usage()
    }

    /// How many of them are still being checked, or wait for that.
    pub(crate) fn unchecked(&self) -> usize {
        let shelf = self.lock();
        let drafts = shelf.drafts.values();
        drafts
            .filter(|draft| matches!(draft.progress(), Progress::Checking))
            .count()
    }

    pub(crate) fn limits(&self) -> DraftLimits {
        self.limits
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        // The shelf holds no half-done changes, so a panic elsewhere leaves it good.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn usage(&self) -> Usage {
        Usage {
            count: self.drafts.len(),
            bytes: self.drafts.values().map(|draft| draft.bytes()).sum(),
        }
    }

    fn sweep(&mut self, now: Timestamp) {
        // Drafts last equally long, so the oldest end first.
        while let Some(id) = self
            .drafts
            .first_key_value()
            .filter(|(_, d)| now >= d.expires)
            .map(|(id, _)| id.clone())
        {
            self.remove(&id);
        }
        self.discarded.retain(|known| now < known.until);
    }

    /// Makes room: the journal answers for what was submitted, so nothing but its findings is lost.
    fn let_go_of_submitted(&mut self) {
        let submitted: Vec<SubmissionId> = self
            .drafts
            .values()
            .filter(|draft| matches!(draft.progress(), Progress::Submitted(_)))
            .map(|draft| draft.id.clone())
            .collect();
        for id in &submitted {
            self.remove(id);
        }
    }

    fn remove(&mut self, id: &SubmissionId) {
        if let Some(draft) = self.drafts.remove(id) {
            self.gone
                .push_back((draft.id.clone(), draft.service.clone()));
            if self.gone.len() > GONE_MAX {
                self.gone.pop_front();
            }
        }
    }
}
