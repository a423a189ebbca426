//! Taking connections, with bounds on how many there are and on how long a client takes to begin.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Sleep, sleep, timeout};
use tokio_rustls::server::TlsStream;
use tonic::transport::server::Connected;

use crate::Tls;

/// Connections at once; more wait in the operating system's queue.
const CONNECTIONS_MAX: usize = 256;
/// How long a client may take to agree on TLS, and then to send its first byte.
const START_TIME_MAX: Duration = Duration::from_secs(10);
/// Pause after the operating system refused a connection, most likely for want of file handles.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections until nobody receives them.
pub(super) async fn take(listener: TcpListener, tls: Option<Tls>, taken: mpsc::Sender<Connection>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = taken.closed() => break,
            next = next => next,
        };
        let Ok(place) = place else { break };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                sleep(PAUSE).await;
                continue;
            }
        };
        let (tls, taken) = (tls.clone(), taken.clone());
        // On its own, so that a client that is slow to begin holds up no other.
        tokio::spawn(async move {
            match timeout(START_TIME_MAX, begun(stream, tls)).await {
                // Nobody receives it when the server was told to stop meanwhile.
                Ok(Ok(stream)) => drop(taken.send(Connection::new(stream, place)).await),
                // Clients go away all the time.
                Ok(Err(error)) => tracing::debug!(%error, "a connection ended early"),
                Err(_) => tracing::debug!("a client took too long to begin"),
            }
        });
    }
}

async fn begun(stream: TcpStream, tls: Option<Tls>) -> io::Result<Stream> {
    stream.set_nodelay(true)?;
    Ok(match tls {
        Some(tls) => Stream::Tls(Box::new(tls.acceptor().accept(stream).await?)),
        None => Stream::Plain(stream),
    })
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection that was taken, and its place among those that may be.
pub(super) struct Connection {
    stream: Stream,
    /// Until the first byte: when it is too late for it.
    late: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    fn new(stream: Stream, place: OwnedSemaphorePermit) -> Self {
        Self {
            stream,
            late: Some(Box::pin(sleep(START_TIME_MAX))),
            _place: place,
        }
    }
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) -> Self::ConnectInfo {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        };
        if polled.is_ready() {
            self.late = None;
        } else if let Some(late) = &mut self.late
            && late.as_mut().poll(cx).is_ready()
        {
            let error = io::Error::new(io::ErrorKind::TimedOut, "nothing was sent");
            return Poll::Ready(Err(error));
        }
        polled
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Stream::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
