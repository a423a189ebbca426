//! General practices and primary care networks.

mod files;
mod networks;

use std::collections::BTreeMap;

use hub_standard::{AreaCode, PracticeCode};

use super::{editions::Editions, place::Placer, problems::Problems, source::Files};
use crate::model::{Pcn, Practice};
use files::{Listed, Paid};

pub(super) struct Organisations {
    pub(super) practices: Vec<Practice>,
    pub(super) pcns: Vec<Pcn>,
}

/// Practices of the newest list, with what older files add, and those that have closed since.
///
/// The newest list says which practices are open, where, and how many people are registered. Network, sub-ICB and
/// dates come from the older payments file and the organisation file.
pub(super) fn read(
    dir: Files<'_>,
    editions: &Editions,
    placer: &Placer<'_>,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) -> Organisations {
    let listed = files::listed(dir, editions, problems);
    let paid = files::paid(dir, placer, problems);
    let dates = files::dates(dir, problems);
    let scores = files::scores(dir, problems);

    let mut practices = Vec::with_capacity(paid.len());
    for (code, practice) in &listed {
        let older = paid.get(code).map(|older| &older.value);
        if let Some(older) = older
            && older.icb != practice.value.icb
        {
            let reason = format!(
                "{code} is in {} here, but its sub-ICB in {}",
                practice.value.icb, older.icb
            );
            problems.in_row(files::LISTED, practice.row, reason);
        }
        match open(code, &practice.value, older, placer) {
            Some(practice) => practices.push(practice),
            None => problems.in_row(
                files::LISTED,
                practice.row,
                format!(
                    "{code} cannot be placed in a part of {}",
                    practice.value.icb
                ),
            ),
        }
    }
    let networks = networks::place(&practices, &paid, placer, problems, notes);
    add_closed(&mut practices, &paid, &dates, &networks, placer, notes);
    for practice in &mut practices {
        if let Some(known) = dates.get(practice.code.as_str()) {
            practice.opened = known.opened.or(practice.opened);
        }
        practice.imd_score = scores.get(practice.code.as_str()).copied();
    }
    Organisations {
        practices,
        pcns: networks,
    }
}

fn open(
    code: &PracticeCode,
    listed: &Listed,
    paid: Option<&Paid>,
    placer: &Placer<'_>,
) -> Option<Practice> {
    let sub_icb = paid.map(|paid| paid.sub_icb.as_str());
    let atom = placer.place(listed.icb.as_str(), sub_icb, Some(listed.district.as_str()))?;
    Some(Practice {
        code: code.clone(),
        name: listed.name.clone(),
        pcn: paid.and_then(|paid| paid.pcn.clone()),
        sub_icb: paid.map(|paid| paid.sub_icb.clone()),
        atom: atom.clone(),
        district: Some(listed.district.clone()),
        registered: listed.registered,
        rural: paid.and_then(|paid| paid.rural),
        opened: paid.and_then(|paid| paid.opened),
        closed: None,
        successor: None,
        imd_score: None,
    })
}

/// Adds practices of the payments file that have a closing date and are not in the newest list.
fn add_closed(
    practices: &mut Vec<Practice>,
    paid: &BTreeMap<PracticeCode, super::source::Keyed<Paid>>,
    dates: &BTreeMap<String, files::Dates>,
    networks: &[Pcn],
    placer: &Placer<'_>,
    notes: &mut Vec<String>,
) {
    let open: std::collections::BTreeSet<PracticeCode> = practices
        .iter()
        .map(|practice| practice.code.clone())
        .collect();
    let (mut undated, mut unplaced) = (0_usize, 0_usize);
    for (code, older) in paid.iter().filter(|(code, _)| !open.contains(*code)) {
        let older = &older.value;
        let Some(closed) = older.closed.or_else(|| dates.get(code.as_str())?.closed) else {
            undated += 1;
            continue;
        };
        let network_atom = |pcn: &AreaCode| {
            networks
                .iter()
                .find(|network| network.code == *pcn)
                .map(|pcn| &pcn.atom)
        };
        let atom = placer
            .place(older.icb.as_str(), Some(older.sub_icb.as_str()), None)
            .or_else(|| older.pcn.as_ref().and_then(network_atom));
        let Some(atom) = atom else {
            unplaced += 1;
            continue;
        };
        practices.push(Practice {
            code: code.clone(),
            name: older.name.clone(),
            pcn: older.pcn.clone(),
            sub_icb: Some(older.sub_icb.clone()),
            atom: atom.clone(),
            district: None,
            registered: 0.0,
            rural: older.rural,
            opened: older.opened,
            closed: Some(closed),
            successor: None,
            imd_score: None,
        });
    }
    if undated > 0 {
        notes.push(format!(
            "{undated} practices of 2022/23 are not in the newest list and have no closing date: left out"
        ));
    }
    if unplaced > 0 {
        notes.push(format!(
            "{unplaced} closed practices cannot be placed in a part of a split ICB: left out"
        ));
    }
}
