//! `hub config`: settings, looked at without serving.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::{CheckConfig, Config};
use crate::output::{result, words};
use crate::settings::{self, Checked};

/// The settings cannot be used.
const EXIT_WRONG: u8 = 2;

/// Runs the command. `named` is the file that --config or the environment names.
pub(crate) fn run(command: &Config, named: Option<&Path>) -> ExitCode {
    match command {
        Config::Check(CheckConfig { file }) => check(file.as_deref().or(named)),
        Config::Example => {
            result(format_args!("{}", settings::example().trim_end()));
            ExitCode::SUCCESS
        }
    }
}

fn check(file: Option<&Path>) -> ExitCode {
    match settings::check(file) {
        Checked::Good(text) => {
            result(format_args!("{}", text.trim_end()));
            ExitCode::SUCCESS
        }
        Checked::Wrong(faults) => {
            for fault in faults {
                words(format_args!("hub: {fault}"));
            }
            ExitCode::from(EXIT_WRONG)
        }
    }
}
