//! Reading bodies up to a limit.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::multipart::Field;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use crate::problem::{Kind, Problem, Result};

/// How much more of a body that is too large is read and thrown away, and for how long: a client that is still
/// sending does not look for our answer, and sees a broken connection instead.
const DRAIN_BYTES_MAX: usize = 64_000_000;
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// How long the body says it is.
pub(crate) fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes> {
    let mut stream = body.into_data_stream();
    let mut bytes = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| broken())?;
        if bytes.len() + chunk.len() > limit {
            drop(bytes);
            drain(&mut stream).await;
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// Reads a part of a form of at most `limit` bytes.
pub(crate) async fn read_field(field: &mut Field<'_>, limit: usize) -> Result<Bytes> {
    let mut bytes = BytesMut::new();
    let mut left_over = 0_usize;
    while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
        if bytes.len() + chunk.len() > limit || left_over > 0 {
            bytes.clear();
            left_over += chunk.len();
            if left_over > DRAIN_BYTES_MAX {
                break;
            }
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    if left_over > 0 {
        Err(too_large(limit))
    } else {
        Ok(bytes.freeze())
    }
}

/// Throws a body away that was refused before it was read.
pub(crate) async fn refuse(body: Body) {
    drain(&mut body.into_data_stream()).await;
}

async fn drain(stream: &mut BodyDataStream) {
    let rest = async {
        let mut seen = 0_usize;
        while let Some(Ok(chunk)) = stream.next().await {
            seen += chunk.len();
            if seen > DRAIN_BYTES_MAX {
                break;
            }
        }
    };
    // Whether it ended or took too long, the answer is the same.
    let _ = tokio::time::timeout(DRAIN_TIME_MAX, rest).await;
}

fn broken() -> Problem {
    Problem::new(
        Kind::InvalidRequest,
        "The request ended early or its parts cannot be told apart. Send it again.",
    )
}

/// The problem of a file larger than `limit` bytes.
pub(crate) fn too_large(limit: usize) -> Problem {
    let detail = format!(
        "The selected file must be smaller than {}. Nothing was kept. Send one month in one file, without pictures.",
        size_words(limit)
    );
    Problem::new(Kind::TooLarge, detail)
}

/// A number of bytes in words: "20MB".
pub(crate) fn size_words(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{}KB", bytes / 1000),
        _ => format!("{}MB", bytes / 1_000_000),
    }
}
