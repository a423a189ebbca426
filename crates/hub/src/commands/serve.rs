//! `hub serve`: pages and API over a data directory.

mod edges;
mod issuers;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use hub_access::{AskLimits, Asking, AskingParts};
use hub_api::{App, Clock, Config, Site, SystemClock, WireAddresses};
use hub_disclosure::Policy;
use hub_ingest::{DoorOptions, OptOutPolicy};
use hub_reference::Reference;
use hub_release::{BuildOptions, Builder, Live, Releases};
use hub_standard::calendar::{self, MonthWindows, Stage, Window};
use hub_standard::ids::{Month, ReleaseId};
use jiff::civil::Date;
use tokio::net::TcpListener;

use crate::cli::{OptOuts, Serve};
use crate::data_dir::DataDir;
use crate::output::words;
use crate::wires::Wires;

pub(crate) use edges::Edges;

/// How often it is looked whether there is another release.
const LOOK_FOR_RELEASES: Duration = Duration::from_secs(2);

impl From<OptOuts> for OptOutPolicy {
    fn from(honoured: OptOuts) -> Self {
        match honoured {
            OptOuts::None => Self::None,
            OptOuts::Ndop => Self::Ndop,
            OptOuts::Type1 => Self::Type1,
            OptOuts::Both => Self::Both,
        }
    }
}

pub(crate) async fn run(args: Serve) -> Result<ExitCode> {
    let edges = Edges::bind(&args).await?;
    let data = match args.new {
        true => DataDir::begin(&args.data).await?,
        false => DataDir::open_begun(&args.data).await?,
    };
    let reference = data.reference().await?;
    let options = DoorOptions {
        allow_test_numbers: args.allow_test_numbers,
        opt_outs: args.opt_outs.into(),
        ..DoorOptions::default()
    };
    let sign_ins = match &args.issuers {
        Some(path) => Some(issuers::sign_ins(&data, path).await?),
        None => None,
    };
    let app = app(
        &data,
        &reference,
        options,
        Arc::new(SystemClock),
        !args.no_sql,
        Config {
            wire: addresses(edges.wires()),
            proxies: edges.proxies().clone(),
            site: Site {
                contact: args.contact,
                ..Site::default()
            },
            sign_ins,
            must_stay: data.must_stay(),
            ..Config::default()
        },
    )
    .await?;
    let seen = data.seen();
    if let Some(lost) = seen.lost(&app.releases.list().await?)? {
        words(format_args!(
            "Release {lost} was seen here, and these objects have not got it, as after a backup from before it was put back. \
             Figures can be read; release none before that is cleared up."
        ));
    }
    let following = tokio::spawn(seen.follow(Arc::clone(&app.releases)));
    let bases = edges.bases().join(" and ");
    words(format_args!("Serving on {bases} (stop with Ctrl+C)"));
    let served = serve(edges, app).await;
    following.abort();
    served.map(|()| ExitCode::SUCCESS)
}

/// The addresses of the wires, as pages tell them.
pub(crate) fn addresses(wires: &Wires) -> WireAddresses {
    let text = |address: Option<SocketAddr>| address.map(|address| address.to_string());
    WireAddresses {
        postgres: text(wires.postgres()),
        flight: text(wires.flight()),
        tls: wires.is_tls(),
    }
}

/// The application over a data directory.
pub(crate) async fn app(
    data: &DataDir,
    reference: &Arc<Reference>,
    options: DoorOptions,
    clock: Arc<dyn Clock>,
    answers_sql: bool,
    config: Config,
) -> Result<App> {
    let door = data.door(reference, options).await?;
    let releases = Arc::new(Releases::open(data.store.clone()));
    let asking = Asking::open(AskingParts {
        store: data.store.clone(),
        releases: Arc::clone(&releases),
        reference: Arc::clone(reference),
        clock: Arc::clone(&clock),
        limits: AskLimits {
            answers: answers_sql,
            ..AskLimits::default()
        },
    });
    Ok(App {
        store: data.store.clone(),
        door: Arc::new(door),
        releases,
        asking,
        live: Live::new(&data.release_keys().await?, Policy::sdc_1()),
        reference: Arc::clone(reference),
        session_key: data.session_key()?,
        clock,
        config,
    })
}

/// Takes the address before any work is done, so that a port in use is told at once.
pub(crate) async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}: choose another address with --listen")
    })?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until Ctrl+C or SIGTERM; requests under way are finished.
///
/// # Errors
/// When TLS cannot be spoken with the certificate.
pub(crate) async fn serve(edges: Edges, app: App) -> Result<()> {
    let reading = tokio::spawn(read_ahead(Arc::clone(&app.releases), app.asking.clone()));
    let served = edges.serve(app).await;
    reading.abort();
    served
}

/// Reads each release when it was published, and sets its tables before questions, so that nobody who asks for a figure
/// waits for that.
async fn read_ahead(releases: Arc<Releases>, asking: Asking) {
    let mut is_well = true;
    let mut ready = None;
    loop {
        let read = releases.latest().await;
        match &read {
            Ok(Some(release)) if ready.as_ref() != Some(&release.id) => {
                ready = Some(release.id.clone());
                if asking.limits().answers
                    && let Err(error) = asking.tables(None).await
                {
                    tracing::warn!(%error, "the tables of the newest release cannot be asked");
                }
            }
            Err(error) if is_well => {
                tracing::warn!(%error, "the newest release cannot be read");
            }
            _ => {}
        }
        is_well = read.is_ok();
        drop(read);
        tokio::time::sleep(LOOK_FOR_RELEASES).await;
    }
}

/// The months whose second window has not closed: their returns may still come and be refreshed.
fn provisional(today: Date) -> Vec<Month> {
    // A window takes two months, and the next one may have opened for the month that is not over yet.
    let newest = Window::taking(today).primary;
    Month::range(newest.prev(), newest)
        .filter(|month| MonthWindows::of(*month).stage(today) != Stage::Final)
        .collect()
}

/// Builds a release from the returns that count now.
pub(crate) async fn build_release(data: &DataDir, reference: &Arc<Reference>) -> Result<ReleaseId> {
    // Not while somebody is erased: the builder would write their rows anew.
    let held = data.hold("building a release").await?;
    let builder = Builder::new(
        data.store.clone(),
        Arc::clone(reference),
        data.release_keys().await?,
        Policy::sdc_1(),
    )
    .with_measures_of(&data.path("measures"))?;
    let at = jiff::Timestamp::now();
    let provisional_months = provisional(calendar::day_of(at));
    let options = BuildOptions {
        at,
        // Of the months that it turns out to have.
        label: String::new(),
        months: None,
        provisional_months,
    };
    let built = builder.build(&options).await;
    let ended = held.end().await;
    let release = built?;
    ended.map(|()| release)
}
