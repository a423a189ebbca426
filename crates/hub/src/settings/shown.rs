//! Settings as they are shown: an example of a file, and what holds with a file.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;

use clap::CommandFactory;
use clap::parser::ValueSource;

use super::file::{Said, read};
use super::table::{Setting, table};
use super::{joined, leaf, not_said_before};
use crate::cli::Cli;

/// Widest line of a comment.
const COLUMNS: usize = 110;

/// What a look at settings found.
#[derive(Debug)]
pub(crate) enum Checked {
    /// Every setting, one a line.
    Good(String),
    /// What is wrong, one a line.
    Wrong(Vec<String>),
}

/// A file with every setting, none of them made.
pub(crate) fn example() -> String {
    let mut text = String::from(
        "# Settings of `hub serve`, and for other commands where data lie. Named by --config or HUB_CONFIG.\n\
         # Options of the command line go first, then the environment, then this file, then the default.\n",
    );
    for setting in table() {
        text.push('\n');
        let help = setting.help.trim_end_matches('.');
        let words = format!("{help}.{}", notes(&setting));
        comment(&mut text, words.split_whitespace());
        let value = match (&setting.default, setting.is_flag) {
            (_, true) => "true".to_owned(),
            (Some(default), false) => quoted(default),
            (None, false) => quoted(&setting.value),
        };
        let _written = writeln!(text, "# {} = {value}", setting.key);
    }
    text
}

fn notes(setting: &Setting) -> String {
    let mut notes = String::new();
    if !setting.choices.is_empty() {
        let _written = write!(notes, " One of: {}.", setting.choices.join(", "));
    }
    if let Some(env) = &setting.env {
        let _written = write!(notes, " In the environment: {env}.");
    }
    notes
}

/// Words as lines of a comment.
fn comment<'a>(text: &mut String, words: impl Iterator<Item = &'a str>) {
    let mut line = String::from("#");
    for word in words {
        if line.chars().count() + 1 + word.chars().count() > COLUMNS {
            text.push_str(&line);
            text.push('\n');
            "#".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => {
                let _written = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

/// What `hub serve` would have with this file and the environment as it is, and where each value is from.
pub(crate) fn check(path: Option<&Path>) -> Checked {
    let table = table();
    let said = match path.map(|path| read(path, &table)) {
        Some(Ok(said)) => said,
        Some(Err(faults)) => return Checked::Wrong(faults),
        None => Vec::new(),
    };
    let line: Vec<OsString> = ["hub", "serve"].map(OsString::from).into();
    let first = match Cli::command()
        .ignore_errors(true)
        .try_get_matches_from(&line)
    {
        Ok(first) => first,
        Err(error) => return Checked::Wrong(vec![error.to_string()]),
    };
    let (_, before) = leaf(&first);
    let line = joined(line, not_said_before(&said, &table, before));
    let all = match Cli::command().try_get_matches_from(line) {
        Ok(all) => all,
        Err(error) => {
            return Checked::Wrong(vec![in_a_line(&error)]);
        }
    };
    let (_, with_file) = leaf(&all);
    let mut text = String::new();
    for setting in &table {
        let raw = with_file.try_get_raw(&setting.id).ok().flatten();
        let values: Vec<String> = raw
            .into_iter()
            .flatten()
            .map(|value| value.to_string_lossy().into_owned())
            .collect();
        let origin = origin(setting, &said, before.value_source(&setting.id));
        let _written = match shown(setting, &values) {
            Some(value) => writeln!(text, "{} = {value}  # {origin}", setting.key),
            None => writeln!(text, "# {} is not set", setting.key),
        };
    }
    Checked::Good(text)
}

/// What is wrong with a command line, without how it is used.
fn in_a_line(error: &clap::Error) -> String {
    let words = error.to_string();
    let lines = words.lines().map(str::trim);
    let lines: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let line = lines.join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

fn shown(setting: &Setting, values: &[String]) -> Option<String> {
    match values {
        [] => None,
        _ if setting.is_secret => Some("\"(secret)\"".to_owned()),
        [value] if setting.is_flag => Some(value.clone()),
        [value] => Some(quoted(value)),
        many => {
            let many: Vec<String> = many.iter().map(|value| quoted(value)).collect();
            Some(format!("[{}]", many.join(", ")))
        }
    }
}

fn origin(setting: &Setting, said: &[Said], before: Option<ValueSource>) -> String {
    let in_file = said.iter().find(|said| said.key == setting.key);
    match (before, &setting.env, in_file) {
        (Some(ValueSource::EnvVariable), Some(env), _) => format!("environment, {env}"),
        (_, _, Some(said)) => format!("file, line {}", said.line),
        _ => "default".to_owned(),
    }
}
