//! Places each primary care network where most of its practices are.

use std::collections::BTreeMap;

use hub_standard::{AreaCode, PracticeCode};

use super::{
    super::{place::Placer, problems::Problems, source::Keyed},
    files::{PAID, Paid},
};
use crate::{
    atom::AtomId,
    model::{Pcn, Practice},
};

/// Networks that may lie in more than one atom: a hundredth of them, and some more in a small file. A few really do;
/// more would mean that the files are of different times.
const SPLIT_PER_HUNDRED_MAX: usize = 1;
const SPLIT_ALWAYS_ALLOWED: usize = 5;

/// Practices and registered people of a network in one atom.
#[derive(Default)]
struct Votes {
    practices: u32,
    registered: f64,
}

pub(super) fn place(
    practices: &[Practice],
    paid: &BTreeMap<PracticeCode, Keyed<Paid>>,
    placer: &Placer<'_>,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) -> Vec<Pcn> {
    let mut votes: BTreeMap<&AreaCode, BTreeMap<&AtomId, Votes>> = BTreeMap::new();
    for practice in practices {
        if let Some(pcn) = &practice.pcn {
            let vote = votes
                .entry(pcn)
                .or_default()
                .entry(&practice.atom)
                .or_default();
            vote.practices += 1;
            vote.registered += practice.registered;
        }
    }
    let mut first_of: BTreeMap<&AreaCode, &Keyed<Paid>> = BTreeMap::new();
    for paid in paid.values() {
        if let Some(pcn) = &paid.value.pcn {
            let first = first_of.entry(pcn).or_insert(paid);
            if paid.row < first.row {
                *first = paid;
            }
        }
    }
    let mut split = Vec::new();
    let mut networks = Vec::with_capacity(first_of.len());
    for (code, first) in first_of {
        let found = votes.get(code);
        let by_practices = found.and_then(most);
        // A network all of whose practices have gone is placed by its sub-ICB.
        let by_sub_icb = || {
            placer.place(
                first.value.icb.as_str(),
                Some(first.value.sub_icb.as_str()),
                None,
            )
        };
        let Some(atom) = by_practices.or_else(by_sub_icb) else {
            problems.in_row(PAID, first.row, format!("network {code} cannot be placed"));
            continue;
        };
        if let Some(found) = found.filter(|found| found.len() > 1) {
            let parts: Vec<String> = found
                .iter()
                .map(|(atom, votes)| format!("{atom} ({} practices)", votes.practices))
                .collect();
            split.push(format!(
                "network {code} is in {}: counted in {atom}",
                parts.join(" and ")
            ));
        }
        networks.push(Pcn {
            code: code.clone(),
            name: first.value.pcn_name.clone(),
            atom: atom.clone(),
        });
    }
    if split.len() > SPLIT_ALWAYS_ALLOWED + networks.len() * SPLIT_PER_HUNDRED_MAX / 100 {
        let example = split.first().map(String::as_str).unwrap_or_default();
        problems.in_file(
            PAID,
            format!(
                "{} networks lie in more than one place, such as: {example}",
                split.len()
            ),
        );
    }
    notes.extend(split);
    networks
}

/// The atom with most practices; of equals the one with most registered people, then the first by name.
fn most<'a>(votes: &BTreeMap<&'a AtomId, Votes>) -> Option<&'a AtomId> {
    votes
        .iter()
        .max_by(|(a_atom, a), (b_atom, b)| {
            a.practices
                .cmp(&b.practices)
                .then_with(|| a.registered.total_cmp(&b.registered))
                .then_with(|| b_atom.cmp(a_atom))
        })
        .map(|(atom, _)| *atom)
}
