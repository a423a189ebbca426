//! The people: where they live and what is recorded about them.

use std::collections::HashMap;

use hub_reference::{AtomId, Reference};
use hub_standard::{AreaCode, nhs_number::check_digit};
use jiff::{ToSpan, civil::Date};

use crate::{
    calibration::{AGES, ETHNIC, FEMALE},
    chance::{Chance, whole},
    effects::Effects,
    reach::Reach,
};

/// How many numbers of the range kept for testing are used: nine for each five digits after 999, all but 99999, which
/// would give ten equal digits.
const NHS_NUMBERS: u64 = 9 * 99_999;
const POSTCODES_KEPT: usize = 3;

/// A small area in which people of a service may live.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) lsoa: String,
    pub(crate) decile: u8,
    pub(crate) sub_icb: AreaCode,
    pub(crate) postcodes: Vec<String>,
    ethnic: [f64; 5],
}

/// The small areas of an atom with how many people of each are referred, added up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Homes {
    homes: Vec<Home>,
    up_to: Vec<f64>,
}

impl Homes {
    /// The homes of every atom that has services. Planted rates take the place of what is particular to the atom.
    pub(crate) fn by_atom(
        reference: &Reference,
        effects: &HashMap<AtomId, Effects>,
        planted: Option<&Reach>,
    ) -> HashMap<AtomId, Self> {
        let mut by_atom: HashMap<AtomId, Self> = HashMap::new();
        for area in reference.small_areas() {
            let Some(effect) = effects.get(&area.atom) else {
                continue;
            };
            let [asian, black, mixed, other, white] = area.by_ethnic5.map(f64::from);
            let (rate, ethnic) = match planted {
                Some(reach) => reach.of_area(area),
                None => (
                    effect.of_decile(area.imd2025_decile),
                    [asian, black, mixed, other, white / effect.minority],
                ),
            };
            let homes = by_atom.entry(area.atom.clone()).or_default();
            let before = homes.weight();
            homes.up_to.push(before + f64::from(area.residents) * rate);
            homes.homes.push(Home {
                lsoa: area.code.clone(),
                decile: area.imd2025_decile,
                sub_icb: area.sub_icb.clone(),
                postcodes: reference
                    .postcodes_of(&area.code)
                    .into_iter()
                    .take(POSTCODES_KEPT)
                    .collect(),
                ethnic,
            });
        }
        by_atom
    }

    /// How many people are referred, against other atoms.
    pub(crate) fn weight(&self) -> f64 {
        self.up_to.last().copied().unwrap_or(0.0)
    }

    fn pick(&self, chance: &mut Chance) -> Option<&Home> {
        let at = chance.unit() * self.up_to.last()?;
        self.homes
            .get(self.up_to.partition_point(|up_to| *up_to <= at))
    }
}

/// Someone who was referred.
#[derive(Clone)]
pub(crate) struct Person<'a> {
    pub(crate) nhs_number: Option<String>,
    pub(crate) date_of_birth: Date,
    pub(crate) sex: &'static str,
    pub(crate) ethnic_category: &'static str,
    pub(crate) home: Option<&'a Home>,
    pub(crate) postcode: Option<String>,
}

impl<'a> Person<'a> {
    /// The person with this number in all of England, first referred around `day`.
    pub(crate) fn draw(chance: &mut Chance, ordinal: u64, day: Date, homes: &'a Homes) -> Self {
        let home = homes.pick(chance);
        let groups = home
            .map(|home| home.ethnic)
            .unwrap_or([0.0, 0.0, 0.0, 0.0, 1.0]);
        let groups: Vec<(&[(&str, f64)], f64)> = ETHNIC.into_iter().zip(groups).collect();
        let group = chance.pick(&groups).copied().unwrap_or_default();
        let (first, years) = chance.pick(&AGES).copied().unwrap_or((18, 1));
        let years = f64::from(first) + chance.unit() * f64::from(years);
        let days = whole(years * 365.25, 50_000);
        Self {
            nhs_number: nhs_number(ordinal),
            date_of_birth: day.saturating_sub(i64::from(days).days()),
            sex: if chance.happens(FEMALE) { "2" } else { "1" },
            ethnic_category: chance.pick(group).copied().unwrap_or("A"),
            postcode: home.and_then(|home| {
                home.postcodes
                    .get(chance.below(home.postcodes.len()))
                    .cloned()
            }),
            home,
        }
    }
}

/// A number of the range kept for testing, another for every ordinal; none when they are used up.
///
/// For any eight digits one value of the ninth may leave no check digit, so nine of its ten values are used.
fn nhs_number(ordinal: u64) -> Option<String> {
    if ordinal >= NHS_NUMBERS {
        return None;
    }
    // 73,913 shares no divisor with 99,999, so that neighbours are far apart and no two are equal.
    let five = (ordinal / 9).wrapping_mul(73_913) % 99_999;
    let position = usize::try_from(ordinal % 9).ok()?;
    let mut numbers = (0..10).filter_map(|ninth| {
        let nine = format!("999{five:05}{ninth}");
        check_digit(&nine).map(|check| format!("{nine}{check}"))
    });
    numbers.nth(position)
}
