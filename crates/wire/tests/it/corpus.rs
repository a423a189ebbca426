//! The statements of `sql/tests/gate`, each over HTTP, the Postgres wire and Flight SQL: the same answer or the same refusal.

use std::path::Path;

use arrow::array::Array;
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use arrow_flight::error::FlightError;
use serde_json::Value;
use sqllogictest::{DefaultColumnType, Record, parse_file};
use tokio_postgres::SimpleQueryMessage;

use crate::support::World;
use crate::{flight, postgres};

/// Rows of text, or the words of a refusal.
type Outcome = Result<Vec<Vec<Option<String>>>, String>;

pub(crate) fn statements(name: &str) -> Vec<String> {
    let file = Path::new("../../sql/tests/gate").join(name);
    let records = parse_file::<DefaultColumnType>(file).unwrap();
    let statements = records.into_iter().filter_map(|record| match record {
        Record::Statement { sql, .. } | Record::Query { sql, .. } => Some(sql),
        _ => None,
    });
    statements.collect()
}

/// A number by its shortest form that reads back, so that two transports agree to the last digit or not at all.
fn plain(text: String) -> String {
    match text.as_str() {
        "t" => return "true".to_owned(),
        "f" => return "false".to_owned(),
        _ => {}
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => text,
    }
}

async fn over_http(world: &World, sql: &str) -> Outcome {
    let (status, body) = world.http(sql).await;
    if status != 200 {
        assert_eq!(status, 422, "{sql}: {body}");
        assert!(body.get("rows").is_none(), "{sql}");
        let words = body["detail"].as_str().unwrap();
        return Err(words.strip_suffix('.').unwrap().to_owned());
    }
    let cell = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(plain(text.clone())),
        other => Some(plain(other.to_string())),
    };
    let rows = body["rows"].as_array().unwrap().iter();
    Ok(rows
        .map(|row| row.as_array().unwrap().iter().map(cell).collect())
        .collect())
}

async fn over_postgres(client: &tokio_postgres::Client, sql: &str) -> Outcome {
    let messages = match client.simple_query(sql).await {
        Ok(messages) => messages,
        Err(error) => return Err(error.as_db_error().unwrap().message().to_owned()),
    };
    let mut rows = Vec::new();
    for message in messages {
        if let SimpleQueryMessage::Row(row) = message {
            let cells = (0..row.len()).map(|at| row.get(at).map(|text| plain(text.to_owned())));
            rows.push(cells.collect());
        }
    }
    Ok(rows)
}

async fn over_flight(client: &mut flight::Client, sql: &str) -> Outcome {
    let batches = match flight::rows(client, sql).await {
        Ok(batches) => batches,
        Err(FlightError::Tonic(status)) => return Err(status.message().to_owned()),
        Err(other) => panic!("{sql}: {other:?}"),
    };
    let mut rows = Vec::new();
    let options = FormatOptions::default();
    for batch in &batches {
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells = columns.iter().zip(batch.columns());
            let cell = |(text, column): (&ArrayFormatter<'_>, &dyn Array)| match column.is_null(row)
                || *column.data_type() == DataType::Null
            {
                true => None,
                false => Some(plain(text.value(row).to_string())),
            };
            rows.push(
                cells
                    .map(|(text, column)| cell((text, column.as_ref())))
                    .collect(),
            );
        }
    }
    Ok(rows)
}

/// Without an order, rows may come in any.
fn sorted(outcome: Outcome) -> Outcome {
    let mut rows = outcome?;
    rows.sort();
    Ok(rows)
}

/// What a Postgres client may ask beside figures; other transports have other ways to say what tables there are.
pub(crate) fn is_of_the_catalogue(sql: &str) -> bool {
    let sql = sql.to_lowercase();
    let words = [
        "pg_",
        "information_schema",
        "current_",
        "session_user",
        "version(",
        "show ",
        "set ",
        "reset ",
        "begin",
        "start ",
        "commit",
        "@@",
        "--",
        "/*",
        "rollback",
        "savepoint",
        "discard",
        "deallocate",
        "close ",
        "quote_ident",
        "has_",
        ";",
    ];
    words.iter().any(|word| sql.contains(word))
}

/// How many rows: the numbers that a catalogue gives its tables are other ones in each.
fn number_of(outcome: Outcome) -> Outcome {
    outcome.map(|rows| vec![vec![Some(rows.len().to_string())]])
}

fn short(outcome: &Outcome) -> String {
    format!("{outcome:?}").chars().take(300).collect()
}

async fn differences(names: &[&str], is_refused: bool) -> (usize, Vec<String>) {
    let world = World::new();
    let postgres = postgres::client(&world).await;
    let earlier = postgres::client(&world).await;
    let as_at = format!("set hub.as_at = '{}'", world.releases[0]);
    earlier.simple_query(&as_at).await.unwrap();
    let mut flight = flight::client(&world).await;
    let (mut n, mut failures) = (0, Vec::new());
    for sql in names.iter().flat_map(|name| statements(name)) {
        n += 1;
        let http = sorted(over_http(&world, &sql).await);
        if http.is_err() != is_refused {
            failures.push(format!("{sql}\n  http: {}", short(&http)));
        }
        let of_postgres = sorted(over_postgres(&postgres, &sql).await);
        // Whatever a client may know of the catalogue is the same whatever the figures are.
        let (of_postgres, expected) = match is_refused && is_of_the_catalogue(&sql) {
            true => (
                number_of(of_postgres),
                number_of(sorted(over_postgres(&earlier, &sql).await)),
            ),
            false => (of_postgres, http.clone()),
        };
        let of_flight = sorted(over_flight(&mut flight, &sql).await);
        for (name, other, expected) in [
            ("postgres", of_postgres, &expected),
            ("flight", of_flight, &http),
        ] {
            if other != *expected {
                failures.push(format!(
                    "{sql}\n  {name}: {}\n  not: {}",
                    short(&other),
                    short(expected)
                ));
            }
        }
    }
    (n, failures)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_accepted_statement_has_the_same_answer_over_three_transports() {
    let (n, failures) = differences(&["accept.slt", "places.slt"], false).await;
    assert!(n >= 300, "{n} statements");
    assert!(
        failures.is_empty(),
        "{} of {n}:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refused_statement_has_the_same_words_over_three_transports_and_no_rows() {
    let (n, failures) = differences(&["reject.slt"], true).await;
    assert!(n >= 300, "{n} statements");
    assert!(
        failures.is_empty(),
        "{} of {n}:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
