//! The one way to ask a question in SQL, whoever asks and by whatever transport.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hub_reference::Reference;
use hub_release::{
    Answer, Code, Deeper, Described, EvaluationFigure, EvaluationFile, Gate, GateError, Gates,
    LogGate, Offered, Query, Release, ReleaseError, Releases, TableInfo, Turn, evaluate,
};
use hub_standard::ids::{Month, ReleaseId};
use hub_store::Store;

use crate::before::Before;
use crate::begun::{Begun, not_taken, who};
use crate::clock::Clock;
use crate::evaluated::Evaluated;
use crate::holding::{Hold, Holding};
use crate::principal::Principal;
use crate::question::{Answered, AskError, AskLimits, Question};
use crate::recording::{Recorded, outcome, unanswered};
use crate::scram::ScramKeys;
use crate::threads::Threads;
use crate::token::{principal_of, principal_of_id, principal_of_token};
use crate::turns::{Load, TurnLimits, Turns};

/// Most tokens of one name that a sign-in is held against.
const NAMED_MAX: usize = 100;
/// Threads kept at hand for what is no question of figures.
const ASIDE_THREADS: usize = 2;

/// What asking is made of.
pub struct AskingParts {
    /// Objects and journal.
    pub store: Store,
    /// Published figures.
    pub releases: Arc<Releases>,
    /// Places and organisations.
    pub reference: Arc<Reference>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Bounds.
    pub limits: AskLimits,
}

impl fmt::Debug for AskingParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskingParts")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Where questions are asked. Copies are the same place, and cheap.
#[derive(Clone)]
pub struct Asking(Arc<Inner>);

struct Inner {
    store: Store,
    releases: Arc<Releases>,
    reference: Arc<Reference>,
    gates: Gates,
    /// The gate of the log, from the first question on.
    log: OnceLock<Arc<LogGate>>,
    turns: Turns,
    /// Where questions are planned and answered.
    threads: Threads,
    /// Where it is told what tables there are.
    aside: Threads,
    holding: Holding,
    evaluated: Evaluated,
    clock: Arc<dyn Clock>,
    limits: AskLimits,
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asking")
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

impl Asking {
    /// A place to ask in front of a store; reads nothing yet.
    #[must_use]
    pub fn open(parts: AskingParts) -> Self {
        let AskingParts {
            store,
            releases,
            reference,
            clock,
            limits,
        } = parts;
        Self(Arc::new(Inner {
            threads: Threads::new(limits.running_max),
            aside: Threads::new(ASIDE_THREADS),
            holding: Holding::default(),
            evaluated: Evaluated::default(),
            gates: Gates::open(store.clone(), Arc::clone(&reference), limits.query),
            log: OnceLock::new(),
            turns: Turns::new(TurnLimits {
                running_max: limits.running_max,
                running_each_max: limits.running_each_max,
                waiting_max: limits.waiting_max,
                wait: limits.wait,
            }),
            store,
            releases,
            reference,
            clock,
            limits,
        }))
    }

    /// Bounds on asking.
    #[must_use]
    pub fn limits(&self) -> AskLimits {
        self.0.limits
    }

    /// How many questions run and wait at this moment.
    #[must_use]
    pub fn load(&self) -> Load {
        self.0.turns.load()
    }

    /// Who holds a token, now. `None`: nobody, for whatever reason.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn holder(&self, token: &str) -> Result<Option<Principal>, AskError> {
        let state = self.0.store.journal().state().await?;
        Ok(principal_of_token(&state, token, self.0.clock.now()))
    }

    /// All who may ask under a name, one for each of its live tokens, with what checks that token; at most a hundred.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn named(&self, name: &str) -> Result<Vec<(Principal, ScramKeys)>, AskError> {
        let state = self.0.store.journal().state().await?;
        let now = self.0.clock.now();
        let live = state.tokens.values().filter_map(|token| {
            let principal = (token.name == name).then(|| principal_of(&state, token, now))??;
            let keys = ScramKeys::parse(token.scram.as_deref()?)?;
            principal.role.may_ask().then_some((principal, keys))
        });
        Ok(live.take(NAMED_MAX).collect())
    }

    /// Whether what somebody came with still holds, for what it was for.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn still(&self, principal: &Principal) -> Result<bool, AskError> {
        let Some(id) = principal.session_id() else {
            return Ok(false);
        };
        let state = self.0.store.journal().state().await?;
        let holder = principal_of_id(&state, &id, self.0.clock.now());
        Ok(holder.is_some_and(|holder| holder.role == principal.role))
    }

    /// The release to ask of: that one, or the newest.
    ///
    /// # Errors
    /// [`AskError::NoRelease`], or when storage does not answer.
    pub async fn release(&self, as_at: Option<&ReleaseId>) -> Result<Arc<Release>, AskError> {
        match as_at {
            Some(id) => Ok(self.0.releases.get(id).await?),
            None => (self.0.releases.latest().await?).ok_or(AskError::NoRelease),
        }
    }

    /// The tables of a release that can be asked of.
    ///
    /// # Errors
    /// As [`Self::release`].
    pub async fn tables(&self, as_at: Option<&ReleaseId>) -> Result<Vec<TableInfo>, AskError> {
        let release = self.release(as_at).await?;
        Ok(self.gate(&release)?.tables().to_vec())
    }

    /// The functions that a question may be made of.
    ///
    /// # Errors
    /// As [`Self::release`].
    pub async fn functions(&self, as_at: Option<&ReleaseId>) -> Result<Offered, AskError> {
        let release = self.release(as_at).await?;
        Ok(self.gate(&release)?.functions())
    }

    /// What published studies asked.
    ///
    /// # Errors
    /// [`AskError::Release`] where a file of this program breaks its promise.
    pub fn evaluations(&self) -> Result<Vec<EvaluationFile>, AskError> {
        Ok(self.0.gates.evaluations()?)
    }

    /// What one of them gives in a release, for one month. It is the hub's own question of figures that everybody sees,
    /// whoever reads the answer: it waits in no line of askers, and leaves no record.
    ///
    /// # Errors
    /// [`AskError::Busy`] where too many are being worked out, or this one takes too long; [`AskError::Release`] where the query
    /// is at fault.
    pub async fn evaluation(
        &self,
        release: &Arc<Release>,
        evaluation: EvaluationFile,
        month: Month,
    ) -> Result<Arc<[EvaluationFigure]>, AskError> {
        let name = (release.id.clone(), evaluation.meta.id.clone(), month);
        let evaluated = &self.0.evaluated;
        if let Some(figures) = evaluated.kept(&name) {
            return Ok(figures);
        }
        let place: Turn = Arc::new(evaluated.place().await.ok_or(AskError::Busy)?);
        // Whoever was before may have worked it out.
        if let Some(figures) = evaluated.kept(&name) {
            return Ok(figures);
        }
        let (asking, release) = (self.clone(), Arc::clone(release));
        let work = async move {
            let gate = asking.0.gates.of_evaluations(&release)?;
            let figures = evaluate(&gate, &evaluation, month, Some(place)).await?;
            let figures = figures.into();
            asking.0.evaluated.keep(name, &figures);
            Ok(figures)
        };
        let answer = self.aside(self.0.limits.query.time, work).await;
        answer.ok_or(AskError::Busy)?.map_err(|error| match error {
            ReleaseError::Evaluation { source, .. } if is_out_of_bounds(&source) => AskError::Busy,
            error => AskError::Release(error),
        })
    }

    /// What a question would answer, without reading a figure. One that is refused is on record as if it had been asked.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub async fn describe(
        &self,
        by: &Principal,
        question: &Question<'_>,
    ) -> Result<(Arc<Release>, Described), AskError> {
        self.allows(by)?;
        let release = self.release(question.as_at).await?;
        let begun = self.begun(by).await?;
        let (before, tables) = self.read(&begun, by, &release, question).await?;
        let (sql, deeper) = (question.sql.to_owned(), self.deeper(by, &release.id).await?);
        let turn = begun.clone();
        let described = async move {
            let _turn = turn;
            let query = Query {
                deeper,
                ..sql.as_str().into()
            };
            before.describe(query).await
        };
        let described = begun.in_time(self.0.limits.query.time, described).await;
        if let Err(error) = &described {
            let log = self.0.store.audit();
            let record = Recorded::begin(log, by, question, &release.id, tables).await?;
            record.end(unanswered(error)).await?;
        }
        Ok((release, described?))
    }

    /// Answers a question, which is on record in the audit log before anything is read and again before this returns.
    /// Dropping the future ends the query, and is recorded too.
    ///
    /// # Errors
    /// [`AskError::Store`] when it cannot be recorded. [`AskError::Refused`] with what to write instead; the others say
    /// whether it is for the sender or the operator.
    pub async fn answer(
        &self,
        by: &Principal,
        question: Question<'_>,
    ) -> Result<Answered, AskError> {
        self.allows(by)?;
        let release = self.release(question.as_at).await?;
        let begun = self.begun(by).await?;
        let (before, tables) = self.read(&begun, by, &release, &question).await?;
        let began = std::time::Instant::now();
        let log = self.0.store.audit();
        let record = Recorded::begin(log, by, &question, &release.id, tables).await?;
        let (sql, values) = (question.sql.to_owned(), question.values);
        let deeper = self.deeper(by, &release.id).await?;
        let turn: Turn = begun.clone();
        let answer = async move {
            let query = Query {
                sql: &sql,
                values,
                deeper,
                turn: Some(turn),
            };
            before.answer(query).await
        };
        let answer = begun.in_time(self.0.limits.query.time, answer).await;
        let answer = answer.and_then(|answer| Ok((self.hold(by, &answer)?, answer)));
        let took = began.elapsed();
        // Nothing leaves unrecorded, a refusal no more than a figure.
        record
            .end(outcome(answer.as_ref().map(|(_, answer)| answer), took))
            .await?;
        let (hold, answer) = answer?;
        Ok(Answered {
            release,
            answer,
            took,
            place: begun.turn.own(),
            hold,
        })
    }

    /// Waits for a turn, and for the thread that goes with it.
    async fn begun(&self, by: &Principal) -> Result<Arc<Begun>, AskError> {
        let turn = self.0.turns.take(&who(by)).await.ok_or(AskError::Busy)?;
        let lane = self.0.threads.lane().map_err(|_| AskError::Busy)?;
        Ok(Arc::new(Begun { turn, lane }))
    }

    /// Counts an answer against whoever asked, until it is taken.
    fn hold(&self, by: &Principal, answer: &Answer) -> Result<Hold, AskError> {
        let hold = self.0.holding.hold(who(by), answer.bytes());
        hold.ok_or_else(|| AskError::Refused(not_taken()))
    }

    /// Does something for a client that is no question of figures, where it holds up neither pages nor questions. `None`: it
    /// took longer than it may.
    pub async fn aside<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let lane = Arc::new(self.0.aside.lane().ok()?);
        let held = Arc::clone(&lane);
        let work = async move {
            let done = work.await;
            // Until here the thread is not free, whether or not somebody waits.
            drop(held);
            done
        };
        lane.run(limit, work).await.ok()
    }

    fn allows(&self, by: &Principal) -> Result<(), AskError> {
        match (by.role.may_ask(), self.0.limits.answers) {
            (false, _) => Err(AskError::NotAllowed),
            (true, false) => Err(AskError::Closed),
            (true, true) => Ok(()),
        }
    }

    /// What a question is put before, and the tables that it names. Reading a text takes the longer the more it has in
    /// brackets, so that is done where questions are answered. A text that could not be read is on record.
    async fn read(
        &self,
        begun: &Arc<Begun>,
        by: &Principal,
        release: &Arc<Release>,
        question: &Question<'_>,
    ) -> Result<(Before, Vec<String>), AskError> {
        let (asking, principal, sql) = (self.clone(), by.clone(), question.sql.to_owned());
        let (turn, of) = (Arc::clone(begun), Arc::clone(release));
        let read = async move {
            let _turn = turn;
            let before = asking.before(&principal, &of, &sql)?;
            let tables = before.tables_in(&sql);
            Ok((before, tables))
        };
        let read = begun.in_time(self.0.limits.query.time, read).await;
        if let Err(error) = &read {
            let log = self.0.store.audit();
            let record = Recorded::begin(log, by, question, &release.id, Vec::new()).await?;
            record.end(unanswered(error)).await?;
        }
        read
    }

    /// What a question is put before, by what it names.
    fn before(&self, by: &Principal, release: &Release, sql: &str) -> Result<Before, AskError> {
        let log = self.log()?;
        match log.is_asked(sql) {
            true => Ok(Before::log(log, by)),
            false => Ok(Before::Figures(self.gate(release)?)),
        }
    }

    /// What somebody may read of a release besides the cells that everyone sees.
    async fn deeper(&self, by: &Principal, release: &ReleaseId) -> Result<Deeper, AskError> {
        let state = self.0.store.journal().state().await?;
        let made = state.opened_of(release).map(|opened| opened.table.clone());
        let areas = self.0.reference.on(release.date());
        Ok(Deeper {
            reach: by.role.of_now(&areas).reach(),
            made: made.collect(),
        })
    }

    fn log(&self) -> Result<Arc<LogGate>, AskError> {
        if let Some(log) = self.0.log.get() {
            return Ok(Arc::clone(log));
        }
        let made = LogGate::open(self.0.store.audit().clone(), self.0.limits.query)?;
        Ok(Arc::clone(self.0.log.get_or_init(|| Arc::new(made))))
    }

    fn gate(&self, release: &Release) -> Result<Arc<Gate>, AskError> {
        Ok(self.0.gates.of(release)?)
    }
}

/// Whether a query took more time or memory than one may: that can be other when less goes on.
fn is_out_of_bounds(error: &GateError) -> bool {
    matches!(error, GateError::Refused(refusal) if refusal.code == Code::Limit)
}
