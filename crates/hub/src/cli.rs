//! Commands and their arguments.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hub_api::{Cidr, Contact};
use hub_standard::ids::{AreaCode, Month, ReleaseId, ServiceCode};
use hub_store::Place;

mod operate;
mod person;
mod release;
mod service;
mod token;
mod who;

pub(crate) use operate::{CheckConfig, Config, Health};
pub(crate) use person::{Link, Person};
pub(crate) use release::{Audit, Diff, DiffFormat, OneRelease, Open, Release};
pub(crate) use service::{ListFormat, NewService, Service, ServiceEdit};
pub(crate) use token::{NewToken, Token};
pub(crate) use who::Who;

/// The Social Prescribing Data Hub: monthly returns in, protected figures out.
///
/// Results go to standard output, words to standard error.
#[derive(Debug, Parser)]
#[command(name = "hub", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// More words in the log (-v, -vv). The log never holds a value from a return.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Settings as a TOML file: every option of `hub serve`, and for other commands where data lie and how to log. What
    /// the command line or the environment says goes first. `hub config example` prints one.
    #[arg(long, global = true, value_name = "FILE", env = "HUB_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Form of the log.
    #[arg(long, global = true, value_enum, default_value_t = LogForm::Text, env = "HUB_LOG_FORM")]
    pub(crate) log: LogForm,
    /// What is logged, like info or "info,hyper=debug". It goes before -v.
    #[arg(long, global = true, value_name = "FILTER", env = "HUB_LOG")]
    pub(crate) log_level: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogForm {
    /// Lines for people.
    Text,
    /// One JSON object a line, words to people too.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a synthetic England, send its returns through the real door, release and serve.
    ///
    /// Example: hub demo --months 24 --services 300
    Demo(Demo),
    /// Serve pages and API over a data directory.
    ///
    /// Example: hub serve --new --data /var/lib/hub --listen 127.0.0.1:8080
    ///
    /// Example: hub serve --config /etc/hub/hub.toml
    Serve(Serve),
    /// Begin a new hub in an empty data directory: make its keys, and serve nothing yet.
    ///
    /// Example: hub init --data /var/lib/hub
    Init(Data),
    /// Check a file of settings and print what holds with it, or print an example of one.
    ///
    /// Example: hub config check /etc/hub/hub.toml
    #[command(subcommand)]
    Config(Config),
    /// Ask a running hub whether it is ready. Exit code: 0 ready, 1 not.
    ///
    /// Example: hub health --url http://127.0.0.1:8080
    Health(Health),
    /// Check a return on this machine: the same findings as the page. Nothing is sent or kept.
    ///
    /// Exit code: 0 clean, 1 warnings, 2 problems, 3 unreadable.
    ///
    /// Example: hub check return.xlsx --service YA001 --month 2026-10
    Check(Check),
    /// Send a return to a hub and submit it if nothing stands in the way.
    ///
    /// The token is read from the environment variable HUB_TOKEN.
    ///
    /// Example: hub submit return.xlsx --service YA001 --month 2026-10 --url http://127.0.0.1:8080
    Submit(Submit),
    /// Write the returns of a synthetic England as files. They hold invented people in the NHS test-number range.
    ///
    /// Example: hub synth --out returns --months 3 --services 20
    ///
    /// Example: hub synth --out returns --dirty 0.3
    ///
    /// Example: hub synth --out returns --details
    Synth(Synth),
    /// Ask a hub a question in SQL, and get the protected figures of a release.
    ///
    /// The token is read from the environment variable HUB_TOKEN, the query from standard input where it is "-".
    ///
    /// Exit code: 0 answered, 2 refused (the words say what to write instead).
    ///
    /// Example: hub query "select icb, count(*) from hub.referrals group by icb"
    ///
    /// Example: hub query "select * from hub.measure_values" --as-at 2026-11-14.1 --format parquet --out values.parquet
    Query(Query),
    /// List the tables that can be asked of, or the columns of one.
    ///
    /// Example: hub catalogue referrals
    Catalogue(Catalogue),
    /// Ask of a release what published studies asked of their own people, and print the answers as sentences.
    ///
    /// Example: hub evaluate shropshire_gp_consultations --area QOP --data data
    Evaluate(Evaluate),
    /// Build, list, show, compare, verify and audit releases.
    ///
    /// Example: hub release verify 2026-11-22.1 --data data
    #[command(subcommand)]
    Release(Release),
    /// Read reference data from the publishers' files, or show what is built in.
    ///
    /// Example: hub reference import /srv/reference --data data
    #[command(subcommand)]
    Reference(Reference),
    /// Write the template workbook of the return for one service and month.
    ///
    /// Example: hub template --service YA001 --month 2026-10 --out return.xlsx
    Template(Template),
    /// Take every row of somebody out of what is stored, for good, and write a signed certificate of it.
    ///
    /// Published releases stay as they are. Interrupted, it is finished by the next `hub erase`. With --verify, check a
    /// certificate: exit code 0 if it holds, 2 if not.
    ///
    /// Example: hub erase --from-stdin --out certificate.json --data data
    Erase(Erase),
    /// Note that somebody does not want to be counted: from now on returns are stored without their rows.
    ///
    /// The hub keeps a keyed tag of the person, never the identifier. Several people, one a line, with --from-stdin.
    ///
    /// Example: hub object --from-stdin --kind ndop --data data
    Object(Object),
    /// Add people, give them roles for services and boards, list them, and end that again.
    ///
    /// Example: hub person add "A. Khan" --role service:YA001 --data data
    #[command(subcommand)]
    Person(Person),
    /// Register services, change them, say that they end, and list them. Who is registered can send returns, once somebody has a
    /// role for it.
    ///
    /// Example: hub service add YA001 --name "Sunnyside Community Hub" --area A81001 --kind voluntary --from 2026-10 --data data
    #[command(subcommand)]
    Service(Service),
    /// Let somebody in, list who may come in, or end that. The secret of a token is shown once and kept by nobody.
    ///
    /// Example: hub token create --name "A. Khan" --role analyst --days 90 --data data
    #[command(subcommand)]
    Token(Token),
    /// Check that the journal, its objects and the releases are whole. Exit code 0 if they are, 2 if not.
    ///
    /// Example: hub doctor --data data
    Doctor(Doctor),
}

/// Where the hub keeps its objects and keys.
#[derive(Debug, Clone, Args)]
pub(crate) struct Data {
    /// Directory of the hub's data.
    #[arg(long, default_value = "data", env = "HUB_DATA", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Where the objects lie, if not in the data directory: a folder, file:///folder or s3://bucket/prefix. Endpoint,
    /// region and credentials of S3 come from AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    /// Keys stay in the data directory.
    #[arg(long, env = "HUB_STORE", value_name = "URL")]
    pub(crate) store: Option<Place>,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Certificates that clients are shown, in PEM form: they must last two weeks more.
    #[arg(long, value_name = "FILE", requires = "tls_key", env = "HUB_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the certificates, in PEM form.
    #[arg(long, value_name = "FILE", requires = "tls_cert", env = "HUB_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Use the publishers' reference files in this directory instead of the built-in generated England.
    #[arg(long, value_name = "DIR")]
    pub(crate) reference: Option<PathBuf>,
    /// Months of returns to make.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=120))]
    pub(crate) months: u16,
    /// Services that send returns.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u16).range(1..=25_000))]
    pub(crate) services: u16,
    /// Seed of the synthetic people.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Address to serve on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Address for Postgres clients on this machine; port 5433 without it.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) postgres: Option<SocketAddr>,
    /// Address for Flight SQL clients on this machine; port 50051 without it.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) flight: Option<SocketAddr>,
    /// How to reach whoever runs the demonstration, as pages show it: an e-mail address, a telephone number or an https address.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "demo@example.org",
        env = "HUB_CONTACT"
    )]
    pub(crate) contact: Contact,
    /// Stop when the releases are built instead of serving on.
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Begin a new hub if there is none. Without it an empty directory is refused: it may be one whose volume is not
    /// mounted.
    #[arg(long)]
    pub(crate) new: bool,
    /// Address to serve on.
    #[arg(long, default_value = "127.0.0.1:8080", env = "HUB_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// Answer no questions in SQL, only with released figures.
    #[arg(long, conflicts_with_all = ["postgres", "flight"])]
    pub(crate) no_sql: bool,
    /// Address for Postgres clients, like 0.0.0.0:5433. Not answered without it.
    #[arg(long, value_name = "ADDRESS", env = "HUB_POSTGRES")]
    pub(crate) postgres: Option<SocketAddr>,
    /// Address for Flight SQL clients, like 0.0.0.0:50051. Not answered without it.
    #[arg(long, value_name = "ADDRESS", env = "HUB_FLIGHT")]
    pub(crate) flight: Option<SocketAddr>,
    /// Address for pages and API over TLS, like 0.0.0.0:8443, beside the one without. Not answered without it.
    #[arg(long, value_name = "ADDRESS", requires = "tls_cert", env = "HUB_HTTPS")]
    pub(crate) https: Option<SocketAddr>,
    /// Certificates of HTTPS, Postgres and Flight SQL, in PEM form. Without them only clients on this machine can be answered
    /// by the two. When the files change they are read again within half a minute.
    #[arg(long, value_name = "FILE", requires = "tls_key", env = "HUB_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the certificates, in PEM form.
    #[arg(long, value_name = "FILE", requires = "tls_cert", env = "HUB_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A proxy in front, as an address or a block of them like 10.0.0.0/8: what it says of whom it was asked by
    /// (X-Forwarded-For, -Proto, -Host) is believed, and of nobody else. May be given several times; in the environment
    /// separated by commas.
    #[arg(
        long = "trusted-proxy",
        value_name = "CIDR",
        env = "HUB_TRUSTED_PROXIES",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxies: Vec<Cidr>,
    /// Seconds between SIGTERM, from when on /readyz says that nobody new should be sent here, and the moment from which
    /// nobody new is answered.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 5,
        env = "HUB_DRAIN_SECONDS",
        value_parser = clap::value_parser!(u64).range(..=300)
    )]
    pub(crate) drain_seconds: u64,
    /// Services that sign people in (NHS CIS2, Entra ID, any by OpenID Connect), as a TOML file. Only tokens are taken
    /// without it.
    #[arg(long, value_name = "FILE", env = "HUB_ISSUERS")]
    pub(crate) issuers: Option<PathBuf>,
    /// Accept NHS numbers of the test range (beginning 999). Never where real returns arrive.
    #[arg(long)]
    pub(crate) allow_test_numbers: bool,
    /// National opt-outs that this deployment honours, as far as `hub object` knows of them. Objections made to the hub
    /// itself are always honoured.
    #[arg(long, value_enum, default_value_t = OptOuts::Both, env = "HUB_OPT_OUTS")]
    pub(crate) opt_outs: OptOuts,
    /// How to reach whoever runs this deployment: an e-mail address, a telephone number or an https address. Pages show it to
    /// everybody.
    #[arg(long, value_name = "TEXT", env = "HUB_CONTACT")]
    pub(crate) contact: Option<Contact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OptOuts {
    /// Neither.
    None,
    /// The national data opt-out.
    Ndop,
    /// Type 1 opt-outs.
    Type1,
    /// Both.
    Both,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    #[command(flatten)]
    pub(crate) who: Who,
    #[command(flatten)]
    pub(crate) data: Data,
    /// File to write the certificate to. The hub keeps a copy in its data directory.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Finish an erasure that was cut short, without being told whose.
    #[arg(long, conflicts_with = "verify")]
    pub(crate) resume: bool,
    /// Check this certificate instead: its signature, the journal, that what was erased is gone; and if somebody is named,
    /// that it is about them.
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    pub(crate) verify: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OptOutSource {
    /// To this hub or to a service.
    Objection,
    /// The national data opt-out.
    Ndop,
    /// A type 1 opt-out, at the person's practice.
    Type1,
}

#[derive(Debug, Args)]
pub(crate) struct Object {
    #[command(flatten)]
    pub(crate) who: Who,
    #[command(flatten)]
    pub(crate) data: Data,
    /// Where they said so.
    #[arg(long, value_enum, default_value_t = OptOutSource::Objection)]
    pub(crate) kind: OptOutSource,
    /// They take it back.
    #[arg(long)]
    pub(crate) withdraw: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The spreadsheet or CSV file.
    pub(crate) file: PathBuf,
    /// Code of the service.
    #[arg(long)]
    pub(crate) service: ServiceCode,
    /// Month of the return, like 2026-10.
    #[arg(long)]
    pub(crate) month: Month,
    /// Findings as JSON, in the API's form.
    #[arg(long)]
    pub(crate) json: bool,
    /// Answer to a question that a finding asks, like `--answer column=F:ethnic_category` or `--answer sheet=October`.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) answer: Vec<String>,
    /// Use the reference data imported into this data directory; the built-in data otherwise.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Where the objects of that directory lie, if not in it.
    #[arg(long, env = "HUB_STORE", value_name = "URL")]
    pub(crate) store: Option<Place>,
    /// Check text such as CSV of any size, also what the hub itself would refuse as too big.
    #[arg(long)]
    pub(crate) any_size: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// The spreadsheet or CSV file.
    pub(crate) file: PathBuf,
    /// Code of the service.
    #[arg(long)]
    pub(crate) service: ServiceCode,
    /// Month of the return, like 2026-10.
    #[arg(long)]
    pub(crate) month: Month,
    /// Address of the hub.
    #[arg(long)]
    pub(crate) url: String,
    /// Submit even if rows must be left out or warnings stand.
    #[arg(long)]
    pub(crate) leave_out_rows: bool,
    /// The token.
    #[arg(long, env = "HUB_TOKEN", hide = true, hide_env_values = true)]
    pub(crate) token: String,
}

/// A hub that is asked over HTTP.
#[derive(Debug, Args)]
pub(crate) struct Remote {
    /// Address of the hub.
    #[arg(long, default_value = "http://127.0.0.1:8080", env = "HUB_URL")]
    pub(crate) url: String,
    /// The token.
    #[arg(long, env = "HUB_TOKEN", hide = true, hide_env_values = true)]
    pub(crate) token: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// Columns for reading, no wider than the terminal.
    Table,
    /// Comma-separated text.
    Csv,
    /// JSON, with the release and the policy.
    Json,
    /// Excel workbook.
    Xlsx,
    /// Parquet file.
    Parquet,
    /// Arrow stream.
    Arrow,
}

#[derive(Debug, Args)]
pub(crate) struct Query {
    /// One query; "-" reads it from standard input.
    pub(crate) sql: String,
    #[command(flatten)]
    pub(crate) remote: Remote,
    /// Release to read; the newest without it.
    #[arg(long, value_name = "RELEASE")]
    pub(crate) as_at: Option<ReleaseId>,
    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
    /// File to write to instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Catalogue {
    /// A table, like referrals.
    pub(crate) table: Option<String>,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// One evaluation; all of them without it.
    pub(crate) id: Option<String>,
    /// Code of the area; England without it.
    #[arg(long)]
    pub(crate) area: Option<AreaCode>,
    /// Month, like 2026-10; the newest of the release without it.
    #[arg(long)]
    pub(crate) month: Option<Month>,
    /// Release to read; the newest without it.
    #[arg(long, value_name = "RELEASE")]
    pub(crate) as_at: Option<ReleaseId>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated text.
    Csv,
    /// Excel workbook.
    Xlsx,
}

#[derive(Debug, Args)]
pub(crate) struct Synth {
    /// Folder to write to; one folder a month is made in it.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Months of returns to make.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=120))]
    pub(crate) months: u16,
    /// Services that send returns.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=25_000))]
    pub(crate) services: u16,
    /// Seed of the synthetic people.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Kind of file; a mix of both where not given.
    #[arg(long)]
    pub(crate) format: Option<Format>,
    /// Share of the files that get defects, from 0 to 1. Above 0 a list is written beside every file, as
    /// FILE.planted.json: each place where a finding must appear, by the code of its rule; of what leaves a row or the
    /// file out, all of them. Check the files with `hub check` on any day after the newest month.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = share)]
    pub(crate) dirty: f64,
    /// Make the other sheets too: Contacts, Support, Outcomes and Service use. Workbooks get further sheets; instead of a
    /// CSV file comes a zip with one for each sheet.
    #[arg(long, conflicts_with = "dirty")]
    pub(crate) details: bool,
    /// Plant effects that measures must find, named in this TOML file, and write to truth.json in the folder what was
    /// planted. Keys, each optional: deprivation_rii = 0.5 (referral rate of the least deprived end over the most
    /// deprived one) or ethnic_gap = { group = "black", ratio = 0.6 }; wait_step = { month = "2026-05", days = 14 };
    /// and with --details: wellbeing_change = 1.5 (points of life satisfaction), wellbeing_per_fte = 0.2 (points for each
    /// further link worker per 50,000 people), everybody_asked = true, use_months = 3, use_from_all = true (every service
    /// sends it), gp_contacts_ratio = 0.6 (40 % fewer than the comparison group), ae_attendances_ratio,
    /// outpatient_appointments_ratio, inpatient_admissions_ratio, and not_available = [{ support = "housing_advice",
    /// icb = "QE1", share = 0.4 }].
    #[arg(long, value_name = "FILE", conflicts_with = "dirty")]
    pub(crate) plant: Option<PathBuf>,
    /// Use the publishers' reference files in this directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) reference: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| format!("{text} is no number"))?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err(format!("{text} is not from 0 to 1"))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Reference {
    /// Read the publishers' files, check them, and keep them as dated tables.
    Import {
        /// Folder with the publishers' files.
        dir: PathBuf,
        #[command(flatten)]
        data: Data,
    },
    /// Show which reference data are in use, and run the checks of sql/checks over them.
    Show(Data),
}

#[derive(Debug, Args)]
pub(crate) struct Template {
    /// Code of the service.
    #[arg(long)]
    pub(crate) service: ServiceCode,
    /// Name of the service, as the template shows it.
    #[arg(long, default_value = "")]
    pub(crate) name: String,
    /// Month of the return, like 2026-10.
    #[arg(long)]
    pub(crate) month: Month,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}
