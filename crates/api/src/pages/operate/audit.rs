//! O5: who asked what in SQL, for those who answer for disclosure control.
//!
//! The log is searched as any officer could ask it in SQL: through the same gate, and on record in the log itself.

mod search;

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hub_access::{Answered, AskError, Question, Transport};
use hub_ui::view::{AuditFound, AuditPage, AuditRow, EmptyNote, Link, Select};
use jiff::Timestamp;
use serde_json::Value;

use self::search::{Search, Sought};
use super::super::Page;
use super::super::analyst::asked::way;
use super::super::analyst::tokens::role_words;
use super::super::filter::choice;
use super::super::reader::Reader;
use super::super::words;
use super::breadcrumbs;
use crate::clock::local;
use crate::format::{Cell, Column, Format, Table, holding};
use crate::gate::comes_from_elsewhere;
use crate::identity::Role;
use crate::problem::{Kind, Problem, Result};
use crate::v1::sql::value;

/// Where the page is.
const AUDIT: &str = "/operate/audit";
/// Questions of a page.
const ROWS_SEEN: usize = 25;
/// Questions of a file, at most.
const ROWS_IN_FILE: usize = 10_000;
/// So much of a fingerprint tells two questions apart.
const FINGERPRINT_CHARS: usize = 12;

/// What came of a question: as the log has it, and in words.
const OUTCOMES: [(&str, &str); 5] = [
    ("answered", "Answered"),
    ("refused", "Refused"),
    ("failed", "Failed"),
    ("cancelled", "Ended before the answer"),
    ("open", "Not over, or cut off"),
];

/// `GET /operate/audit`
pub(crate) async fn page(headers: HeaderMap, reader: Reader) -> Result<Response> {
    reader.params.only(&[
        "name", "outcome", "tables", "from", "to", "before", "format",
    ])?;
    let is_file = match reader.params.text("format") {
        None => false,
        Some("csv") => true,
        Some(_) => return Err(Problem::parameter("format", "csv")),
    };
    let (search, errors) = Search::read(&reader.params)?;
    let mut view = view(&search);
    if !errors.is_empty() {
        view.errors = errors;
        return Ok(show(&reader, &view, StatusCode::UNPROCESSABLE_ENTITY).await);
    }
    // A link of another site may fill in the form, but not ask in the reader's name.
    if comes_from_elsewhere(&headers) {
        view.notice = Some(led_here());
        return Ok(show(&reader, &view, StatusCode::OK).await);
    }
    let rows_max = if is_file { ROWS_IN_FILE } else { ROWS_SEEN };
    let answered = match ask(&reader, &search, rows_max).await {
        Ok(answered) => answered,
        Err(error) => {
            let (status, notice) = unanswered(error)?;
            view.notice = Some(notice);
            return Ok(show(&reader, &view, status).await);
        }
    };
    if is_file {
        return file(answered).await;
    }
    view.found = Some(found(&reader, &search, &answered)?);
    Ok(show(&reader, &view, StatusCode::OK).await)
}

async fn ask(reader: &Reader, search: &Search, rows_max: usize) -> Result<Answered, AskError> {
    // One more than is shown tells whether there are others.
    let sql = search::sql(rows_max + 1);
    let question = Question {
        sql: &sql,
        values: search.values(),
        as_at: None,
        transport: Transport::Page,
    };
    reader.hub.asking.answer(reader.principal(), question).await
}

/// What is said where the log could not be asked, if that is for the reader to know.
fn unanswered(error: AskError) -> Result<(StatusCode, EmptyNote)> {
    let (kind, text) = match error {
        AskError::Busy => (Kind::TooManyQueries, "Try again in a few seconds."),
        AskError::NoRelease => (
            Kind::NoRelease,
            "The log is asked beside the newest release, and there is none yet. Its records can be read at /api/v1/audit.",
        ),
        AskError::Closed => (
            Kind::NotFound,
            "This hub answers no questions in SQL, and the log is asked in SQL. Its records can be read at /api/v1/audit.",
        ),
        AskError::Refused(refusal) => {
            let note = EmptyNote {
                title: "The log cannot be read just now".to_owned(),
                text: format!("{}.", refusal.words.trim_end_matches('.')),
                link: None,
            };
            return Ok((Kind::QueryRefused.status(), note));
        }
        error => return Err(error.into()),
    };
    let (status, title) = match kind {
        Kind::TooManyQueries => (kind.status(), kind.title()),
        _ => (StatusCode::OK, "The log cannot be searched here"),
    };
    let note = EmptyNote {
        title: title.to_owned(),
        text: text.to_owned(),
        link: Some(Link::new(
            "Read the records as CSV",
            "/api/v1/audit?format=csv",
        )),
    };
    Ok((status, note))
}

fn led_here() -> EmptyNote {
    EmptyNote {
        title: "This search came from another site".to_owned(),
        text: "Nothing was looked for yet. Read what it looks for, then press Search to ask in your name.".to_owned(),
        link: None,
    }
}

async fn show(reader: &Reader, view: &AuditPage, status: StatusCode) -> Response {
    let frame = reader.frame(breadcrumbs()).await;
    (status, Page(hub_ui::pages::o5_audit(&frame, view))).into_response()
}

/// The form as it was filled in.
fn view(search: &Search) -> AuditPage {
    let chosen = search.outcome.as_str();
    let any = choice("", "Anything", chosen.is_empty());
    let outcomes = OUTCOMES
        .iter()
        .map(|(outcome, label)| choice(outcome, label, *outcome == chosen));
    AuditPage {
        name: search.name.clone(),
        outcome: Select {
            name: "outcome".to_owned(),
            label: "What came of it".to_owned(),
            choices: std::iter::once(any).chain(outcomes).collect(),
        },
        tables: search.tables.clone(),
        from: search.from.clone(),
        to: search.to.clone(),
        ..AuditPage::default()
    }
}

fn found(reader: &Reader, search: &Search, answered: &Answered) -> Result<AuditFound> {
    let mut lines = lines(answered)?;
    let has_older = lines.len() > ROWS_SEEN;
    lines.truncate(ROWS_SEEN);
    let last = lines.last().filter(|_| has_older);
    let older = last.map(|line| {
        let before = Sought::place(line.text(ASKED_AT), line.text(QUERY_ID));
        Link::new(
            "Older questions",
            search.href(AUDIT, &[("before", before.as_str())]),
        )
    });
    let is_first = search.before.is_none();
    let rows = lines.iter().map(|line| row(reader, line)).collect();
    Ok(AuditFound {
        caption: match (lines.len(), is_first) {
            (1, true) => "1 question".to_owned(),
            (n, true) => format!("The newest {n} questions, newest first"),
            (1, false) => "1 older question".to_owned(),
            (n, false) => format!("{n} older questions, newest first"),
        },
        rows,
        older,
        newest: (!is_first).then(|| Link::new("Newest questions", search.href(AUDIT, &[]))),
        downloads: vec![Link::new("CSV", search.href(AUDIT, &[("format", "csv")]))],
    })
}

fn row(reader: &Reader, line: &Line) -> AuditRow {
    let asked: Option<Timestamp> = line.text(ASKED_AT).parse().ok();
    let scope = Some(line.text(SCOPE)).filter(|scope| !scope.is_empty());
    let role = match Role::parse(line.text(ROLE), scope) {
        Some(role) => role_words(reader, &role),
        None => line.text(ROLE).to_owned(),
    };
    let code = line.text(CODE);
    let outcome = OUTCOMES
        .iter()
        .find(|(outcome, _)| *outcome == line.text(OUTCOME));
    AuditRow {
        asked: asked.map_or_else(String::new, |asked| words::date_time(local(asked))),
        name: line.text(NAME).to_owned(),
        role,
        way: way(line.text(TRANSPORT)),
        tables: line.text(TABLES).replace(' ', ", "),
        outcome: match outcome {
            Some((_, words)) if code.is_empty() => (*words).to_owned(),
            Some((_, words)) => format!("{words}: {code}"),
            None => line.text(OUTCOME).to_owned(),
        },
        rows: line.number(ROWS),
        ms: line.number(MS),
        release: line.text(RELEASE).to_owned(),
        fingerprint: line
            .text(SQL_SHA256)
            .chars()
            .take(FINGERPRINT_CHARS)
            .collect(),
    }
}

/// The columns of the search, in their order.
const QUERY_ID: usize = 0;
const ASKED_AT: usize = 1;
const NAME: usize = 2;
const ROLE: usize = 3;
const SCOPE: usize = 4;
const TRANSPORT: usize = 5;
const RELEASE: usize = 6;
const SQL_SHA256: usize = 7;
const TABLES: usize = 8;
const OUTCOME: usize = 9;
const CODE: usize = 10;
const ROWS: usize = 11;
const MS: usize = 12;

/// A question of the log.
struct Line(Vec<Value>);

impl Line {
    fn text(&self, column: usize) -> &str {
        self.0
            .get(column)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A number with its thousands apart; empty where there is none.
    fn number(&self, column: usize) -> String {
        let number = self.0.get(column).and_then(Value::as_u64);
        number.map(words::thousands).unwrap_or_default()
    }
}

fn lines(answered: &Answered) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for batch in &answered.answer.batches {
        for row in 0..batch.num_rows() {
            let values = batch.columns().iter().map(|column| value(column, row));
            lines.push(Line(values.collect::<Result<_>>()?));
        }
    }
    Ok(lines)
}

/// The search as a file. Its bytes count against whoever asked until the last of them is taken.
async fn file(answered: Answered) -> Result<Response> {
    let mut lines = lines(&answered)?;
    lines.truncate(ROWS_IN_FILE);
    let _place = answered.place.clone();
    let hold = answered.hold;
    let columns = answered.answer.schema.fields().iter().map(|field| {
        let name = field.name().clone();
        match field.data_type() {
            whole if whole.is_integer() => Column::whole(name),
            _ => Column::text(name),
        }
    });
    let cell = |value: Value| match value {
        Value::Number(number) => Cell::number(number.as_f64()),
        Value::String(text) => Cell::Text(text),
        _ => Cell::Absent(""),
    };
    let table = Table {
        name: "audit-log".to_owned(),
        notes: Vec::new(),
        columns: columns.collect(),
        rows: lines
            .into_iter()
            .map(|Line(values)| values.into_iter().map(cell).collect())
            .collect(),
    };
    table
        .respond_with(Format::Csv, move |bytes| holding(bytes, hold))
        .await
}
