//! `hub demo`: a synthetic England through the real door, released and served.

mod clock;
mod people;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use hub_api::{Config, DemoSignIn, Role, Site, issue_token};
use hub_ingest::DoorOptions;
use hub_reference::Reference;
use hub_standard::ids::Month;
use hub_store::{Event, Store};
use hub_synth::{Synth, SynthFile};
use indicatif::{ProgressBar, ProgressStyle};

use self::clock::{DemoClock, is_late};
use self::people::{TWO_SERVICES, works_for_two};
use super::intruder_report;
use super::serve::{self, Edges};
use super::submit::Sending;
use super::synth::{config, last_month};
use crate::cli::Demo;
use crate::client::HubClient;
use crate::data_dir::{DataDir, write_private};
use crate::output::words;
use crate::wires::Wires;

/// Returns on their way at the same time.
const SENDERS: usize = 6;
/// One service in so many sends contacts, support, outcomes and service use. Not all hold them, and they make the way of
/// a return through the door half as long again.
const DETAILED_ONE_IN: usize = 2;
const TOKENS_FILE: &str = "demo-tokens.json";

/// Token by who it is for: `service:<code>`, `icb:<code>`, `analyst`, `operator`, `person:two-services`.
type Tokens = BTreeMap<String, String>;

pub(crate) async fn run(args: Demo) -> Result<ExitCode> {
    let began = Instant::now();
    let (listener, address) = serve::listen(args.listen).await?;
    let wires = match (args.postgres, args.flight) {
        (None, None) => Wires::at_known_ports(address).await?,
        (postgres, flight) => Wires::bind(postgres, flight, false).await?,
    };
    let data = DataDir::open(&args.data).await?;
    data.prepare_keys().await?;
    let reference = match &args.reference {
        Some(dir) => data.import_reference(dir).await?,
        None => data.reference().await?,
    };
    words(format_args!("Reference data: {}", reference.label()));
    let synth = Arc::new(Synth::new(
        &reference,
        config(args.months, args.services, args.seed),
    ));
    let is_new = data.store.journal().state().await?.releases.is_empty();
    if is_new {
        let tokens = register(&data.store, &reference, &synth).await?;
        write_private(
            &data.path(TOKENS_FILE),
            &serde_json::to_vec_pretty(&tokens)?,
        )?;
    }
    let tokens: Tokens = serde_json::from_slice(
        &std::fs::read(data.path(TOKENS_FILE))
            .context("the demo's tokens are not in the data directory")?,
    )?;

    let clock = Arc::new(DemoClock::default());
    let config_of_app = Config {
        demo: true,
        months_open: MONTHS_OPEN,
        demo_sign_ins: sign_ins(&tokens),
        wire: serve::addresses(&wires),
        site: Site {
            contact: Some(args.contact),
            ..Site::default()
        },
        ..Config::default()
    };
    let options = DoorOptions {
        allow_test_numbers: true,
        ..DoorOptions::default()
    };
    let app = serve::app(
        &data,
        &reference,
        options,
        Arc::<DemoClock>::clone(&clock),
        true,
        config_of_app,
    )
    .await?;
    let (of_postgres, of_flight) = (wires.postgres(), wires.flight());
    let server = tokio::spawn(serve::serve(Edges::plain(listener, wires), app));
    let base = format!("http://{address}");
    if is_new {
        fill(
            &data,
            &reference,
            &synth,
            &tokens,
            &base,
            args.months,
            &clock,
        )
        .await?;
    } else {
        words(format_args!(
            "{} already holds a demo: serving it as it is.",
            args.data.data.display()
        ));
    }
    words(format_args!(
        "\nReady after {} s.",
        began.elapsed().as_secs()
    ));
    print_links(&base, &tokens);
    if args.no_serve {
        server.abort();
        return Ok(ExitCode::SUCCESS);
    }
    words(format_args!("\nServing on {base} (stop with Ctrl+C)"));
    for (name, address) in [("Postgres", of_postgres), ("Flight SQL", of_flight)] {
        match address {
            Some(address) => words(format_args!("{name} is answered on {address}.")),
            None => words(format_args!(
                "{name} is not answered: somebody else has its port."
            )),
        }
    }
    server.await.context("the server stopped")??;
    Ok(ExitCode::SUCCESS)
}

/// Registers the services and issues a token for each, for each ICB and for the other roles.
async fn register(store: &Store, reference: &Reference, synth: &Synth) -> Result<Tokens> {
    let mut events = Vec::new();
    let mut tokens = Tokens::new();
    let mut issue =
        |label: String, name: String, role: Role, events: &mut Vec<Event>| -> Result<()> {
            let (token, event) =
                issue_token(&name, &role, jiff::Timestamp::now() + DEMO_TOKEN_LIFE)?;
            tokens.insert(label, token);
            events.push(event);
            Ok(())
        };
    let first_month = last_month().plus(1 - i32::from(u16::try_from(synth.months()).unwrap_or(1)));
    for service in synth.services() {
        events.push(Event::ServiceRegistered {
            service: service.code.clone(),
            name: service.name.clone(),
            atom: service.atom.to_string(),
            icb: service.icb.clone(),
            at_month: first_month,
            kind: None,
            by: None,
        });
        issue(
            format!("service:{}", service.code),
            service.name.clone(),
            Role::Service(service.code.clone()),
            &mut events,
        )?;
    }
    for icb in reference.icbs(reference.now()) {
        issue(
            format!("icb:{}", icb.code),
            icb.name.clone(),
            Role::Icb(icb.code.clone()),
            &mut events,
        )?;
    }
    issue(
        "analyst".into(),
        "Demo analyst".into(),
        Role::Analyst,
        &mut events,
    )?;
    issue(
        "officer".into(),
        "Demo disclosure officer".into(),
        Role::Officer,
        &mut events,
    )?;
    issue(
        "operator".into(),
        "Demo operator".into(),
        Role::Operator,
        &mut events,
    )?;
    store.journal().append(move |_| Ok(events.clone())).await?;
    if let Some(token) = works_for_two(store, synth, DEMO_TOKEN_DAYS).await? {
        tokens.insert(TWO_SERVICES.to_owned(), token);
    }
    Ok(tokens)
}

/// A demo sends years of returns in one go.
const MONTHS_OPEN: u16 = 120;

/// Demo tokens live this long.
const DEMO_TOKEN_LIFE: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 90);
const DEMO_TOKEN_DAYS: u16 = 90;

/// Sends every month's returns; releases before the last month and after it, so that there is a past to re-read.
async fn fill(
    data: &DataDir,
    reference: &Arc<Reference>,
    synth: &Arc<Synth>,
    tokens: &Tokens,
    base: &str,
    months: u16,
    clock: &DemoClock,
) -> Result<()> {
    let hub = HubClient::new(base)?;
    let last = last_month();
    let sent = Sent::default();
    let total = u64::from(months) * u64::try_from(synth.services().len())?;
    let bar = ProgressBar::new(total).with_style(ProgressStyle::with_template(
        "{msg:24} {bar:32} {pos}/{len} returns  {elapsed} (about {eta} left)",
    )?);
    let began = Instant::now();
    for back in (0..i32::from(months)).rev() {
        let month = last.plus(-back);
        bar.set_message(month.words());
        if back == 0 && months > 1 {
            bar.suspend(|| words(format_args!("Building the first release ...")));
            let id = serve::build_release(data, reference).await?;
            bar.suspend(|| words(format_args!("Release {id} is built.")));
            intruder_report::try_to_add(data, reference, &id).await;
        }
        for late in [false, true] {
            let services: Vec<usize> = (0..synth.services().len())
                .filter(|service_idx| is_late(*service_idx, back.unsigned_abs()) == late)
                .collect();
            clock.stand_at(month, late);
            send_month(&hub, synth, tokens, month, services, &sent, &bar).await?;
        }
    }
    clock.run();
    bar.finish_and_clear();
    words(format_args!(
        "{} files with {} rows went through the door in {} s ({} rows left out).",
        sent.files.load(Ordering::Relaxed),
        sent.rows.load(Ordering::Relaxed),
        began.elapsed().as_secs(),
        sent.left_out.load(Ordering::Relaxed),
    ));
    let building = Instant::now();
    let id = serve::build_release(data, reference).await?;
    words(format_args!(
        "Release {id} is built ({} s).",
        building.elapsed().as_secs()
    ));
    intruder_report::try_to_add(data, reference, &id).await;
    Ok(())
}

/// What went through.
#[derive(Default)]
struct Sent {
    files: AtomicU64,
    rows: AtomicU64,
    left_out: AtomicU64,
}

async fn send_month(
    hub: &HubClient,
    synth: &Arc<Synth>,
    tokens: &Tokens,
    month: Month,
    services: Vec<usize>,
    sent: &Sent,
    bar: &ProgressBar,
) -> Result<()> {
    stream::iter(services)
        .map(Ok)
        .try_for_each_concurrent(SENDERS, |index| async move {
            let made = Arc::clone(synth);
            let file = tokio::task::spawn_blocking(move || returned(&made, index, month)).await?;
            if let (Some(file), Some(service)) = (file, synth.services().get(index)) {
                let token = tokens
                    .get(&format!("service:{}", service.code))
                    .context("a service has no token")?;
                let sending = Sending {
                    hub,
                    token,
                    service: &service.code,
                    month,
                };
                send(&sending, file, sent)
                    .await
                    .with_context(|| format!("{} {month}", service.code))?;
            }
            bar.inc(1);
            anyhow::Ok(())
        })
        .await
}

/// A service's return: with its other sheets, if the service holds such details.
fn returned(synth: &Synth, index: usize, month: Month) -> Option<SynthFile> {
    match index.is_multiple_of(DETAILED_ONE_IN) {
        true => synth.detailed_file(index, month, None),
        false => synth.file(index, month),
    }
}

async fn send(sending: &Sending<'_>, file: SynthFile, sent: &Sent) -> Result<()> {
    let checked = sending.check(&file.name, Bytes::from(file.bytes)).await?;
    if checked.text("outcome") == "unreadable" {
        bail!("the hub could not read a file of its own making");
    }
    let count = |field| {
        checked
            .body
            .pointer(&format!("/counts/{field}"))
            .and_then(serde_json::Value::as_u64)
    };
    sending.submit(&checked, true).await?;
    sent.files.fetch_add(1, Ordering::Relaxed);
    sent.rows
        .fetch_add(count("read").unwrap_or_default(), Ordering::Relaxed);
    sent.left_out
        .fetch_add(count("left_out").unwrap_or_default(), Ordering::Relaxed);
    Ok(())
}

/// One sign-in for each role.
fn sign_ins(tokens: &Tokens) -> Vec<DemoSignIn> {
    [
        (
            "service:",
            "A link-worker service",
            "Send and correct monthly returns",
        ),
        (
            "icb:",
            "A commissioner",
            "See referrals and inequality in an area",
        ),
        (
            "analyst",
            "An analyst",
            "Read every released figure, and ask for others in SQL",
        ),
        (
            "operator",
            "An operator",
            "See which returns are missing, give people roles, and update reference data",
        ),
        (
            "officer",
            "A disclosure officer",
            "See which returns are missing, ask in SQL, and read who asked what",
        ),
        (
            TWO_SERVICES,
            "Someone who works for two services",
            "Choose for which, and change later",
        ),
    ]
    .into_iter()
    .filter_map(|(prefix, who, what)| {
        let (label, token) = tokens.iter().find(|(label, _)| label.starts_with(prefix))?;
        Some(DemoSignIn {
            label: format!("{who} ({label})"),
            what: what.to_owned(),
            token: token.clone(),
        })
    })
    .collect()
}

fn print_links(base: &str, tokens: &Tokens) {
    words(format_args!("Start page: {base}/"));
    words(format_args!(
        "Sign in with one click (these links are for the demo only):"
    ));
    for sign_in in sign_ins(tokens) {
        words(format_args!(
            "  {}: {base}/sign-in?token={}",
            sign_in.label, sign_in.token
        ));
    }
    words(format_args!(
        "All tokens: {TOKENS_FILE} in the data directory."
    ));
}
