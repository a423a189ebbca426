//! The ICB of every atom in the editions that follow the first two.
//!
//! Cells were published by atom, so that these never change: an edition may put them together in another way, and nothing
//! else. An ICB that becomes part of another takes its atoms along; one that goes to several divides them, as its small areas
//! say, and an atom that would have to be divided itself is refused.

use std::collections::{BTreeMap, BTreeSet};

use hub_standard::AreaCode;

use super::{
    deprivation::small_area_code,
    editions::Editions,
    problems::Problems,
    source::{Files, is_there, keyed},
};
use crate::{
    atom::{AtomId, successors_by_board},
    boards::Boards,
    edition::Edition,
    later_files::LaterFiles,
    model::SmallArea,
};

/// The ICBs that have the small areas of each atom.
type Found = BTreeMap<AtomId, BTreeSet<AreaCode>>;

/// Says of every atom to which ICB it belongs in each later edition.
pub(super) fn carry_on(
    dir: Files<'_>,
    editions: &mut Editions,
    areas: &[SmallArea],
    problems: &mut Problems,
) {
    let Editions {
        all,
        successions,
        atoms,
        ..
    } = editions;
    let later = all.iter().skip(2);
    for (before, boards) in all.iter().skip(1).zip(later) {
        let is_known = |of: &(Edition, AreaCode)| of.0 == boards.edition;
        if atoms.iter().any(|atom| atom.later.iter().any(is_known)) {
            continue;
        }
        let files = LaterFiles::of(boards.edition.first_month());
        let found = found(dir, &files.small_areas, boards, areas, problems);
        let successors = successors_by_board(boards.edition, successions);
        for atom in atoms.iter_mut() {
            let was = atom.icb(before.edition).clone();
            let lasts = boards.icbs.iter().find(|icb| icb.code == was);
            let mut goes_to: BTreeSet<&AreaCode> = lasts.map(|icb| &icb.code).into_iter().collect();
            goes_to.extend(successors.get(&was).into_iter().flatten().copied());
            let own = found.as_ref().and_then(|found| found.get(&atom.id));
            let Some(board) = board(&atom.id, &was, &goes_to, own, &files, problems) else {
                continue;
            };
            let icb = boards.icbs.iter().find(|icb| icb.code == board);
            if icb.is_some_and(|icb| icb.region != atom.region) {
                problems.in_file(
                    &files.boards,
                    format!("{board} would have {}, which is in another region", atom.id),
                );
            }
            atom.later.push((boards.edition, board));
        }
        for icb in &boards.icbs {
            let is_made = atoms
                .iter()
                .any(|atom| *atom.icb(boards.edition) == icb.code);
            if !is_made {
                problems.in_file(
                    &files.boards,
                    format!(
                        "{} has none of the areas that figures are counted in",
                        icb.code
                    ),
                );
            }
        }
    }
}

/// The ICB that takes an atom, out of those to which the ICB that had it goes.
fn board(
    atom: &AtomId,
    was: &AreaCode,
    goes_to: &BTreeSet<&AreaCode>,
    found: Option<&BTreeSet<AreaCode>>,
    files: &LaterFiles,
    problems: &mut Problems,
) -> Option<AreaCode> {
    let Some(found) = found else {
        let mut boards = goes_to.iter();
        let only = boards.next()?;
        if boards.next().is_some() {
            problems.in_file(
                &files.small_areas,
                format!(
                    "{was} goes to {}: the file is needed to say which of its small areas go where",
                    list(goes_to.iter().copied())
                ),
            );
            return None;
        }
        return Some((*only).clone());
    };
    let mut boards = found.iter();
    let only = boards.next()?;
    if boards.next().is_some() {
        problems.in_file(
            &files.small_areas,
            format!(
                "{atom} would be divided between {}. Figures were counted in it as a whole, and cannot be taken apart",
                list(found.iter())
            ),
        );
        return None;
    }
    if !goes_to.contains(only) {
        problems.in_file(
            &files.small_areas,
            format!("no part of {was} became {only}, by {}", files.successions),
        );
        return None;
    }
    Some(only.clone())
}

fn list<'a>(codes: impl Iterator<Item = &'a AreaCode>) -> String {
    let codes: Vec<&str> = codes.map(AreaCode::as_str).collect();
    codes.join(" and ")
}

/// The ICBs of the small areas of every atom; none without the file.
fn found(
    dir: Files<'_>,
    file: &str,
    boards: &Boards,
    areas: &[SmallArea],
    problems: &mut Problems,
) -> Option<Found> {
    if !is_there(dir, file) {
        return None;
    }
    let atom_of: BTreeMap<&str, &AtomId> = areas
        .iter()
        .map(|area| (area.code.as_str(), &area.atom))
        .collect();
    let columns = ["lsoa21_code", "icb_ods_code", "icb_ons_code"];
    let rows = keyed(dir, file, columns, problems, |row, problems| {
        let [code, board, ons] = row.cells;
        let lsoa21 = small_area_code(code, problems)?;
        let Some(icb) = boards
            .icbs
            .iter()
            .find(|icb| icb.code.as_str() == board.text)
        else {
            board.refuse(format!("ICB \"{}\" is not known", board.text), problems);
            return None;
        };
        if icb.ons != ons.text {
            ons.refuse(
                format!("{} is {}, not \"{}\"", icb.code, icb.ons, ons.text),
                problems,
            );
        }
        if !atom_of.contains_key(lsoa21.as_str()) {
            code.refuse(format!("{lsoa21} is in no other file"), problems);
            return None;
        }
        Some((lsoa21, icb.code.clone()))
    });
    for code in atom_of.keys().filter(|code| !rows.contains_key(**code)) {
        problems.in_file(file, format!("{code} is missing"));
    }
    let mut found = Found::new();
    for (code, board) in rows {
        if let Some(atom) = atom_of.get(code.as_str()) {
            found
                .entry((*atom).clone())
                .or_default()
                .insert(board.value);
        }
    }
    Some(found)
}
