//! Whose turn it is: some queries run, the others wait, and nobody's stand before everybody else's.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bounds on what runs and waits at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TurnLimits {
    pub(crate) running_max: usize,
    pub(crate) running_each_max: usize,
    pub(crate) waiting_max: usize,
    pub(crate) wait: Duration,
}

/// The turns of everybody. First each waits among their own, so that a hundred queries of one analyst stand as one in the
/// line of all.
#[derive(Debug)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    own: Mutex<HashMap<String, Arc<Semaphore>>>,
    waiting: AtomicUsize,
    limits: TurnLimits,
}

/// A turn; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    own: Place,
    _all: OwnedSemaphorePermit,
}

/// How many questions there are at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Those that are being answered.
    pub running: usize,
    /// Those that wait for their turn.
    pub waiting: usize,
}

/// A place in somebody's own line; it is free when the last copy is dropped.
#[derive(Debug, Clone)]
pub struct Place {
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Turn {
    /// The place in the own line. Whoever keeps it beyond the turn holds up nobody else.
    pub(crate) fn own(&self) -> Place {
        self.own.clone()
    }
}

impl Turns {
    pub(crate) fn new(limits: TurnLimits) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.running_max.max(1))),
            own: Mutex::default(),
            waiting: AtomicUsize::new(0),
            limits,
        }
    }

    /// Waits for a turn. `None`: too many wait, or it took too long.
    pub(crate) async fn take(&self, who: &str) -> Option<Turn> {
        let _waiting = Waiting::among(&self.waiting, self.limits.waiting_max)?;
        let turn = async {
            let own = self.own(who)?.acquire_owned().await.ok()?;
            let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Turn {
                own: Place {
                    _permit: Arc::new(own),
                },
                _all: all,
            })
        };
        tokio::time::timeout(self.limits.wait, turn).await.ok()?
    }

    /// How many run and wait now.
    pub(crate) fn load(&self) -> Load {
        let all = self.limits.running_max.max(1);
        Load {
            running: all.saturating_sub(self.all.available_permits()),
            waiting: self.waiting.load(Ordering::Relaxed),
        }
    }

    /// The own line of somebody. `None`: so many of theirs wait already that they would fill the line of all.
    fn own(&self, who: &str) -> Option<Arc<Semaphore>> {
        // The map is whole at any moment.
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody who neither asks nor waits is held by the map alone.
        own.retain(|_, turns| Arc::strong_count(turns) > 1);
        let turns = own
            .entry(who.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(self.limits.running_each_max.max(1))));
        // The map holds one; each that runs or waits holds another.
        let most = self.limits.waiting_max.div_ceil(2) + self.limits.running_each_max;
        (Arc::strong_count(turns) <= most.saturating_add(1)).then(|| Arc::clone(turns))
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(waiting: &'a AtomicUsize, max: usize) -> Option<Self> {
        if waiting.fetch_add(1, Ordering::Relaxed) >= max {
            waiting.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Self(waiting))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    fn turns(running_max: usize, running_each_max: usize, waiting_max: usize) -> Turns {
        Turns::new(TurnLimits {
            running_max,
            running_each_max,
            waiting_max,
            wait: Duration::from_millis(50),
        })
    }

    #[tokio::test]
    async fn one_who_asks_much_leaves_a_turn_for_others() {
        let turns = turns(2, 1, 10);
        let first = turns.take("a").await.unwrap();
        assert!(turns.take("a").await.is_none());
        assert!(turns.take("b").await.is_some());
        drop(first);
        assert!(turns.take("a").await.is_some());
    }

    #[tokio::test]
    async fn a_place_that_is_kept_holds_up_its_holder_alone() {
        let turns = turns(1, 1, 10);
        let place = turns.take("a").await.unwrap().own();
        assert!(turns.take("a").await.is_none());
        assert!(turns.take("b").await.is_some());
        drop(place);
        assert!(turns.take("a").await.is_some());
    }

    #[tokio::test]
    async fn more_than_may_wait_are_told_at_once() {
        let turns = turns(1, 1, 1);
        let (running, waiting) = (0, 0);
        assert_eq!(turns.load(), Load { running, waiting });
        let _running = turns.take("a").await.unwrap();
        let running = 1;
        assert_eq!(turns.load(), Load { running, waiting });
        let (waits, told) = tokio::join!(turns.take("b"), turns.take("c"));
        assert!(waits.is_none() && told.is_none());
        assert_eq!(turns.waiting.load(Ordering::Relaxed), 0);
        assert!(turns.own.lock().unwrap().len() <= 3);
    }

    #[tokio::test]
    async fn one_who_asks_very_much_leaves_room_in_the_line_for_others() {
        let turns = Arc::new(turns(1, 1, 10));
        let _running = turns.take("b").await.unwrap();
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let turns = Arc::clone(&turns);
            asked.spawn(async move { turns.take("a").await.is_some() });
        }
        tokio::task::yield_now().await;
        let waiting = turns.waiting.load(Ordering::Relaxed);
        assert!((5..10).contains(&waiting), "{waiting} wait");
        assert!(asked.join_all().await.iter().all(|turn| !turn));
    }
}
