//! Threads of their own for questions.
//!
//! Whatever a question makes the engine do without a pause, it does here, where nobody waits for a page, a file or a
//! signature. Whoever asked hears in time that it took too long, also where the work cannot be interrupted.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

/// Stack of each thread; only what is used takes memory. Whoever walks through a query goes as deep as it is long, and the
/// engine bounds how long.
const STACK_BYTES: usize = 64 << 20;

/// Why work was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GivenUp {
    /// It took longer than it may.
    TooLong,
    /// It panicked, or the threads have ended.
    Lost,
}

/// Lanes of one thread each. When dropped they end without being waited for.
#[derive(Clone)]
pub(crate) struct Threads(Arc<Idle>);

/// The lanes that nobody has.
struct Idle {
    lanes: Mutex<Vec<Runtime>>,
    lanes_max: usize,
}

/// A thread for as long as this is held; all that one question makes the engine do is done on it, so that no question has
/// more than one. Whoever holds it must hold it until the last of the work has ended.
pub(crate) struct Lane {
    runtime: Option<Runtime>,
    idle: Arc<Idle>,
}

impl Threads {
    /// Keeps so many at hand; they are started when they are first needed.
    pub(crate) fn new(lanes_max: usize) -> Self {
        Self(Arc::new(Idle {
            lanes: Mutex::default(),
            lanes_max,
        }))
    }

    /// A lane that nobody else has.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub(crate) fn lane(&self) -> io::Result<Lane> {
        // The list is whole at any moment.
        let idle = self
            .0
            .lanes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let runtime = match idle {
            Some(runtime) => runtime,
            None => Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("question")
                .thread_stack_size(STACK_BYTES)
                .enable_all()
                .build()?,
        };
        Ok(Lane {
            runtime: Some(runtime),
            idle: Arc::clone(&self.0),
        })
    }
}

impl Lane {
    /// Does something on it. Dropping the future ends the work at its next pause, as its limit does.
    ///
    /// # Errors
    /// [`GivenUp`], for whatever reason.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, GivenUp> {
        let runtime = self.runtime.as_ref().ok_or(GivenUp::Lost)?;
        // A set of one, since it ends what is in it when dropped.
        let mut set = JoinSet::new();
        set.spawn_on(work, runtime.handle());
        match tokio::time::timeout(limit, set.join_next()).await {
            Ok(Some(Ok(done))) => Ok(done),
            Ok(_) => Err(GivenUp::Lost),
            Err(_) => Err(GivenUp::TooLong),
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else {
            return;
        };
        let mut lanes = self
            .idle
            .lanes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match lanes.len() < self.idle.lanes_max {
            true => lanes.push(runtime),
            false => runtime.shutdown_background(),
        }
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        let lanes = self.lanes.get_mut().unwrap_or_else(PoisonError::into_inner);
        for runtime in lanes.drain(..) {
            // Whoever drops the last may be on a thread that must not wait.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").finish_non_exhaustive()
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use std::sync::mpsc;

    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    #[tokio::test]
    async fn questions_run_on_threads_of_their_own() {
        let threads = Threads::new(1).lane().unwrap();
        let name = async { std::thread::current().name().map(str::to_owned) };
        let name = threads.run(LONG, name).await.unwrap();
        assert_eq!(name.as_deref(), Some("question"));
    }

    #[tokio::test]
    async fn work_that_never_pauses_is_given_up_in_time_and_holds_up_nobody() {
        let threads = Threads::new(1).lane().unwrap();
        let (release, held) = mpsc::channel::<()>();
        // This test has one thread: were the work done on it, nothing would ever be sent.
        let work = async move { held.recv().is_ok() };
        let given_up = threads.run(Duration::from_millis(20), work).await;
        assert_eq!(given_up, Err(GivenUp::TooLong));
        release.send(()).unwrap();
        assert_eq!(threads.run(LONG, async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn whoever_stops_listening_ends_the_work() {
        let threads = Threads::new(1).lane().unwrap();
        let (held, ended) = tokio::sync::oneshot::channel::<()>();
        let work = async move {
            let _held = held;
            std::future::pending::<()>().await;
        };
        let given_up = threads.run(Duration::from_millis(20), work).await;
        assert_eq!(given_up, Err(GivenUp::TooLong));
        // What the work held is dropped with it.
        assert!(ended.await.is_err());
    }

    #[tokio::test]
    async fn a_lane_comes_back_once_the_last_of_its_work_has_ended() {
        let threads = Threads::new(1);
        let lane = Arc::new(threads.lane().unwrap());
        let (release, held) = mpsc::channel::<()>();
        let (ended, is_over) = mpsc::channel::<()>();
        let of_work = Arc::clone(&lane);
        let work = async move {
            let _ = held.recv();
            drop(of_work);
            ended.send(()).unwrap();
        };
        let given_up = lane.run(Duration::from_millis(20), work).await;
        assert_eq!(given_up, Err(GivenUp::TooLong));
        drop(lane);
        // The next is given a thread that does something.
        let next = threads.lane().unwrap();
        assert_eq!(next.run(LONG, async { 7 }).await, Ok(7));
        release.send(()).unwrap();
        is_over.recv().unwrap();
        drop(next);
        assert_eq!(threads.0.lanes.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_panic_is_told_and_takes_no_thread_with_it() {
        let threads = Threads::new(1).lane().unwrap();
        let panics = async { panic!("a test") };
        assert_eq!(threads.run(LONG, panics).await, Err(GivenUp::Lost));
        assert_eq!(threads.run(LONG, async { 7 }).await, Ok(7));
    }
}
