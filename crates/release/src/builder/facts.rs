//! What was ever published of each fact, and what may therefore be made of it.
//!
//! A cell's noise is fixed by its name and version. If the same name and version were ever given to another count, the
//! difference of the two protected values would be exact. So what the cells of a fact mean never changes: a changed
//! fact is a new one, with names of its own.

use std::collections::{BTreeMap, BTreeSet};

use hub_engine::{Catalogue, Fact, FactFile, UnitKind};

use crate::encode::sha256_hex;
use crate::error::{ReleaseError, Result};
use crate::layout;
use crate::manifest::{Manifest, PublishedFact};

/// What to do instead, in every refusal.
const REMEDY: &str = "give the fact a new id and node_prefix";

/// The facts of one build, held against those of the releases before.
#[derive(Debug)]
pub(super) struct Facts {
    /// What this release and all before it published, by fact.
    pub(super) published: BTreeMap<String, PublishedFact>,
    /// Kinds of units of which some table was never published, so that even kept units need cells of it.
    pub(super) with_new_table: BTreeSet<UnitKind>,
}

impl Facts {
    /// Takes the facts of the catalogue after what the release before says of the past.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] where a fact would give a name of the past another meaning.
    pub(super) fn of(catalogue: &Catalogue, previous: Option<&Manifest>) -> Result<Self> {
        let mut facts = Self {
            published: previous
                .map(|manifest| manifest.facts.clone())
                .unwrap_or_default(),
            with_new_table: BTreeSet::new(),
        };
        for file in &catalogue.facts {
            let mut fact = today(catalogue, file);
            if let Some(manifest) = previous {
                let before = match facts.published.get(&file.fact.id) {
                    Some(before) => Some(before.clone()),
                    None => of_older_release(manifest, file, &fact)?,
                };
                facts.check(&file.fact, &fact, before.as_ref(), manifest)?;
                fact.tables
                    .extend(before.into_iter().flat_map(|before| before.tables));
            }
            facts.published.insert(file.fact.id.clone(), fact);
        }
        Ok(facts)
    }

    /// Holds a fact as it is now against what was published of it and of others.
    fn check(
        &mut self,
        declared: &Fact,
        fact: &PublishedFact,
        before: Option<&PublishedFact>,
        manifest: &Manifest,
    ) -> Result<()> {
        let id = &declared.id;
        if before.is_some_and(|before| before.definition_sha256 != fact.definition_sha256) {
            return Err(changed_meaning(id));
        }
        let others = self.published.iter().filter(|(other, _)| *other != id);
        for (other, theirs) in others {
            if let Some(node) = theirs.nodes.intersection(&fact.nodes).next() {
                return Err(ReleaseError::shape(
                    id,
                    format!(
                        "its countable {node} has the name in node ids of one of fact {other}: {REMEDY}"
                    ),
                ));
            }
        }
        for table in &fact.tables {
            let name = layout::cells_of(declared.of, table);
            let is_in_previous = manifest.object(&name).is_some();
            let was_published = before.is_some_and(|before| before.tables.contains(table));
            if was_published && !is_in_previous {
                return Err(ReleaseError::shape(
                    id,
                    format!(
                        "its table {table} was published once and is not in the release before: {REMEDY}"
                    ),
                ));
            }
            if !is_in_previous {
                self.with_new_table.insert(declared.of);
            }
        }
        Ok(())
    }
}

/// The cells of a kept unit are not in the release before as they would be now.
pub(super) fn changed_shape(fact: &str) -> ReleaseError {
    ReleaseError::shape(
        fact,
        format!("cells of a published version changed shape: {REMEDY}"),
    )
}

fn changed_meaning(fact: &str) -> ReleaseError {
    ReleaseError::shape(
        fact,
        format!(
            "its dimensions, countables or query changed since its cells were published: {REMEDY}"
        ),
    )
}

/// A fact as it is now.
fn today(catalogue: &Catalogue, file: &FactFile) -> PublishedFact {
    let fact = &file.fact;
    PublishedFact {
        definition_sha256: sha256_hex(catalogue.definition(file).as_bytes()),
        nodes: fact
            .countables
            .iter()
            .map(|countable| fact.node_measure(countable))
            .collect(),
        tables: tables(file),
    }
}

fn tables(file: &FactFile) -> BTreeSet<String> {
    let sets = file.fact.dimension_sets();
    sets.iter().map(|set| file.fact.cell_table(set)).collect()
}

/// What a release from before facts were kept says of a fact: only the hash of the whole file, comments and all.
fn of_older_release(
    manifest: &Manifest,
    file: &FactFile,
    fact: &PublishedFact,
) -> Result<Option<PublishedFact>> {
    let id = &file.fact.id;
    let was_run = manifest.sql.get(&format!("facts/{id}.sql"));
    match was_run.filter(|_| manifest.facts.is_empty()) {
        None => Ok(None),
        Some(hash) if *hash == sha256_hex(file.text.as_bytes()) => Ok(Some(fact.clone())),
        Some(_) => Err(changed_meaning(id)),
    }
}
