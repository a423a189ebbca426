//! `hub`: the one binary of the Social Prescribing Data Hub.

mod certificate;
mod cli;
mod client;
mod commands;
mod data_dir;
mod listen;
mod output;
mod settings;
mod wires;

use std::process::ExitCode;

use mimalloc::MiMalloc;

use crate::settings::Unusable;

/// What was said to the program cannot be used.
const EXIT_UNUSABLE: u8 = 2;

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
    let cli = match settings::parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(unusable) => return told(&unusable),
    };
    output::start_logging(&cli);
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            output::words(format_args!("hub: {error:#}"));
            ExitCode::from(commands::EXIT_FAILED)
        }
    }
}

/// Says what was wrong with what was said to the program, or helps.
fn told(unusable: &Unusable) -> ExitCode {
    match unusable {
        Unusable::Line { error, file } => {
            // A reader that has gone away is no reason to fail.
            let _gone = error.print();
            if !error.use_stderr() {
                return ExitCode::SUCCESS;
            }
            if let Some(file) = file {
                let file = file.display();
                output::words(format_args!(
                    "\nSettings of {file} count too: hub config check {file}"
                ));
            }
        }
        Unusable::File(faults) => {
            for fault in faults {
                output::words(format_args!("hub: {fault}"));
            }
        }
    }
    ExitCode::from(EXIT_UNUSABLE)
}
