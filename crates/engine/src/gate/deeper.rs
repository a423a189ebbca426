//! Cells by more columns at once than everyone sees: which there are, and of which places somebody may see them.

use std::collections::BTreeSet;

use datafusion::logical_expr::{Expr, col, lit};

use super::asked::{is_fixed, is_grouped};
use super::refusal::{Code, Refusal};
use crate::catalogue::Fact;

/// The column of the board that a place belongs to now.
const BOARD: &str = "icb";

/// Of which places somebody may see such cells.
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
                "figures of hub.{} by {} at once have not been made for this release: each such table costs everybody in it \
                 some privacy, so few are made, and only when a project needs one. Leave out a column, such as {first}; or ask \
                 your disclosure officer to make it (hub release open --fact {} --by {})",
                fact.id,
                names.join(", "),
                fact.id,
                names.join(",")
            ),
        ))
    }

    /// Refuses figures of a board's own places beside figures of all, and under the name of more than the board: whoever
    /// reads them could not tell what they are of.
    pub(super) fn names_its_board(&self, group: &[Expr], filters: &[Expr]) -> Result<(), Refusal> {
        let Reach::Board(code) = &self.reach else {
            return Ok(());
        };
        if is_grouped(BOARD, group) || is_fixed(BOARD, filters.iter()) {
            return Ok(());
        }
        Err(Refusal::new(
            Code::Ledger,
            format_args!(
                "you see figures by three columns at once of your own board alone. Say so in the query: where icb = '{code}', or \
                 group by icb"
            ),
        ))
    }

    /// What rows of such cells must be, to be seen by whoever asks.
    pub(super) fn within_reach(&self) -> Option<Expr> {
        match &self.reach {
            Reach::Everywhere => None,
            Reach::Board(code) => Some(col(BOARD).eq(lit(code.as_str()))),
            Reach::Nowhere => Some(lit(false)),
        }
    }
}
