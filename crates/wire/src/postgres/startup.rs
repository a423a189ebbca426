//! Signing in.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{Sink, SinkExt};
use hub_access::{AskError, Principal, ScramExchange};
use pgwire::api::auth::sasl::SCRAM_SHA_256_METHOD;
use pgwire::api::auth::{
    ServerParameterProvider, StartupHandler, finish_authentication, protocol_negotiation,
    save_startup_parameters_to_metadata,
};
use pgwire::api::{
    ClientInfo, ConnectionGuard, ConnectionHandle, METADATA_APPLICATION_NAME, METADATA_DATABASE,
    METADATA_USER, PgWireConnectionState, PidSecretKeyGenerator, RandomPidSecretKeyGenerator,
};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::startup::Authentication;
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};

use super::error::{asked, fatal};
use super::session::Session;
use super::settings::AS_AT;

/// A wrong token is answered after this pause, so that trying many takes long.
const WRONG_TIME: Duration = Duration::from_millis(300);

/// The one database.
const DATABASE: &str = "hub";
/// So much of a name is said again.
const NAME_CHARS_MAX: usize = 63;

/// One for all connections: it counts them.
static KEYS: LazyLock<RandomPidSecretKeyGenerator> =
    LazyLock::new(RandomPidSecretKeyGenerator::default);

/// How far a sign-in has come.
#[derive(Default)]
pub(super) enum Step {
    /// Nothing was said yet.
    #[default]
    Begun,
    /// The client knows how to show its token.
    Offered,
    /// The client has what to sign.
    Asked(ScramExchange),
    /// Signed in, or refused: there is no second try.
    Over,
}

#[async_trait]
impl StartupHandler for Session {
    async fn on_startup<C>(
        &self,
        client: &mut C,
        message: PgWireFrontendMessage,
    ) -> PgWireResult<()>
    where
        C: ClientInfo + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let mut step = self.step.lock().await;
        match (std::mem::replace(&mut *step, Step::Over), message) {
            (Step::Begun, PgWireFrontendMessage::Startup(startup)) => {
                let is_near = client.socket_addr().ip().to_canonical().is_loopback();
                if self.shared.tls.is_some() && !client.is_secure() && !is_near {
                    return Err(fatal("28000", "connect with TLS: sslmode=require"));
                }
                protocol_negotiation(client, &startup).await?;
                save_startup_parameters_to_metadata(client, &startup);
                client.set_state(PgWireConnectionState::AuthenticationInProgress);
                let ways = Authentication::SASL(vec![SCRAM_SHA_256_METHOD.to_owned()]);
                client
                    .send(PgWireBackendMessage::Authentication(ways))
                    .await?;
                *step = Step::Offered;
            }
            (Step::Offered, PgWireFrontendMessage::PasswordMessageFamily(message)) => {
                let first = message.into_sasl_initial_response()?;
                let name = user(client);
                let exchange = (first.auth_method == SCRAM_SHA_256_METHOD)
                    .then(|| ScramExchange::begin(&name, first.data.as_deref()?))
                    .flatten();
                let Some(exchange) = exchange else {
                    return Err(fatal(
                        "08P01",
                        "only SCRAM-SHA-256 without channel binding is offered",
                    ));
                };
                let next = Bytes::copy_from_slice(exchange.server_first().as_bytes());
                let next = PgWireBackendMessage::Authentication(Authentication::SASLContinue(next));
                client.send(next).await?;
                *step = Step::Asked(exchange);
            }
            (Step::Asked(exchange), PgWireFrontendMessage::PasswordMessageFamily(message)) => {
                let last = message.into_sasl_response()?;
                let holder = self.holder(&user(client), &exchange, &last.data).await;
                let Some((principal, signature)) = holder.map_err(asked)? else {
                    tokio::time::sleep(WRONG_TIME).await;
                    return Err(fatal("28P01", "password authentication failed"));
                };
                only_database(client)?;
                self.begin(
                    principal,
                    client.metadata().get(METADATA_APPLICATION_NAME).cloned(),
                )?;
                let signed = Authentication::SASLFinal(Bytes::from(signature));
                client
                    .feed(PgWireBackendMessage::Authentication(signed))
                    .await?;
                let (pid, key) = KEYS.generate(&*client);
                client.set_pid_and_secret_key(pid, key.clone());
                let (handle, guard) = self.shared.under_way.register(pid, key);
                let extensions = client.session_extensions();
                extensions.insert::<Arc<ConnectionHandle>>(handle);
                extensions.insert::<ConnectionGuard>(guard);
                finish_authentication(client, &Told(self)).await?;
            }
            _ => {
                return Err(fatal(
                    "08P01",
                    "this message does not belong into a sign-in",
                ));
            }
        }
        Ok(())
    }
}

impl Session {
    /// Who holds the token that the client has shown, and what shows the client that we know it too.
    async fn holder(
        &self,
        name: &str,
        exchange: &ScramExchange,
        client_final: &[u8],
    ) -> Result<Option<(Principal, String)>, AskError> {
        let named = self.shared.asking.named(name).await?;
        let known = named.iter().map(|(principal, keys)| (principal, keys));
        let found = exchange.finish(client_final, known);
        Ok(found.map(|(principal, signature)| (principal.clone(), signature)))
    }
}

fn user<C: ClientInfo>(client: &C) -> String {
    client
        .metadata()
        .get(METADATA_USER)
        .cloned()
        .unwrap_or_default()
}

/// Refuses any name but that of the one database: whoever gives another means something that they would not get, such as
/// an earlier release.
fn only_database<C: ClientInfo>(client: &C) -> PgWireResult<()> {
    match client.metadata().get(METADATA_DATABASE) {
        None => Ok(()),
        Some(name) if name == DATABASE => Ok(()),
        Some(name) => {
            let name: String = name.chars().take(NAME_CHARS_MAX).collect();
            Err(fatal(
                "3D000",
                format_args!(
                    "database \"{name}\" does not exist: the one that there is is called {DATABASE}. It is the newest release; \
                     to read an earlier one connect to {DATABASE} and send: set {AS_AT} = 'the id of the release'"
                ),
            ))
        }
    }
}

/// What a client is told of a session when it begins.
struct Told<'a>(&'a Session);

impl ServerParameterProvider for Told<'_> {
    fn server_parameters<C: ClientInfo>(&self, client: &C) -> Option<HashMap<String, String>> {
        let mut told: HashMap<String, String> = self.0.settings().told().collect();
        told.insert("session_authorization".to_owned(), user(client));
        Some(told)
    }
}
