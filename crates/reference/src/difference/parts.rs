//! What counts as a difference, part by part.

use std::fmt::Display;

use super::{Altered, PartDifference, Row, Tally};
use crate::{
    atom::AtomId,
    model::{
        Basis, Icb, Outline, Pcn, Population, Practice, Region, SmallArea, Succession,
        WorkforceCount,
    },
    reference::Reference,
    source_files::Part,
};

/// What is said to differ where another ICB has a row in the newest edition.
pub(super) const BOARD: &str = "board";

pub(super) fn compare(part: Part, before: &Reference, after: &Reference) -> PartDifference {
    let mut tally = Tally::new(before, after);
    match part {
        Part::Practices => tally.compare(
            (before.practices(), after.practices()),
            |practice| practice.code.as_str(),
            practice,
            |earlier, later| practice_altered((before, earlier), (after, later)),
        ),
        Part::Networks => tally.compare(
            (before.pcns(), after.pcns()),
            |pcn| pcn.code.as_str(),
            network,
            |earlier, later| {
                let mut list = Differing::default();
                list.add("name", &earlier.name, &later.name);
                list.place((before, &earlier.atom), (after, &later.atom));
                list.0
            },
        ),
        Part::Areas => areas(&mut tally, before, after),
        Part::SmallAreas => tally.compare(
            (before.small_areas(), after.small_areas()),
            |area| area.code.as_str(),
            small_area,
            |earlier, later| {
                let mut list = Differing::default();
                list.place((before, &earlier.atom), (after, &later.atom));
                list.add("sub-ICB", &earlier.sub_icb, &later.sub_icb);
                list.add("district", &earlier.district, &later.district);
                list.add("kind", rural(earlier.rural), rural(later.rural));
                list.0
            },
        ),
        Part::Deprivation => tally.compare(
            (before.small_areas(), after.small_areas()),
            |area| area.code.as_str(),
            small_area,
            deprivation_altered,
        ),
        Part::Populations => tally.compare(
            (before.populations(), after.populations()),
            |group| {
                (
                    group.atom.as_str(),
                    group.basis,
                    group.breakdown,
                    group.category.as_str(),
                )
            },
            population,
            |earlier, later| {
                let mut list = Differing::default();
                list.number("people", earlier.people, later.people);
                list.0
            },
        ),
        Part::Workforce => tally.compare(
            (before.workforce(), after.workforce()),
            |count| (count.month, count.pcn.as_str()),
            workforce,
            |earlier, later| {
                let mut list = Differing::default();
                list.number("full-time equivalents", earlier.fte, later.fte);
                list.add("rows of the file", earlier.rows, later.rows);
                list.0
            },
        ),
        Part::Outlines => tally.compare(
            (
                before.parts.outlines.as_slice(),
                after.parts.outlines.as_slice(),
            ),
            |outline| (outline.edition(), outline.board.as_str()),
            outline,
            |earlier, later| {
                let mut list = Differing::default();
                if earlier != later {
                    list.add("shape", "that of before", "another");
                }
                list.0
            },
        ),
    }
    tally.finish(part)
}

/// Practices that another ICB has in the newest edition of the other reference, as they are there.
pub(super) fn practices_moved<'a>(before: &Reference, after: &'a Reference) -> Vec<&'a Practice> {
    let board = |reference: &Reference, atom: &AtomId| {
        reference.icb_of(atom, reference.newest_edition()).cloned()
    };
    after
        .practices()
        .iter()
        .filter(|later| {
            before
                .practice(later.code.as_str())
                .is_some_and(|earlier| board(before, &earlier.atom) != board(after, &later.atom))
        })
        .collect()
}

fn areas<'a>(tally: &mut Tally<'a>, before: &'a Reference, after: &'a Reference) {
    tally.compare(
        (before.regions(), after.regions()),
        |region| region.code.as_str(),
        region,
        |earlier, later| {
            let mut list = Differing::default();
            list.add("name", &earlier.name, &later.name);
            list.add("statistical code", &earlier.ons, &later.ons);
            list.0
        },
    );
    let mut editions = before.editions();
    editions.extend(after.editions());
    editions.sort_unstable();
    editions.dedup();
    for edition in editions {
        tally.compare(
            (before.icbs(edition), after.icbs(edition)),
            |icb| icb.code.as_str(),
            board,
            board_altered,
        );
    }
    tally.compare(
        (
            before.parts.successions.as_slice(),
            after.parts.successions.as_slice(),
        ),
        |step| {
            (
                step.date,
                step.predecessor.as_str(),
                step.successor.as_str(),
            )
        },
        succession,
        |earlier, later| {
            let mut list = Differing::default();
            list.add("kind", &earlier.kind, &later.kind);
            list.0
        },
    );
}

fn practice(practice: &Practice, reference: &Reference) -> Row {
    Row {
        code: practice.code.to_string(),
        name: practice.name.clone(),
        area: board_of(reference, &practice.atom),
    }
}

fn network(network: &Pcn, reference: &Reference) -> Row {
    Row {
        code: network.code.to_string(),
        name: network.name.clone(),
        area: board_of(reference, &network.atom),
    }
}

fn small_area(area: &SmallArea, reference: &Reference) -> Row {
    Row {
        code: area.code.clone(),
        name: String::new(),
        area: board_of(reference, &area.atom),
    }
}

fn region(region: &Region, _: &Reference) -> Row {
    Row {
        code: region.code.to_string(),
        name: region.name.clone(),
        area: region.name.clone(),
    }
}

fn board(icb: &Icb, reference: &Reference) -> Row {
    Row {
        code: icb.code.to_string(),
        name: icb.name.clone(),
        area: region_name(reference, icb.region.as_str()),
    }
}

fn succession(step: &Succession, reference: &Reference) -> Row {
    let region = reference
        .editions()
        .into_iter()
        .find_map(|edition| reference.icb_in(edition, step.predecessor.as_str()))
        .map_or_else(String::new, |icb| {
            region_name(reference, icb.region.as_str())
        });
    Row {
        code: format!("{} to {}", step.predecessor, step.successor),
        name: step.kind.clone(),
        area: region,
    }
}

fn population(group: &Population, reference: &Reference) -> Row {
    let basis = match group.basis {
        Basis::Registered => "Registered people",
        Basis::ResidentCensus2021 => "Residents of 2021",
        Basis::ResidentMid2020 => "Residents of 2020",
    };
    let category = match group.breakdown {
        "imd_decile" => format!(", deprivation tenth {}", group.category),
        "imd_quintile" => format!(", deprivation fifth {}", group.category),
        "ethnic_group" => format!(", ethnic group {}", group.category),
        "age_band" => format!(", aged {}", group.category),
        _ => String::new(),
    };
    Row {
        code: group.atom.to_string(),
        name: format!("{basis}{category}"),
        area: board_of(reference, &group.atom),
    }
}

fn workforce(count: &WorkforceCount, reference: &Reference) -> Row {
    Row {
        code: count.pcn.to_string(),
        name: format!("Link workers, {}", count.month.words()),
        area: board_of(reference, &count.atom),
    }
}

fn outline(outline: &Outline, reference: &Reference) -> Row {
    let code = outline.board.as_str();
    let icb = reference.icb_in(outline.edition(), code);
    Row {
        code: code.to_owned(),
        name: icb.map_or_else(String::new, |icb| icb.name.clone()),
        area: icb.map_or_else(String::new, |icb| {
            region_name(reference, icb.region.as_str())
        }),
    }
}

fn practice_altered(
    (before, earlier): (&Reference, &Practice),
    (after, later): (&Reference, &Practice),
) -> Vec<Altered> {
    let mut list = Differing::default();
    list.place((before, &earlier.atom), (after, &later.atom));
    list.add("name", &earlier.name, &later.name);
    list.option("network", earlier.pcn.as_ref(), later.pcn.as_ref());
    list.option("sub-ICB", earlier.sub_icb.as_ref(), later.sub_icb.as_ref());
    list.option(
        "district",
        earlier.district.as_ref(),
        later.district.as_ref(),
    );
    list.number("registered people", earlier.registered, later.registered);
    list.option("first day", earlier.opened, later.opened);
    list.option("last day", earlier.closed, later.closed);
    list.option(
        "successor",
        earlier.successor.as_ref(),
        later.successor.as_ref(),
    );
    list.option("kind", earlier.rural.map(rural), later.rural.map(rural));
    list.option("deprivation score", earlier.imd_score, later.imd_score);
    list.0
}

fn board_altered(earlier: &Icb, later: &Icb) -> Vec<Altered> {
    let mut list = Differing::default();
    list.add("name", &earlier.name, &later.name);
    list.add("statistical code", &earlier.ons, &later.ons);
    list.add("region", &earlier.region, &later.region);
    list.add("first day", earlier.valid_from, later.valid_from);
    list.option("last day", earlier.valid_to, later.valid_to);
    list.0
}

fn deprivation_altered(earlier: &SmallArea, later: &SmallArea) -> Vec<Altered> {
    let mut list = Differing::default();
    list.add(
        "tenth of 2025",
        earlier.imd2025_decile,
        later.imd2025_decile,
    );
    list.add("rank of 2025", earlier.imd2025_rank, later.imd2025_rank);
    list.option(
        "tenth of 2019",
        earlier.imd2019_decile,
        later.imd2019_decile,
    );
    list.0
}

/// The values of a row that differ.
#[derive(Default)]
struct Differing(Vec<Altered>);

impl Differing {
    fn add(&mut self, what: &'static str, from: impl Display, to: impl Display) {
        let (from, to) = (from.to_string(), to.to_string());
        if from != to {
            self.0.push(Altered { what, from, to });
        }
    }

    fn option<T: Display>(&mut self, what: &'static str, from: Option<T>, to: Option<T>) {
        let text = |value: Option<T>| value.map_or_else(|| "none".to_owned(), |it| it.to_string());
        self.add(what, text(from), text(to));
    }

    fn number(&mut self, what: &'static str, from: f64, to: f64) {
        self.add(what, number(from), number(to));
    }

    /// Where it is: the ICB of the newest edition, or where that is the same the part of the ICB of before.
    fn place(&mut self, (before, from): (&Reference, &AtomId), (after, to): (&Reference, &AtomId)) {
        let n = self.0.len();
        self.add(BOARD, board_of(before, from), board_of(after, to));
        if self.0.len() == n {
            self.add("area", from, to);
        }
    }
}

/// A number to two decimals, without those that are zero.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

fn rural(is_rural: bool) -> &'static str {
    if is_rural { "rural" } else { "urban" }
}

/// The name of the ICB that has an atom in the newest edition; the atom's own name where there is none.
fn board_of(reference: &Reference, atom: &AtomId) -> String {
    let newest = reference.newest_edition();
    reference
        .icb_of(atom, newest)
        .and_then(|code| reference.icb_in(newest, code.as_str()))
        .map_or_else(|| atom.to_string(), |icb| icb.name.clone())
}

fn region_name(reference: &Reference, code: &str) -> String {
    reference
        .region(code)
        .map_or_else(|| code.to_owned(), |region| region.name.clone())
}
