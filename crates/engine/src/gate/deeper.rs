//! What a query may read besides the cells that everyone sees, and which of the finer tables there are.

use std::collections::BTreeSet;

use super::refusal::{Code, Refusal};
use crate::catalogue::Fact;

/// Of which places somebody may see cells that not everyone sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reach {
    /// Of none.
    #[default]
    Nowhere,
    /// Of the places that belong to one board now, by its code.
    Board(String),
    /// Of all.
    Everywhere,
}

/// What a query may read besides the cells that everyone sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deeper {
    /// Of which places.
    pub reach: Reach,
    /// The tables that were made for the release.
    pub made: BTreeSet<String>,
}

impl Deeper {
    /// Whether the cells of a set are there for whoever asks.
    pub(super) fn allows(&self, fact: &Fact, set: &[usize]) -> Result<(), Refusal> {
        if self.reach != Reach::Nowhere && self.made.contains(&fact.cell_table(set)) {
            return Ok(());
        }
        let names: Vec<&str> = set
            .iter()
            .filter_map(|index| fact.dimensions.get(*index))
            .map(|dimension| dimension.name.as_str())
            .collect();
        let first = names.first().copied().unwrap_or_default();
        Err(Refusal::new(
            Code::Ledger,
            format_args!(
                "figures are made for everyone by at most {} of the columns about people at once, and this reads {}: {}. \
                 Figures of hub.{} by these at once have not been made for this release: each such table costs everybody in it \
                 some privacy, so few are made, and only when a project needs one. Leave out a column, such as {first}; or ask \
                 the disclosure officer of this hub for them, with these columns and the name of your project",
                fact.depth,
                names.len(),
                names.join(", "),
                fact.id,
            ),
        ))
    }
}
