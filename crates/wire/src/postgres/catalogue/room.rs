//! Whose query of the catalogue runs: one of each person, and few of all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Queries at once.
const RUNNING_MAX: usize = 4;
/// Of these, of one person: nobody can take all.
const RUNNING_EACH_MAX: usize = 1;

/// Where queries of the catalogue run.
#[derive(Debug)]
pub(super) struct Room {
    all: Arc<Semaphore>,
    own: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// The turn of one query; it ends when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Room {
    pub(super) fn new() -> Self {
        Self {
            all: Arc::new(Semaphore::new(RUNNING_MAX)),
            own: Mutex::default(),
        }
    }

    /// Waits for a turn, first among one's own queries. `None`: it took too long.
    pub(super) async fn take(&self, person: &str, wait: Duration) -> Option<Turn> {
        let own = self.own(person);
        let turn = async {
            let own = own.acquire_owned().await.ok()?;
            let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Turn {
                _own: own,
                _all: all,
            })
        };
        tokio::time::timeout(wait, turn).await.ok()?
    }

    fn own(&self, person: &str) -> Arc<Semaphore> {
        // The map is whole at any moment.
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody who neither asks nor waits is held by the map alone.
        own.retain(|_, turns| Arc::strong_count(turns) > 1);
        let turns = own
            .entry(person.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(RUNNING_EACH_MAX)));
        Arc::clone(turns)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(600);

    #[tokio::test]
    async fn one_person_has_one_turn_and_leaves_the_others_theirs() {
        let room = Room::new();
        let first = room.take("a", SHORT).await.unwrap();
        assert!(room.take("a", SHORT).await.is_none());
        let _other = room.take("b", SHORT).await.unwrap();
        let (turn, ()) = tokio::join!(room.take("a", LONG), async { drop(first) });
        assert!(turn.is_some(), "whoever waits is next");
    }

    #[tokio::test]
    async fn people_who_ask_no_more_are_forgotten() {
        let room = Room::new();
        for n in 0..100 {
            room.take(&n.to_string(), SHORT).await.unwrap();
        }
        assert_eq!(room.own.lock().unwrap().len(), 1);
    }
}
