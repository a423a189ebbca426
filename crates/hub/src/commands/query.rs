//! `hub query` and `hub catalogue`: questions in SQL from a terminal or a script.

use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use console::{Alignment, Term, measure_text_width, pad_str, truncate_str};
use hyper::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{AnswerFormat, Catalogue, Query, Remote};
use crate::client::HubClient;
use crate::output::{result, words};

/// Longest query that is read from standard input.
const QUERY_BYTES_MAX: u64 = 1 << 20;
/// The query is for its sender to change.
const EXIT_REFUSED: u8 = 2;
/// Narrowest column that is worth printing.
const COLUMN_MIN: usize = 6;

/// What the hub answers as JSON.
#[derive(Debug, Deserialize)]
struct Answer {
    release: String,
    note: String,
    #[serde(default)]
    notes: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

pub(crate) async fn run(args: Query) -> Result<ExitCode> {
    let sql = match args.sql.as_str() {
        "-" => from_stdin()?,
        sql => sql.to_owned(),
    };
    let format = match args.format {
        AnswerFormat::Table | AnswerFormat::Json => "json",
        AnswerFormat::Csv => "csv",
        AnswerFormat::Xlsx => "xlsx",
        AnswerFormat::Parquet => "parquet",
        AnswerFormat::Arrow => "arrow",
    };
    let is_binary = matches!(
        args.format,
        AnswerFormat::Xlsx | AnswerFormat::Parquet | AnswerFormat::Arrow
    );
    if is_binary && args.out.is_none() && std::io::stdout().is_terminal() {
        bail!("{format} is not for reading on a terminal: name a file with --out");
    }
    let as_at = args.as_at.map(|release| release.to_string());
    let body = match ask(&args.remote, &sql, as_at.as_deref(), format).await? {
        Asked::Answered(body) => body,
        Asked::Refused(code) => return Ok(code),
    };
    let printed = match args.format {
        AnswerFormat::Table => {
            let answer: Answer = serde_json::from_slice(&body)?;
            words(format_args!(
                "{} rows of release {}. {}",
                answer.rows.len(),
                answer.release,
                answer.note
            ));
            for note in &answer.notes {
                words(format_args!(
                    "{}",
                    note.chars().map(printable).collect::<String>()
                ));
            }
            let width = Term::stdout().size_checked().map(|(_, width)| width);
            table(&answer, width.map(usize::from)).into()
        }
        _ => body,
    };
    match args.out {
        Some(path) => fs::write(&path, &printed)
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => std::io::stdout().lock().write_all(&printed)?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn catalogue(args: Catalogue) -> Result<ExitCode> {
    let hub = HubClient::new(&args.remote.url)?;
    let path = "/api/v1/sql/tables";
    let answer = hub.get(&args.remote.token, path).await?;
    if !answer.status.is_success() {
        bail!("the hub did not answer: {}", answer.problem());
    }
    let text = |value: &Value, field: &str| {
        let said = value.get(field).and_then(Value::as_str);
        said.unwrap_or_default().to_owned()
    };
    let tables = answer.body.get("tables").and_then(Value::as_array);
    for table in tables.into_iter().flatten() {
        let name = text(table, "name");
        match &args.table {
            None => result(format_args!(
                "{name}\t{}\t{}",
                text(table, "kind"),
                text(table, "about")
            )),
            Some(asked) if *asked == name => {
                let columns = table.get("columns").and_then(Value::as_array);
                for column in columns.into_iter().flatten() {
                    let codes = column.get("codes").and_then(Value::as_array);
                    let codes: Vec<&str> = codes
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .collect();
                    result(format_args!(
                        "{}\t{}\t{}",
                        text(column, "name"),
                        text(column, "type"),
                        codes.join(" ")
                    ));
                }
                return Ok(ExitCode::SUCCESS);
            }
            Some(_) => {}
        }
    }
    if let Some(asked) = args.table {
        bail!("there is no table {asked}: `hub catalogue` lists them");
    }
    Ok(ExitCode::SUCCESS)
}

enum Asked {
    Answered(Bytes),
    Refused(ExitCode),
}

async fn ask(remote: &Remote, sql: &str, as_at: Option<&str>, format: &str) -> Result<Asked> {
    let hub = HubClient::new(&remote.url)?;
    let body = json!({ "query": sql, "as_at": as_at });
    let path = format!("/api/v1/sql?format={format}");
    let (status, body) = hub.post_for_file(&remote.token, &path, &body).await?;
    if status.is_success() {
        return Ok(Asked::Answered(body));
    }
    let problem: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let text = |field: &str| problem.get(field).and_then(Value::as_str);
    let detail = text("detail").or(text("title")).unwrap_or_default();
    if status == StatusCode::UNPROCESSABLE_ENTITY || text("code").is_some() {
        words(format_args!("{detail}"));
        return Ok(Asked::Refused(ExitCode::from(EXIT_REFUSED)));
    }
    bail!("the hub did not answer: {} {detail}", status.as_u16())
}

fn from_stdin() -> Result<String> {
    let mut sql = String::new();
    std::io::stdin()
        .take(QUERY_BYTES_MAX)
        .read_to_string(&mut sql)
        .context("the query cannot be read from standard input")?;
    Ok(sql)
}

/// Columns for reading: numbers to the right, what is not shown as `*`, nothing wider than `width`.
fn table(answer: &Answer, width: Option<usize>) -> String {
    let cell = |value: &Value, is_number: bool| match value {
        Value::Null if is_number => "*".to_owned(),
        Value::Null => String::new(),
        Value::String(text) => text.chars().map(printable).collect(),
        other => other.to_string(),
    };
    let is_number = |at: usize| {
        let kind = answer.columns.get(at).map(|column| column.kind.as_str());
        matches!(kind, Some("integer" | "number"))
    };
    let head = answer.columns.iter().map(|column| column.name.clone());
    let mut lines: Vec<Vec<String>> = vec![head.collect()];
    lines.extend(answer.rows.iter().map(|row| {
        let cells = row.iter().enumerate();
        cells
            .map(|(at, value)| cell(value, is_number(at)))
            .collect()
    }));
    let mut widths = vec![0; answer.columns.len()];
    for line in &lines {
        for (width, text) in widths.iter_mut().zip(line) {
            *width = measure_text_width(text).max(*width);
        }
    }
    if let Some(width) = width {
        fit(&mut widths, width);
    }
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).enumerate();
        let cells: Vec<String> = cells
            .map(|(at, (cell, width))| {
                let side = match is_number(at) {
                    true => Alignment::Right,
                    false => Alignment::Left,
                };
                let short = truncate_str(cell, *width, "…");
                pad_str(&short, *width, side, None).into_owned()
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Takes from the widest columns until a line fits.
fn fit(widths: &mut [usize], width: usize) {
    let gaps = widths.len().saturating_sub(1) * 2;
    loop {
        let total: usize = widths.iter().sum::<usize>() + gaps;
        let Some(widest) = widths.iter_mut().max() else {
            return;
        };
        if total <= width || *widest <= COLUMN_MIN {
            return;
        }
        *widest = widest.saturating_sub(total - width).max(COLUMN_MIN);
    }
}

/// Nothing in an answer may steer the terminal.
fn printable(character: char) -> char {
    match character.is_control() {
        true => ' ',
        false => character,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    fn answer() -> Answer {
        serde_json::from_value(json!({
            "release": "2026-11-14.1",
            "note": "",
            "columns": [
                {"name": "icb", "type": "text"},
                {"name": "referrals", "type": "integer"},
                {"name": "words", "type": "text"}
            ],
            "rows": [
                ["E54000065", 1230, "a\u{1b}[2J long line of words that goes on"],
                ["E54000066", null, "short"]
            ]
        }))
        .unwrap()
    }

    #[test]
    fn numbers_stand_right_and_what_is_hidden_is_a_star() {
        let text = table(&answer(), None);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.get(1).unwrap().starts_with("E54000065       1230  a"));
        assert!(
            lines
                .get(2)
                .unwrap()
                .starts_with("E54000066          *  short")
        );
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for line in table(&answer(), Some(40)).lines() {
            assert!(measure_text_width(line) <= 40, "{line}");
        }
    }
}
