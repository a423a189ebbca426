//! What differs between areas, so that there is something to find.

use std::collections::HashMap;

use hub_standard::{AreaCode, Month};
use serde::Serialize;

use crate::{
    calibration::{
        FLAT_AND_REVERSED, GRADIENT, GROWTH_A_MONTH, LEVEL_SPREAD, MINORITY, REVERSED, SEASON,
    },
    chance::{Chance, kind, mix, weight, whole},
};

/// A lasting change of an area's referral rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepChange {
    /// The ICB, as it is since April 2026.
    pub icb: AreaCode,
    /// The first month after the change.
    pub from: Month,
    /// What the rate was multiplied by.
    pub factor: f64,
}

/// What is particular to one ICB.
#[derive(Debug, Clone)]
pub(crate) struct Effects {
    /// Referral rate against the mean.
    pub(crate) level: f64,
    /// Log of the rate of the most deprived tenth over the least.
    pub(crate) gradient: f64,
    /// Referral rate of ethnic minorities against others of the same small area.
    pub(crate) minority: f64,
}

/// What is particular to each of these ICBs. Fixed shares of them have no gradient or a reversed one.
pub(crate) fn by_icb(seed: u64, icbs: &[AreaCode]) -> HashMap<AreaCode, Effects> {
    let (flat, reversed) = FLAT_AND_REVERSED;
    let count =
        |share: f64| usize::try_from(whole(share * weight(icbs.len()), u32::MAX)).unwrap_or(0);
    let (reversed, flat) = (count(reversed), count(flat));
    let shuffled = shuffled(seed, kind::AREA, icbs).into_iter().enumerate();
    shuffled
        .map(|(place, icb)| {
            let mut chance = Chance::of_code(seed, kind::AREA, icb.as_str());
            let usual = chance.normal(GRADIENT.0, GRADIENT.1).max(0.3);
            let effects = Effects {
                level: chance.normal(0.0, LEVEL_SPREAD).exp(),
                minority: chance.normal(MINORITY.0, MINORITY.1).exp(),
                gradient: match place {
                    _ if place < reversed => REVERSED,
                    _ if place < reversed + flat => 0.0,
                    _ => usual,
                },
            };
            (icb.clone(), effects)
        })
        .collect()
}

fn shuffled(seed: u64, kind: u64, icbs: &[AreaCode]) -> Vec<&AreaCode> {
    let order = |icb: &&AreaCode| {
        icb.as_str()
            .bytes()
            .fold(mix(seed ^ mix(kind)), |state, b| mix(state ^ u64::from(b)))
    };
    let mut shuffled: Vec<&AreaCode> = icbs.iter().collect();
    shuffled.sort_by_key(order);
    shuffled
}

impl Effects {
    /// Referral rate of a tenth of deprivation against the least deprived.
    pub(crate) fn of_decile(&self, decile: u8) -> f64 {
        (self.gradient * share_of_deprivation(decile)).exp()
    }
}

/// 1 for the most deprived tenth, 0 for the least.
pub(crate) fn share_of_deprivation(decile: u8) -> f64 {
    (10.0 - f64::from(decile.clamp(1, 10))) / 9.0
}

/// Growth and season against the newest month's level.
pub(crate) fn of_month(month: Month, last: Month) -> f64 {
    let season = SEASON
        .get(usize::from(month.month()).saturating_sub(1))
        .copied()
        .unwrap_or(1.0);
    season * (1.0 + GROWTH_A_MONTH).powi(month.months_since(last))
}

/// The changes to find: three ICBs, two up and one down, some months before the newest. Fewer where the returns are
/// too few months to show them.
pub(crate) fn step_changes(
    seed: u64,
    icbs: &[AreaCode],
    months: usize,
    last: Month,
) -> Vec<StepChange> {
    const CHANGES: [(i32, f64); 3] = [(7, 1.7), (5, 1.5), (6, 0.55)];
    CHANGES
        .into_iter()
        .zip(shuffled(seed, kind::STEP, icbs))
        .filter(|((ago, _), _)| usize::try_from(*ago).is_ok_and(|ago| months > ago + 3))
        .map(|((ago, factor), icb)| StepChange {
            icb: icb.clone(),
            from: last.plus(-ago),
            factor,
        })
        .collect()
}
