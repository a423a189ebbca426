//! `hub init`: a new hub, before anything is served.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Data;
use crate::data_dir::DataDir;

pub(crate) async fn run(args: Data) -> Result<ExitCode> {
    DataDir::begin(&args).await?;
    Ok(ExitCode::SUCCESS)
}
