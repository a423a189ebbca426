//! `hub doctor`: is everything that was accepted whole?

use std::process::ExitCode;

use anyhow::Result;
use hub_release::{Releases, verify};
use jiff::{SignedDuration, Timestamp};

use crate::certificate::Files;
use crate::cli::Doctor;
use crate::data_dir::DataDir;
use crate::output::result;

use super::release::print_verified;

/// A certificate that ends sooner is an ailment.
const CERTIFICATE_LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(crate) async fn run(args: Doctor) -> Result<ExitCode> {
    let data = DataDir::open_existing(&args.data).await?;
    if data.probe().await? {
        result(format_args!("storage: keeps its promises"));
    }
    let journal = data.store.journal().verify().await?;
    result(format_args!(
        "journal: {} entries, {} problems",
        journal.entries,
        journal.problems.len()
    ));
    let audit = data.store.audit().verify().await?;
    result(format_args!(
        "audit log: {} entries, {} records, {}",
        audit.entries,
        audit.records,
        if audit.is_sound() { "sound" } else { "BROKEN" }
    ));
    let ailments = data.store.doctor().await?;
    for ailment in &ailments {
        let grade = if ailment.kind.is_harmless() {
            "harmless"
        } else {
            "AILMENT"
        };
        result(format_args!(
            "{grade}: {} {} ({})",
            ailment.path, ailment.detail, ailment.count
        ));
    }
    let public_key = data.release_keys().await?.public_key();
    let mut broken = 0_u32;
    for summary in Releases::open(data.store.clone()).list().await? {
        let release = verify(&data.store, &summary.id, &public_key).await?;
        if !release.is_whole() {
            broken += 1;
        }
        print_verified(&release);
    }
    let files = args.tls_cert.as_ref().zip(args.tls_key.as_ref());
    let certificate_lasts = match files {
        Some((chain, key)) => lasts(&Files::open(chain, key)?),
        None => true,
    };
    let is_clean = certificate_lasts
        && ailments.iter().all(|ailment| ailment.kind.is_harmless())
        && broken == 0
        && journal.is_sound()
        && audit.is_sound();
    result(format_args!(
        "{}",
        if is_clean { "clean" } else { "not clean" }
    ));
    Ok(if is_clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

/// Whether the certificate can be shown for a while.
fn lasts(files: &Files) -> bool {
    let ends = files.ends().and_then(|s| Timestamp::from_second(s).ok());
    let Some(ends) = ends else {
        result(format_args!("certificate: it does not say when it ends"));
        return true;
    };
    let lasts = ends.duration_since(Timestamp::now()) >= CERTIFICATE_LASTS;
    let grade = if lasts { "certificate" } else { "AILMENT" };
    result(format_args!("{grade}: the certificate ends at {ends}"));
    lasts
}
