//! One connection, from its first byte to its last.
//!
//! The library has such a loop too. It goes on reading after a refused sign-in, as if the session were ready for queries,
//! waits for ever for a client that says nothing, and takes messages of any length: so this one is our own.

use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::{FutureExt, StreamExt};
use pgwire::api::cancel::DefaultCancelHandler;
use pgwire::api::{ClientInfo, NoopHandler, PgWireConnectionState};
use pgwire::error::{ErrorInfo, PgWireError};
use pgwire::messages::PgWireFrontendMessage;
use pgwire::tokio::server::{
    PgWireMessageServerCodec, negotiate_tls, process_error, process_message,
};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::codec::{Framed, FramedParts};

use super::Shared;
use super::bounded::Bounded;
use super::error::fatal;
use super::session::{Prepared, Session};
use crate::door::{FULL, Place};

/// Longest message of somebody who has not signed in.
const START_BYTES_MAX: usize = 16 << 10;
/// Longest message of somebody who has.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

type Statement = Arc<Prepared>;

/// Answers a connection to its end.
///
/// # Errors
/// When the client went away, or broke the protocol.
pub(super) async fn serve(stream: TcpStream, shared: &Arc<Shared>, place: Place) -> io::Result<()> {
    let limits = shared.door.limits;
    let started_by = Instant::now() + limits.sign_in;
    let is_turned = place.is_turned();
    let acceptor = shared.tls.as_ref().map(crate::Tls::acceptor);
    let negotiated = timeout_at(started_by, negotiate_tls::<Statement>(stream, acceptor));
    let Ok(negotiated) = negotiated.await else {
        return Ok(());
    };
    let Some(negotiated) = negotiated? else {
        return Ok(());
    };
    let old = negotiated.into_parts();
    let mut parts: FramedParts<_, PgWireMessageServerCodec<Statement>> =
        FramedParts::new(Bounded::new(old.io), old.codec);
    parts.read_buf = old.read_buf;
    parts.write_buf = old.write_buf;
    let mut socket = Framed::from_parts(parts);

    let session = Arc::new(Session::new(Arc::clone(shared), place));
    let cancels = Arc::new(DefaultCancelHandler::new(Arc::clone(&shared.under_way)));
    loop {
        let is_starting = matches!(
            socket.state(),
            PgWireConnectionState::AwaitingStartup
                | PgWireConnectionState::AuthenticationInProgress
        );
        let message = if is_starting {
            socket.get_mut().allow(START_BYTES_MAX);
            timeout_at(started_by, whole(socket.next())).await
        } else {
            socket.get_mut().allow(MESSAGE_BYTES_MAX);
            timeout(limits.idle, whole(socket.next())).await
        };
        // Of some that are too short to be what they say they are the library makes a panic.
        let message = match message {
            Ok(Some(read)) => Ok(read),
            Ok(None) => return process_error(&mut socket, broken(), true).await,
            Err(late) => Err(late),
        };
        let message = match message {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(_))) if socket.get_ref().is_spent() => {
                let error = fatal("54000", "this message is too long");
                return process_error(&mut socket, error, true).await;
            }
            Ok(Some(Err(error))) => return Err(error.into()),
            Ok(None) => return Ok(()),
            Err(_) if is_starting => return Ok(()),
            Err(_) => {
                let words = format!(
                    "this session said nothing for {} seconds: connect again",
                    limits.idle.as_secs()
                );
                return process_error(&mut socket, fatal("57P05", words), true).await;
            }
        };
        let is_last = matches!(
            message,
            PgWireFrontendMessage::Terminate(_) | PgWireFrontendMessage::CancelRequest(_)
        );
        if matches!(message, PgWireFrontendMessage::Terminate(_)) {
            return Ok(());
        }
        if is_turned && !is_last {
            return process_error(&mut socket, fatal("53300", FULL), true).await;
        }
        // The library would pass it over in silence.
        if !is_starting && matches!(message, PgWireFrontendMessage::PasswordMessageFamily(_)) {
            let error = fatal(
                "08P01",
                "you have signed in: this message has no place here",
            );
            return process_error(&mut socket, error, true).await;
        }
        let is_extended = message.is_extended_query();
        let processed = whole(process_message(
            message,
            &mut socket,
            Arc::clone(&session),
            Arc::clone(&session),
            Arc::clone(&session),
            Arc::new(NoopHandler),
            Arc::clone(&cancels),
        ));
        let processed = match is_starting {
            true => match timeout_at(started_by, processed).await {
                Ok(processed) => processed,
                Err(_) => return Ok(()),
            },
            false => processed.await,
        };
        // The rows of an answer that has ended were handed to the connection, or will never be.
        session.leaving.have_left();
        // Before the sign-in it breaks off over what the client sent; later that has been read, and the fault is ours.
        let broken_off = || match is_starting {
            true => Err(broken()),
            false => Err(fatal("58000", "internal error")),
        };
        if let Err(error) = processed.unwrap_or_else(broken_off) {
            let mut info = ErrorInfo::from(error);
            if is_starting {
                info.severity = "FATAL".to_owned();
            }
            // Whoever has not signed in gets no second try on the same connection.
            let is_over = is_starting || info.is_fatal();
            let error = PgWireError::UserError(Box::new(info));
            process_error(&mut socket, error, is_extended || is_over).await?;
            if is_over {
                return Ok(());
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// What comes of some work on a message; none where it broke off. The connection ends then, so that nothing half done is
/// seen again.
async fn whole<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(work).catch_unwind().await.ok()
}

/// The message is not what it says it is.
fn broken() -> PgWireError {
    fatal("08P01", "this message is not as the protocol has it")
}
