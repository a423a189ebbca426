//! A session: who asks, what they have set, and how a statement of theirs is answered.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arrow::array::StringArray;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::scalar::ScalarValue;
use hub_access::{AskError, Principal, Question, Transport};
use hub_standard::ids::ReleaseId;
use pgwire::api::Type;
use pgwire::api::portal::Format;
use pgwire::api::results::{Response, Tag};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::response::TransactionStatus;

use super::Shared;
use super::catalogue::Who;
use super::error::{asked, error, fatal, internal};
use super::leaving::Leaving;
use super::read::{Said, read};
use super::rows;
use super::settings::Settings;
use super::startup::Step;
use crate::door::{FULL, Place, person};

/// A session of one connection.
pub(super) struct Session {
    pub(super) shared: Arc<Shared>,
    /// How far the sign-in has come.
    pub(super) step: tokio::sync::Mutex<Step>,
    principal: OnceLock<Principal>,
    /// That of a stranger, until somebody has signed in.
    place: Mutex<Place>,
    settings: Mutex<Settings>,
    names: Mutex<Names>,
    /// Answers that are counted for whoever asks until they have left.
    pub(super) leaving: Leaving,
}

/// What the client has given names to, and keeps.
#[derive(Default)]
pub(super) struct Names {
    pub(super) statements: BTreeSet<String>,
    pub(super) portals: BTreeSet<String>,
}

/// A statement that was read, and described where it has something to describe.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) sql: String,
    pub(super) said: Said,
    /// The types of `$1`, `$2` and so on.
    pub(super) values: Vec<Type>,
    /// The columns of its answer, where it answers rows.
    pub(super) columns: Option<SchemaRef>,
}

/// How an answer is to be sent.
pub(super) struct As<'a> {
    /// The columns that the client was told of.
    pub(super) columns: Option<&'a SchemaRef>,
    pub(super) format: &'a Format,
}

/// What to send.
pub(super) struct Sent {
    pub(super) response: Response,
    /// A setting that the client must know of.
    pub(super) told: Option<(String, String)>,
    /// What is to be said of the question beside its answer.
    pub(super) notices: Vec<String>,
}

impl From<Response> for Sent {
    fn from(response: Response) -> Self {
        Self {
            response,
            told: None,
            notices: Vec::new(),
        }
    }
}

impl Session {
    pub(super) fn new(shared: Arc<Shared>, place: Place) -> Self {
        Self {
            shared,
            step: tokio::sync::Mutex::default(),
            principal: OnceLock::new(),
            place: Mutex::new(place),
            settings: Mutex::default(),
            names: Mutex::default(),
            leaving: Leaving::default(),
        }
    }

    /// Begins the session of somebody who has signed in.
    pub(super) fn begin(&self, who: Principal, application: Option<String>) -> PgWireResult<()> {
        let place = self.shared.door.sign_in(&who);
        let place = place.ok_or_else(|| fatal("53300", FULL))?;
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = place;
        if let Some(application) = application {
            // A name that is too long is not worth a refusal.
            let _ = self
                .settings()
                .set("application_name", Some(application), false);
        }
        self.principal.set(who).map_err(|_| internal())
    }

    pub(super) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who asks, if they still may: a token can end within a session.
    async fn principal(&self) -> PgWireResult<&Principal> {
        let principal = self.principal.get();
        let principal = principal.ok_or_else(|| fatal("28000", "sign in first"))?;
        match self.shared.asking.still(principal).await {
            Ok(true) if self.shared.asking.limits().answers => Ok(principal),
            Ok(true) => Err(asked(AskError::Closed)),
            Ok(false) => Err(fatal("28000", "this sign-in has ended")),
            Err(why) => Err(asked(why)),
        }
    }

    /// What kind of statement a text is.
    pub(super) fn said(&self, sql: &str) -> PgWireResult<Said> {
        read(sql, self.shared.asking.limits().query.sql_bytes)
    }

    /// Reads a statement and finds out what it would answer. None for one that says nothing.
    pub(super) async fn prepare(
        &self,
        sql: &str,
        types: &[Option<Type>],
    ) -> PgWireResult<Option<Prepared>> {
        let said = self.said(sql)?;
        let principal = self.principal().await?;
        let as_at = self.settings().as_at().cloned();
        let (values, columns) = match &said {
            Said::Nothing => return Ok(None),
            Said::Question => {
                let question = Question {
                    sql,
                    values: Vec::new(),
                    as_at: as_at.as_ref(),
                    transport: Transport::Postgres,
                };
                let described = self.shared.asking.describe(principal, &question);
                let (_, described) =
                    in_time(self, async { described.await.map_err(asked) }).await?;
                (described.values, Some(rows::sent(&described.schema)))
            }
            Said::Catalogue => {
                let catalogue = self.shared.catalogues.of(as_at.as_ref()).await?;
                let who = self.who(principal);
                let (schema, values) = in_time(self, catalogue.describe(sql, who)).await?;
                (values, Some(rows::sent(&schema)))
            }
            Said::Show(name) => {
                self.settings().get(name)?;
                (Vec::new(), Some(rows::one_text(name)))
            }
            _ => (Vec::new(), None),
        };
        // The client may say what it sends; otherwise it is what the query takes.
        let values = values.iter().enumerate().map(|(at, data_type)| {
            let said = types.get(at).cloned().flatten();
            let said = said.filter(|said| *said != Type::UNKNOWN);
            said.unwrap_or_else(|| rows::value_type(data_type.as_ref()))
        });
        Ok(Some(Prepared {
            sql: sql.to_owned(),
            values: values.collect(),
            said,
            columns,
        }))
    }

    /// Answers a statement.
    pub(super) async fn answer(
        &self,
        sql: &str,
        said: &Said,
        values: Vec<ScalarValue>,
        sent_as: As<'_>,
        status: TransactionStatus,
    ) -> PgWireResult<Sent> {
        let principal = self.principal().await?;
        let is_end = matches!(said, Said::Commit | Said::Rollback);
        if status == TransactionStatus::Error && !is_end {
            return Err(error(
                "25P02",
                "current transaction is aborted, commands ignored until end of transaction block",
            ));
        }
        let as_at = self.settings().as_at().cloned();
        let mut notices = Vec::new();
        let (schema, batches, hold) = match said {
            Said::Question => {
                let question = Question {
                    sql,
                    values,
                    as_at: as_at.as_ref(),
                    transport: Transport::Postgres,
                };
                let answered = self.shared.asking.answer(principal, question);
                let answered = in_time(self, async { answered.await.map_err(asked) }).await?;
                let answer = answered.answer;
                notices = answer.notes;
                (answer.schema, answer.batches, Some(answered.hold))
            }
            Said::Catalogue => {
                let catalogue = self.shared.catalogues.of(as_at.as_ref()).await?;
                let who = self.who(principal);
                let answer = catalogue.answer(sql, values, who);
                let (schema, batches) = in_time(self, answer).await?;
                (schema, batches, None)
            }
            Said::Show(name) => {
                let value = self.settings().get(name)?.to_owned();
                let schema = rows::one_text(name);
                let column = Arc::new(StringArray::from(vec![value]));
                let batch = RecordBatch::try_new(Arc::clone(&schema), vec![column]);
                (schema, vec![batch.map_err(|_| internal())?], None)
            }
            _ => return self.obey(said, status).await,
        };
        let own = rows::sent(&schema);
        let columns = sent_as.columns.unwrap_or(&own);
        let held = self.leaving.keep(hold);
        let rows = rows::response(columns, sent_as.format, &batches, held)?;
        Ok(Sent {
            notices,
            ..Sent::from(Response::Query(rows))
        })
    }

    /// Statements that are about the session only.
    async fn obey(&self, said: &Said, status: TransactionStatus) -> PgWireResult<Sent> {
        let done = |tag: &str| Sent::from(Response::Execution(Tag::new(tag)));
        Ok(match said {
            Said::Nothing => Response::EmptyQuery.into(),
            Said::Begin => Response::TransactionStart(Tag::new("BEGIN")).into(),
            Said::Commit | Said::Rollback => {
                self.settings().end_transaction();
                let is_kept = *said == Said::Commit && status != TransactionStatus::Error;
                let tag = if is_kept { "COMMIT" } else { "ROLLBACK" };
                Response::TransactionEnd(Tag::new(tag)).into()
            }
            Said::Savepoint | Said::Release | Said::RollbackTo
                if status == TransactionStatus::Idle =>
            {
                return Err(error("25P01", "this can only be said in a transaction"));
            }
            Said::Savepoint => done("SAVEPOINT"),
            Said::Release => done("RELEASE"),
            Said::RollbackTo => done("ROLLBACK"),
            Said::Set {
                name,
                value,
                is_local,
            } => {
                if name == super::settings::AS_AT {
                    self.check_release(value.as_deref()).await?;
                }
                let is_local = *is_local && status == TransactionStatus::Transaction;
                let told = self.settings().set(name, value.clone(), is_local)?;
                let tag = if value.is_some() { "SET" } else { "RESET" };
                Sent { told, ..done(tag) }
            }
            Said::SetTransaction => done("SET"),
            Said::ResetAll => {
                self.settings().reset();
                done("RESET")
            }
            Said::DiscardAll => {
                self.settings().reset();
                done("DISCARD ALL")
            }
            Said::Deallocate(_) => done("DEALLOCATE"),
            Said::Close => done("CLOSE CURSOR"),
            Said::Show(_) | Said::Question | Said::Catalogue => return Err(internal()),
        })
    }

    async fn check_release(&self, id: Option<&str>) -> PgWireResult<()> {
        let Some(id) = id.filter(|id| *id != super::settings::LATEST) else {
            return Ok(());
        };
        let Ok(id) = id.parse::<ReleaseId>() else {
            return Err(error("22023", "there is no release of that name"));
        };
        let found = self.shared.asking.release(Some(&id)).await;
        found.map(|_| ()).map_err(asked)
    }

    fn who(&self, principal: &Principal) -> Who {
        Who {
            person: person(principal),
            name: principal.name.clone(),
            settings: self.settings().all(),
        }
    }
}

/// The same within the time that the client has set, which lowers the hub's own and never raises it.
async fn in_time<T>(
    session: &Session,
    work: impl Future<Output = PgWireResult<T>>,
) -> PgWireResult<T> {
    let limit = session.settings().timeout();
    let Some(limit) = limit else {
        return work.await;
    };
    let late =
        |_| -> PgWireError { error("57014", "canceling statement due to statement timeout") };
    tokio::time::timeout(limit, work).await.map_err(late)?
}
