//! The calls of Flight, as Flight SQL uses them.
//!
//! The library has a trait for Flight SQL too. It has no place for `GetSchema`, and tells clients of transactions that
//! there are none of: so commands are told apart here.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use arrow_flight::flight_service_server::FlightService;
use arrow_flight::sql::{
    ActionCancelQueryResult, ActionCreatePreparedStatementRequest,
    ActionCreatePreparedStatementResult, Command, DoPutPreparedStatementResult, ProstMessageExt,
    TicketStatementQuery,
};
use arrow_flight::{
    Action, ActionType, CancelFlightInfoResult, CancelStatus, Criteria, Empty, FlightData,
    FlightDescriptor, FlightInfo, HandshakeRequest, HandshakeResponse, PollInfo, PutResult,
    Result as ActionResult, SchemaResult, Ticket,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, stream};
use hub_access::{Asking, Described, Principal, Question, Transport};
use hub_release::Release;
use prost::Message;
use tonic::{Request, Response, Status, Streaming};

use super::asked::Asked;
use super::bound;
use super::catalogue;
use super::connection::Guest;
use super::messages::{as_at, command, header, info, ipc, one, unpacked};
use super::rows::{Messages, plain, send, send_few};
use super::signed_in::{AUTHORIZATION, Shown, caller, holder, no_token};
use super::status::{asked, not_flight_sql, not_offered, read_only};

/// The header of an answer that names the release that was read.
const RELEASE: &str = "hub-release";

const PREPARE: &str = "CreatePreparedStatement";
const CLOSE: &str = "ClosePreparedStatement";

/// Answers the calls of somebody who was let through.
pub(super) struct Wire {
    asking: Asking,
}

impl Wire {
    pub(super) fn new(asking: Asking) -> Self {
        Self { asking }
    }

    fn read(&self, handle: &Bytes) -> Result<Asked, Status> {
        Asked::read(handle, self.asking.limits().query.sql_bytes)
    }

    /// Where the answer to a query can be had. It is of one release from here on, so that it has the columns told.
    async fn info_of_query(&self, by: &Principal, asked: Asked) -> Result<FlightInfo, Status> {
        let (release, described) = self.described(by, &asked).await?;
        let ticket = TicketStatementQuery {
            statement_handle: asked.of(&release.id).handle(),
        };
        info(&plain(&described.schema), ticket.as_any().encode_to_vec())
    }

    async fn described(
        &self,
        by: &Principal,
        query: &Asked,
    ) -> Result<(Arc<Release>, Described), Status> {
        let as_at = query.release()?;
        let question = Question {
            sql: &query.sql,
            values: Vec::new(),
            as_at: as_at.as_ref(),
            transport: Transport::Flight,
        };
        self.asking.describe(by, &question).await.map_err(asked)
    }

    async fn answer(
        &self,
        by: &Principal,
        query: Asked,
    ) -> Result<Response<Messages<FlightData>>, Status> {
        let as_at = query.release()?;
        let question = Question {
            sql: &query.sql,
            values: bound::values(query.values.clone()).await?,
            as_at: as_at.as_ref(),
            transport: Transport::Flight,
        };
        let answered = self.asking.answer(by, question).await.map_err(asked)?;
        let release = header(&answered.release.id.to_string())?;
        let answer = answered.answer;
        let messages = send(&answer.schema, answer.batches, answered.hold);
        let mut response = Response::new(messages);
        response.metadata_mut().insert(RELEASE, release);
        Ok(response)
    }

    async fn prepare(
        &self,
        by: &Principal,
        query: Asked,
    ) -> Result<ActionCreatePreparedStatementResult, Status> {
        let (_, described) = self.described(by, &query).await?;
        let values = described.values.into_iter().enumerate();
        let values: Vec<Field> = values
            .map(|(at, data_type)| {
                let data_type = data_type.unwrap_or(DataType::Utf8);
                Field::new(format!("${}", at + 1), data_type, true)
            })
            .collect();
        Ok(ActionCreatePreparedStatementResult {
            prepared_statement_handle: query.handle(),
            dataset_schema: ipc(&plain(&described.schema))?,
            parameter_schema: ipc(&plain(&Schema::new(values)))?,
        })
    }
}

#[async_trait]
impl FlightService for Wire {
    type HandshakeStream = Messages<HandshakeResponse>;
    type ListFlightsStream = Messages<FlightInfo>;
    type DoGetStream = Messages<FlightData>;
    type DoPutStream = Messages<PutResult>;
    type DoExchangeStream = Messages<FlightData>;
    type DoActionStream = Messages<ActionResult>;
    type ListActionsStream = Messages<ActionType>;

    async fn handshake(
        &self,
        request: Request<Streaming<HandshakeRequest>>,
    ) -> Result<Response<Self::HandshakeStream>, Status> {
        let shown = request.metadata().get(AUTHORIZATION);
        let shown = shown.and_then(|shown| Shown::read(shown.to_str().ok()?));
        let (name, token) = match shown.ok_or_else(no_token)? {
            Shown::Token(token) => (None, token),
            Shown::Basic { name, token } => (Some(name), token),
        };
        let guest = request.extensions().get::<Guest>().cloned();
        let who = holder(&self.asking, name.as_deref(), &token).await?;
        if let Some(guest) = guest {
            guest.sign_in(&who)?;
        }
        let bearer = header(&format!("Bearer {token}"))?;
        let mut response = Response::new(one(HandshakeResponse {
            protocol_version: 0,
            payload: token.into(),
        }));
        response.metadata_mut().insert(AUTHORIZATION, bearer);
        Ok(response)
    }

    async fn list_flights(
        &self,
        _: Request<Criteria>,
    ) -> Result<Response<Self::ListFlightsStream>, Status> {
        Err(not_offered())
    }

    async fn get_flight_info(
        &self,
        request: Request<FlightDescriptor>,
    ) -> Result<Response<FlightInfo>, Status> {
        let by = caller(&request)?;
        let as_at = as_at(request.metadata())?;
        let descriptor = request.into_inner();
        let info = match command(&descriptor.cmd)? {
            Command::CommandStatementQuery(wanted) => {
                let query = Asked::new(wanted.query, as_at.as_ref());
                self.info_of_query(&by, query).await?
            }
            Command::CommandPreparedStatementQuery(wanted) => {
                let query = self.read(&wanted.prepared_statement_handle)?;
                self.info_of_query(&by, query).await?
            }
            other => {
                let rows = catalogue::rows(&self.asking, as_at.as_ref(), other).await?;
                info(&rows.schema(), descriptor.cmd.clone())?
            }
        };
        Ok(Response::new(info.with_descriptor(descriptor)))
    }

    async fn poll_flight_info(
        &self,
        _: Request<FlightDescriptor>,
    ) -> Result<Response<PollInfo>, Status> {
        Err(not_offered())
    }

    async fn get_schema(
        &self,
        request: Request<FlightDescriptor>,
    ) -> Result<Response<SchemaResult>, Status> {
        let info = self.get_flight_info(request).await?.into_inner();
        Ok(Response::new(SchemaResult {
            schema: info.schema,
        }))
    }

    async fn do_get(
        &self,
        request: Request<Ticket>,
    ) -> Result<Response<Self::DoGetStream>, Status> {
        let by = caller(&request)?;
        let as_at = as_at(request.metadata())?;
        match command(&request.into_inner().ticket)? {
            Command::TicketStatementQuery(wanted) => {
                let query = self.read(&wanted.statement_handle)?;
                self.answer(&by, query).await
            }
            Command::CommandPreparedStatementQuery(wanted) => {
                let query = self.read(&wanted.prepared_statement_handle)?;
                self.answer(&by, query).await
            }
            other => {
                let rows = catalogue::rows(&self.asking, as_at.as_ref(), other).await?;
                Ok(Response::new(send_few(rows)))
            }
        }
    }

    async fn do_put(
        &self,
        request: Request<Streaming<FlightData>>,
    ) -> Result<Response<Self::DoPutStream>, Status> {
        caller(&request)?;
        let mut messages = request.into_inner();
        let first = messages.message().await?.ok_or_else(not_flight_sql)?;
        let descriptor = first.flight_descriptor.as_ref();
        let wanted = command(&descriptor.ok_or_else(not_flight_sql)?.cmd)?;
        let Command::CommandPreparedStatementQuery(wanted) = wanted else {
            return Err(read_only());
        };
        let mut query = self.read(&wanted.prepared_statement_handle)?;
        query.values = bound::collect(first, messages).await?;
        // Told now what is wrong with them, not when they are needed.
        bound::values(query.values.clone()).await?;
        let result = DoPutPreparedStatementResult {
            prepared_statement_handle: Some(query.handle()),
        };
        Ok(Response::new(one(PutResult {
            app_metadata: result.encode_to_vec().into(),
        })))
    }

    async fn do_exchange(
        &self,
        _: Request<Streaming<FlightData>>,
    ) -> Result<Response<Self::DoExchangeStream>, Status> {
        Err(not_offered())
    }

    async fn do_action(
        &self,
        request: Request<Action>,
    ) -> Result<Response<Self::DoActionStream>, Status> {
        let by = caller(&request)?;
        let as_at = as_at(request.metadata())?;
        let action = request.into_inner();
        let body = match action.r#type.as_str() {
            PREPARE => {
                let wanted: ActionCreatePreparedStatementRequest = unpacked(&action.body)?;
                let query = Asked::new(wanted.query, as_at.as_ref());
                self.prepare(&by, query).await?.as_any().encode_to_vec()
            }
            // Nothing is kept of a prepared statement.
            CLOSE => return Ok(Response::new(stream::empty().boxed())),
            // A query ends when the call that waits for it does.
            "CancelQuery" => ActionCancelQueryResult {
                result: i32::from(CancelStatus::NotCancellable),
            }
            .as_any()
            .encode_to_vec(),
            "CancelFlightInfo" => {
                CancelFlightInfoResult::new(CancelStatus::NotCancellable).encode_to_vec()
            }
            "BeginTransaction" | "EndTransaction" | "BeginSavepoint" | "EndSavepoint" => {
                return Err(read_only());
            }
            _ => return Err(not_offered()),
        };
        Ok(Response::new(one(ActionResult::new(body))))
    }

    async fn list_actions(
        &self,
        _: Request<Empty>,
    ) -> Result<Response<Self::ListActionsStream>, Status> {
        let actions = [
            (
                PREPARE,
                "Prepares a query, in which $1, $2 and so on may stand for values",
            ),
            (CLOSE, "Lets go of a prepared query"),
        ];
        let actions = actions.map(|(name, words)| {
            Ok(ActionType {
                r#type: name.to_owned(),
                description: words.to_owned(),
            })
        });
        Ok(Response::new(stream::iter(actions).boxed()))
    }
}
