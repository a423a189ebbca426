//! `hub release`: build, list, show, verify.

use std::process::ExitCode;

use anyhow::Result;
use hub_release::{Releases, VerifyReport, verify};

use crate::cli::{self, OneRelease};
use crate::data_dir::DataDir;
use crate::output::result;

/// Prints what became of a release's verification.
pub(crate) fn print_verified(report: &VerifyReport) {
    let verdict = if report.is_whole() {
        "whole"
    } else {
        "NOT WHOLE"
    };
    result(format_args!(
        "release {}: {verdict}, {} objects checked",
        report.release, report.objects_checked
    ));
    for problem in &report.problems {
        result(format_args!("  {problem}"));
    }
}

pub(crate) async fn run(command: cli::Release) -> Result<ExitCode> {
    match command {
        cli::Release::Build(args) => {
            let data = DataDir::open_existing(&args.data)?;
            let id = super::serve::build_release(&data, &data.reference().await?).await?;
            result(format_args!("{id}"));
        }
        cli::Release::List(args) => {
            let data = DataDir::open_existing(&args.data)?;
            for summary in Releases::open(data.store).list().await? {
                result(format_args!(
                    "{}  {:.0}  {}",
                    summary.id, summary.at, summary.label
                ));
            }
        }
        cli::Release::Show(OneRelease { release, data }) => {
            let data = DataDir::open_existing(&data.data)?;
            let release = Releases::open(data.store).get(&release).await?;
            result(format_args!(
                "{}",
                serde_json::to_string_pretty(&release.manifest)?
            ));
        }
        cli::Release::Verify(OneRelease { release, data }) => {
            let data = DataDir::open_existing(&data.data)?;
            let report = verify(
                &data.store,
                &release,
                &data.release_keys().await?.public_key(),
            )
            .await?;
            print_verified(&report);
            if !report.is_whole() {
                return Ok(ExitCode::from(2));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
