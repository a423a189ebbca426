//! Letting go of readers who do not read.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A stream that fails once its other end has taken nothing of what waits for it for too long. Each byte that is taken
/// begins the wait anew; while nothing waits to be taken there is none.
#[derive(Debug)]
pub(crate) struct Patient<S> {
    stream: S,
    writes: Wait,
    /// Apart from writes: a flush of nothing succeeds while a write still waits.
    ends: Wait,
}

#[derive(Debug)]
struct Wait {
    limit: Duration,
    /// There while the other end is waited for.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    /// Must be used inside a tokio runtime that tells the time.
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        Self {
            stream,
            writes: Wait::new(limit),
            ends: Wait::new(limit),
        }
    }
}

impl Wait {
    fn new(limit: Duration) -> Self {
        Self { limit, sleep: None }
    }

    /// What came of a step, or an error where it has been pending for too long.
    fn bound<T>(
        &mut self,
        step: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if step.is_ready() {
            self.sleep = None;
            return step;
        }
        let limit = self.limit;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        match sleep.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the other end takes nothing",
            ))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.writes.bound(step, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_write_vectored(context, pieces);
        this.writes.bound(step, context)
    }

    /// As the stream itself: otherwise a body would be copied whole before it is sent.
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_flush(context);
        this.ends.bound(step, context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_shutdown(context);
        this.ends.bound(step, context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::{sleep, timeout};

    use super::*;

    const SOON: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn a_reader_who_never_reads_is_let_go() {
        let (ours, _theirs) = duplex(16);
        let mut stream = Patient::new(ours, SOON);
        let written = timeout(LONG, stream.write_all(&[0; 64])).await.unwrap();
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_reader_who_is_slow_is_waited_for() {
        let limit = Duration::from_secs(1);
        let (ours, mut theirs) = duplex(1);
        let mut stream = Patient::new(ours, limit);
        let began = Instant::now();
        let reading = async {
            for _ in 0..12 {
                sleep(limit / 8).await;
                theirs.read_u8().await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(stream.write_all(&[0; 12]), reading);
        written.unwrap();
        assert!(began.elapsed() > limit);
    }

    #[tokio::test]
    async fn a_flush_of_nothing_does_not_begin_the_wait_anew() {
        let (ours, _theirs) = duplex(1);
        let mut stream = Patient::new(ours, SOON);
        stream.write_all(b"a").await.unwrap();
        let given_up = async {
            loop {
                if let Ok(written) = timeout(SOON / 5, stream.write(b"b")).await {
                    break written.unwrap_err().kind();
                }
                stream.flush().await.unwrap();
            }
        };
        let given_up = timeout(LONG, given_up).await.unwrap();
        assert_eq!(given_up, io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_stream_on_which_nothing_waits_is_kept() {
        let (ours, mut theirs) = duplex(1);
        let mut stream = Patient::new(ours, SOON);
        stream.write_all(b"a").await.unwrap();
        sleep(SOON * 3).await;
        theirs.read_u8().await.unwrap();
        stream.write_all(b"b").await.unwrap();
    }
}
