//! `hub`: the one binary of the Social Prescribing Data Hub.

mod cli;
mod client;
mod commands;
mod data_dir;
mod output;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    output::start_logging(&cli);
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            output::words(format_args!("hub: {error:#}"));
            ExitCode::from(commands::EXIT_FAILED)
        }
    }
}
