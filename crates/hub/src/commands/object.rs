//! `hub object`: somebody does not want to be counted, or wants to be again.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use hub_ingest::{OptOutKind, OptOutTag};

use crate::cli::{Object, OptOutSource};
use crate::data_dir::DataDir;
use crate::output::words;

impl From<OptOutSource> for OptOutKind {
    fn from(source: OptOutSource) -> Self {
        match source {
            OptOutSource::Objection => Self::Objection,
            OptOutSource::Ndop => Self::Ndop,
            OptOutSource::Type1 => Self::Type1,
        }
    }
}

pub(crate) async fn run(args: Object) -> Result<ExitCode> {
    let data = DataDir::open_existing(&args.data).await?;
    let everybody = args.who.everybody()?;
    if everybody.is_empty() {
        bail!("say who objects with --from-stdin, --nhs-number or --service and --local-person-id");
    }
    let keys = data.identity_keys().await?;
    // All or nothing: of a list with a slip in it nobody is taken.
    let mut tags: Vec<OptOutTag> = Vec::with_capacity(everybody.len());
    for (number, who) in (1..).zip(&everybody) {
        let person = keys
            .person(who)
            .with_context(|| format!("identifier {number}"))?;
        tags.push(keys.opt_out_tag(&person));
    }
    drop(everybody);
    let held = data.hold("noting an objection").await?;
    let kind = OptOutKind::from(args.kind);
    let changed = data.store.change_opt_outs(|list| {
        for tag in &tags {
            if args.withdraw {
                list.remove(kind, tag);
            } else {
                list.add(kind, tag);
            }
        }
    });
    let changed = changed.await;
    let ended = held.end().await;
    changed?;
    ended?;
    // The same words whether or not anything changed.
    if args.withdraw {
        words(format_args!(
            "Taken back. Returns that come in from now on count the person again."
        ));
    } else {
        words(format_args!(
            "Noted. Returns that come in from now on are stored without the person; what is stored already stays until \
             `hub erase`."
        ));
    }
    Ok(ExitCode::SUCCESS)
}
