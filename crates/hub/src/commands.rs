//! What each command does.

mod check;
mod config;
mod decided;
mod demo;
mod doctor;
mod erase;
mod evaluate;
mod health;
mod init;
mod intruder_report;
mod object;
mod person;
mod query;
mod reference;
mod release;
mod serve;
mod service;
mod submit;
mod synth;
mod token;

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::cli::{Cli, Command};

/// Stack of each thread; only what is used takes memory.
const STACK_BYTES: usize = 64 << 20;

/// The command itself failed: a file missing, a hub not reached.
pub(crate) const EXIT_FAILED: u8 = 4;

/// Runs a command on a new runtime.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Whoever walks through a query goes as deep as it is long; the engine bounds how long.
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .context("the asynchronous runtime cannot start")?;
    match cli.command {
        Command::Demo(args) => runtime.block_on(demo::run(args)),
        Command::Serve(args) => runtime.block_on(serve::run(args)),
        Command::Init(args) => runtime.block_on(init::run(args)),
        Command::Config(command) => Ok(config::run(&command, cli.config.as_deref())),
        Command::Health(args) => Ok(runtime.block_on(health::run(args))),
        Command::Check(args) => runtime.block_on(check::run(&args)),
        Command::Submit(args) => runtime.block_on(submit::run(args)),
        Command::Synth(args) => synth::run(&args),
        Command::Query(args) => runtime.block_on(query::run(args)),
        Command::Evaluate(args) => runtime.block_on(evaluate::run(&args)),
        Command::Catalogue(args) => runtime.block_on(query::catalogue(args)),
        Command::Release(command) => runtime.block_on(release::run(command)),
        Command::Reference(command) => runtime.block_on(reference::run(command)),
        Command::Template(args) => check::template(&args),
        Command::Erase(args) => runtime.block_on(erase::run(args)),
        Command::Object(args) => runtime.block_on(object::run(args)),
        Command::Person(command) => runtime.block_on(person::run(command)),
        Command::Service(command) => runtime.block_on(service::run(command)),
        Command::Token(command) => runtime.block_on(token::run(command)),
        Command::Doctor(args) => runtime.block_on(doctor::run(args)),
    }
}
