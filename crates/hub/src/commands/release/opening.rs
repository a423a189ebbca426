//! `hub release open` and `hub release opened`: finer tables, and what is left of the bounds on them.

use std::process::ExitCode;

use anyhow::Result;
use hub_disclosure::Policy;
use hub_release::{
    Builder, Opening, OpeningOrder, ReleaseError, discard_unopened, opened_tables, openings_left,
};

use super::named_or_newest;
use crate::cli;
use crate::data_dir::DataDir;
use crate::output::{result, words};

/// The table cannot be made; the words say why.
const EXIT_NOT_MADE: u8 = 4;

pub(super) async fn open(args: &cli::Open) -> Result<ExitCode> {
    let data = DataDir::open_existing(&args.data).await?;
    let (reference, keys) = (data.reference().await?, data.release_keys().await?);
    // Not while somebody is erased: it would be made from their rows.
    let held = data.hold("making a finer table").await?;
    discard_unopened(&data.store).await?;
    let order = OpeningOrder {
        release: named_or_newest(&data, args.release.as_ref()).await?,
        fact: args.fact.clone(),
        by: args.by.clone(),
        project: args.project.clone(),
        at: jiff::Timestamp::now(),
    };
    let builder = Builder::new(data.store.clone(), reference, keys, Policy::sdc_1());
    let opened = builder.open_table(&order).await;
    let ended = held.end().await;
    let (table, said) = match opened {
        Ok(Opening::Made(table)) => (table, "made"),
        Ok(Opening::Known(table)) => (table, "there already"),
        Err(ReleaseError::Opening(error)) => {
            words(format_args!("hub: not made: {error}"));
            return Ok(ExitCode::from(EXIT_NOT_MADE));
        }
        Err(error) => return Err(error.into()),
    };
    ended?;
    result(format_args!(
        "{} of release {}: {said}, for {}",
        table.table, table.release, table.project
    ));
    let state = data.store.journal().state().await?;
    print_left(&state);
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn list(data: &DataDir) -> Result<()> {
    let state = data.store.journal().state().await?;
    for table in opened_tables(&state) {
        let sensitive = if table.is_sensitive {
            "  sensitive"
        } else {
            ""
        };
        result(format_args!(
            "{}  {}  {:.0}  {}{sensitive}",
            table.release, table.table, table.at, table.project
        ));
    }
    print_left(&state);
    Ok(())
}

fn print_left(state: &hub_store::State) {
    let left = openings_left(state);
    words(format_args!(
        "{} more can be made, {} of them with a sensitive column",
        left.tables, left.sensitive
    ));
}
