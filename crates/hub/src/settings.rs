//! Settings: what is said on the command line, in the environment, and in a file. The first of these that says something
//! counts, and after them the default.
//!
//! The keys of a file are the options of `hub serve`, as the command line itself knows them. So a new option is a key at
//! once, with its words, its variable and its default.

mod file;
mod near;
mod shown;
mod table;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, Parser};

use crate::cli::Cli;
use file::Said;
use table::{Setting, table};

pub(crate) use shown::{Checked, check, example};

/// Options that say where data lie, which most commands have.
const SHARED: [&str; 2] = ["data", "store"];

/// What was said cannot be used.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// The command line, with what the file adds to it; also a wish for help, which is no fault.
    Line {
        /// In the words of the command line.
        error: clap::Error,
        /// The file that was read, if any.
        file: Option<PathBuf>,
    },
    /// The file, each fault in a line of words.
    File(Vec<String>),
}

impl From<clap::Error> for Unusable {
    fn from(error: clap::Error) -> Self {
        Self::Line { error, file: None }
    }
}

/// Reads what was said to the program.
///
/// # Errors
/// When it cannot be used, or help was asked for.
pub(crate) fn parse(args: Vec<OsString>) -> Result<Cli, Unusable> {
    // Whatever is wrong with the line is told by the second reading, which knows what the file says.
    let Ok(first) = Cli::command()
        .ignore_errors(true)
        .try_get_matches_from(&args)
    else {
        return Ok(Cli::try_parse_from(args)?);
    };
    let (names, leaf) = leaf(&first);
    let Some(path) = file_of(leaf) else {
        return Ok(Cli::try_parse_from(args)?);
    };
    let settings = settings_of(&names);
    if settings.is_empty() {
        return Ok(Cli::try_parse_from(args)?);
    }
    let said = file::read(&path, &table()).map_err(Unusable::File)?;
    let added = not_said_before(&said, &settings, leaf);
    Cli::try_parse_from(joined(args, added)).map_err(|error| Unusable::Line {
        error,
        file: Some(path),
    })
}

/// The names of the command that was given, and what was said to it.
fn leaf(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let (mut names, mut at) = (Vec::new(), matches);
    while let Some((name, below)) = at.subcommand() {
        names.push(name.to_owned());
        at = below;
    }
    (names, at)
}

fn file_of(leaf: &ArgMatches) -> Option<PathBuf> {
    leaf.try_get_one("config").ok().flatten().cloned()
}

/// What a file may say to a command: everything to `serve`, and to others where data lie and how to log.
fn settings_of(names: &[String]) -> Vec<Setting> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let may = |setting: &Setting| match names.as_slice() {
        // `hub config` reads the file by itself.
        [] | ["config", ..] => false,
        ["serve"] => true,
        // Neither invented people nor a file to be checked have anything to do with the data of a deployment.
        ["demo" | "check"] => setting.is_global,
        _ => setting.is_global || SHARED.contains(&setting.key.as_str()),
    };
    let mut hub = Cli::command();
    hub.build();
    let Some(command) = below(&hub, &names) else {
        return Vec::new();
    };
    let has = |setting: &Setting| {
        let mut args = command.get_arguments();
        args.any(|arg| arg.get_id().as_str() == setting.id)
    };
    let mut settings = table();
    settings.retain(|setting| may(setting) && has(setting));
    settings
}

fn below<'a>(hub: &'a Command, names: &[&str]) -> Option<&'a Command> {
    names
        .iter()
        .try_fold(hub, |command, name| command.find_subcommand(name))
}

/// What the file adds to the command line: nothing that the line or the environment has said.
fn not_said_before(said: &[Said], settings: &[Setting], leaf: &ArgMatches) -> Vec<OsString> {
    let mut added = Vec::new();
    for said in said {
        let Some(setting) = settings.iter().find(|setting| setting.key == said.key) else {
            continue;
        };
        let is_said = matches!(
            leaf.value_source(&setting.id),
            Some(ValueSource::CommandLine | ValueSource::EnvVariable)
        );
        if !is_said {
            added.extend(said.arguments());
        }
    }
    added
}

/// The line with what is added, before the sign after which nothing is an option any more.
fn joined(mut args: Vec<OsString>, added: Vec<OsString>) -> Vec<OsString> {
    let end = args.iter().position(|arg| arg == "--");
    let rest = args.split_off(end.unwrap_or(args.len()));
    args.extend(added);
    args.extend(rest);
    args
}

/// The words before a fault of a file.
fn at(path: &Path, line: Option<usize>) -> String {
    let path = path.display();
    match line {
        Some(line) => format!("{path}, line {line}"),
        None => path.to_string(),
    }
}
