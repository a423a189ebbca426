//! `hub evaluate`: what published studies asked, asked of a release.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use hub_release::{EvaluationFile, Gates, QueryLimits, Releases, evaluate};
use hub_standard::ids::AreaCode;

use super::release::named_or_newest;
use crate::cli::Evaluate;
use crate::data_dir::DataDir;
use crate::output::{result, words};

pub(crate) async fn run(args: &Evaluate) -> Result<ExitCode> {
    let data = DataDir::open_existing(&args.data).await?;
    let id = named_or_newest(&data, args.as_at.as_ref()).await?;
    let release = Releases::open(data.store.clone()).get(&id).await?;
    let newest = release
        .months()
        .last()
        .context("the release has no month")?;
    let month = args.month.unwrap_or(*newest);
    if !release.months().contains(&month) {
        bail!("release {id} does not cover {month}");
    }
    let reference = data.reference().await?;
    let gates = Gates::open(data.store.clone(), reference, QueryLimits::default());
    let gate = gates.of_evaluations(&release)?;
    let area = args.area.clone().unwrap_or_else(AreaCode::england);
    for evaluation in chosen(gates.evaluations()?, args.id.as_deref())? {
        let figures = evaluate(&gate, &evaluation, month, None).await?;
        let meta = &evaluation.meta;
        result(format_args!("{} ({})", meta.title, meta.id));
        let here = figures.iter().filter(|figure| figure.area_code == area);
        let mut lines = here.map(|figure| &figure.sentence).peekable();
        if lines.peek().is_none() {
            result(format_args!("  No figure of {area} for {month}."));
        }
        for sentence in lines {
            result(format_args!("  {sentence}"));
        }
        result(format_args!("  What this cannot say: {}", meta.caveat));
        result(format_args!(
            "  What the study found: {} {}, {}",
            meta.published, meta.study, meta.address
        ));
    }
    words(format_args!("Release {id}, {month}, {area}."));
    Ok(ExitCode::SUCCESS)
}

/// The evaluation of that name, or all.
fn chosen(all: Vec<EvaluationFile>, id: Option<&str>) -> Result<Vec<EvaluationFile>> {
    let Some(id) = id else {
        return Ok(all);
    };
    let names: Vec<String> = all.iter().map(|file| file.meta.id.clone()).collect();
    let found: Vec<_> = all.into_iter().filter(|file| file.meta.id == id).collect();
    if found.is_empty() {
        bail!(
            "there is no evaluation {id}. There are: {}",
            names.join(", ")
        );
    }
    Ok(found)
}
