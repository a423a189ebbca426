//! One connection, from its first byte to its last.
//!
//! The library has such a loop too. It goes on reading after a refused sign-in, as if the session were ready for queries,
//! waits for ever for a client that says nothing, and takes messages of any length: so this one is our own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
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

/// How long a client may take to sign in.
const START_TIME_MAX: Duration = Duration::from_secs(10);
/// How long a session may say nothing.
const IDLE_TIME_MAX: Duration = Duration::from_secs(600);
/// Longest message of somebody who has not signed in.
const START_BYTES_MAX: usize = 16 << 10;
/// Longest message of somebody who has.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

type Statement = Arc<Prepared>;

/// Answers a connection to its end.
///
/// # Errors
/// When the client went away, or broke the protocol.
pub(super) async fn serve(stream: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let started_by = Instant::now() + START_TIME_MAX;
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

    let session = Arc::new(Session::new(Arc::clone(shared)));
    let cancels = Arc::new(DefaultCancelHandler::new(Arc::clone(&shared.under_way)));
    loop {
        let is_starting = matches!(
            socket.state(),
            PgWireConnectionState::AwaitingStartup
                | PgWireConnectionState::AuthenticationInProgress
        );
        let message = if is_starting {
            socket.get_mut().allow(START_BYTES_MAX);
            timeout_at(started_by, socket.next()).await
        } else {
            socket.get_mut().allow(MESSAGE_BYTES_MAX);
            timeout(IDLE_TIME_MAX, socket.next()).await
        };
        let message = match message {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(_))) if socket.get_ref().is_spent() => {
                let error = fatal("54000", "this message is too long");
                return process_error(&mut socket, error, false).await;
            }
            Ok(Some(Err(error))) => return Err(error.into()),
            Ok(None) => return Ok(()),
            Err(_) if is_starting => return Ok(()),
            Err(_) => {
                let error = fatal("57P05", "this session said nothing for ten minutes");
                return process_error(&mut socket, error, false).await;
            }
        };
        let is_last = matches!(
            message,
            PgWireFrontendMessage::Terminate(_) | PgWireFrontendMessage::CancelRequest(_)
        );
        if matches!(message, PgWireFrontendMessage::Terminate(_)) {
            return Ok(());
        }
        let is_extended = message.is_extended_query();
        let processed = process_message(
            message,
            &mut socket,
            Arc::clone(&session),
            Arc::clone(&session),
            Arc::clone(&session),
            Arc::new(NoopHandler),
            Arc::clone(&cancels),
        );
        if let Err(error) = processed.await {
            let mut info = ErrorInfo::from(error);
            if is_starting {
                info.severity = "FATAL".to_owned();
            }
            // Whoever has not signed in gets no second try on the same connection.
            let is_over = is_starting || info.is_fatal();
            let error = PgWireError::UserError(Box::new(info));
            process_error(&mut socket, error, is_extended && !is_over).await?;
            if is_over {
                return Ok(());
            }
        }
        if is_last {
            return Ok(());
        }
    }
}
