//! `hub release`: build, list, show, diff, open, verify, audit.

mod diff;
mod opening;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use hub_release::intruder::{self, AuditOptions, IntruderReport};
use hub_release::{Releases, VerifyReport, verify};
use hub_standard::ids::ReleaseId;

use super::intruder_report;
use crate::cli::{self, OneRelease};
use crate::data_dir::DataDir;
use crate::output::{result, words};

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
            let data = DataDir::open_existing(&args.data).await?;
            let releases = Releases::open(data.store.clone());
            if !args.after_restore {
                none_is_lost(&data, &releases).await?;
            }
            let reference = data.reference().await?;
            let id = match super::serve::build_release(&data, &reference).await {
                Ok(id) => id,
                Err(error) => return diff::held(error),
            };
            result(format_args!("{id}"));
            // It is published, whether or not that can be noted.
            if let Err(error) = note_newest(&data, &releases).await {
                words(format_args!("hub: {error:#}"));
            }
            return intruder_report::add(&data, &reference, &id, intruder_report::TARGETS).await;
        }
        cli::Release::List(args) => {
            let data = DataDir::open_existing(&args).await?;
            let listed = Releases::open(data.store).list().await?;
            for summary in listed.iter().rev() {
                result(format_args!(
                    "{}  {:.0}  {}",
                    summary.id, summary.at, summary.label
                ));
            }
        }
        cli::Release::Show(OneRelease { release, data }) => {
            let data = DataDir::open_existing(&data).await?;
            let release = Releases::open(data.store).get(&release).await?;
            result(format_args!(
                "{}",
                serde_json::to_string_pretty(&release.manifest)?
            ));
        }
        cli::Release::Diff(args) => diff::run(&args).await?,
        cli::Release::Open(args) => return opening::open(&args).await,
        cli::Release::Opened(args) => opening::list(&DataDir::open_existing(&args).await?).await?,
        cli::Release::Verify(OneRelease { release, data }) => {
            let data = DataDir::open_existing(&data).await?;
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
        cli::Release::Audit(args) => {
            let report = audit(&args).await?;
            print_report(&report);
            if !report.passes() {
                return Ok(ExitCode::from(2));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses to go on from objects that are older than a release that was seen here.
async fn none_is_lost(data: &DataDir, releases: &Releases) -> Result<()> {
    if let Some(lost) = data.seen().lost(&releases.list().await?)? {
        bail!(
            "release {lost} was seen here, and these objects have not got it, as after a backup from before it was put back. \
             The next release would give its months the same version numbers, with the same adjustment, over other people: \
             whoever has both can take one from the other. Find the lost release in another copy. If nobody has it, say \
             --after-restore"
        );
    }
    Ok(())
}

async fn note_newest(data: &DataDir, releases: &Releases) -> Result<()> {
    data.seen().note(&releases.list().await?)
}

/// The release of that name, or the newest.
pub(super) async fn named_or_newest(
    data: &DataDir,
    named: Option<&ReleaseId>,
) -> Result<ReleaseId> {
    if let Some(release) = named {
        return Ok(release.clone());
    }
    let listed = Releases::open(data.store.clone()).list().await?;
    let newest = listed.last().context("nothing was released yet")?;
    Ok(newest.id.clone())
}

/// Attacks a release and writes the report.
async fn audit(args: &cli::Audit) -> Result<IntruderReport> {
    let data = DataDir::open_existing(&args.data).await?;
    let release = named_or_newest(&data, args.release.as_ref()).await?;
    let options = AuditOptions {
        targets: usize::from(args.targets),
        seed: args.seed,
        finer: args.finer,
        ..AuditOptions::default()
    };
    let (reference, keys) = (data.reference().await?, data.release_keys().await?);
    let report = intruder::audit(&data.store, &reference, &keys, &release, &options).await?;
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the directory {}", args.out.display()))?;
    for (ending, text) in [("html", report.to_html()), ("json", report.to_json()?)] {
        let path = args.out.join(format!("intruder-{release}.{ending}"));
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if args.keep {
        intruder_report::store(&data, &report).await?;
    }
    Ok(report)
}

fn print_report(report: &IntruderReport) {
    let words = report.verdict_words();
    result(format_args!("release {}: {words}", report.setting.release));
    for line in report.lines_as_text() {
        result(format_args!("  {line}"));
    }
}
