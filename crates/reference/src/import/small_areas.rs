//! Small areas of 2021: where they are, how deprived, who lives there.

use std::collections::BTreeMap;

use hub_standard::AreaCode;

use super::{
    deprivation::{Deprivation, IMD_2025, small_area_code},
    editions::Editions,
    problems::Problems,
    source::{Files, Keyed, Row, keyed},
};
use crate::{atom::AtomId, model::SmallArea};

const BEFORE: &str = "geography/lsoa21_sicbl24_icb24.csv";
const NOW: &str = "geography/lsoa21_icb26_DERIVED.csv";
const DISTRICTS: &str = "geography/lsoa21_lad24.csv";
const RURAL: &str = "geography/lsoa21_ruc21.csv";
const CENSUS: &str = "population/census2021_ethnic5_lsoa21.csv";

/// A file by small area, and what it says of each.
type ByArea<T> = BTreeMap<String, Keyed<T>>;

/// Where a small area was until March 2026.
struct Before {
    sub_icb: AreaCode,
    icb: AreaCode,
}

pub(super) fn read(
    dir: Files<'_>,
    editions: &Editions,
    deprivation: &Deprivation,
    problems: &mut Problems,
) -> Vec<SmallArea> {
    let before = before(dir, editions, problems);
    let atoms = atoms(dir, editions, &before, problems);
    let districts = districts(dir, problems);
    let rural = rural(dir, problems);
    let census = census(dir, problems);

    none_unknown(&before, &atoms, NOW, problems);
    none_unknown(&before, &districts, DISTRICTS, problems);
    none_unknown(&before, &rural, RURAL, problems);
    none_unknown(&before, &census, CENSUS, problems);
    none_unknown(&before, &deprivation.imd2025, IMD_2025, problems);

    let mut areas = Vec::with_capacity(before.len());
    for (code, place) in &before {
        let atom = of(&atoms, code, NOW, problems);
        let district = of(&districts, code, DISTRICTS, problems);
        let rural = of(&rural, code, RURAL, problems);
        let people = of(&census, code, CENSUS, problems);
        let imd = of(&deprivation.imd2025, code, IMD_2025, problems);
        let (
            Some(atom),
            Some(district),
            Some(rural),
            Some((residents, by_ethnic5)),
            Some((decile, rank)),
        ) = (atom, district, rural, people, imd)
        else {
            continue;
        };
        areas.push(SmallArea {
            code: code.clone(),
            sub_icb: place.value.sub_icb.clone(),
            district: district.clone(),
            atom: atom.clone(),
            imd2025_decile: *decile,
            imd2025_rank: *rank,
            imd2019_decile: deprivation.imd2019.get(code).copied(),
            rural: *rural,
            residents: *residents,
            by_ethnic5: *by_ethnic5,
        });
    }
    areas
}

fn of<'a, T>(
    file: &'a ByArea<T>,
    code: &str,
    name: &str,
    problems: &mut Problems,
) -> Option<&'a T> {
    let found = file.get(code);
    if found.is_none() {
        problems.in_file(name, format!("{code} is missing; it is in {BEFORE}"));
    }
    found.map(|keyed| &keyed.value)
}

/// Every area of another file must be in the look-up of sub-ICBs.
fn none_unknown<T>(
    before: &ByArea<Before>,
    other: &ByArea<T>,
    file: &str,
    problems: &mut Problems,
) {
    for (code, keyed) in other.iter().filter(|(code, _)| !before.contains_key(*code)) {
        problems.in_row(file, keyed.row, format!("{code} is not in {BEFORE}"));
    }
}

fn before(dir: Files<'_>, editions: &Editions, problems: &mut Problems) -> ByArea<Before> {
    let mut icb_of_sub: BTreeMap<AreaCode, AreaCode> = BTreeMap::new();
    keyed(
        dir,
        BEFORE,
        [
            "lsoa21_code",
            "sicbl24_code_nhs",
            "icb24_code_nhs",
            "icb24_code",
        ],
        problems,
        |row, problems| {
            let [code, sub_icb, icb, ons] = row.cells;
            let code = small_area_code(code, problems)?;
            let sub_icb_code: AreaCode = sub_icb.parse("a sub-ICB code", problems)?;
            let Some(known) = editions.icb_before(icb.text) else {
                icb.refuse(format!("ICB \"{}\" is not known", icb.text), problems);
                return None;
            };
            if known.ons != ons.text {
                ons.refuse(
                    format!("{} is {}, not \"{}\"", known.code, known.ons, ons.text),
                    problems,
                );
            }
            let first = icb_of_sub
                .entry(sub_icb_code.clone())
                .or_insert_with(|| known.code.clone());
            if *first != known.code {
                sub_icb.refuse(
                    format!(
                        "{sub_icb_code} is in {} here and in {first} above",
                        known.code
                    ),
                    problems,
                );
            }
            Some((
                code,
                Before {
                    sub_icb: sub_icb_code,
                    icb: known.code.clone(),
                },
            ))
        },
    )
}

fn atoms(
    dir: Files<'_>,
    editions: &Editions,
    before: &ByArea<Before>,
    problems: &mut Problems,
) -> ByArea<AtomId> {
    keyed(
        dir,
        NOW,
        [
            "lsoa21_code",
            "icb24_ods_code",
            "icb26_ods_code",
            "icb26_ons_code",
        ],
        problems,
        |row, problems| {
            let [code, was, now, ons] = row.cells;
            let code = small_area_code(code, problems)?;
            let Some(known) = editions.icb_next(now.text) else {
                now.refuse(format!("ICB \"{}\" is not known", now.text), problems);
                return None;
            };
            if known.ons != ons.text {
                ons.refuse(
                    format!("{} is {}, not \"{}\"", known.code, known.ons, ons.text),
                    problems,
                );
            }
            if let Some(place) = before.get(&code)
                && place.value.icb.as_str() != was.text
            {
                was.refuse(
                    format!(
                        "{code} is in {} in {BEFORE}, not \"{}\"",
                        place.value.icb, was.text
                    ),
                    problems,
                );
                return None;
            }
            let atom = editions
                .atoms
                .iter()
                .find(|atom| atom.before.as_str() == was.text && atom.now == known.code);
            if atom.is_none() {
                now.refuse(
                    format!("no part of \"{}\" became {}", was.text, known.code),
                    problems,
                );
            }
            Some((code, atom?.id.clone()))
        },
    )
}

/// Files of England and Wales: Welsh rows are left out.
fn english<'a, const N: usize>(row: &Row<'a, N>) -> bool {
    row.cells
        .first()
        .is_some_and(|code| !code.text.starts_with("W01"))
}

fn districts(dir: Files<'_>, problems: &mut Problems) -> ByArea<AreaCode> {
    keyed(
        dir,
        DISTRICTS,
        ["lsoa21_code", "ltla24_code"],
        problems,
        |row, problems| {
            let [code, district] = row.cells;
            if !english(row) {
                return None;
            }
            Some((
                small_area_code(code, problems)?,
                district.parse("a district code", problems)?,
            ))
        },
    )
}

fn rural(dir: Files<'_>, problems: &mut Problems) -> ByArea<bool> {
    keyed(
        dir,
        RURAL,
        ["lsoa21_code", "ruc"],
        problems,
        |row, problems| {
            let [code, kind] = row.cells;
            if !english(row) {
                return None;
            }
            let is_rural = match kind.text {
                "Rural" => true,
                "Urban" => false,
                other => {
                    kind.refuse(format!("\"{other}\" is neither Rural nor Urban"), problems);
                    return None;
                }
            };
            Some((small_area_code(code, problems)?, is_rural))
        },
    )
}

fn census(dir: Files<'_>, problems: &mut Problems) -> ByArea<(u32, [u32; 5])> {
    let columns = [
        "lsoa21_code",
        "total_residents",
        "asian_asian_british_or_asian_welsh",
        "black_black_british_black_welsh_caribbean_or_african",
        "mixed_or_multiple_ethnic_groups",
        "other_ethnic_group",
        "white",
    ];
    keyed(dir, CENSUS, columns, problems, |row, problems| {
        let [code, total, groups @ ..] = row.cells;
        let code = small_area_code(code, problems)?;
        let residents: u32 = total.parse("a number of residents", problems)?;
        let mut people = [0; 5];
        for (group, cell) in people.iter_mut().zip(groups) {
            *group = cell.parse("a number of residents", problems)?;
        }
        let sum: u64 = people.iter().copied().map(u64::from).sum();
        if sum != u64::from(residents) {
            total.refuse(
                format!("the groups add up to {sum}, not {residents}"),
                problems,
            );
        }
        Some((code, (residents, people)))
    })
}
