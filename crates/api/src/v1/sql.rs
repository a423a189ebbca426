//! Questions in SQL.

mod told;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, Schema};
use arrow::util::display::array_value_to_string;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use hub_access::{AskError, Question, Transport};
use hub_release::{Answer, Release, is_perhaps_of_log};
use hub_standard::calendar;
use hub_standard::ids::ReleaseId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::etag::Tag;
use crate::format::{Cell, Column, Format, Table, holding, made};
use crate::gate::Visitor;
use crate::hub::Hub;
use crate::near;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

pub(crate) use told::{codes, months, sums};
use told::{note, notes};

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SqlQuestion {
    /// One query: select, with, values, or explain.
    query: String,
    /// Release to read; the newest without it.
    #[serde(default)]
    as_at: Option<String>,
    /// Only say what the answer would have: its columns, and the tables that would be read.
    #[serde(default)]
    dry_run: bool,
}

/// What an answer would have.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlPlan {
    release: String,
    columns: Vec<SqlColumn>,
    /// Tables of cells (cells.*) and open tables (hub.*) that would be read.
    reads: Vec<String>,
    /// Most rows that are answered.
    rows_max: usize,
    /// Most seconds that it may take.
    seconds_max: u64,
}

/// A column of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlColumn {
    name: String,
    /// text, integer, number or boolean.
    #[serde(rename = "type")]
    kind: &'static str,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlAnswer {
    release: String,
    /// Name of the disclosure policy.
    policy: String,
    /// How figures are adjusted.
    note: &'static str,
    /// What is to be known of it: values that are no code of their column, and how complete the newest months are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    columns: Vec<SqlColumn>,
    /// Values in the order of the columns. A figure that is not shown is null.
    #[schema(value_type = Vec<Vec<Value>>)]
    rows: Vec<Vec<Value>>,
}

/// `POST /sql`
pub(crate) async fn ask(
    State(hub): State<Hub>,
    visitor: Visitor,
    headers: HeaderMap,
    params: Params,
    body: Bytes,
) -> Result<Response> {
    params.only(&["format"])?;
    let format = Format::asked(&params, &headers)?;
    let question: SqlQuestion = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(
            Kind::InvalidRequest,
            format!("The body must be JSON like {{\"query\": \"select ...\"}}: {error}."),
        )
    })?;
    let as_at: Option<ReleaseId> =
        match &question.as_at {
            Some(text) => Some(text.parse().map_err(|_| {
                Problem::parameter("as_at", "the id of a release, like 2026-11-14.2")
            })?),
            None => None,
        };
    if question.dry_run {
        let plan = planned(&hub, &visitor, &question.query, as_at.as_ref()).await?;
        return Ok(Json(plan).into_response());
    }
    answered(&hub, &visitor, &question.query, as_at.as_ref(), format).await
}

/// `GET /sql`
pub(crate) async fn get(
    State(hub): State<Hub>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["q", "as_at", "format"])?;
    let format = Format::asked(&params, &headers)?;
    let query = params
        .text("q")
        .ok_or_else(|| Problem::parameter("q", "a query, like select ... from hub.referrals"))?;
    let as_at: Option<ReleaseId> = params.get("as_at")?;
    // The log is of no release, and for few.
    if is_perhaps_of_log(query) {
        return answered(&hub, &visitor, query, as_at.as_ref(), format).await;
    }
    let release = hub.asking.release(as_at.as_ref()).await?;
    // Whoever reaches as far gets the same answer, so that the tag needs no name in it.
    let reach = visitor.principal.role.reach();
    let source = format!("{} {reach:?}", release.manifest_sha256);
    let tag = Tag::of(&source, &uri, format, as_at.is_some());
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let answer = answered(&hub, &visitor, query, Some(&release.id), format).await?;
    Ok(tag.mark(answer))
}

async fn answered(
    hub: &Hub,
    visitor: &Visitor,
    sql: &str,
    as_at: Option<&ReleaseId>,
    format: Format,
) -> Result<Response> {
    let question = Question {
        sql,
        values: Vec::new(),
        as_at,
        transport: Transport::Http,
    };
    let answered = match hub.asking.answer(&visitor.principal, question).await {
        Ok(answered) => answered,
        Err(error) => return Err(unanswered(hub, sql, as_at, error).await),
    };
    let n_rows: usize = answered
        .answer
        .batches
        .iter()
        .map(RecordBatch::num_rows)
        .sum();
    let n_cells = n_rows.saturating_mul(answered.answer.schema.fields().len());
    // Until the file is made: nobody has more answers in the making than queries that run.
    let _place = answered.place.clone();
    // Until its last byte is taken: nobody has more bytes waiting for them than they may.
    let hold = answered.hold;
    if format == Format::Json {
        let written = made(n_cells, move || {
            let answer = json(&answered.release, &answered.answer)?;
            let bytes = serde_json::to_vec(&answer).map_err(Problem::internal)?;
            Ok(holding(bytes, hold))
        });
        let media_type = HeaderValue::from_static(format.media_type());
        return Ok(([(CONTENT_TYPE, media_type)], written.await?).into_response());
    }
    let release = answered.release.id.to_string();
    let policy = answered.release.manifest.policy.name.clone();
    let sql = sql.to_owned();
    // It goes along with the table, also where nobody waits for it any more.
    let table = made(n_cells, move || {
        Ok((table(&answered.release, &answered.answer, &sql)?, hold))
    });
    let (table, hold) = table.await?;
    let kept = move |bytes| holding(bytes, hold);
    let mut response = table.respond_with(format, kept).await?;
    // A CSV file has no place for what it is of.
    for (name, value) in [(RELEASE, release), (POLICY, policy)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

async fn planned(
    hub: &Hub,
    visitor: &Visitor,
    sql: &str,
    as_at: Option<&ReleaseId>,
) -> Result<SqlPlan> {
    let question = Question {
        sql,
        values: Vec::new(),
        as_at,
        transport: Transport::Http,
    };
    let described = hub.asking.describe(&visitor.principal, &question).await;
    let (release, described) = match described {
        Ok(described) => described,
        Err(error) => return Err(unanswered(hub, sql, as_at, error).await),
    };
    let limits = hub.asking.limits().query;
    Ok(SqlPlan {
        release: release.id.to_string(),
        columns: columns(&described.schema),
        reads: described.reads,
        rows_max: limits.rows,
        seconds_max: limits.time.as_secs(),
    })
}

/// Why there is no answer; with the names that may have been meant where one is not known.
async fn unanswered(hub: &Hub, sql: &str, as_at: Option<&ReleaseId>, error: AskError) -> Problem {
    let AskError::Refused(refusal) = &error else {
        return error.into();
    };
    // Without the tables the refusal says enough.
    let tables = hub.asking.tables(as_at).await.unwrap_or_default();
    let names = near::names(&refusal.words, sql, &tables);
    let problem = Problem::from(error);
    // Beside the words, which are the same by every way to ask.
    if names.is_empty() {
        problem
    } else {
        problem.with("did_you_mean", names)
    }
}

/// Header that names the release of a file.
const RELEASE: &str = "hub-release";
/// Header that names the disclosure policy of a file.
const POLICY: &str = "hub-policy";

/// What is said of cells without anything in them.
const EMPTY: &str = "An empty cell is not shown, or has no value.";
/// So much of a query is noted in a file: a cell of a workbook holds no more.
const QUERY_CHARS_MAX: usize = 32_000;

fn columns(schema: &Schema) -> Vec<SqlColumn> {
    let fields = schema.fields().iter();
    let columns = fields.map(|field| SqlColumn {
        name: field.name().clone(),
        kind: kind(field.data_type()),
    });
    columns.collect()
}

fn json(release: &Release, answer: &Answer) -> Result<SqlAnswer> {
    let mut rows = Vec::new();
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            let values = batch.columns().iter().map(|column| value(column, row));
            rows.push(values.collect::<Result<_>>()?);
        }
    }
    Ok(SqlAnswer {
        release: release.id.to_string(),
        policy: release.manifest.policy.name.clone(),
        note: note(answer),
        notes: notes(release, answer),
        columns: columns(&answer.schema),
        rows,
    })
}

pub(crate) fn kind(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Boolean => "boolean",
        whole if whole.is_integer() => "integer",
        number if number.is_floating() => "number",
        _ => "text",
    }
}

pub(crate) fn value(column: &dyn Array, row: usize) -> Result<Value> {
    // A column of nothing but nulls does not know that they are.
    if column.is_null(row) || *column.data_type() == DataType::Null {
        return Ok(Value::Null);
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return Ok(numbers.value(row).into());
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        // What is no number has no JSON.
        return Ok(numbers.value(row).into());
    }
    if let Some(truths) = column.as_boolean_opt() {
        return Ok(truths.value(row).into());
    }
    let text = array_value_to_string(column, row).map_err(Problem::internal)?;
    if column.data_type().is_integer()
        && let Ok(whole) = text.parse::<i64>()
    {
        return Ok(whole.into());
    }
    Ok(text.into())
}

fn table(release: &Release, answer: &Answer, sql: &str) -> Result<Table> {
    let columns = answer.schema.fields().iter().map(|field| {
        let name = field.name().clone();
        match field.data_type() {
            whole if whole.is_integer() => Column::whole(name),
            number if number.is_floating() => Column::number(name),
            _ => Column::text(name),
        }
    });
    let mut rows = Vec::new();
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            rows.push(cells(batch, row)?);
        }
    }
    let released = calendar::date_words(release.id.date());
    let mut notes = vec![
        ("release", release.id.to_string()),
        ("released", released),
        ("policy", release.manifest.policy.name.clone()),
        ("note", note(answer).to_owned()),
        ("query", sql.chars().take(QUERY_CHARS_MAX).collect()),
        ("empty", EMPTY.to_owned()),
    ];
    let sums = sums(answer);
    if !sums.is_empty() {
        notes.push(("sums", sums.to_owned()));
    }
    if let Some(months) = months(release, answer) {
        notes.push(("months", months));
    }
    let codes = codes(answer);
    if !codes.is_empty() {
        notes.push(("codes", codes.join(" ")));
    }
    Ok(Table {
        name: format!("query-{}", release.id),
        notes,
        columns: columns.collect(),
        rows,
    })
}

fn cells(batch: &RecordBatch, row: usize) -> Result<Vec<Cell>> {
    let cell = |column: &ArrayRef| {
        Ok(match value(column, row)? {
            Value::Null => Cell::Absent(""),
            Value::Number(number) => Cell::number(number.as_f64()),
            Value::String(text) => Cell::Text(text),
            other => Cell::Text(other.to_string()),
        })
    };
    batch.columns().iter().map(cell).collect()
}
