//! Letting go of readers who do not read.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// Bytes whose taking gives back all patience.
const LEAST: u32 = 16 * 1024;

/// A stream that fails once its other end has let it wait for too long. Each byte that is taken gives some patience back, so
/// that who takes a few bytes at a time is let go too; while nothing waits to be taken none is lost.
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
    /// So much must be taken in that time.
    least: u32,
    /// Patience that is left.
    left: Duration,
    /// There while the other end is waited for, with the time since when.
    under_way: Option<(Pin<Box<Sleep>>, Instant)>,
}

impl<S> Patient<S> {
    /// Must be used inside a tokio runtime that tells the time.
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        Self::within(stream, limit, LEAST)
    }

    fn within(stream: S, limit: Duration, least: u32) -> Self {
        Self {
            stream,
            writes: Wait::new(limit, least),
            ends: Wait::new(limit, 1),
        }
    }
}

impl Wait {
    fn new(limit: Duration, least: u32) -> Self {
        Self {
            limit,
            least: least.max(1),
            left: limit,
            under_way: None,
        }
    }

    /// What came of a write, or an error where the other end has taken too little for too long.
    fn write(
        &mut self,
        step: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let taken = match &step {
            Poll::Ready(Ok(taken)) => u32::try_from(*taken).unwrap_or(u32::MAX),
            _ => 0,
        };
        self.bound(step, taken, context)
    }

    /// What came of a step that is done or not, or an error where it has been pending for too long.
    fn end(
        &mut self,
        step: Poll<io::Result<()>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        self.bound(step, 1, context)
    }

    fn bound<T>(
        &mut self,
        step: Poll<io::Result<T>>,
        taken: u32,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if step.is_ready() {
            let spent = self
                .under_way
                .take()
                .map_or(Duration::ZERO, |(_, since)| since.elapsed());
            let back = self.limit.saturating_mul(taken) / self.least;
            let left = self.left.saturating_sub(spent).saturating_add(back);
            self.left = left.min(self.limit);
            return step;
        }
        let left = self.left;
        let (sleep, _) = self
            .under_way
            .get_or_insert_with(|| (Box::pin(tokio::time::sleep(left)), Instant::now()));
        match sleep.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the other end takes too little",
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
        this.writes.write(step, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_write_vectored(context, pieces);
        this.writes.write(step, context)
    }

    /// As the stream itself: otherwise a body would be copied whole before it is sent.
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_flush(context);
        this.ends.end(step, context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let step = Pin::new(&mut this.stream).poll_shutdown(context);
        this.ends.end(step, context)
    }
}

#[cfg(test)]
mod tests {
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
        let mut stream = Patient::within(ours, limit, 4);
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
    async fn a_reader_who_takes_a_few_bytes_at_a_time_is_let_go() {
        let (ours, mut theirs) = duplex(1);
        let mut stream = Patient::within(ours, SOON * 4, 1_000);
        let reading = async {
            while theirs.read_u8().await.is_ok() {
                sleep(SOON / 5).await;
            }
        };
        let written = tokio::select! {
            written = timeout(LONG, stream.write_all(&[0; 10_000])) => written.unwrap(),
            () = reading => panic!("it was not let go"),
        };
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
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
