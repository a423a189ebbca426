//! `hub release diff`, and what to say of a release that was held back.

use std::process::ExitCode;

use anyhow::Result;
use hub_release::{ReleaseError, compare};

use crate::cli;
use crate::data_dir::DataDir;
use crate::output::{result, words};

/// A release was held back: set against earlier ones it would tell of few people.
const EXIT_HELD: u8 = 3;

/// Prints what differs between two releases.
pub(super) async fn run(args: &cli::Diff) -> Result<()> {
    let data = DataDir::open_existing(&args.data).await?;
    let measure = args.measure.as_deref();
    let found = compare(&data.store, &args.old, &args.new, measure).await?;
    match args.format {
        cli::DiffFormat::Text => result(format_args!("{}", found.to_text().trim_end())),
        cli::DiffFormat::Json => {
            result(format_args!("{}", serde_json::to_string_pretty(&found)?));
        }
    }
    Ok(())
}

/// The exit code of a build that failed because its release was held back; other errors are passed on.
pub(super) fn held(error: anyhow::Error) -> Result<ExitCode> {
    match error.downcast_ref::<ReleaseError>() {
        Some(ReleaseError::Held(held)) => {
            words(format_args!("hub: {held}"));
            Ok(ExitCode::from(EXIT_HELD))
        }
        _ => Err(error),
    }
}
