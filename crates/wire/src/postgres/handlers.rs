//! The two protocols of queries: a text at once, and a statement that is prepared, bound and executed.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use futures::{Sink, SinkExt};
use pgwire::api::portal::{Format, Portal};
use pgwire::api::query::{ExtendedQueryHandler, SimpleQueryHandler};
use pgwire::api::results::{
    DescribePortalResponse, DescribeResponse, DescribeStatementResponse, FieldInfo, Response,
};
use pgwire::api::stmt::{QueryParser, StoredStatement};
use pgwire::api::store::{Entry, PortalStore};
use pgwire::api::{ClientInfo, ClientPortalStore, DEFAULT_NAME, Type};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::extendedquery::{
    Bind, BindComplete, Close, CloseComplete, Describe, Execute, Parse, ParseComplete,
    TARGET_TYPE_BYTE_PORTAL, TARGET_TYPE_BYTE_STATEMENT,
};
use pgwire::messages::response::NoticeResponse;
use pgwire::messages::startup::ParameterStatus;

use super::error::{error, internal, notice};
use super::read::Said;
use super::session::{As, Prepared, Session};
use super::{rows, values};

/// Most statements that a client keeps under names.
const STATEMENTS_MAX: usize = 500;
/// Most rows that are fetched at once, where a client does not take all.
const FETCH_ROWS_MAX: i32 = 100_000;
/// Most portals that it keeps under names: each may hold an answer.
const PORTALS_MAX: usize = 8;
/// Longest name of a statement or portal, which is as long as PostgreSQL's own.
const NAME_BYTES_MAX: usize = 63;

#[async_trait]
impl SimpleQueryHandler for Session {
    async fn do_query<C>(&self, client: &mut C, query: &str) -> PgWireResult<Vec<Response>>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let said = self.said(query)?;
        let sent_as = As {
            columns: None,
            format: &Format::UnifiedText,
        };
        let status = client.transaction_status();
        let sent = self
            .answer(query, &said, Vec::new(), sent_as, status)
            .await?;
        tell(client, sent.told, sent.notices).await?;
        self.forget(&*client, &said);
        Ok(vec![sent.response])
    }
}

/// Reads nothing: a session prepares its statements itself, since only it knows who asks.
pub(super) struct NoParser;

#[async_trait]
impl QueryParser for NoParser {
    type Statement = Arc<Prepared>;

    async fn parse_sql<C>(
        &self,
        _client: &C,
        _sql: &str,
        _types: &[Option<Type>],
    ) -> PgWireResult<Option<Self::Statement>>
    where
        C: ClientInfo + Unpin + Send + Sync,
    {
        Err(internal())
    }

    fn get_parameter_types(&self, stmt: &Self::Statement) -> PgWireResult<Vec<Type>> {
        Ok(stmt.values.clone())
    }

    fn get_result_schema(
        &self,
        stmt: &Self::Statement,
        column_format: Option<&Format>,
    ) -> PgWireResult<Vec<FieldInfo>> {
        match &stmt.columns {
            Some(columns) => rows::fields(columns, column_format.unwrap_or(&Format::UnifiedText)),
            None => Ok(Vec::new()),
        }
    }
}

#[async_trait]
impl ExtendedQueryHandler for Session {
    type Statement = Arc<Prepared>;
    type QueryParser = NoParser;

    fn query_parser(&self) -> Arc<Self::QueryParser> {
        Arc::new(NoParser)
    }

    async fn on_parse<C>(&self, client: &mut C, message: Parse) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        short(message.name.as_deref())?;
        let types: Vec<Option<Type>> = message
            .type_oids
            .iter()
            .map(|oid| Type::from_oid(*oid))
            .collect();
        let prepared = self.prepare(&message.query, &types).await?;
        if let Some(name) = &message.name {
            let mut names = self.names();
            let statements = &mut names.statements;
            if statements.len() >= STATEMENTS_MAX && !statements.contains(name) {
                return Err(error(
                    "54000",
                    "too many prepared statements. Deallocate some",
                ));
            }
            statements.insert(name.clone());
        }
        let name = message.name.unwrap_or_else(|| DEFAULT_NAME.to_owned());
        match prepared {
            Some(prepared) => {
                let types = prepared.values.iter().cloned().map(Some).collect();
                let statement = StoredStatement::new(name, Arc::new(prepared), types);
                client.portal_store().put_statement(Arc::new(statement));
            }
            None => client.portal_store().put_empty_statement(&name),
        }
        client
            .send(PgWireBackendMessage::ParseComplete(ParseComplete::new()))
            .await?;
        Ok(())
    }

    async fn on_execute<C>(&self, client: &mut C, mut message: Execute) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        short(message.name.as_deref())?;
        // The library sets memory aside for as many rows as the client names, be there as many or not. 0 is all that there
        // are, which is what more than this or a number below 0 is taken for.
        if !(0..=FETCH_ROWS_MAX).contains(&message.max_rows) {
            message.max_rows = 0;
        }
        self._on_execute(client, message).await
    }

    async fn on_bind<C>(&self, client: &mut C, message: Bind) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        short(message.portal_name.as_deref())?;
        short(message.statement_name.as_deref())?;
        if let Some(name) = &message.portal_name {
            let mut names = self.names();
            let portals = &mut names.portals;
            if portals.len() >= PORTALS_MAX && !portals.contains(name) {
                return Err(error("54000", "too many portals. Close some"));
            }
            portals.insert(name.clone());
        }
        let name = message.statement_name.as_deref().unwrap_or(DEFAULT_NAME);
        match client.portal_store().get_statement(name) {
            Some(Entry::Value(statement)) => {
                fits(&message, &statement.statement)?;
                let portal = Portal::try_new(&message, statement)?;
                client.portal_store().put_portal(Arc::new(portal));
            }
            Some(Entry::Empty) => {
                let portal = message.portal_name.as_deref().unwrap_or(DEFAULT_NAME);
                client.portal_store().put_empty_portal(portal);
            }
            None => return Err(PgWireError::StatementNotFound(name.to_owned())),
        }
        client
            .send(PgWireBackendMessage::BindComplete(BindComplete::new()))
            .await?;
        Ok(())
    }

    async fn on_describe<C>(&self, client: &mut C, message: Describe) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        short(message.name.as_deref())?;
        self._on_describe(client, message).await
    }

    async fn on_close<C>(&self, client: &mut C, message: Close) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        short(message.name.as_deref())?;
        let name = message.name.as_deref().unwrap_or(DEFAULT_NAME);
        match message.target_type {
            TARGET_TYPE_BYTE_STATEMENT => {
                client.portal_store().rm_statement(name);
                self.names().statements.remove(name);
            }
            TARGET_TYPE_BYTE_PORTAL => {
                client.portal_store().rm_portal(name);
                self.names().portals.remove(name);
            }
            _ => {}
        }
        client
            .send(PgWireBackendMessage::CloseComplete(CloseComplete::new()))
            .await?;
        Ok(())
    }

    async fn do_describe_statement<C>(
        &self,
        _client: &mut C,
        target: &StoredStatement<Self::Statement>,
    ) -> PgWireResult<DescribeStatementResponse>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let prepared = &target.statement;
        let fields = NoParser.get_result_schema(prepared, None)?;
        Ok(DescribeStatementResponse::new(
            prepared.values.clone(),
            fields,
        ))
    }

    async fn do_describe_portal<C>(
        &self,
        _client: &mut C,
        target: &Portal<Self::Statement>,
    ) -> PgWireResult<DescribePortalResponse>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let prepared = &target.statement.statement;
        if prepared.columns.is_none() {
            return Ok(DescribePortalResponse::no_data());
        }
        let fields = NoParser.get_result_schema(prepared, Some(&target.result_column_format))?;
        Ok(DescribePortalResponse::new(fields))
    }

    async fn do_query<C>(
        &self,
        client: &mut C,
        portal: &Portal<Self::Statement>,
        _max_rows: usize,
    ) -> PgWireResult<Response>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let prepared = &portal.statement.statement;
        let bound = prepared.values.iter().zip(&portal.parameters).enumerate();
        let bound = bound.map(|(at, (agreed, bytes))| {
            let is_binary = portal.parameter_format.is_binary(at);
            values::read(agreed, is_binary, bytes.as_deref())
        });
        let bound: Vec<_> = bound.collect::<PgWireResult<_>>()?;
        let sent_as = As {
            columns: prepared.columns.as_ref(),
            format: &portal.result_column_format,
        };
        let status = client.transaction_status();
        let answer = self.answer(&prepared.sql, &prepared.said, bound, sent_as, status);
        let sent = answer.await?;
        tell(client, sent.told, sent.notices).await?;
        self.forget(&*client, &prepared.said);
        Ok(sent.response)
    }
}

/// A name is kept as long as what it names, and an error may say it again.
fn short(name: Option<&str>) -> PgWireResult<()> {
    match name.is_some_and(|name| name.len() > NAME_BYTES_MAX) {
        false => Ok(()),
        true => Err(error(
            "54000",
            format_args!(
                "the name of a prepared statement or portal has at most {NAME_BYTES_MAX} bytes. Give it a shorter one"
            ),
        )),
    }
}

/// The library takes the numbers of formats at their word.
fn fits(message: &Bind, prepared: &Prepared) -> PgWireResult<()> {
    let n_values = message.parameters.len();
    if n_values != prepared.values.len() {
        return Err(error(
            "08P01",
            format_args!(
                "this statement takes {} values and was sent {n_values}",
                prepared.values.len()
            ),
        ));
    }
    let n_columns = prepared
        .columns
        .as_ref()
        .map_or(0, |columns| columns.fields().len());
    let of_values = message.parameter_format_codes.len();
    let of_columns = message.result_column_format_codes.len();
    let is_right =
        (of_values < 2 || of_values == n_values) && (of_columns < 2 || of_columns == n_columns);
    match is_right {
        true => Ok(()),
        false => Err(error(
            "08P01",
            "there is not one format for each value or column",
        )),
    }
}

/// Tells the client what a setting is now.
async fn tell<C>(
    client: &mut C,
    told: Option<(String, String)>,
    notices: Vec<String>,
) -> PgWireResult<()>
where
    C: Sink<PgWireBackendMessage> + Unpin,
    PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
{
    if let Some((name, value)) = told {
        let told = PgWireBackendMessage::ParameterStatus(ParameterStatus::new(name, value));
        client.feed(told).await?;
    }
    for words in notices {
        let notice = NoticeResponse::from(notice(words));
        client
            .feed(PgWireBackendMessage::NoticeResponse(notice))
            .await?;
    }
    Ok(())
}

impl Session {
    /// Lets go of statements and portals that a statement puts an end to.
    fn forget<C>(&self, client: &C, said: &Said)
    where
        C: ClientPortalStore,
        C::PortalStore: PortalStore,
    {
        let store = client.portal_store();
        let mut names = self.names();
        match said {
            Said::Commit | Said::Rollback => {
                store.clear_portals();
                names.portals.clear();
            }
            Said::Deallocate(Some(name)) => {
                store.rm_statement(name);
                names.statements.remove(name);
            }
            Said::Deallocate(None) | Said::DiscardAll => {
                for name in std::mem::take(&mut names.statements) {
                    store.rm_statement(&name);
                }
            }
            _ => {}
        }
    }
}
