//! Short names of ICBs, and their places on the tile map.

use std::collections::{BTreeMap, BTreeSet};

use hub_standard::AreaCode;

use super::{
    problems::Problems,
    source::{Files, is_there, keyed},
};
use crate::{
    boards::Boards,
    model::{Icb, Succession},
};

const SHORT_NAME_CHARS_MAX: usize = 14;
const COLUMNS: u8 = 8;
const ROWS: u8 = 16;

/// Column and row.
type Tile = (u8, u8);

/// Gives every ICB its short name and tile; one that the crate does not know gets the start of its name and the first
/// free tile.
pub(super) fn lay_out(icbs: &mut [Icb], known: &[Icb]) {
    let mut taken: BTreeSet<Tile> = BTreeSet::new();
    for icb in icbs.iter_mut() {
        if let Some(fact) = known.iter().find(|fact| fact.code == icb.code) {
            icb.short = fact.short.clone();
            icb.tile = fact.tile;
            taken.insert(icb.tile);
        }
    }
    let mut free = tiles().filter(|tile| !taken.contains(tile));
    for icb in icbs.iter_mut().filter(|icb| icb.short.is_empty()) {
        icb.short = short_name(&icb.name);
        icb.tile = free.next().unwrap_or_default();
    }
}

/// The same for an edition that follows another: as its file says; without a word there, an ICB that lasts stays where it is,
/// and one that begins takes the free tile next to the middle of those that it came from. Returns what was decided so.
pub(super) fn carry_on(
    dir: Files<'_>,
    file: &str,
    before: &Boards,
    boards: &mut Boards,
    successions: &[Succession],
    problems: &mut Problems,
) -> Vec<String> {
    let told = told(dir, file, boards, problems);
    let mut taken: BTreeSet<Tile> = told.values().map(|(_, tile)| *tile).collect();
    let mut placed: BTreeSet<AreaCode> = told.keys().cloned().collect();
    for icb in &mut boards.icbs {
        if let Some((short, tile)) = told.get(&icb.code) {
            icb.short.clone_from(short);
            icb.tile = *tile;
        } else if let Some(earlier) = before.icbs.iter().find(|one| one.code == icb.code) {
            icb.short.clone_from(&earlier.short);
            if taken.insert(earlier.tile) {
                icb.tile = earlier.tile;
                placed.insert(icb.code.clone());
            }
        } else {
            icb.short = short_name(&icb.name);
        }
    }
    let mut notes = Vec::new();
    for icb in &mut boards.icbs {
        if placed.contains(&icb.code) {
            continue;
        }
        let came_from = successions
            .iter()
            .filter(|step| step.successor == icb.code)
            .map(|step| &step.predecessor);
        let came_from: BTreeSet<&AreaCode> = came_from.chain([&icb.code]).collect();
        let parts: Vec<Tile> = before
            .icbs
            .iter()
            .filter(|one| came_from.contains(&one.code))
            .map(|part| part.tile)
            .collect();
        icb.tile = nearest(&parts, &taken);
        taken.insert(icb.tile);
        let (column, row) = icb.tile;
        notes.push(format!(
            "{} has no place on the tile map in the files: it stands in column {column}, row {row}, by the boards that it came from",
            icb.code
        ));
    }
    notes
}

/// What the file says of each ICB; nothing without a file.
fn told(
    dir: Files<'_>,
    file: &str,
    boards: &Boards,
    problems: &mut Problems,
) -> BTreeMap<AreaCode, (String, Tile)> {
    if !is_there(dir, file) {
        return BTreeMap::new();
    }
    let columns = ["icb_ods_code", "short_name", "tile_column", "tile_row"];
    let mut taken: BTreeSet<Tile> = BTreeSet::new();
    let found = keyed(dir, file, columns, problems, |row, problems| {
        let [code, short, column, line] = row.cells;
        let Some(icb) = boards
            .icbs
            .iter()
            .find(|icb| icb.code.as_str() == code.text)
        else {
            code.refuse(format!("ICB \"{}\" is not known", code.text), problems);
            return None;
        };
        if !(1..=SHORT_NAME_CHARS_MAX).contains(&short.text.chars().count()) {
            short.refuse(
                format!("a short name has 1 to {SHORT_NAME_CHARS_MAX} characters"),
                problems,
            );
        }
        let tile: Tile = (
            column.parse("a column of the tile map", problems)?,
            line.parse("a row of the tile map", problems)?,
        );
        if tile.0 >= COLUMNS {
            column.refuse(
                format!("the tile map has the columns 0 to {}", COLUMNS - 1),
                problems,
            );
        }
        if tile.1 >= ROWS {
            line.refuse(
                format!("the tile map has the rows 0 to {}", ROWS - 1),
                problems,
            );
        }
        if !taken.insert(tile) {
            line.refuse("another ICB has this place".to_owned(), problems);
        }
        Some((icb.code.clone(), (short.text.to_owned(), tile)))
    });
    found
        .into_iter()
        .map(|(code, keyed)| (code, keyed.value))
        .collect()
}

/// The free tile that is nearest to the middle of others; of equals the first by row and column.
fn nearest(parts: &[Tile], taken: &BTreeSet<Tile>) -> Tile {
    let n = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let sum = |of: fn(&Tile) -> u8| parts.iter().map(|tile| u32::from(of(tile))).sum::<u32>();
    let (columns, rows) = (sum(|tile| tile.0), sum(|tile| tile.1));
    let distance = |tile: &Tile| {
        let across = (u32::from(tile.0) * n).abs_diff(columns);
        let down = (u32::from(tile.1) * n).abs_diff(rows);
        across
            .saturating_pow(2)
            .saturating_add(down.saturating_pow(2))
    };
    tiles()
        .filter(|tile| !taken.contains(tile))
        .min_by_key(distance)
        .unwrap_or_default()
}

/// Every tile, row by row.
fn tiles() -> impl Iterator<Item = Tile> {
    (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)))
}

fn short_name(name: &str) -> String {
    let name = name
        .trim_start_matches("NHS ")
        .trim_end_matches(" Integrated Care Board");
    name.chars()
        .take(SHORT_NAME_CHARS_MAX)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::nearest;

    #[test]
    fn a_board_that_begins_stands_by_those_it_came_from() {
        let taken = BTreeSet::from([(2, 3)]);
        assert_eq!(nearest(&[(1, 3), (3, 3)], &BTreeSet::new()), (2, 3));
        assert_eq!(nearest(&[(1, 3), (3, 3)], &taken), (2, 2));
        assert_eq!(nearest(&[(5, 5)], &taken), (5, 5));
    }
}
