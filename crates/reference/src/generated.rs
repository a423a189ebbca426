//! A generated England below the real ICBs: about a sixth of the size, made by arithmetic alone, the same every time.
//!
//! No practice, network or small area in it exists. Codes have the right shape but lie where no real one does:
//! practices `Z00001` on (no real practice begins with Z), small areas `E0199....` (the real ones end below `E0104`),
//! postcodes in areas `XA` to `XZ`. Shares of deprivation, ethnic groups and rural places follow the real atom.

mod arithmetic;
mod organisations;
mod postcodes;
mod small_areas;
mod workforce;

use hub_standard::AreaCode;

pub(crate) use postcodes::{place_of_postcode, postcodes_of_place};

use crate::{
    atom::{Atom, atoms},
    boards::Boards,
    facts::{AtomModel, facts},
    population,
    reference::Parts,
};
use arithmetic::share_out;

/// Networks in the whole of the generated England, before the least number for each atom is made up.
const PCNS: u32 = 300;
/// The least number of networks in an atom.
const PCNS_PER_ATOM_MIN: u32 = 2;
/// Small areas of a network.
const AREAS_PER_PCN: u32 = 24;
/// Networks of a generated district.
const PCNS_PER_DISTRICT: u32 = 5;

/// An atom and the networks that are made for it.
struct Plot<'a> {
    atom: &'a Atom,
    model: &'a AtomModel,
    sub_icb: AreaCode,
    pcns: Vec<PcnPlot>,
}

/// A network that is made: its number in England and the district it lies in.
struct PcnPlot {
    number: u32,
    district: AreaCode,
}

pub(crate) fn england() -> Parts {
    let facts = facts();
    let editions = Boards::first_two(facts.before.clone(), facts.now.clone(), &facts.successions);
    let atoms = match editions.as_slice() {
        [first, next, ..] => atoms(first, next.edition, &facts.successions),
        _ => Vec::new(),
    };
    let plots = plots(&atoms);
    let (small_areas, changes) = small_areas::generate(&plots);
    let (pcns, practices) = organisations::generate(&plots, &small_areas);
    let workforce = workforce::generate(&pcns);
    let mut populations = population::registered(&practices);
    populations.extend(population::census(&small_areas));
    populations.extend(small_areas::by_age(&plots, &small_areas));
    Parts {
        label: "generated England (demo)".to_owned(),
        edition: None,
        regions: facts.regions.clone(),
        editions,
        successions: facts.successions.clone(),
        outlines: Vec::new(),
        pcns,
        practices,
        small_areas,
        changes,
        populations,
        workforce,
        published: Vec::new(),
        has_postcodes: true,
        notes: Vec::new(),
        atoms,
    }
}

/// Spreads the networks over the atoms in proportion to their real small areas.
fn plots(atoms: &[Atom]) -> Vec<Plot<'_>> {
    let modelled: Vec<(&Atom, &AtomModel)> = atoms
        .iter()
        .filter_map(|atom| {
            Some((
                atom,
                facts().models.iter().find(|model| model.atom == atom.id)?,
            ))
        })
        .collect();
    let weights: Vec<u32> = modelled
        .iter()
        .map(|(_, model)| model.small_areas())
        .collect();
    let mut pcns_so_far = 0;
    let mut districts_so_far = 0;
    let mut plots = Vec::with_capacity(modelled.len());
    for (place, ((atom, model), pcns)) in
        (0_u32..).zip(modelled.into_iter().zip(share_out(PCNS, &weights)))
    {
        let pcns = pcns.max(PCNS_PER_ATOM_MIN);
        // The new shape of sub-ICB codes, in letters that no real one has.
        let Ok(sub_icb) = format!("Z{}Z{}Z", place / 10, place % 10).parse() else {
            continue;
        };
        let networks = (0..pcns)
            .filter_map(|n| {
                let district = districts_so_far + n / PCNS_PER_DISTRICT + 1;
                Some(PcnPlot {
                    number: pcns_so_far + n,
                    district: format!("E0699{district:04}").parse().ok()?,
                })
            })
            .collect();
        pcns_so_far += pcns;
        districts_so_far += pcns.div_ceil(PCNS_PER_DISTRICT);
        plots.push(Plot {
            atom,
            model,
            sub_icb,
            pcns: networks,
        });
    }
    plots
}
