//! Generated small areas: deprivation, ethnic groups, rural places, residents, ages.

use super::{
    AREAS_PER_PCN, PcnPlot, Plot,
    arithmetic::{Use, draw, share_out},
};
use crate::{
    change::SmallAreaChange,
    model::{Basis, Population, SmallArea},
    population::AGE_BANDS,
};

/// Small areas of England in the Indices of Deprivation 2025: ranks are given as if ours were a sample of them.
const RANKS: u32 = 33_755;
/// Of every so many small areas, two are the halves of one of 2011.
const SPLIT_EVERY: u32 = 100;
/// Residents per thousand by age band in England, mid-2020.
const AGES_PER_MILLE: [u32; 9] = [214, 83, 134, 128, 133, 123, 99, 61, 25];

/// The small areas of every plot, in order of their codes, and what they were in 2011.
pub(super) fn generate(plots: &[Plot<'_>]) -> (Vec<SmallArea>, Vec<SmallAreaChange>) {
    let mut areas = Vec::new();
    let mut changes = Vec::new();
    for plot in plots {
        let numbers: Vec<u32> = plot
            .pcns
            .iter()
            .flat_map(|pcn| pcn.number * AREAS_PER_PCN..(pcn.number + 1) * AREAS_PER_PCN)
            .collect();
        let count = u32::try_from(numbers.len()).unwrap_or_default();
        let by_decile = share_out(count, &plot.model.by_decile);
        let deprived_first = clustered(&numbers, Use::Cluster, Use::Scatter);
        let deciles = (1_u8..)
            .zip(by_decile)
            .flat_map(|(decile, n)| (0..n).map(move |_| decile));
        let mut decile_of: Vec<(u32, u8)> = deprived_first.into_iter().zip(deciles).collect();
        decile_of.sort_unstable();
        let rural_count =
            usize::try_from(count * plot.model.rural_per_mille / 1000).unwrap_or_default();
        let rural: std::collections::HashSet<u32> =
            clustered(&numbers, Use::RuralCluster, Use::RuralScatter)
                .into_iter()
                .take(rural_count)
                .collect();
        for (number, decile) in decile_of {
            let Some(pcn) = plot
                .pcns
                .iter()
                .find(|pcn| pcn.number == number / AREAS_PER_PCN)
            else {
                continue;
            };
            let residents = 1_200 + draw(Use::Residents, number, 600);
            let code = format!("E0199{:04}", number + 1);
            let change = change_of(&code, number);
            areas.push(SmallArea {
                sub_icb: plot.sub_icb.clone(),
                district: pcn.district.clone(),
                atom: plot.atom.id.clone(),
                imd2025_decile: decile,
                imd2025_rank: 0,
                imd2019_decile: (change.change == 'U').then(|| older_decile(decile, number)),
                rural: rural.contains(&number),
                residents,
                by_ethnic5: ethnic_groups(&plot.model.ethnic_per_mille, decile, residents, number),
                code,
            });
            changes.push(change);
        }
    }
    rank(&mut areas);
    (areas, changes)
}

/// The numbers in an order that keeps the areas of a network near each other without being quite alike.
fn clustered(numbers: &[u32], cluster: Use, scatter: Use) -> Vec<u32> {
    let mut order = numbers.to_vec();
    order.sort_by_cached_key(|number| {
        (
            draw(cluster, number / AREAS_PER_PCN, 1_000) + draw(scatter, *number, 600),
            *number,
        )
    });
    order
}

fn change_of(code: &str, number: u32) -> SmallAreaChange {
    let (lsoa11, change) = match number % SPLIT_EVERY {
        0 | 1 => (format!("E0198{:04}", number / SPLIT_EVERY + 1), 'S'),
        _ => (code.to_owned(), 'U'),
    };
    SmallAreaChange {
        lsoa11,
        lsoa21: code.to_owned(),
        change,
    }
}

/// About half of the real small areas are in another decile of 2019.
fn older_decile(decile: u8, number: u32) -> u8 {
    match draw(Use::Older, number, 4) {
        0 => decile.saturating_sub(1).max(1),
        3 => (decile + 1).min(10),
        _ => decile,
    }
}

/// Residents by group: as in the real atom, with more of the minorities where it is more deprived.
fn ethnic_groups(per_mille: &[u32; 5], decile: u8, residents: u32, number: u32) -> [u32; 5] {
    let [asian, black, mixed, other, white] = *per_mille;
    let percent = 150 - 10 * u32::from(decile) + draw(Use::Mixing, number, 40);
    let weights = [
        asian * percent,
        black * percent,
        mixed * percent,
        other * percent,
        white * 100,
    ];
    <[u32; 5]>::try_from(share_out(residents, &weights)).unwrap_or([0, 0, 0, 0, residents])
}

/// Gives every area a rank of its own within its decile, evenly spread.
fn rank(areas: &mut [SmallArea]) {
    for decile in 1..=10_u8 {
        let first = (u32::from(decile) - 1) * RANKS / 10 + 1;
        let members = areas
            .iter()
            .filter(|area| area.imd2025_decile == decile)
            .count();
        let stride = u32::try_from(members)
            .ok()
            .and_then(|members| (RANKS / 10).checked_div(members))
            .unwrap_or(1);
        let in_decile = areas
            .iter_mut()
            .filter(|area| area.imd2025_decile == decile);
        for (place, area) in (0_u32..).zip(in_decile) {
            area.imd2025_rank = first + place * stride;
        }
    }
}

/// The small areas of a network, among those of every plot.
pub(super) fn of_network<'a>(areas: &'a [SmallArea], pcn: &PcnPlot) -> &'a [SmallArea] {
    let size = usize::try_from(AREAS_PER_PCN).unwrap_or_default();
    let number = usize::try_from(pcn.number).unwrap_or_default();
    let from = number.saturating_mul(size);
    areas
        .get(from..from.saturating_add(size))
        .unwrap_or_default()
}

/// Residents of each plot by age: older where it is more rural.
pub(super) fn by_age(plots: &[Plot<'_>], areas: &[SmallArea]) -> Vec<Population> {
    let mut populations = Vec::new();
    for plot in plots {
        let of_network = |pcn| of_network(areas, pcn).iter().map(|area| area.residents);
        let residents: u32 = plot.pcns.iter().flat_map(of_network).sum();
        let rural = plot.model.rural_per_mille;
        let weights: Vec<u32> = (0_u32..)
            .zip(AGES_PER_MILLE)
            .map(|(band, share)| {
                if band < 5 {
                    share * (1_100 - rural / 3)
                } else {
                    share * (850 + rural)
                }
            })
            .collect();
        let mut add = |breakdown, category: &str, people: u32| {
            populations.push(Population {
                atom: plot.atom.id.clone(),
                basis: Basis::ResidentMid2020,
                breakdown,
                category: category.to_owned(),
                people: f64::from(people),
            });
        };
        add("all", "all", residents);
        for (band, people) in AGE_BANDS.into_iter().zip(share_out(residents, &weights)) {
            add("age_band", band, people);
        }
    }
    populations
}
