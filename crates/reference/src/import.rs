//! Reads the publishers' own files and refuses them when they do not fit together.
//!
//! Every file is read to its end and every problem is kept up to a bound, so that one run shows what there is to fix.
//! Columns are found by the names the publishers give them; a file may be plain or gzipped.

mod boundaries;
mod deprivation;
mod editions;
mod later;
mod organisations;
mod people;
mod place;
mod problems;
mod small_areas;
mod source;
mod tiles;
mod workforce;

use hub_standard::Month;

use crate::{boards::Boards, error::ImportError, model::Outline, population, reference::Parts};
use editions::Editions;
use place::Placer;
use problems::Problems;
pub(crate) use source::Files;

pub(crate) fn parts(dir: Files<'_>) -> Result<Parts, ImportError> {
    let mut problems = Problems::default();
    let mut notes = Vec::new();
    let mut editions = editions::read(dir, &mut problems, &mut notes);
    let deprivation = deprivation::read(dir, &mut problems, &mut notes);
    let small_areas = small_areas::read(dir, &editions, &deprivation, &mut problems);
    later::carry_on(dir, &mut editions, &small_areas, &mut problems);
    let placer = Placer::new(&editions.atoms, &small_areas);
    let organisations = organisations::read(dir, &editions, &placer, &mut problems, &mut notes);
    let (workforce, pcns) = workforce::read(dir, organisations.pcns, &placer, &mut problems);
    let mut populations = population::registered(&organisations.practices);
    populations.extend(population::census(&small_areas));
    populations.extend(people::by_age(dir, &placer, &mut problems));
    let published = deprivation::published(dir, editions.first(), &mut problems);
    let outlines = boundaries::read(dir, &editions.all, &mut problems);
    problems.finish()?;

    Ok(Parts {
        edition: None,
        label: label(workforce.iter().map(|count| count.month).max()),
        regions: editions.regions,
        editions: editions.all,
        successions: editions.successions,
        outlines,
        atoms: editions.atoms,
        pcns,
        practices: organisations.practices,
        small_areas,
        changes: deprivation.changes,
        populations,
        workforce,
        published,
        has_postcodes: false,
        notes,
    })
}

/// The outlines of the boards of every edition, as far as their boundaries are there.
pub(crate) fn outlines(dir: Files<'_>, editions: &[Boards]) -> Result<Vec<Outline>, ImportError> {
    let mut problems = Problems::default();
    let outlines = boundaries::read(dir, editions, &mut problems);
    problems.finish()?;
    Ok(outlines)
}

/// Adds the editions of the ICBs that follow those that are known, as far as their files are there.
pub(crate) fn add_editions(dir: Files<'_>, parts: &mut Parts) -> Result<(), ImportError> {
    let mut problems = Problems::default();
    let mut editions = Editions {
        regions: std::mem::take(&mut parts.regions),
        all: std::mem::take(&mut parts.editions),
        successions: std::mem::take(&mut parts.successions),
        atoms: std::mem::take(&mut parts.atoms),
    };
    editions.add_later(dir, &mut problems, &mut parts.notes);
    later::carry_on(dir, &mut editions, &parts.small_areas, &mut problems);
    problems.finish()?;
    parts.regions = editions.regions;
    parts.editions = editions.all;
    parts.successions = editions.successions;
    parts.atoms = editions.atoms;
    Ok(())
}

fn label(last_census: Option<Month>) -> String {
    let census = last_census
        .map(|month| format!(", link workers to {}", month.words()))
        .unwrap_or_default();
    format!("imported: deprivation 2025, practices 2025/26{census}")
}
