//! Taking connections, with bounds on how many there are and on how long a client takes to sign in.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use hub_access::Principal;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout_at};
use tokio_rustls::server::TlsStream;
use tonic::Status;
use tonic::transport::server::Connected;

use crate::Tls;
use crate::door::{Door, FULL, Place};

/// Connections at once; more wait in the operating system's queue.
const CONNECTIONS_MAX: usize = 256;
/// Pause after the operating system refused a connection, most likely for want of file handles.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections until nobody receives them.
pub(super) async fn take(
    listener: TcpListener,
    tls: Option<Tls>,
    door: Arc<Door>,
    taken: mpsc::Sender<Connection>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let next = async {
            let room = Arc::clone(&room).acquire_owned().await;
            (room, listener.accept().await)
        };
        let (room, accepted) = tokio::select! {
            () = taken.closed() => break,
            next = next => next,
        };
        let Ok(room) = room else { break };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                sleep(PAUSE).await;
                continue;
            }
        };
        let Some(standing) = Standing::of(&door, address.ip()) else {
            continue;
        };
        let signed_in_by = Instant::now() + door.limits.sign_in;
        let (tls, taken) = (tls.clone(), taken.clone());
        // On its own, so that a client that is slow to begin holds up no other.
        tokio::spawn(async move {
            match timeout_at(signed_in_by, begun(stream, tls)).await {
                Ok(Ok(stream)) => {
                    let connection = Connection {
                        stream,
                        late: Some(Box::pin(sleep_until(signed_in_by))),
                        standing,
                        _room: room,
                    };
                    // Nobody receives it when the server was told to stop meanwhile.
                    drop(taken.send(connection).await);
                }
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

/// Whether somebody has signed in on a connection, and the place that they have.
#[derive(Debug)]
struct Standing {
    door: Arc<Door>,
    place: Mutex<Place>,
}

impl Standing {
    fn of(door: &Arc<Door>, address: IpAddr) -> Option<Arc<Self>> {
        Some(Arc::new(Self {
            place: Mutex::new(door.enter(address)?),
            door: Arc::clone(door),
        }))
    }

    fn place(&self) -> std::sync::MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection that a call came by. It keeps no place when that has ended before the call has.
#[derive(Debug, Clone)]
pub(super) struct Guest(Weak<Standing>);

impl Guest {
    /// Whether there is a place for whoever calls.
    ///
    /// # Errors
    /// What the client is told where there is none.
    pub(super) fn is_let_in(&self) -> Result<(), Status> {
        match self.0.upgrade() {
            Some(standing) if standing.place().is_turned() => Err(full()),
            _ => Ok(()),
        }
    }

    /// Gives the connection the place of somebody who has signed in, unless it has such a one: of several who share a
    /// connection it is the first one's.
    ///
    /// # Errors
    /// What the client is told where they have as many as anybody may.
    pub(super) fn sign_in(&self, who: &Principal) -> Result<(), Status> {
        let Some(standing) = self.0.upgrade() else {
            return Ok(());
        };
        let mut place = standing.place();
        if !place.is_member() {
            *place = standing.door.sign_in(who).ok_or_else(full)?;
        }
        Ok(())
    }
}

fn full() -> Status {
    Status::resource_exhausted(FULL)
}

/// A connection that was taken.
pub(super) struct Connection {
    stream: Stream,
    /// Until somebody has signed in: when it is too late for it.
    late: Option<Pin<Box<Sleep>>>,
    standing: Arc<Standing>,
    _room: OwnedSemaphorePermit,
}

impl Connection {
    /// Ends it where nobody has signed in, and it is too late for it. Asked whatever the connection waits for: one that
    /// takes no answer is not read from either.
    fn in_time(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match self.is_late(cx) {
            true => Err(io::Error::new(io::ErrorKind::TimedOut, "nobody signed in")),
            false => Ok(()),
        }
    }

    /// Whether nobody has signed in, and it is too late for it.
    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(late) = &mut self.late else {
            return false;
        };
        if self.standing.place().is_member() {
            self.late = None;
            return false;
        }
        late.as_mut().poll(cx).is_ready()
    }
}

impl Connected for Connection {
    type ConnectInfo = Guest;

    fn connect_info(&self) -> Self::ConnectInfo {
        Guest(Arc::downgrade(&self.standing))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.in_time(cx)?;
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.in_time(cx)?;
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
        self.in_time(cx)?;
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
        self.in_time(cx)?;
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
