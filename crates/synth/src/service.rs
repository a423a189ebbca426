//! The services: where they are, which practices they serve, how they work.

use std::collections::BTreeMap;

use hub_reference::{Atom, AtomId, Practice, Reference};
use hub_standard::{AreaCode, Month, PracticeCode, ServiceCode};

use crate::{
    calibration::{ETHNIC_MISSING, RETURN_MISSING, WAIT_DAYS, blank},
    chance::{Chance, kind, weight},
    file::SynthKind,
    person::Person,
    style::Style,
};

/// A primary care network has one service; a service has a few networks.
const NETWORKS_MAX: usize = 8;

/// A service that sends returns.
#[derive(Debug, Clone)]
pub struct SynthService {
    /// Code given by the hub.
    pub code: ServiceCode,
    /// Name.
    pub name: String,
    /// Where it is.
    pub atom: AtomId,
    /// Its ICB, as it is since April 2026.
    pub icb: AreaCode,
    /// The practices it serves.
    pub practices: Vec<PracticeCode>,
    pub(crate) habits: Habits,
}

/// How a service works and what its files look like.
#[derive(Debug, Clone)]
pub(crate) struct Habits {
    /// Size against the usual service.
    pub(crate) size: f64,
    pub(crate) wait_median_days: f64,
    pub(crate) ethnic_missing: f64,
    pub(crate) return_missing: f64,
    pub(crate) holds_nhs_numbers: bool,
    pub(crate) gives_age: bool,
    pub(crate) gives_postcode: bool,
    pub(crate) style: Style,
    pub(crate) kind: SynthKind,
    /// Practices with people registered and sub-ICB, to choose a person's practice from.
    pub(crate) practice_weights: Vec<(PracticeCode, Option<AreaCode>, f64)>,
}

impl Habits {
    /// A practice that the service serves, near the home if one is; sometimes blank or not known.
    pub(crate) fn practice(&self, person: &Person<'_>, chance: &mut Chance) -> String {
        let draw = chance.unit();
        let home = person.home.map(|home| &home.sub_icb);
        let all = || {
            self.practice_weights
                .iter()
                .map(|(code, sub_icb, people)| ((code, sub_icb), *people))
        };
        let mut choices: Vec<_> = all()
            .filter(|((_, sub_icb), _)| sub_icb.as_ref() == home)
            .collect();
        if choices.is_empty() {
            choices.extend(all());
        }
        let chosen = chance.pick(&choices).map(|(code, _)| code.to_string());
        match draw {
            _ if draw < blank::PRACTICE => String::new(),
            _ if draw < blank::PRACTICE * 1.5 => "V81999".to_owned(),
            _ => chosen.unwrap_or_default(),
        }
    }
}

/// Spreads the services over the atoms in proportion to registered people.
pub(crate) fn services(
    reference: &Reference,
    count: usize,
    seed: u64,
    last_month: Month,
) -> Vec<SynthService> {
    let mut practices: BTreeMap<&AtomId, Vec<&Practice>> = BTreeMap::new();
    for practice in reference.practices() {
        if practice.open_in(last_month) && practice.registered > 0.0 {
            practices.entry(&practice.atom).or_default().push(practice);
        }
    }
    let people = |atom: &Atom| {
        practices
            .get(&atom.id)
            .map_or(0.0, |of| of.iter().map(|p| p.registered).sum())
    };
    let people: Vec<f64> = reference.atoms().iter().map(people).collect();
    let shares = shares(&people, count);
    let total: f64 = people
        .iter()
        .zip(&shares)
        .filter(|(_, share)| **share > 0)
        .map(|(people, _)| people)
        .sum();
    let placed = reference.atoms().iter().zip(people).zip(shares);
    let mut services = Vec::with_capacity(count);
    for ((atom, people), in_atom) in placed {
        let here = practices
            .get(&atom.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        // Rounding gives some areas more services than their share: theirs are smaller, so that rates compare.
        let size = people / total * weight(count) / weight(in_atom.max(1));
        for position in 0..in_atom {
            let served = served(here, position, in_atom);
            if let Some(service) = service(
                services.len(),
                atom,
                &served,
                size,
                seed,
                reference.has_postcodes(),
            ) {
                services.push(service);
            }
        }
    }
    services
}

/// How many services each area gets: by largest remainder, and at least one each where there are enough.
fn shares(people: &[f64], count: usize) -> Vec<usize> {
    let inhabited = people.iter().filter(|people| **people > 0.0).count();
    let least = usize::from(count >= inhabited);
    let total: f64 = people.iter().sum();
    let mut shares: Vec<usize> = people
        .iter()
        .map(|people| if *people > 0.0 { least } else { 0 })
        .collect();
    // One at a time to the area that has most people for each service it would then have.
    for _ in shares.iter().sum::<usize>()..count {
        let need = |(index, people): (usize, &f64)| {
            (
                index,
                people / total / weight(shares.get(index).copied().unwrap_or(0) + 1),
            )
        };
        let neediest = people
            .iter()
            .enumerate()
            .map(need)
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some(share) = neediest.and_then(|(index, _)| shares.get_mut(index)) {
            *share += 1;
        }
    }
    shares
}

/// The practices of the networks that the service at `position` of `in_atom` serves.
fn served<'a>(practices: &[&'a Practice], position: usize, in_atom: usize) -> Vec<&'a Practice> {
    let mut networks: BTreeMap<&str, Vec<&Practice>> = BTreeMap::new();
    for practice in practices {
        let network = practice.pcn.as_ref().map_or("", |code| code.as_str());
        networks.entry(network).or_default().push(practice);
    }
    let networks: Vec<Vec<&Practice>> = networks.into_values().collect();
    let (from, to) = (
        position * networks.len() / in_atom,
        (position + 1) * networks.len() / in_atom,
    );
    // More services than networks: some share one.
    let to = to.max(from + 1).min(from + NETWORKS_MAX);
    networks
        .into_iter()
        .skip(from)
        .take(to - from)
        .flatten()
        .collect()
}

fn service(
    index: usize,
    atom: &Atom,
    practices: &[&Practice],
    size: f64,
    seed: u64,
    has_postcodes: bool,
) -> Option<SynthService> {
    let number = u64::try_from(index).ok()?;
    let mut chance = Chance::of(seed, &[kind::SERVICE, number]);
    let (usual_missing, struggling_missing, struggling) = RETURN_MISSING;
    let habits = Habits {
        size: size * chance.log_normal(0.98, 0.2),
        wait_median_days: chance.log_normal(WAIT_DAYS.0, WAIT_DAYS.1).clamp(4.0, 45.0),
        ethnic_missing: chance
            .log_normal(ETHNIC_MISSING.0, ETHNIC_MISSING.1)
            .min(0.45),
        // The first service never fails, so that a demonstration has one to follow.
        return_missing: match chance.happens(struggling) {
            _ if index == 0 => 0.0,
            true => struggling_missing,
            false => usual_missing,
        },
        holds_nhs_numbers: chance.happens(0.7),
        gives_age: chance.happens(0.2),
        gives_postcode: has_postcodes && chance.happens(0.75),
        style: Style::of(chance.below(Style::COUNT)),
        kind: if index % 5 == 3 {
            SynthKind::Xlsx
        } else {
            SynthKind::Csv
        },
        practice_weights: practices
            .iter()
            .map(|p| (p.code.clone(), p.sub_icb.clone(), p.registered))
            .collect(),
    };
    Some(SynthService {
        code: code(index)?,
        name: name(index),
        atom: atom.id.clone(),
        icb: atom.now.clone(),
        practices: practices
            .iter()
            .map(|practice| practice.code.clone())
            .collect(),
        habits,
    })
}

/// `YA001` to `YA999`, then `YB001` ...
fn code(index: usize) -> Option<ServiceCode> {
    let letter = u8::try_from(index / 999)
        .ok()
        .filter(|n| *n < 26)
        .map(|n| char::from(b'A' + n))?;
    format!("Y{letter}{:03}", index % 999 + 1).parse().ok()
}

fn name(index: usize) -> String {
    const PLACES: [&str; 30] = [
        "Hillside",
        "Sunnyside",
        "Riverbank",
        "Oakfield",
        "Meadow Lane",
        "Kingsway",
        "Millbrook",
        "Harbour",
        "Ashgrove",
        "Priory",
        "Lakeside",
        "Northgate",
        "Westbourne",
        "Elmtree",
        "Castle Street",
        "Bridgewater",
        "Park Road",
        "Fairfield",
        "Greenways",
        "Holly Bank",
        "Abbey",
        "Moorland",
        "Springfield",
        "Station Road",
        "Chapel Hill",
        "Beechwood",
        "Valley",
        "Market Place",
        "Southdown",
        "Orchard",
    ];
    const KINDS: [&str; 8] = [
        "Community Hub",
        "Link Workers",
        "Wellbeing Partnership",
        "Social Prescribing",
        "Neighbourhood Trust",
        "Voluntary Action",
        "Health Alliance",
        "Connectors",
    ];
    let place = PLACES
        .get(index % PLACES.len())
        .copied()
        .unwrap_or_default();
    // Neighbours in the list differ in kind, and the same place has another kind each time round.
    let kind = KINDS
        .get((index / PLACES.len() + index * 3) % KINDS.len())
        .copied()
        .unwrap_or_default();
    match index / (PLACES.len() * KINDS.len()) {
        0 => format!("{place} {kind}"),
        round => format!("{place} {kind} {}", round + 1),
    }
}
