//! Which table an order means, if there can be one.

use hub_disclosure::MeteringError;
use hub_engine::{Catalogue, Fact};

use super::OpeningOrder;
use crate::encode::sha256_hex;
use crate::manifest::Manifest;

/// Most characters of a project's name.
const PROJECT_CHARS_MAX: usize = 60;

/// Why a finer table is not made. It is for whoever ordered it to act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpeningError {
    /// The project has no fit name.
    #[error(
        "a project has a name of 1 to {PROJECT_CHARS_MAX} letters of English, digits, hyphens, and single spaces between them"
    )]
    Project,
    /// There is no such fact, or it means something else now than in the release.
    #[error("the release has no fact {0} of which finer tables can be made")]
    NoFact(String),
    /// Its columns are not such that there can be a table.
    #[error(
        "{fact} has finer tables by {columns} of its columns at once, all different: {names}. For fewer columns no table \
         needs to be made"
    )]
    NoTable {
        /// The fact.
        fact: String,
        /// How many columns.
        columns: u8,
        /// Which there are.
        names: String,
    },
    /// A bound stands in the way.
    #[error(transparent)]
    Metering(#[from] MeteringError),
}

/// A table that can be made.
pub(super) struct Wanted {
    pub(super) fact: Fact,
    pub(super) fact_index: usize,
    pub(super) set: Vec<usize>,
    pub(super) table: String,
    pub(super) is_sensitive: bool,
}

impl Wanted {
    pub(super) fn of(
        catalogue: &Catalogue,
        manifest: &Manifest,
        order: &OpeningOrder,
    ) -> Result<Self, OpeningError> {
        let project = order.project.trim();
        let is_fit = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
        if !(1..=PROJECT_CHARS_MAX).contains(&project.chars().count())
            || project.len() != order.project.len()
            || !project.chars().all(is_fit)
            || project.contains("  ")
        {
            return Err(OpeningError::Project);
        }
        let facts = catalogue.facts.iter().enumerate();
        let is_same = |definition: &str| {
            let published = manifest.facts.get(&order.fact);
            published
                .is_some_and(|fact| fact.definition_sha256 == sha256_hex(definition.as_bytes()))
        };
        let (fact_index, file) = facts
            .clone()
            .find(|(_, file)| file.fact.id == order.fact)
            .filter(|(_, file)| {
                // Without noise there is nothing that a bound could count.
                manifest.policy.epsilon.is_some()
                    && file.fact.opened_depth > file.fact.depth
                    && is_same(&catalogue.definition(file))
            })
            .ok_or_else(|| OpeningError::NoFact(order.fact.chars().take(40).collect()))?;
        let fact = file.fact.clone();
        let names: Vec<&str> = order.by.iter().map(String::as_str).collect();
        let set = fact
            .set_of(&names)
            .filter(|set| fact.opened_sets().contains(set));
        let Some(set) = set else {
            let together = fact.dimensions.iter().filter(|dimension| !dimension.alone);
            let names: Vec<&str> = together.map(|dimension| dimension.name.as_str()).collect();
            return Err(OpeningError::NoTable {
                fact: fact.id.clone(),
                columns: fact.opened_depth,
                names: names.join(", "),
            });
        };
        Ok(Self {
            table: fact.cell_table(&set),
            is_sensitive: fact.is_sensitive(&set),
            set,
            fact_index,
            fact,
        })
    }
}
