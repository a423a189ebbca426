//! Results on standard output, words on standard error.

use std::fmt::Arguments;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, LogForm};

/// Whether whoever reads standard error takes each of its lines for JSON.
static IN_JSON: AtomicBool = AtomicBool::new(false);

/// Prints one line of a result.
pub(crate) fn result(line: Arguments<'_>) {
    // A reader that has gone away is no reason to fail.
    let _gone = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints one line of words.
pub(crate) fn words(line: Arguments<'_>) {
    if IN_JSON.load(Ordering::Relaxed) {
        let message = line.to_string();
        let line = serde_json::json!({
            "timestamp": jiff::Timestamp::now().to_string(),
            "level": "INFO",
            "message": message.trim(),
        });
        let _gone = writeln!(std::io::stderr().lock(), "{line}");
        return;
    }
    let _gone = writeln!(std::io::stderr().lock(), "{line}");
}

/// Starts the log on standard error.
pub(crate) fn start_logging(cli: &Cli) {
    let level = match cli.verbose {
        0 => "warn",
        1 => "info,datafusion=warn",
        _ => "debug,datafusion=info,hyper=info",
    };
    let chosen = cli.log_level.as_deref().unwrap_or(level);
    let filter = EnvFilter::try_new(chosen).unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    match cli.log {
        LogForm::Text => log.init(),
        LogForm::Json => {
            IN_JSON.store(true, Ordering::Relaxed);
            log.json()
                .flatten_event(true)
                .with_current_span(true)
                .with_span_list(false)
                .init();
        }
    }
}
