//! The intruder's report that goes with every release this program builds.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use hub_reference::Reference;
use hub_release::ReleaseError;
use hub_release::intruder::{self, AuditOptions, IntruderReport, Kept};
use hub_standard::ids::ReleaseId;

use crate::data_dir::DataDir;
use crate::output::words;

/// A release waits no longer for its report: it can be added later.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// So many people are attacked where a release is to be trusted: among fewer a line can be crossed by chance.
pub(crate) const TARGETS: usize = 1_000;
/// And so many in a demo, which has nobody to protect.
const TARGETS_OF_DEMO: usize = 100;

/// Attacks a release that was just built, stores the report beside it and says what it found.
///
/// Exit code 2 where a line is crossed. A release whose rows were erased meanwhile has no report, which is no failure.
pub(crate) async fn add(
    data: &DataDir,
    reference: &Reference,
    release: &ReleaseId,
    targets: usize,
) -> Result<ExitCode> {
    let keys = data.release_keys().await?;
    let options = AuditOptions {
        targets,
        ..AuditOptions::default()
    };
    let later = || {
        format!(
            "release {release} is built, but has no intruder's report: \
             `hub release audit --keep --release {release}` adds it"
        )
    };
    let work = intruder::audit(&data.store, reference, &keys, release, &options);
    let report = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Err(error @ ReleaseError::RowsGone(_))) => {
            words(format_args!(
                "Release {release} has no intruder's report: {error}."
            ));
            return Ok(ExitCode::SUCCESS);
        }
        Ok(report) => report.with_context(later)?,
        Err(slow) => return Err(slow).with_context(later),
    };
    store(data, &report).await.with_context(later)?;
    Ok(verdict(&report))
}

/// The same for a demo, which goes on whatever the report says or wherever it fails.
pub(crate) async fn try_to_add(data: &DataDir, reference: &Reference, release: &ReleaseId) {
    if let Err(error) = add(data, reference, release, TARGETS_OF_DEMO).await {
        words(format_args!("{error:#}"));
    }
}

/// Stores a report beside its release, unless the release has one.
pub(crate) async fn store(data: &DataDir, report: &IntruderReport) -> Result<()> {
    let keys = data.release_keys().await?;
    let release = &report.setting.release;
    match intruder::store_report(&data.store, &keys, report).await? {
        Kept::Now => words(format_args!(
            "The intruder's report of release {release} is stored beside it."
        )),
        Kept::Before(there) => words(format_args!(
            "Release {release} had a report already, which stays as it is: {}.",
            there.verdict_words()
        )),
    }
    Ok(())
}

fn verdict(report: &IntruderReport) -> ExitCode {
    let release = &report.setting.release;
    let verdict = report.verdict_words();
    if report.passes() {
        words(format_args!("The intruder's report: {verdict}."));
        return ExitCode::SUCCESS;
    }
    words(format_args!(
        "The intruder's report: {verdict}. Release {release} is published all the same: find out why before anybody uses it."
    ));
    for line in report.lines_as_text() {
        words(format_args!("  {line}"));
    }
    ExitCode::from(2)
}
