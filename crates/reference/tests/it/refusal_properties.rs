//! Whichever file, row or column is spoilt, the import is refused and says where.

use proptest::prelude::*;

use crate::fixture::{
    AGES, CENSUS, DEPRIVATION, Fixture, LOOKUP, NOW, ORIGINAL, PAYMENTS, PRACTICES, QUARTERS,
    SCORES, SUCCESSION,
};

/// Files in which every row counts and no two rows may have the same key.
const KEYED: [&str; 11] = [
    LOOKUP,
    NOW,
    DEPRIVATION,
    CENSUS,
    AGES,
    PRACTICES,
    PAYMENTS,
    "geography/nhs_regions.csv",
    "geography/icb_2026_04.csv",
    "geography/lsoa11_sicbl22_icb22_lad22.csv",
    "deprivation/imd2019_lsoa11_score_crosscheck.csv",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_file_that_is_missing_is_refused_by_name(pick in any::<prop::sample::Index>()) {
        let fixture = Fixture::new();
        let needed: Vec<&str> =
            fixture.0.keys().copied().filter(|path| ![ORIGINAL, SCORES].contains(path)).collect();
        let file = needed[pick.index(needed.len())];
        let problems = fixture.without(file).problems();
        prop_assert!(problems.iter().any(|problem| problem.file == file && problem.reason.contains("missing")));
    }

    #[test]
    fn a_row_that_is_there_twice_is_refused(file in prop::sample::select(&KEYED[..]), pick in any::<prop::sample::Index>()) {
        let fixture = Fixture::new();
        let text = fixture.text(file);
        let rows: Vec<&str> = text.lines().skip(1).collect();
        let last = u64::try_from(rows.len()).unwrap() + 2;
        let problems = fixture.append(file, rows[pick.index(rows.len())]).problems();
        prop_assert!(problems.iter().any(|problem| problem.file == file
            && problem.row == Some(last)
            && problem.reason.contains("is already in row")), "{problems:#?}");
    }

    #[test]
    fn a_small_area_that_one_file_lacks_is_refused(
        file in prop::sample::select(&[LOOKUP, NOW, CENSUS, "geography/lsoa21_lad24.csv", "geography/lsoa21_ruc21.csv"][..]),
        number in 1_u32..=10,
    ) {
        let code = format!("E010000{number:02}");
        let fixture = Fixture::new();
        let line = fixture.text(file).lines().find(|line| line.starts_with(&code)).unwrap().to_owned();
        let problems = fixture.replace(file, &format!("{line}\n"), "").problems();
        prop_assert!(problems.iter().any(|problem| problem.reason.contains(&code)), "{problems:#?}");
    }

    #[test]
    fn a_needed_column_under_another_name_is_refused(
        (file, column) in prop::sample::select(&[
            (LOOKUP, "sicbl24_code_nhs"),
            (NOW, "icb26_ods_code"),
            (DEPRIVATION, "IMD_rank"),
            (CENSUS, "white"),
            (AGES, "age_85_plus"),
            (PRACTICES, "Population"),
            (PAYMENTS, "Practice Code"),
            (QUARTERS, "FTE"),
            (ORIGINAL, "DETAILED_STAFF_ROLE"),
            (SCORES, "Value"),
            (SUCCESSION, "successor_ods"),
        ][..]),
        case in prop::bool::ANY,
    ) {
        let other = if case { column.to_ascii_lowercase() + "_" } else { format!("x{column}") };
        let fixture = Fixture::new().replace(file, column, &other);
        let problems = fixture.problems();
        prop_assert!(problems.iter().any(|problem| problem.file == file
            && problem.row.is_none()
            && problem.reason.contains(&format!("column {column} is missing"))), "{problems:#?}");
    }
}
