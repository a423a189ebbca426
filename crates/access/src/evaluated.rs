//! Answers of evaluations that were given lately, and the place in which the next one is worked out.
//!
//! Anybody may read them without signing in. What is kept is given at once; else one is worked out at a time, and few wait for
//! that, so that whoever asks for many holds up nobody who asks for the usual ones.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hub_release::EvaluationFigure;
use hub_standard::ids::{Month, ReleaseId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Answers that are kept: all evaluations of a few months. One is some hundred sentences long.
const KEPT_MAX: usize = 64;
/// Askers that wait until one is worked out.
const WAITING_MAX: usize = 32;
/// How long each waits.
const WAIT: Duration = Duration::from_secs(10);

/// Which answer: release, evaluation, month.
pub(crate) type Name = (ReleaseId, String, Month);

/// The figures of one evaluation.
type Figures = Arc<[EvaluationFigure]>;

/// Answers, and who works out the next.
pub(crate) struct Evaluated {
    /// Most recently used last.
    kept: Mutex<VecDeque<(Name, Figures)>>,
    working: Arc<Semaphore>,
    waiting: Semaphore,
    wait: Duration,
}

impl Default for Evaluated {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            working: Arc::new(Semaphore::new(1)),
            waiting: Semaphore::new(WAITING_MAX),
            wait: WAIT,
        }
    }
}

impl Evaluated {
    /// The answer of that name, where it is kept.
    pub(crate) fn kept(&self, name: &Name) -> Option<Figures> {
        let mut kept = self.list();
        let at = kept.iter().position(|(known, _)| known == name)?;
        let found = kept.remove(at)?;
        let figures = Arc::clone(&found.1);
        kept.push_back(found);
        Some(figures)
    }

    /// Keeps an answer, in the place of the one that was used least lately where there are many.
    pub(crate) fn keep(&self, name: Name, figures: &Figures) {
        let mut kept = self.list();
        kept.retain(|(known, _)| *known != name);
        if kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back((name, Arc::clone(figures)));
    }

    /// The place of whoever works out an answer, to be held until the last of the work has ended. `None`: too many wait, or it
    /// took too long to come.
    pub(crate) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        let _in_line = self.waiting.try_acquire().ok()?;
        let place = Arc::clone(&self.working).acquire_owned();
        timeout(self.wait, place).await.ok()?.ok()
    }

    fn list(&self) -> MutexGuard<'_, VecDeque<(Name, Figures)>> {
        // The list is whole at any moment.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(month: u32) -> Name {
        let month = format!("{}-{:02}", 2000 + month / 12, 1 + month % 12);
        let release = "2026-11-14.1".parse().unwrap();
        (release, "any".to_owned(), month.parse().unwrap())
    }

    #[test]
    fn what_was_used_least_lately_goes_first() {
        let (evaluated, nothing) = (Evaluated::default(), Vec::new().into());
        for month in 0..64 {
            evaluated.keep(name(month), &nothing);
        }
        assert!(evaluated.kept(&name(0)).is_some());
        evaluated.keep(name(64), &nothing);
        assert!(evaluated.kept(&name(0)).is_some());
        assert!(evaluated.kept(&name(1)).is_none());
    }

    #[tokio::test]
    async fn one_is_worked_out_at_a_time_and_few_wait_for_a_while() {
        let evaluated = Arc::new(Evaluated {
            wait: Duration::from_millis(20),
            ..Evaluated::default()
        });
        let first = evaluated.place().await.unwrap();
        let waiting: Vec<_> = (0..WAITING_MAX)
            .map(|_| {
                let evaluated = Arc::clone(&evaluated);
                tokio::spawn(async move { evaluated.place().await.is_some() })
            })
            .collect();
        tokio::task::yield_now().await;
        // One too many is told at once.
        assert!(evaluated.place().await.is_none());
        // What is kept is given all the same.
        evaluated.keep(name(0), &Vec::new().into());
        assert!(evaluated.kept(&name(0)).is_some());
        for asker in waiting {
            assert!(!asker.await.unwrap());
        }
        drop(first);
        assert!(evaluated.place().await.is_some());
    }
}
