//! The practices of a board, with what the reference knows of each.

use std::collections::{HashMap, HashSet};

use hub_reference::{Practice, Reference};
use hub_standard::ids::{AreaCode, Month};

/// Fifths of deprivation.
const FIFTHS: usize = 5;
/// What stands in the place of a network's name.
pub(crate) const NO_NETWORK: &str = "No network";

/// A practice that is open in a month.
#[derive(Debug, Clone)]
pub(crate) struct Listed<'a> {
    pub(crate) practice: &'a Practice,
    pub(crate) network: &'a str,
    /// From 1, the most deprived fifth of England's practices; none where its deprivation is not known.
    pub(crate) fifth: Option<usize>,
    /// Whether its network had a link worker in post at the census.
    pub(crate) is_covered: bool,
}

/// The open practices of a board of today, by name of network and practice, and the census that says which are covered.
pub(crate) fn of_board<'a>(
    reference: &'a Reference,
    board: &AreaCode,
    month: Month,
) -> (Vec<Listed<'a>>, Option<Month>) {
    let census = reference
        .workforce()
        .iter()
        .map(|count| count.month)
        .filter(|of| *of <= month)
        .max();
    let staffed: HashSet<&AreaCode> = reference
        .workforce()
        .iter()
        .filter(|count| Some(count.month) == census && count.fte > 0.0)
        .map(|count| &count.pcn)
        .collect();
    let fifths = fifths(reference, month);
    let is_here = |practice: &&Practice| {
        let atom = reference.atom(practice.atom.as_str());
        atom.is_some_and(|atom| atom.now == *board)
    };
    let mut listed: Vec<Listed<'a>> = reference
        .practices()
        .iter()
        .filter(|practice| practice.open_in(month))
        .filter(is_here)
        .map(|practice| Listed {
            practice,
            network: practice
                .pcn
                .as_ref()
                .and_then(|code| reference.pcn(code.as_str()))
                .map_or(NO_NETWORK, |network| &network.name),
            fifth: fifths.get(practice.code.as_str()).copied(),
            is_covered: practice
                .pcn
                .as_ref()
                .is_some_and(|pcn| staffed.contains(pcn)),
        })
        .collect();
    listed.sort_by(|a, b| {
        let name = |listed: &Listed<'a>| {
            (
                listed.network == NO_NETWORK,
                listed.network,
                &listed.practice.name,
            )
        };
        name(a)
            .cmp(&name(b))
            .then_with(|| a.practice.code.cmp(&b.practice.code))
    });
    (listed, census)
}

/// Open practices of England in five parts of as many practices each, the most deprived first.
fn fifths(reference: &Reference, month: Month) -> HashMap<&str, usize> {
    let mut scored: Vec<(f64, &str)> = reference
        .practices()
        .iter()
        .filter(|practice| practice.open_in(month))
        .filter_map(|practice| Some((practice.imd_score?, practice.code.as_str())))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let n = scored.len().max(1);
    scored
        .into_iter()
        .enumerate()
        .map(|(rank, (_, code))| (code, rank * FIFTHS / n + 1))
        .collect()
}

/// A fifth in words.
pub(crate) fn fifth_words(fifth: Option<usize>) -> String {
    match fifth {
        Some(1) => "1 (most deprived fifth)".to_owned(),
        Some(FIFTHS) => "5 (least deprived fifth)".to_owned(),
        Some(other) => other.to_string(),
        None => "not known".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use hub_testkit::fixtures::REFERENCE;

    use super::*;

    #[test]
    fn every_open_practice_is_of_one_board_and_the_fifths_are_of_one_size() {
        let month: Month = "2026-10".parse().unwrap();
        let mut fifths = [0_usize; FIFTHS + 1];
        let mut codes = HashSet::new();
        for board in REFERENCE.icbs(REFERENCE.now()) {
            let (listed, census) = of_board(&REFERENCE, &board.code, month);
            assert!(census.is_some_and(|census| census <= month));
            for practice in listed {
                assert!(codes.insert(practice.practice.code.clone()));
                fifths[practice.fifth.unwrap_or_default()] += 1;
            }
        }
        let open = REFERENCE
            .practices()
            .iter()
            .filter(|practice| practice.open_in(month));
        assert_eq!(codes.len(), open.count());
        let known: usize = fifths[1..].iter().sum();
        assert!(known > 0);
        for n in &fifths[1..] {
            assert!(n.abs_diff(known / FIFTHS) <= 1, "{fifths:?}");
        }
    }
}
