//! Threads of their own for questions.
//!
//! Whatever a question makes the engine do without a pause, it does here, where nobody waits for a page, a file or a
//! signature. Whoever asked hears in time that it took too long, also where the work cannot be interrupted.

use std::fmt;
use std::io;
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

/// The threads. When dropped they end without being waited for.
pub(crate) struct Threads(Option<Runtime>);

impl Threads {
    /// Starts so many.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub(crate) fn start(n: usize) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(n.max(1))
            .thread_name("question")
            .thread_stack_size(STACK_BYTES)
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Does something on one of them. Dropping the future ends the work at its next pause, as its limit does.
    ///
    /// # Errors
    /// [`GivenUp`], for whatever reason.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, GivenUp> {
        let runtime = self.0.as_ref().ok_or(GivenUp::Lost)?;
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

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").finish_non_exhaustive()
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
        let threads = Threads::start(1).unwrap();
        let name = async { std::thread::current().name().map(str::to_owned) };
        let name = threads.run(LONG, name).await.unwrap();
        assert_eq!(name.as_deref(), Some("question"));
    }

    #[tokio::test]
    async fn work_that_never_pauses_is_given_up_in_time_and_holds_up_nobody() {
        let threads = Threads::start(1).unwrap();
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
        let threads = Threads::start(1).unwrap();
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
    async fn a_panic_is_told_and_takes_no_thread_with_it() {
        let threads = Threads::start(1).unwrap();
        let panics = async { panic!("a test") };
        assert_eq!(threads.run(LONG, panics).await, Err(GivenUp::Lost));
        assert_eq!(threads.run(LONG, async { 7 }).await, Ok(7));
    }
}
