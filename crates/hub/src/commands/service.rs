//! `hub service`: which services take part, and from when to when.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hub_access::{
    ServiceListError, change_service, end_service, keep_service, list_of_services, read_services,
    register_listed, register_service, service_area, service_place,
};
use hub_reference::Reference;
use hub_standard::calendar;
use hub_standard::ids::Month;
use hub_store::{Event, Service, ServiceKind, State};

use super::decided::write;
use crate::cli::{self, Data, ListFormat};
use crate::data_dir::DataDir;
use crate::output::{result, words};

pub(crate) async fn run(command: cli::Service) -> Result<ExitCode> {
    match command {
        cli::Service::Add(args) => add(args).await?,
        cli::Service::List { format, data } => list(format, &data).await?,
        cli::Service::Change(args) => change(args).await?,
        cli::Service::End { code, month, data } => {
            let data = DataDir::open_existing(&data).await?;
            let (ended, this) = (code.clone(), this_month());
            write(&data, move |state| {
                end_service(state, &ended, month, this, None)
            })
            .await?;
            words(format_args!(
                "From {} on no return of {code} is expected. Returns that there are stay, and those of earlier months can still be sent.",
                month.words()
            ));
        }
        cli::Service::Import {
            file,
            dry_run,
            data,
        } => return import(&file, dry_run, &data).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(args: cli::NewService) -> Result<()> {
    let data = DataDir::open_existing(&args.data).await?;
    let reference = data.reference().await?;
    let this = this_month();
    let from = args.from.unwrap_or(this);
    let new = hub_access::NewService {
        code: args.code,
        name: args.name,
        area: area(&reference, &args.area, from)?,
        kind: Some(args.kind),
        from,
    };
    let code = new.code.clone();
    write(&data, move |state| {
        register_service(state, &new, this, None)
    })
    .await?;
    words(format_args!(
        "Registered. A return is expected from {} on. Let somebody send for it with: hub person add NAME --role service:{code}",
        from.words()
    ));
    Ok(())
}

async fn change(args: cli::ServiceEdit) -> Result<()> {
    let data = DataDir::open_existing(&args.data).await?;
    let (code, this) = (args.code, this_month());
    if args.goes_on {
        let kept = code.clone();
        write(&data, move |state| keep_service(state, &kept, None)).await?;
        words(format_args!("{code} goes on: returns of it are expected."));
        return Ok(());
    }
    let area = match &args.area {
        Some(text) => {
            let state = data.store.journal().state().await?;
            let known = state.services.get(&code).map(|known| known.at_month);
            let month = args.from.or(known).unwrap_or(this);
            Some(area(&*data.reference().await?, text, month)?)
        }
        None => None,
    };
    let edit = hub_access::ServiceEdit {
        name: args.name,
        area,
        kind: args.kind,
        from: args.from,
    };
    let changed = code.clone();
    write(&data, move |state| {
        change_service(state, &changed, &edit, this, None)
    })
    .await?;
    words(format_args!("{code} is changed."));
    Ok(())
}

async fn list(format: ListFormat, data: &Data) -> Result<()> {
    let data = DataDir::open_existing(data).await?;
    let reference = data.reference().await?;
    let state = data.store.journal().state().await?;
    match format {
        ListFormat::Text => {
            for service in state.services.values() {
                let [code, name, place, kind, from, to] = cells(&reference, service);
                let standing = standing(service, this_month());
                result(format_args!(
                    "{code}\t{name}\t{place}\t{kind}\t{from}\t{to}\t{standing}"
                ));
            }
        }
        ListFormat::Csv => {
            let text = String::from_utf8(list_of_services(&state, &reference))?;
            for line in text.lines() {
                result(format_args!("{line}"));
            }
        }
        ListFormat::Json => {
            let services = state.services.values().map(|service| {
                let [code, name, place, kind, from, to] = cells(&reference, service);
                serde_json::json!({
                    "code": code,
                    "name": name,
                    "place": place,
                    "kind": (!kind.is_empty()).then_some(kind),
                    "from": from,
                    "to": (!to.is_empty()).then_some(to),
                    "standing": standing(service, this_month()),
                })
            });
            let services: Vec<serde_json::Value> = services.collect();
            result(format_args!("{}", serde_json::to_string_pretty(&services)?));
        }
    }
    Ok(())
}

fn cells(reference: &Reference, service: &Service) -> [String; 6] {
    let last = service.ends.map(|ends| ends.prev().to_string());
    [
        service.code.to_string(),
        service.name.clone(),
        service_place(reference, service),
        service.kind.map_or("", ServiceKind::as_str).to_owned(),
        service.at_month.to_string(),
        last.unwrap_or_default(),
    ]
}

fn standing(service: &Service, this: Month) -> &'static str {
    if service.has_ended_by(this) {
        "ended"
    } else if service.takes_part_in(this) {
        "takes part"
    } else {
        "to come"
    }
}

async fn import(file: &Path, is_dry: bool, data: &Data) -> Result<ExitCode> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let data = DataDir::open_existing(data).await?;
    let reference = data.reference().await?;
    let listed = Arc::new(read_services(&bytes, &reference));
    let this = this_month();
    let decide = {
        let (listed, reference) = (Arc::clone(&listed), Arc::clone(&reference));
        move |state: &State| register_listed(state, &reference, &listed, this, None)
    };
    let state = data.store.journal().state().await?;
    let n_new = match decide(&state) {
        Ok(events) => n_registered(&events),
        Err(error) => return Ok(refused(&error)),
    };
    if is_dry {
        words(format_args!(
            "Nothing is wrong. Services that would be registered: {n_new}. Nothing was written."
        ));
        return Ok(ExitCode::SUCCESS);
    }
    write(&data, decide).await?;
    words(format_args!("Services registered: {n_new}."));
    Ok(ExitCode::SUCCESS)
}

fn n_registered(events: &[Event]) -> usize {
    events
        .iter()
        .filter(|event| matches!(event, Event::ServiceRegistered { .. }))
        .count()
}

/// Says what is wrong with a list, each thing on a line.
fn refused(error: &ServiceListError) -> ExitCode {
    if error.findings.is_empty() {
        words(format_args!("{error}. Nothing was written."));
        return ExitCode::SUCCESS;
    }
    for finding in &error.findings {
        let says = &finding.says;
        match (finding.line, finding.column) {
            (0, _) => result(format_args!("{says}.")),
            (line, "") => result(format_args!("line {line}: {says}.")),
            (line, column) => result(format_args!("line {line}, {column}: {says}.")),
        }
    }
    words(format_args!("{error}. Nothing was written."));
    ExitCode::from(2)
}

fn area(reference: &Reference, text: &str, month: Month) -> Result<hub_access::ServiceArea> {
    match service_area(reference, text, month) {
        Ok(area) => Ok(area),
        Err(error) => bail!("{error}"),
    }
}

fn this_month() -> Month {
    Month::of(calendar::day_of(jiff::Timestamp::now()))
}
