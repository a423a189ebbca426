//! `hub`: the one binary of the Social Prescribing Data Hub.

mod certificate;
mod cli;
mod client;
mod commands;
mod data_dir;
mod listen;
mod output;
mod wires;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// A release and a burst of returns take and give back many small pieces of memory from all threads, which leaves the C
/// library's allocator slower the longer the process lives.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // What a panic says may hold what was in a file, so only its place is told.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => output::words(format_args!("hub: a fault of ours at {place}")),
        None => output::words(format_args!("hub: a fault of ours")),
    }));
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
