//! What kind of statement a text is, by its words alone.
//!
//! Nothing here decides what may be read. A question that is taken for one of the catalogue meets tables without rows, and
//! one that is taken for a question about figures meets the gate.

use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use hub_release::check_length;
use pgwire::error::PgWireResult;

use super::error::error;

/// Most words and signs of a question about the catalogue. Each may make it a step deeper for whoever walks through it.
const TOKENS_MAX: usize = 2_000;
/// Most times that it may put two texts together: each can double them.
const JOINED_TEXTS_MAX: usize = 8;

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing but blanks and comments.
    Nothing,
    Begin,
    Commit,
    Rollback,
    /// A point to go back to. Nothing is ever written, so there is nothing to undo; only the end of the transaction puts an
    /// end to an error.
    Savepoint,
    Release,
    RollbackTo,
    /// A setting gets a value, or its first one again.
    Set {
        name: String,
        value: Option<String>,
        /// Until the end of the transaction.
        is_local: bool,
    },
    /// Settings of a transaction, all of which are alike here.
    SetTransaction,
    ResetAll,
    Show(String),
    DiscardAll,
    /// Forgets a prepared statement, or all.
    Deallocate(Option<String>),
    /// A cursor, of which there are none.
    Close,
    /// For the gate.
    Question,
    /// What tables and columns there are.
    Catalogue,
}

/// Reads a text.
///
/// # Errors
/// When it is more than one statement, or one of the session that cannot be understood.
pub(super) fn read(sql: &str, bytes_max: usize) -> PgWireResult<Said> {
    // What is too long or cannot be read, the gate refuses in its own words.
    if sql.len() > bytes_max {
        return Ok(Said::Question);
    }
    let Ok(mut tokens) = Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize() else {
        return Ok(Said::Question);
    };
    tokens.retain(|token| !matches!(token, Token::Whitespace(_) | Token::EOF));
    while tokens.last() == Some(&Token::SemiColon) {
        tokens.pop();
    }
    let words: Vec<String> = tokens.iter().take(6).map(plain).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if tokens.contains(&Token::SemiColon) {
        return Err(error("0A000", "only one query can be sent"));
    }
    // What psql sends for \copy. A copy to or from a file is refused by the gate.
    if words.first() == Some(&"copy") && tokens.iter().any(is_stream) {
        return Err(error("0A000", COPY));
    }
    let said = match words.as_slice() {
        [] => Said::Nothing,
        ["begin", ..] | ["start", "transaction", ..] => Said::Begin,
        ["rollback", "to", ..] | ["rollback", "transaction" | "work", "to", ..] => Said::RollbackTo,
        ["savepoint", ..] => Said::Savepoint,
        ["release", ..] => Said::Release,
        ["commit" | "end", ..] => Said::Commit,
        ["rollback" | "abort", ..] => Said::Rollback,
        ["discard", "all"] => Said::DiscardAll,
        ["deallocate", "prepare", "all"] | ["deallocate", "all"] => Said::Deallocate(None),
        ["deallocate", "prepare", name] | ["deallocate", name] => {
            Said::Deallocate(Some((*name).to_owned()))
        }
        ["close", ..] => Said::Close,
        ["reset", "all"] => Said::ResetAll,
        ["reset", ..] => Said::Set {
            name: name(tokens.get(1..).unwrap_or_default())?,
            value: None,
            is_local: false,
        },
        ["show", ..] => Said::Show(name(tokens.get(1..).unwrap_or_default())?),
        ["set", "transaction", ..] | ["set", "session", "characteristics", ..] => {
            Said::SetTransaction
        }
        ["set", "local", ..] => set(tokens.get(2..).unwrap_or_default(), true)?,
        ["set", "session", second, ..] if *second != "authorization" => {
            set(tokens.get(2..).unwrap_or_default(), false)?
        }
        ["set", ..] => set(tokens.get(1..).unwrap_or_default(), false)?,
        ["select" | "with" | "values", ..] => question(sql, &tokens)?,
        _ => Said::Question,
    };
    Ok(said)
}

/// What to write instead of a copy.
const COPY: &str = "copy is not offered. Keep an answer as a file with psql --csv --command=\"select ...\" > answer.csv, or with \\g in psql: \
    \\pset format csv, then select ... \\g answer.csv";

/// Whether a token stands for what flows between a client and a table.
fn is_stream(token: &Token) -> bool {
    matches!(plain(token).as_str(), "stdout" | "stdin")
}

/// A token as text: a word in lower case where it was not quoted.
fn plain(token: &Token) -> String {
    match token {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_lowercase(),
        Token::Word(word) => word.value.clone(),
        Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text) => text.clone(),
        Token::Number(digits, _) => digits.clone(),
        other => other.to_string(),
    }
}

/// The name of a setting, also where it is written in several words.
fn name(tokens: &[Token]) -> PgWireResult<String> {
    let words: Vec<String> = tokens.iter().map(plain).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["time", "zone"] => Ok("timezone".to_owned()),
        ["transaction", "isolation", "level"] => Ok("transaction_isolation".to_owned()),
        ["session", "authorization"] => Ok("session_authorization".to_owned()),
        [one] => Ok(one.to_lowercase()),
        [space, ".", one] => Ok(format!("{space}.{one}").to_lowercase()),
        _ => Err(error(
            "42601",
            "SQL_ERROR: the name of a setting is expected here",
        )),
    }
}

fn set(tokens: &[Token], is_local: bool) -> PgWireResult<Said> {
    let words: Vec<String> = tokens.iter().take(2).map(plain).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (name, values) = match words.as_slice() {
        ["time", "zone"] => ("timezone".to_owned(), tokens.get(2..)),
        ["names", ..] => ("client_encoding".to_owned(), tokens.get(1..)),
        _ => {
            let at = tokens
                .iter()
                .position(|token| *token == Token::Eq || plain(token) == "to");
            let Some(at) = at else {
                return Err(error("42601", "SQL_ERROR: write: set name = value"));
            };
            (
                name(tokens.get(..at).unwrap_or_default())?,
                tokens.get(at + 1..),
            )
        }
    };
    let values = values.unwrap_or_default();
    let mut value = String::new();
    for token in values {
        match token {
            Token::Comma => value.push_str(", "),
            token => value.push_str(&plain(token)),
        }
    }
    let is_default =
        matches!(values, [Token::Word(word)] if word.value.eq_ignore_ascii_case("default"));
    Ok(Said::Set {
        name,
        value: (!is_default).then_some(value),
        is_local,
    })
}

/// Whether a query is about figures or about the catalogue.
fn question(sql: &str, tokens: &[Token]) -> PgWireResult<Said> {
    let mut seen = Seen::default();
    let mut before = None;
    for (at, token) in tokens.iter().enumerate() {
        if let Token::Word(word) = token {
            let is_space = tokens.get(at + 1) == Some(&Token::Period);
            seen.word(&word.value.to_ascii_lowercase(), is_space, before);
        }
        before = Some(token);
    }
    if !seen.catalogue && (seen.figures || !seen.perhaps_catalogue) {
        return Ok(Said::Question);
    }
    if seen.settings {
        return Err(error("42P01", "there is no table of settings"));
    }
    if seen.figures {
        return Err(error(
            "0A000",
            "tables of the catalogue and of figures cannot be asked together. Ask for each in a query of its own",
        ));
    }
    check_length(sql).map_err(|refusal| error("54000", refusal))?;
    let joined = tokens.iter().filter(|token| **token == Token::StringConcat);
    if tokens.len() > TOKENS_MAX || joined.count() > JOINED_TEXTS_MAX {
        return Err(error(
            "54000",
            "LIMIT: this question about the catalogue is too long",
        ));
    }
    Ok(Said::Catalogue)
}

/// What a query names.
#[derive(Default)]
struct Seen {
    figures: bool,
    catalogue: bool,
    perhaps_catalogue: bool,
    settings: bool,
}

/// What clients ask of a session when they connect, beside what begins with `pg_`.
const OF_THE_SESSION: [&str; 14] = [
    "current_catalog",
    "current_database",
    "current_role",
    "current_schema",
    "current_schemas",
    "current_setting",
    "current_user",
    "format_type",
    "has_schema_privilege",
    "has_table_privilege",
    "quote_ident",
    "session_user",
    "user",
    "version",
];

impl Seen {
    fn word(&mut self, word: &str, is_space: bool, before: Option<&Token>) {
        let is_part = before == Some(&Token::Period);
        match word {
            // Of figures, or of the log of questions.
            "hub" | "audit" if is_space && !is_part => self.figures = true,
            "pg_catalog" | "information_schema" if is_space => self.catalogue = true,
            // What the engine runs with is nobody's business.
            "df_settings" => self.settings = true,
            _ if is_part => {}
            _ if word.starts_with("pg_") || OF_THE_SESSION.contains(&word) => {
                self.perhaps_catalogue = true;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    fn of(sql: &str) -> Said {
        read(sql, 65_536).unwrap()
    }

    #[test]
    fn a_copy_of_psql_is_told_what_to_write_instead() {
        for sql in ["COPY ( select 1 ) TO STDOUT", "copy hub.areas from stdin"] {
            let told = read(sql, 65_536).unwrap_err().to_string();
            assert!(told.contains("psql --csv"), "{sql}: {told}");
        }
    }

    #[test]
    fn questions_go_where_their_tables_are() {
        for sql in [
            "select count(*) from hub.referrals",
            "SELECT count(*) AS pg_count FROM hub.referrals;",
            "insert into hub.referrals values (1)",
            "copy hub.referrals to '/tmp/x'",
            "explain select count(*) from hub.referrals",
            "select count(*) from referrals where a = 'pg_catalog.x'",
            "select * from audit.questions where name = current_user",
            "select 1",
        ] {
            assert_eq!(of(sql), Said::Question, "{sql}");
        }
        for sql in [
            "select version()",
            "select current_schema(), current_user",
            "select relname from pg_class",
            "select c.oid from pg_catalog.pg_class c where c.relname operator(pg_catalog.~) '^(hub.referrals)$'",
            "select * from information_schema.tables",
        ] {
            assert_eq!(of(sql), Said::Catalogue, "{sql}");
        }
        assert!(read("select 1 from hub.referrals, pg_catalog.pg_class", 65_536).is_err());
        assert!(read("select * from information_schema.df_settings", 65_536).is_err());
        assert!(read("select 1; select 2", 65_536).is_err());
        assert_eq!(of("-- nothing\n;"), Said::Nothing);
        assert_eq!(of("SAVEPOINT \"_pg3_1\""), Said::Savepoint);
        assert_eq!(of("rollback to savepoint a"), Said::RollbackTo);
    }

    #[test]
    fn settings_are_read_as_they_are_written() {
        let set = |name: &str, value: &str| Said::Set {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            is_local: false,
        };
        assert_eq!(
            of("SET search_path TO hub, public"),
            set("search_path", "hub, public")
        );
        assert_eq!(
            of("set hub.as_at = '2026-11-02.1'"),
            set("hub.as_at", "2026-11-02.1")
        );
        assert_eq!(of("SET TIME ZONE 'UTC'"), set("timezone", "UTC"));
        assert_eq!(
            of("set session statement_timeout=500"),
            set("statement_timeout", "500")
        );
        assert_eq!(
            of("show transaction isolation level"),
            Said::Show("transaction_isolation".to_owned())
        );
    }
}
