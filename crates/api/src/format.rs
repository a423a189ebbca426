//! Formats of tables, and which of them a client wants.

mod arrow_stream;
mod book;
mod csv;
mod held;
mod ods;
mod parquet;
mod table;
mod xlsx;

use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use tokio::sync::Semaphore;

use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

pub(crate) use book::{Book, BookFormat, Entry, Grid, Head, Sheet};
pub(crate) use held::holding;
pub(crate) use table::{Cell, Column, Table, file_stem};

/// A format that tables can be had in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
    Xlsx,
    Parquet,
    Arrow,
}

impl Format {
    pub(crate) const ALL: [Self; 5] = [
        Self::Json,
        Self::Csv,
        Self::Xlsx,
        Self::Parquet,
        Self::Arrow,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }

    /// The format asked for: by the parameter `format`, else by the `Accept` header, else JSON.
    pub(crate) fn asked(params: &Params, headers: &HeaderMap) -> Result<Self> {
        if let Some(name) = params.text("format") {
            let found = Self::ALL.into_iter().find(|format| format.name() == name);
            return found
                .ok_or_else(|| Problem::parameter("format", "json, csv, xlsx, parquet or arrow"));
        }
        let Some(accept) = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()) else {
            return Ok(Self::Json);
        };
        Self::accepted(accept).ok_or_else(|| Problem::plain(Kind::NotAcceptable))
    }

    /// Makes sure that JSON is wanted, where nothing else is to be had.
    pub(crate) fn only_json(params: &Params, headers: &HeaderMap) -> Result<()> {
        if let Some(name) = params.text("format") {
            return if name == Self::Json.name() {
                Ok(())
            } else {
                Err(Problem::parameter("format", "json: there is no other here"))
            };
        }
        let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
        match accept.map(Self::accepts_json) {
            None | Some(true) => Ok(()),
            Some(false) => Err(Problem::plain(Kind::NotAcceptable)),
        }
    }

    /// Whether an `Accept` header leaves room for JSON.
    fn accepts_json(accept: &str) -> bool {
        accept
            .split(',')
            .filter_map(Self::accepted)
            .any(|format| format == Self::Json)
    }

    /// The best of what an `Accept` header names; the first of equals.
    fn accepted(accept: &str) -> Option<Self> {
        let mut best: Option<(f64, Self)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let media_type = parts.next().unwrap_or_default();
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let format = match media_type {
                // Browsers that follow a link to data see it as text.
                "*/*" | "application/*" | "application/problem+json" | "text/html" => {
                    Some(Self::Json)
                }
                "text/*" => Some(Self::Csv),
                exact => Self::ALL
                    .into_iter()
                    .find(|format| format.media_type() == exact),
            };
            if let Some(format) = format
                && quality > best.map_or(0.0, |(quality, _)| quality)
            {
                best = Some((quality, format));
            }
        }
        best.map(|(_, format)| format)
    }
}

/// So many files are made at once; who asks for another waits. A long list takes many times its size while it becomes a
/// workbook.
static FILES_AT_ONCE: Semaphore = Semaphore::const_new(2);

/// So many cells are written so fast that it is not worth another thread, nor a place in its line.
const FEW_CELLS: usize = 20_000;

/// What `make` makes of so many cells: of many on a thread where nobody waits for an answer.
pub(crate) async fn made<T: Send + 'static>(
    n_cells: usize,
    make: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    if n_cells <= FEW_CELLS {
        return make();
    }
    let turn = FILES_AT_ONCE.acquire().await.map_err(Problem::internal)?;
    tokio::task::spawn_blocking(move || {
        // Until it is made, also where nobody waits for it any more.
        let _turn = turn;
        make()
    })
    .await
    .map_err(Problem::internal)?
}

impl Table {
    /// The table as a file. JSON has a shape of its own for each endpoint, so it is not made here.
    pub(crate) async fn respond(self, format: Format) -> Result<Response> {
        self.respond_with(format, |bytes| bytes).await
    }

    /// The same, of what `kept` makes of the bytes.
    pub(crate) async fn respond_with<B: IntoResponse + Send + 'static>(
        self,
        format: Format,
        kept: impl FnOnce(Vec<u8>) -> B + Send + 'static,
    ) -> Result<Response> {
        let file_stem = self.file_stem();
        let n_cells = self.columns.len().saturating_mul(self.rows.len());
        let bytes = made(n_cells, move || {
            let bytes = match format {
                Format::Json => Err(Problem::internal("a table was asked to be JSON")),
                Format::Csv => Ok(csv::write(&self).into_bytes()),
                Format::Xlsx => xlsx::write(&self),
                Format::Parquet => parquet::write(&self),
                Format::Arrow => arrow_stream::write(&self),
            };
            bytes.map(kept)
        });
        let bytes = bytes.await?;
        let mut response = bytes.into_response();
        let media_type = match format {
            Format::Csv => "text/csv; charset=utf-8; header=present",
            other => other.media_type(),
        };
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let file = format!("attachment; filename=\"{file_stem}.{}\"", format.name());
        if let Ok(value) = HeaderValue::from_str(&file) {
            response.headers_mut().insert(CONTENT_DISPOSITION, value);
        }
        Ok(response)
    }
}
