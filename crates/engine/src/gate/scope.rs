//! Which cells a figure is of, and what a query must say over those that not everyone sees: cells of single places, and
//! cells by more columns at once than are made for all.

use std::collections::BTreeSet;

use datafusion::logical_expr::Expr;

use super::asked::{self, is_fixed, is_grouped};
use super::deeper::{Deeper, Reach};
use super::refusal::{Code, Refusal};
use crate::catalogue::Fact;

/// The column of the board that an area or a place belongs to now.
pub(super) const BOARD: &str = "icb";

/// Whether the cells of a set are seen by a board of its own places alone.
pub(super) fn is_scoped(fact: &Fact, set: &[usize]) -> bool {
    fact.of.is_place() || set.len() > usize::from(fact.depth)
}

/// Refuses figures of single places to those who see them of none.
pub(super) fn reaches_places(fact: &Fact, deeper: &Deeper) -> Result<(), Refusal> {
    if !fact.of.is_place() || deeper.reach != Reach::Nowhere {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Ledger,
        format_args!(
            "figures of single {} are seen by their own board, and by national analysts and disclosure officers. Ask \
             another table for figures of areas",
            fact.of.plural()
        ),
    ))
}

/// Refuses figures of a board's own places beside figures of all, and under the name of more than the board: whoever
/// reads them could not tell what they are of. A single place has one board, so that its name is enough.
pub(super) fn names_its_board(
    fact: &Fact,
    deeper: &Deeper,
    group: &[Expr],
    filters: &[Expr],
) -> Result<(), Refusal> {
    let Reach::Board(code) = &deeper.reach else {
        return Ok(());
    };
    let is_named = |column: &str| is_grouped(column, group) || is_fixed(column, filters.iter());
    if is_named(BOARD) || (fact.of.is_place() && is_named(fact.of.column())) {
        return Ok(());
    }
    let (what, more) = match fact.of.is_place() {
        true => (
            format!("figures of single {}", fact.of.plural()),
            format!(" or by {}", fact.of.column()),
        ),
        false => ("figures by three columns at once".to_owned(), String::new()),
    };
    Err(Refusal::new(
        Code::Ledger,
        format_args!(
            "you see {what} of your own board alone. Say so in the query: where icb = '{code}', or group by icb{more}"
        ),
    ))
}

/// Refuses sums over some places that the query chooses: two that differ by one place would tell of that one, whose own
/// figure is hidden more often than not. All places of an area are summed, or each stands by itself.
pub(super) fn chooses_no_places<'e>(
    fact: &Fact,
    group: &[Expr],
    filters: &[Expr],
    mut read: impl Iterator<Item = &'e Expr>,
) -> Result<(), Refusal> {
    let place = fact.of.column();
    if !fact.of.is_place() || is_grouped(place, group) || is_fixed(place, filters.iter()) {
        return Ok(());
    }
    if read.any(|expr| asked::columns(expr).contains(&place)) {
        return Err(Refusal::new(
            Code::Overlap,
            format_args!(
                "two sums over chosen {} could differ by one of them. Group by {place}, choose one with where {place} = \
                 '...', or leave {place} out",
                fact.of.plural()
            ),
        ));
    }
    Ok(())
}

/// The set of dimensions that expressions read, as the fact numbers them.
pub(super) fn set<'e>(
    fact: &Fact,
    read: impl Iterator<Item = &'e Expr>,
    deeper: &Deeper,
) -> Result<Vec<usize>, Refusal> {
    let mut set = BTreeSet::new();
    for column in read.flat_map(asked::columns) {
        set.extend(
            fact.dimensions
                .iter()
                .position(|dimension| dimension.name == column),
        );
    }
    let set: Vec<usize> = set.into_iter().collect();
    if fact.has_cells_for(&set) {
        return Ok(set);
    }
    if fact.opened_sets().contains(&set) {
        deeper.allows(fact, &set)?;
        return Ok(set);
    }
    Err(not_made(fact, &set))
}

/// Why there are no cells of a set, and can be none.
fn not_made(fact: &Fact, set: &[usize]) -> Refusal {
    let dimensions = set.iter().filter_map(|index| fact.dimensions.get(*index));
    let names: Vec<&str> = dimensions
        .clone()
        .map(|dimension| dimension.name.as_str())
        .collect();
    let alone = dimensions.clone().find(|dimension| dimension.alone);
    let place = match fact.of.is_place() {
        true => format!(", icb and {}", fact.of.column()),
        false => " and icb".to_owned(),
    };
    let words = match (fact.depth.max(fact.opened_depth), alone) {
        (0, _) => format!(
            "figures of hub.{} are made of whole {} alone, and this reads {}. Leave it out, or ask another table; \
             month, region{place} can be asked by",
            fact.id,
            fact.of.plural(),
            names.join(", ")
        ),
        (_, Some(alone)) => format!(
            "{} is so fine that it can stand only by itself, and this reads {}. Leave out the others",
            alone.name,
            names.join(", ")
        ),
        (most, None) => {
            let finer = match most > fact.depth {
                true => format!(
                    ". {most} at once are possible only where a finer table was made for the release"
                ),
                false => String::new(),
            };
            format!(
                "figures are made for at most {} of the columns about people at once, and this reads {}: {}. Leave out \
                 some; month, region{place} do not count{finer}",
                fact.depth,
                names.len(),
                names.join(", ")
            )
        }
    };
    Refusal::new(Code::TooManyDims, words)
}
