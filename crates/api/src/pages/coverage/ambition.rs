//! What the national ambitions for link workers come to for each person.
//!
//! They are of the real England, whatever reference data a hub runs on: set against the people of a generated England,
//! which has a sixth of them, they would be six times too high.

use crate::pages::words;

/// Link workers within five years, and by 2036/37.
const WITHIN_FIVE_YEARS: f64 = 6_500.0;
const BY_2036_37: f64 = 9_000.0;
/// People registered with the general practices of England.
const REGISTERED: f64 = 63_849_324.0;
/// Where that number is from, and of which year.
const SOURCE: &str = "NHS England, allocations for 2025/26";

/// Both ambitions, with what they are set against.
pub(super) fn sentence() -> String {
    let per_10000 = |workers: f64| words::decimal(10_000.0 * workers / REGISTERED, 2);
    format!(
        "The national ambitions come to {} full-time equivalents per 10,000 people within five years ({} link workers) and {} by 2036/37 ({}), \
         of the {} million people registered in England ({SOURCE}).",
        per_10000(WITHIN_FIVE_YEARS),
        words::decimal(WITHIN_FIVE_YEARS, 0),
        per_10000(BY_2036_37),
        words::decimal(BY_2036_37, 0),
        words::decimal(REGISTERED / 1_000_000.0, 1),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_ambitions_are_of_the_real_england() {
        let said = super::sentence();
        for words in [
            "come to 1.02 full-time equivalents per 10,000 people within five years (6,500 link workers)",
            "1.41 by 2036/37 (9,000)",
            "of the 63.8 million people registered in England (NHS England, allocations for 2025/26)",
        ] {
            assert!(said.contains(words), "{said}");
        }
    }
}
