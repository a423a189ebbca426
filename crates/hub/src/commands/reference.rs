//! `hub reference`: the publishers' files, checked and kept.

use std::process::ExitCode;

use anyhow::Result;
use hub_engine::{Catalogue, run_checks};
use hub_reference::{ImportError, Reference};

use crate::cli;
use crate::data_dir::DataDir;
use crate::output::{result, words};

pub(crate) async fn run(command: cli::Reference) -> Result<ExitCode> {
    match command {
        cli::Reference::Import { dir, data } => {
            let data = DataDir::open(&data).await?;
            data.prepare_keys().await?;
            let reference = match data.import_reference(&dir).await {
                Ok(reference) => reference,
                Err(error) => return refused(error),
            };
            let holds = show(&reference).await?;
            Ok(if holds {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            })
        }
        cli::Reference::Show(data) => {
            let reference = DataDir::open_existing(&data).await?.reference().await?;
            let holds = show(&reference).await?;
            Ok(if holds {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            })
        }
    }
}

/// Says what is wrong with the publishers' files, each problem on a line.
fn refused(error: anyhow::Error) -> Result<ExitCode> {
    let Some(ImportError::Refused { problems, more }) = error.downcast_ref() else {
        return Err(error);
    };
    for problem in problems {
        words(format_args!("{problem}"));
    }
    let count = problems.len() + more;
    let noun = if count == 1 { "problem" } else { "problems" };
    words(format_args!(
        "Nothing was imported: {count} {noun} in the files."
    ));
    Ok(ExitCode::from(2))
}

/// Prints the tables and what the checks of `sql/checks` say of them; whether every check that could run holds.
async fn show(reference: &Reference) -> Result<bool> {
    result(format_args!("{}", reference.label()));
    let tables: Vec<_> = reference
        .tables()?
        .into_iter()
        .map(|(name, rows)| (name.to_owned(), rows))
        .collect();
    for (name, rows) in &tables {
        result(format_args!("  {name}: {} rows", rows.num_rows()));
    }
    let mut holds = true;
    for outcome in run_checks(&Catalogue::embedded()?, &tables).await? {
        let verdict = if outcome.holds() {
            "holds".to_owned()
        } else if outcome.absent.is_empty() {
            holds = false;
            format!("FAILS with {} rows", outcome.rows)
        } else {
            format!("not run: needs {}", outcome.absent.join(", "))
        };
        result(format_args!("  check {}: {verdict}", outcome.id));
        if !outcome.shown.is_empty() {
            result(format_args!("{}", outcome.shown));
        }
    }
    Ok(holds)
}
