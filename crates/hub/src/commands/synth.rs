//! `hub synth`: the returns of a synthetic England as files.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};
use hub_reference::Reference;
use hub_standard::ids::Month;
use hub_synth::{Synth, SynthConfig};

use crate::cli::{self, Format};
use crate::output::words;

/// The last month for which a return can be due.
pub(crate) fn last_month() -> Month {
    Month::of(jiff::Zoned::now().date()).prev()
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
    let mut files = 0_u64;
    for back in (0..i32::from(args.months)).rev() {
        let month = last.plus(-back);
        let folder = args.out.join(month.to_string());
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for index in 0..synth.services().len() {
            let file = match args.format {
                None => synth.file(index, month),
                Some(Format::Csv) => synth.csv_file(index, month),
                Some(Format::Xlsx) => synth.xlsx_file(index, month),
            };
            let Some(file) = file else { continue };
            let path = folder.join(&file.name);
            fs::write(&path, &file.bytes)
                .with_context(|| format!("cannot write {}", path.display()))?;
            files += 1;
        }
    }
    words(format_args!(
        "Wrote {files} returns to {}",
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
