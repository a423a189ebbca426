//! `hub synth`: the returns of a synthetic England as files.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use hub_reference::Reference;
use hub_standard::calendar;
use hub_standard::ids::Month;
use hub_synth::{DirtyFile, Synth, SynthConfig, SynthKind};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::{self, Format};
use crate::output::words;

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
    let synth = Synth::new(&reference, config(args.months, args.services, args.seed));
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
    Ok(ExitCode::SUCCESS)
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
