//! Generated networks and practices.

use hub_standard::PracticeCode;
use jiff::civil::{Date, date};

use super::{
    AREAS_PER_PCN, PcnPlot, Plot,
    arithmetic::{Use, draw, share_out},
    small_areas::of_network,
};
use crate::model::{Pcn, Practice, SmallArea};

/// Numbers of networks begin here: in the lists held no real network lies between U22506 and U23362.
const FIRST_PCN: u32 = 22_601;
/// Of every so many networks one has a practice that closed.
const CLOSED_EVERY: u32 = 8;
/// The day on which those closed.
const CLOSED_ON: Date = date(2026, 3, 31);

const FIRST_WORDS: [&str; 20] = [
    "Alder", "Ash", "Beech", "Birch", "Bramble", "Cedar", "Clover", "Elm", "Fern", "Hawthorn",
    "Hazel", "Heather", "Holly", "Juniper", "Lime", "Maple", "Oak", "Rowan", "Sorrel", "Willow",
];
const SECOND_WORDS: [&str; 11] = [
    "Bank", "Bridge", "Cross", "Field", "Gate", "Green", "Hill", "Lane", "Park", "Road", "Street",
];
const KINDS: [&str; 4] = ["Surgery", "Medical Centre", "Health Centre", "Practice"];

/// The networks and practices of every plot. `areas` are in order of their numbers.
pub(super) fn generate(plots: &[Plot<'_>], areas: &[SmallArea]) -> (Vec<Pcn>, Vec<Practice>) {
    let mut pcns = Vec::new();
    let mut practices = Vec::new();
    for plot in plots {
        for network in &plot.pcns {
            let Ok(code) = format!("U{:05}", FIRST_PCN + network.number).parse() else {
                continue;
            };
            let name = format!("{} PCN (demo)", two_words(network.number));
            let pcn = Pcn {
                code,
                name,
                atom: plot.atom.id.clone(),
            };
            let own = of_network(areas, network);
            add_practices(&mut practices, plot, network, &pcn, own);
            pcns.push(pcn);
        }
    }
    (pcns, practices)
}

fn add_practices(
    practices: &mut Vec<Practice>,
    plot: &Plot<'_>,
    network: &PcnPlot,
    pcn: &Pcn,
    own: &[SmallArea],
) {
    let count = 4 + draw(Use::Practices, network.number, 4);
    let residents: u32 = own.iter().map(|area| area.residents).sum();
    // Lists hold more people than the census counted: about 7 % in England.
    let registered = residents * (102 + draw(Use::Registered, network.number, 11)) / 100;
    let first = u32::try_from(practices.len()).unwrap_or_default() + 1;
    let weights: Vec<u32> = (first..first + count)
        .map(|number| 600 + draw(Use::Size, number, 900))
        .collect();
    let is_rural = own.iter().filter(|area| area.rural).count() * 2 > own.len();
    let deprivation: u32 = own
        .iter()
        .map(|area| 11 - u32::from(area.imd2025_decile))
        .sum();
    let mut add =
        |number: u32, registered: u32, closed: Option<Date>, successor: Option<PracticeCode>| {
            let Ok(code) = format!("Z{number:05}").parse() else {
                return;
            };
            let tenths = deprivation * 45 / AREAS_PER_PCN + draw(Use::Score, number, 60);
            let kind = pick(&KINDS, draw(Use::Name, number + 500_000, 4));
            practices.push(Practice {
                code,
                name: format!("{} {kind} (demo)", two_words(number + 100_000)),
                pcn: Some(pcn.code.clone()),
                sub_icb: Some(plot.sub_icb.clone()),
                atom: plot.atom.id.clone(),
                district: Some(network.district.clone()),
                registered: f64::from(registered),
                rural: Some(is_rural),
                opened: opened(number),
                closed,
                successor,
                imd_score: Some(f64::from(tenths) / 10.0),
            });
        };
    for (number, people) in (first..).zip(share_out(registered, &weights)) {
        add(number, people, None, None);
    }
    if network.number.is_multiple_of(CLOSED_EVERY) {
        add(
            first + count,
            0,
            Some(CLOSED_ON),
            format!("Z{first:05}").parse().ok(),
        );
    }
}

fn opened(number: u32) -> Option<Date> {
    let year = i16::try_from(1974 + draw(Use::Opened, number, 46)).ok()?;
    Date::new(year, 4, 1).ok()
}

/// A name of two words, all 220 pairs taken in turn so that neighbours differ.
fn two_words(number: u32) -> String {
    let turn = draw(Use::Name, number, 220);
    format!(
        "{} {}",
        pick(&FIRST_WORDS, turn % 20),
        pick(&SECOND_WORDS, turn / 20)
    )
}

fn pick<'a>(words: &[&'a str], place: u32) -> &'a str {
    usize::try_from(place)
        .ok()
        .and_then(|place| words.get(place))
        .copied()
        .unwrap_or_default()
}
