//! Results on standard output, words on standard error.

use std::fmt::Arguments;
use std::io::Write;

use tracing_subscriber::EnvFilter;

use crate::cli::Cli;

/// Prints one line of a result.
pub(crate) fn result(line: Arguments<'_>) {
    // A reader that has gone away is no reason to fail.
    let _gone = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints one line of words.
pub(crate) fn words(line: Arguments<'_>) {
    let _gone = writeln!(std::io::stderr().lock(), "{line}");
}

/// Starts the log on standard error.
pub(crate) fn start_logging(cli: &Cli) {
    let level = match cli.verbose {
        0 => "warn",
        1 => "info,datafusion=warn",
        _ => "debug,datafusion=info,hyper=info",
    };
    let filter = EnvFilter::try_from_env("HUB_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
}
