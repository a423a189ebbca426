//! Who asked what in SQL, for those who answer for disclosure control.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hub_store::{AuditOutcome, AuditRecord};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::format::{Cell, Column, Format, Table};
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Problem, Result};

/// Most records that are answered at once.
const RECORDS_MAX: usize = 10_000;

/// A record of a question. It has no text of the query and no figure.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct AuditLine {
    /// Position of its entry in the log.
    seq: u64,
    /// When it was written.
    at: String,
    /// asked: before anything was read; answered: when it was over.
    kind: &'static str,
    /// Joins a question to what came of it.
    query_id: String,
    /// Of one that was asked: the name of the token that it came with.
    principal: Option<String>,
    role: Option<String>,
    /// The service or board that the role is bound to.
    scope: Option<String>,
    /// http, page, postgres or flight.
    transport: Option<String>,
    /// The release that was asked.
    release: Option<String>,
    /// SHA-256 of the query, each stretch of white space as one blank.
    sql_sha256: Option<String>,
    /// Of one that is over: answered, refused, failed, or cancelled where nobody waited for the answer.
    outcome: Option<&'static str>,
    /// Why it was refused.
    code: Option<String>,
    /// Rows of the answer.
    rows: Option<u64>,
    /// Milliseconds that it took.
    ms: Option<u64>,
    /// Tables that the question named; of one that was answered, those that were read.
    tables: Vec<String>,
}

/// Records of questions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditLines {
    /// Newest last.
    records: Vec<AuditLine>,
    /// To read on, ask again since here; null while nothing was asked.
    next: Option<u64>,
}

/// `GET /audit`
pub(crate) async fn list(
    State(hub): State<Hub>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["since", "format"])?;
    let format = Format::asked(&params, &headers)?;
    let since: Option<u64> = match params.text("since") {
        Some(text) => Some(
            text.parse::<u64>()
                .map_err(|_| Problem::parameter("since", "the position of a record, like 120"))?,
        ),
        None => None,
    };
    let found = hub.store.audit().records(since, RECORDS_MAX).await?;
    let records: Vec<AuditLine> = found
        .into_iter()
        .map(|(seq, at, record)| line(seq, at, record))
        .collect();
    let last = records.last().map(|line| line.seq.saturating_add(1));
    match format {
        Format::Json => Ok(Json(AuditLines {
            next: last.or(since),
            records,
        })
        .into_response()),
        file => table(records).respond(file).await,
    }
}

fn line(seq: u64, at: Timestamp, record: AuditRecord) -> AuditLine {
    let at = at.to_string();
    match record {
        AuditRecord::Asked {
            query_id,
            principal,
            token_id: _,
            role,
            scope,
            transport,
            release,
            sql_sha256,
            tables,
            purpose: _,
        } => AuditLine {
            seq,
            at,
            kind: "asked",
            query_id,
            principal: Some(principal),
            role: Some(role),
            scope,
            transport: Some(transport),
            release: Some(release),
            sql_sha256: Some(sql_sha256),
            tables,
            ..AuditLine::default()
        },
        AuditRecord::Answered { query_id, outcome } => {
            let line = AuditLine {
                seq,
                at,
                kind: "answered",
                query_id,
                ..AuditLine::default()
            };
            ended(line, outcome)
        }
    }
}

fn ended(line: AuditLine, outcome: AuditOutcome) -> AuditLine {
    match outcome {
        AuditOutcome::Answered { rows, reads, ms } => AuditLine {
            outcome: Some("answered"),
            rows: Some(rows),
            ms: Some(ms),
            tables: reads,
            ..line
        },
        AuditOutcome::Refused { code } => AuditLine {
            outcome: Some("refused"),
            code: Some(code),
            ..line
        },
        AuditOutcome::Failed => AuditLine {
            outcome: Some("failed"),
            ..line
        },
        AuditOutcome::Cancelled => AuditLine {
            outcome: Some("cancelled"),
            ..line
        },
    }
}

fn table(records: Vec<AuditLine>) -> Table {
    let columns = vec![
        Column::number("seq"),
        Column::text("at"),
        Column::text("kind"),
        Column::text("query_id"),
        Column::text("principal"),
        Column::text("role"),
        Column::text("scope"),
        Column::text("transport"),
        Column::text("release"),
        Column::text("sql_sha256"),
        Column::text("outcome"),
        Column::text("code"),
        Column::number("rows"),
        Column::number("ms"),
        Column::text("tables"),
    ];
    let row = |line: AuditLine| {
        vec![
            number(Some(line.seq)),
            Cell::text(line.at),
            Cell::text(line.kind),
            Cell::text(line.query_id),
            text(line.principal),
            text(line.role),
            text(line.scope),
            text(line.transport),
            text(line.release),
            text(line.sql_sha256),
            text(line.outcome.map(str::to_owned)),
            text(line.code),
            number(line.rows),
            number(line.ms),
            Cell::text(line.tables.join(" ")),
        ]
    };
    Table {
        name: "audit".to_owned(),
        notes: vec![(
            "note",
            "Questions in SQL and what came of them. A question has two records with the same query_id.".to_owned(),
        )],
        columns,
        rows: records.into_iter().map(row).collect(),
    }
}

fn text(value: Option<String>) -> Cell {
    value.map_or(Cell::Absent(""), Cell::Text)
}

/// Positions, rows and milliseconds are far below 2^32.
fn number(value: Option<u64>) -> Cell {
    Cell::number(value.map(|value| f64::from(u32::try_from(value).unwrap_or(u32::MAX))))
}
