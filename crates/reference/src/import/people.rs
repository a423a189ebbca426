//! Residents of mid-2020 by age, published for the small areas of 2011.

use super::{
    deprivation::small_area_code,
    place::Placer,
    problems::Problems,
    source::{Files, keyed},
};
use crate::{
    atom::AtomId,
    model::{Basis, Population},
    population::{AGE_BANDS, Sums},
};

const PLACES_2011: &str = "geography/lsoa11_sicbl22_icb22_lad22.csv";
const AGES: &str = "population/mid2020_agebands_lsoa11.csv";

pub(super) fn by_age(
    dir: Files<'_>,
    placer: &Placer<'_>,
    problems: &mut Problems,
) -> Vec<Population> {
    let columns = [
        "lsoa11_code",
        "sicbl22_code_h",
        "icb22_code_h",
        "ltla22_code",
    ];
    let atoms = keyed(dir, PLACES_2011, columns, problems, |row, problems| {
        let [code, sub_icb, icb, district] = row.cells;
        let code = small_area_code(code, problems)?;
        let atom: Option<&AtomId> = placer.place(icb.text, Some(sub_icb.text), Some(district.text));
        if atom.is_none() {
            icb.refuse(
                format!("{code} cannot be placed in a part of \"{}\"", icb.text),
                problems,
            );
        }
        Some((code, atom?))
    });
    let mut sums = Sums::new(Basis::ResidentMid2020);
    let columns = [
        "lsoa11_code",
        "total_population",
        "age_0_17",
        "age_18_24",
        "age_25_34",
        "age_35_44",
        "age_45_54",
        "age_55_64",
        "age_65_74",
        "age_75_84",
        "age_85_plus",
    ];
    let counted = keyed(dir, AGES, columns, problems, |row, problems| {
        let [code, total, bands @ ..] = row.cells;
        let lsoa11 = small_area_code(code, problems)?;
        let Some(atom) = atoms.get(&lsoa11) else {
            code.refuse(format!("{lsoa11} is not in {PLACES_2011}"), problems);
            return None;
        };
        let residents: u32 = total.parse("a number of residents", problems)?;
        let mut sum = 0_u64;
        for (band, cell) in AGE_BANDS.into_iter().zip(bands) {
            let people: u32 = cell.parse("a number of residents", problems)?;
            sum += u64::from(people);
            sums.add(atom.value, "age_band", band, f64::from(people));
        }
        if sum != u64::from(residents) {
            total.refuse(
                format!("the age bands add up to {sum}, not {residents}"),
                problems,
            );
        }
        sums.add(atom.value, "all", "all", f64::from(residents));
        Some((lsoa11, ()))
    });
    for (code, atom) in atoms
        .iter()
        .filter(|(code, _)| !counted.contains_key(*code))
    {
        problems.in_row(PLACES_2011, atom.row, format!("{code} is not in {AGES}"));
    }
    sums.finish()
}
