//! What is said to `hub config` and `hub health`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Print every setting of `hub serve` and where its value is from: environment, file, default.
    ///
    /// Exit code: 0 it can be used, 2 not, and the words say what is wrong in which line. Addresses are not tried, nor
    /// files opened that settings name.
    ///
    /// Example: hub config check /etc/hub/hub.toml
    Check(CheckConfig),
    /// Print a file with every setting, each explained and none made.
    ///
    /// Example: hub config example > hub.toml
    Example,
}

#[derive(Debug, Args)]
pub(crate) struct CheckConfig {
    /// The file; the one that --config or HUB_CONFIG names without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Health {
    /// Address of the hub.
    #[arg(long, default_value = "http://127.0.0.1:8080", env = "HUB_URL")]
    pub(crate) url: String,
    /// Seconds to wait for the answer.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=60), value_name = "SECONDS")]
    pub(crate) wait: u64,
}
