//! Editions of the ICBs, and their atoms, as rows.
//!
//! The first two editions have a table each, and the atoms name the ICBs of both; editions that follow share two tables more.

use hub_standard::AreaCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    atom::{Atom, AtomId},
    boards::Boards,
    edition::Edition,
    model::{Icb, Succession},
};

/// An atom in the first two editions of the ICBs, which made it.
#[derive(Serialize, Deserialize)]
pub(super) struct AtomRow {
    id: AtomId,
    before: AreaCode,
    now: AreaCode,
    region: AreaCode,
}

/// An ICB of an edition after the first two.
#[derive(Serialize, Deserialize)]
pub(super) struct LaterIcb {
    begins: Date,
    code: AreaCode,
    ons: String,
    name: String,
    short: String,
    region: AreaCode,
    valid_from: Date,
    valid_to: Option<Date>,
    tile: (u8, u8),
}

/// The ICB that an atom belongs to in an edition after the first two.
#[derive(Serialize, Deserialize)]
pub(super) struct LaterAtom {
    begins: Date,
    atom: AtomId,
    icb: AreaCode,
}

/// The ICBs of an edition by its place, oldest first.
pub(super) fn nth(editions: &[Boards], n: usize) -> &[Icb] {
    let boards = editions.get(n);
    boards
        .map(|boards| boards.icbs.as_slice())
        .unwrap_or_default()
}

pub(super) fn later_icbs(editions: &[Boards]) -> Vec<LaterIcb> {
    let mut rows = Vec::new();
    for boards in editions.iter().skip(2) {
        rows.extend(boards.icbs.iter().map(|icb| LaterIcb {
            begins: boards.edition.first_day(),
            code: icb.code.clone(),
            ons: icb.ons.clone(),
            name: icb.name.clone(),
            short: icb.short.clone(),
            region: icb.region.clone(),
            valid_from: icb.valid_from,
            valid_to: icb.valid_to,
            tile: icb.tile,
        }));
    }
    rows
}

/// The editions that the rows are of.
pub(super) fn of_rows(
    before: Vec<Icb>,
    next: Vec<Icb>,
    later: Vec<LaterIcb>,
    successions: &[Succession],
) -> Vec<Boards> {
    let mut editions = Boards::first_two(before, next, successions);
    for row in later {
        let edition = Edition::beginning(row.begins);
        let icb = Icb {
            code: row.code,
            ons: row.ons,
            name: row.name,
            short: row.short,
            region: row.region,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            tile: row.tile,
        };
        match editions.iter_mut().find(|known| known.edition == edition) {
            Some(known) => known.icbs.push(icb),
            None => editions.push(Boards {
                edition,
                icbs: vec![icb],
            }),
        }
    }
    editions
}

pub(super) fn atom_rows(atoms: &[Atom]) -> Vec<AtomRow> {
    let rows = atoms.iter().map(|atom| AtomRow {
        id: atom.id.clone(),
        before: atom.before.clone(),
        now: atom
            .later
            .first()
            .map_or(&atom.before, |(_, next)| next)
            .clone(),
        region: atom.region.clone(),
    });
    rows.collect()
}

pub(super) fn later_atoms(atoms: &[Atom]) -> Vec<LaterAtom> {
    let mut rows = Vec::new();
    for atom in atoms {
        rows.extend(atom.later.iter().skip(1).map(|(edition, icb)| LaterAtom {
            begins: edition.first_day(),
            atom: atom.id.clone(),
            icb: icb.clone(),
        }));
    }
    rows
}

/// The atoms that the rows are of.
pub(super) fn atoms_of_rows(
    rows: Vec<AtomRow>,
    later: Vec<LaterAtom>,
    editions: &[Boards],
) -> Vec<Atom> {
    let next = editions.get(1).map(|boards| boards.edition);
    let mut atoms: Vec<Atom> = rows
        .into_iter()
        .map(|row| Atom {
            later: next
                .map(|next| (next, row.now.clone()))
                .into_iter()
                .collect(),
            id: row.id,
            before: row.before,
            now: row.now,
            region: row.region,
        })
        .collect();
    for row in later {
        if let Some(atom) = atoms.iter_mut().find(|atom| atom.id == row.atom) {
            atom.later.push((Edition::beginning(row.begins), row.icb));
        }
    }
    for atom in &mut atoms {
        atom.later.sort_by_key(|(edition, _)| *edition);
    }
    atoms
}
