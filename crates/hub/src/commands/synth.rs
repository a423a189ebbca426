//! `hub synth`: the returns of a synthetic England as files.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use hub_reference::Reference;
use hub_standard::calendar;
use hub_standard::ids::Month;
use hub_synth::{DirtyFile, Synth, SynthConfig, SynthKind, Truths};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::{self, Format};
use crate::output::words;

/// What was planted, beside the folders of the months.
const TRUTH_FILE: &str = "truth.json";

/// Today in England, wherever this machine stands.
pub(crate) fn today() -> Date {
    calendar::day_of(Timestamp::now())
}

/// The last month for which a return can be due.
pub(crate) fn last_month() -> Month {
    Month::of(today()).prev()
}

pub(crate) fn config(months: u16, services: u16, seed: u64) -> SynthConfig {
    SynthConfig {
        months: usize::from(months),
        services: usize::from(services),
        seed,
        last_month: last_month(),
        ..SynthConfig::default()
    }
}

pub(crate) fn run(args: &cli::Synth) -> Result<ExitCode> {
    let reference = match &args.reference {
        Some(dir) => Reference::import(dir)?,
        None => Reference::builtin(),
    };
    let truths = match &args.plant {
        Some(file) => truths_in(file)?,
        None => Truths::default(),
    };
    ensure!(
        args.details || !truths.is_in_details(),
        "what is to be planted is in other sheets than Referrals: add --details"
    );
    let config = SynthConfig {
        truths,
        ..config(args.months, args.services, args.seed)
    };
    config
        .check(&reference)
        .context("cannot plant what the file names")?;
    let synth = Synth::new(&reference, config);
    let last = last_month();
    let kind = args.format.map(|format| match format {
        Format::Csv => SynthKind::Csv,
        Format::Xlsx => SynthKind::Xlsx,
    });
    let mut files = 0_u64;
    for back in (0..i32::from(args.months)).rev() {
        let month = last.plus(-back);
        let folder = args.out.join(month.to_string());
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for index in 0..synth.services().len() {
            let made = if args.details {
                synth
                    .detailed_file(index, month, kind)
                    .map(|file| DirtyFile {
                        file,
                        planted: Vec::new(),
                    })
            } else {
                synth.dirty_file(index, month, kind, args.dirty)
            };
            let Some(made) = made else { continue };
            write(&folder.join(&made.file.name), &made.file.bytes)?;
            if args.dirty > 0.0 {
                write_list(&folder, &made)?;
            }
            files += 1;
        }
    }
    words(format_args!(
        "Wrote {files} returns to {}",
        args.out.display()
    ));
    if args.plant.is_some() {
        let path = args.out.join(TRUTH_FILE);
        write(&path, &serde_json::to_vec_pretty(&synth.truth())?)?;
        words(format_args!("What was planted is in {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// What a TOML file asks to plant.
fn truths_in(file: &Path) -> Result<Truths> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    toml::from_str(&text).with_context(|| {
        format!(
            "{} does not say what to plant in keys that are known; `hub synth --help` lists them",
            file.display()
        )
    })
}

/// Writes where findings must appear in a file, beside it; an empty list for a file without defects.
fn write_list(folder: &Path, made: &DirtyFile) -> Result<()> {
    let list = serde_json::to_vec_pretty(&made.planted)?;
    write(
        &folder.join(format!("{}.planted.json", made.file.name)),
        &list,
    )
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    fn read(text: &str) -> Result<Truths> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plant.toml");
        fs::write(&file, text).unwrap();
        truths_in(&file)
    }

    #[test]
    fn a_file_is_read_as_the_help_writes_it() {
        let truths = read(
            r#"
            deprivation_rii = 0.5
            wait_step = { month = "2026-05", days = 14 }
            wellbeing_change = 1.5
            wellbeing_per_fte = 0.2
            everybody_asked = true
            use_months = 3
            use_from_all = true
            gp_contacts_ratio = 0.6
            not_available = [{ support = "housing_advice", icb = "QE1", share = 0.4 }]
            "#,
        )
        .unwrap();
        assert_eq!(truths.gp_contacts_ratio, Some(0.6));
        assert_eq!(truths.wait_step.map(|step| step.days), Some(14));
        assert_eq!(truths.not_available.len(), 1);
        let gap = read("ethnic_gap = { group = \"black\", ratio = 0.6 }").unwrap();
        assert!(gap.ethnic_gap.is_some());
    }

    #[test]
    fn a_misspelt_key_is_answered_with_the_known_ones() {
        let said = format!("{:#}", read("gp_ratio = 0.6").unwrap_err());
        assert!(said.contains("plant.toml"), "{said}");
        assert!(said.contains("gp_contacts_ratio"), "{said}");
    }
}
