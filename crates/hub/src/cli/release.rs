//! What is said to `hub release`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use hub_standard::ids::ReleaseId;

use super::Data;

#[derive(Debug, Subcommand)]
pub(crate) enum Release {
    /// Build a release from the returns that count now, attack it, and store the intruder's report beside it.
    ///
    /// Exit code: 0 built; 2 built, but the report says that a line is crossed; 3 held back, nothing of it is visible: set
    /// against itself or an earlier release it would tell of few people.
    Build(Build),
    /// List releases, newest first.
    List(Data),
    /// Show a release's manifest.
    Show(OneRelease),
    /// Show what differs between two releases: areas and months with another version, and figures displayed in another
    /// way.
    ///
    /// Example: hub release diff 2026-10-22.1 2026-11-22.1 --measure referral_rate --data data
    Diff(Diff),
    /// Recompute every hash of a release and check its signature.
    Verify(OneRelease),
    /// Make a finer table of a release: figures by three columns at once, for whoever may ask in SQL.
    ///
    /// Each such table costs everybody in it some privacy, so few may be made: 40 in all, 6 with a column that is sensitive,
    /// 12 new ones of a project in a release. One that another release has costs nothing more. The table stays for good.
    /// It is made from rows about people, so it runs where the data directory is. Exit code: 0 made, or there already; 4 not
    /// made, and the words say why.
    ///
    /// Example: hub release open --fact referrals --by sex,age_band,need --project "Frailty review" --data data
    Open(Open),
    /// List the finer tables of all releases, and how many may still be made.
    Opened(Data),
    /// Play attacks against a release and write what they found: intruder-RELEASE.html and .json.
    ///
    /// It reads the rows that the release was made from, so it runs where the data directory is. The report says nothing
    /// of any one person. Exit code: 0 pass, 2 a line is crossed.
    ///
    /// Example: hub release audit --release 2026-11-22.1 --out reports --data data
    Audit(Audit),
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Build though a release was seen here that the objects have not got, as after a backup from before it was put back.
    /// Only where nobody has that release: set against it, the new one would tell of few people.
    #[arg(long)]
    pub(crate) after_restore: bool,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// The release, like 2026-11-22.1; the newest without it.
    #[arg(long)]
    pub(crate) release: Option<ReleaseId>,
    /// People to attack, at most.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub(crate) targets: u16,
    /// Decides who is attacked. The same seed gives the same report.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Let the intruder see the finer tables of the release too, as whoever may ask in SQL does.
    #[arg(long, conflicts_with = "keep")]
    pub(crate) finer: bool,
    /// Directory to write the report to.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Keep it in the store beside the release too, if the release has none: one that is there is never replaced.
    #[arg(long)]
    pub(crate) keep: bool,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The release, like 2026-11-22.1; the newest without it.
    #[arg(long)]
    pub(crate) release: Option<ReleaseId>,
    /// What is counted, like referrals.
    #[arg(long)]
    pub(crate) fact: String,
    /// The columns, with commas between them.
    #[arg(long, value_delimiter = ',', required = true)]
    pub(crate) by: Vec<String>,
    /// The project that needs it.
    #[arg(long)]
    pub(crate) project: String,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// One release, like 2026-10-22.1.
    pub(crate) old: ReleaseId,
    /// The other one.
    pub(crate) new: ReleaseId,
    /// Only figures of this measure, like referral_rate.
    #[arg(long, value_name = "MEASURE")]
    pub(crate) measure: Option<String>,
    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Lines in columns.
    Text,
    /// JSON.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct OneRelease {
    /// The release, like 2026-11-22.1.
    pub(crate) release: ReleaseId,
    #[command(flatten)]
    pub(crate) data: Data,
}
