//! Storage whose every call waits until the test lets it go on: the test decides the order, what is lost, who dies.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Calls of all processes that wait to go on. Each call waits twice: before it has its effect, and before its answer
/// arrives.
#[derive(Debug, Default)]
pub(crate) struct World(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    calls: Vec<(usize, oneshot::Sender<Fate>)>,
    dead: BTreeSet<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    GoesOn,
    IsLost,
}

/// What the test does next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Choice {
    /// Lets a waiting call go on.
    LetGo(u8),
    /// Loses a waiting call, or its answer.
    Lose(u8),
    /// Kills a process.
    Kill(u8),
}

/// Storage as one process sees it.
#[derive(Debug)]
pub(crate) struct SimStore {
    pub(crate) process: usize,
    pub(crate) world: Arc<World>,
    pub(crate) storage: Arc<dyn ObjectStore>,
}

impl World {
    /// Runs `tasks`, each belonging to a process, until all have ended or died.
    pub(crate) async fn run(
        &self,
        tasks: &[(usize, JoinHandle<()>)],
        n_processes: usize,
        choices: &[Choice],
    ) {
        let mut choices = choices.iter().copied();
        let mut n_idle = 0;
        loop {
            for _ in 0..30 {
                tokio::task::yield_now().await;
            }
            if tasks
                .iter()
                .all(|(process, task)| task.is_finished() || self.is_dead(*process))
            {
                return;
            }
            if self.0.lock().unwrap().calls.is_empty() {
                // Somebody pauses after a lost race.
                n_idle += 1;
                assert!(n_idle < 5_000, "nobody goes on");
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
            match choices.next().unwrap_or(Choice::LetGo(0)) {
                Choice::LetGo(which) => self.decide(which, Fate::GoesOn),
                Choice::Lose(which) => self.decide(which, Fate::IsLost),
                Choice::Kill(which) => {
                    let process = usize::from(which) % n_processes;
                    // One must live to tell.
                    if process != 0 {
                        self.kill(process);
                        tasks
                            .iter()
                            .filter(|(owner, _)| *owner == process)
                            .for_each(|(_, task)| task.abort());
                    }
                }
            }
        }
    }

    fn decide(&self, which: u8, fate: Fate) {
        let mut waiting = self.0.lock().unwrap();
        let idx = usize::from(which) % waiting.calls.len();
        let (_, call) = waiting.calls.remove(idx);
        let _hung_up = call.send(fate);
    }

    fn kill(&self, process: usize) {
        let mut waiting = self.0.lock().unwrap();
        waiting.dead.insert(process);
        waiting.calls.retain(|(owner, _)| *owner != process);
    }

    fn is_dead(&self, process: usize) -> bool {
        self.0.lock().unwrap().dead.contains(&process)
    }
}

impl SimStore {
    async fn wait(&self) -> Result<()> {
        let (sender, fate) = oneshot::channel();
        {
            let mut waiting = self.world.0.lock().unwrap();
            if !waiting.dead.contains(&self.process) {
                waiting.calls.push((self.process, sender));
            }
        }
        match fate.await {
            Ok(Fate::GoesOn) => Ok(()),
            Ok(Fate::IsLost) => Err(Error::Generic {
                store: "simulated",
                source: "lost".into(),
            }),
            // The process is dead: it does nothing any more.
            Err(_) => std::future::pending().await,
        }
    }

    async fn call<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        self.wait().await?;
        let answer = call.await;
        self.wait().await?;
        answer
    }
}

#[async_trait]
impl ObjectStore for SimStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        self.call(self.storage.put_opts(location, payload, options))
            .await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.call(self.storage.put_multipart_opts(location, options))
            .await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.call(self.storage.get_opts(location, options)).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.storage.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let this = Self {
            process: self.process,
            world: self.world.clone(),
            storage: self.storage.clone(),
        };
        let prefix = prefix.cloned();
        let found = async move {
            let all = this.storage.list(prefix.as_ref()).try_collect::<Vec<_>>();
            Ok::<_, Error>(stream::iter(this.call(all).await?.into_iter().map(Ok)))
        };
        stream::once(found).try_flatten().boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.call(self.storage.list_with_delimiter(prefix)).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.call(self.storage.copy_opts(from, to, options)).await
    }
}

impl fmt::Display for SimStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("simulated")
    }
}
