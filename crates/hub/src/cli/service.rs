//! What is said to `hub service`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::ServiceKind;

use super::Data;

#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    /// Register a service, so that returns are expected of it and can be sent.
    ///
    /// Example: hub service add YA001 --name "Sunnyside Community Hub" --area A81001 --kind voluntary --from 2026-10 --data data
    Add(NewService),
    /// List services: code, name, place, kind, first month, last month, whether it takes part.
    List {
        /// Form of the list. The one in CSV is one that `hub service import` reads: it adds services, and changes none.
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
        #[command(flatten)]
        data: Data,
    },
    /// Change the name, place, kind or first month of a service, or take back that it ends. Its code stays for good.
    ///
    /// Example: hub service change YA001 --name "Sunnyside Hub" --data data
    Change(ServiceEdit),
    /// Say that from a month on no return of a service is expected. Returns that there are stay and count.
    ///
    /// Example: hub service end YA001 --month 2027-04 --data data
    End {
        /// Code of the service.
        code: ServiceCode,
        /// The first month of which no return is expected, like 2027-04.
        #[arg(long)]
        month: Month,
        #[command(flatten)]
        data: Data,
    },
    /// Register all services of a list, or none: CSV with the columns code, name, board, kind, from, to.
    ///
    /// In the column board stands the code of a board, network or practice; from and to are the first and the last month of which a
    /// return is expected. Services that are registered just so are passed over. Exit code: 0 done, 2 the list has mistakes.
    ///
    /// Example: hub service import services.csv --dry-run --data data
    Import {
        /// The list.
        file: PathBuf,
        /// Only say what would be registered.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, Args)]
pub(crate) struct NewService {
    /// Code of the service: 3 to 8 capital letters and digits. It is given once, for good.
    pub(crate) code: ServiceCode,
    /// Name, as others see it.
    #[arg(long)]
    pub(crate) name: String,
    /// Where it is: the code of a board, or of a practice or network that it works with.
    #[arg(long, value_name = "CODE")]
    pub(crate) area: String,
    /// Kind of organisation: voluntary, network, practice, council, trust or other.
    #[arg(long, value_parser = kind)]
    pub(crate) kind: ServiceKind,
    /// The first month of which a return is expected, like 2026-10; this month without it.
    #[arg(long)]
    pub(crate) from: Option<Month>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct ServiceEdit {
    /// Code of the service.
    pub(crate) code: ServiceCode,
    /// Another name.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Another place: the code of a board, or of a practice or network that it works with.
    #[arg(long, value_name = "CODE")]
    pub(crate) area: Option<String>,
    /// Another kind of organisation: voluntary, network, practice, council, trust or other.
    #[arg(long, value_parser = kind)]
    pub(crate) kind: Option<ServiceKind>,
    /// Another first month of which a return is expected, like 2026-10.
    #[arg(long)]
    pub(crate) from: Option<Month>,
    /// It goes on after all: take back that it ends.
    #[arg(long, conflicts_with_all = ["name", "area", "kind", "from"])]
    pub(crate) goes_on: bool,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// One line each, with tabs between.
    Text,
    /// Comma-separated text.
    Csv,
    /// JSON.
    Json,
}

fn kind(text: &str) -> Result<ServiceKind, String> {
    ServiceKind::parse(text).ok_or_else(|| {
        let all = ServiceKind::ALL.map(ServiceKind::as_str).join(", ");
        format!("expected one of {all}")
    })
}
