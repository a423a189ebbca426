//! Drafts: returns between their check and their submission.
//!
//! A draft is what the door made of a file: findings and anonymised rows, never the file. It lives in the memory of
//! this process for a short time, within bounds on number and bytes; when it is gone, the file is sent again.

mod draft;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hub_standard::ids::{ServiceCode, SubmissionId};
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::config::DraftLimits;
use crate::problem::{Kind, Problem, Result};

pub(crate) use draft::{Draft, NewDraft, Progress};

/// How many drafts that are gone are remembered, to answer "gone" and not "never heard of it".
const GONE_MAX: usize = 10_000;

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
