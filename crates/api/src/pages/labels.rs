//! The groups of a measure, in words.

use hub_standard::codes;

/// The group of those of whom it is not recorded.
pub(crate) const UNKNOWN: &str = "unknown";

/// A category of a breakdown, as pages name it.
pub(crate) fn label(by: &str, category: &str) -> String {
    let words = match (by, category) {
        ("condition", UNKNOWN) => "None, or not recorded",
        ("support_kind", UNKNOWN) => "None started, or not recorded",
        ("support", UNKNOWN) => "Kind not recorded",
        (_, UNKNOWN) => "Not recorded",
        ("imd_decile" | "imd_quintile", "1") => "1 (most deprived)",
        ("imd_decile", "10") => "10 (least deprived)",
        ("imd_quintile", "5") => "5 (least deprived)",
        ("ethnic_group", "asian") => "Asian or Asian British",
        ("ethnic_group", "black") => "Black or Black British",
        ("ethnic_group", "mixed") => "Mixed or multiple",
        ("ethnic_group", "white") => "White",
        ("ethnic_group", "other") => "Other ethnic group",
        ("age_band", band) => return age(band),
        ("rural", "rural") => "Rural",
        ("rural", "urban") => "Urban",
        ("mental_need", "yes") => "Mental wellbeing is among the needs",
        ("mental_need", "no") => "Other needs alone",
        ("support_kind", "advice") => "Advice on money, housing, benefits or law",
        ("support_kind", "health") => "Mental wellbeing, health or bereavement",
        ("support_kind", "company_learning") => "Company, volunteering or learning",
        ("support_kind", "other") => "Another kind",
        ("instrument", "swemwbs") => "SWEMWBS, metric score",
        ("instrument", code) => return listed("instrument", code),
        ("condition", code) => return listed("long_term_condition", code),
        ("need", code) => return listed("need", code),
        ("support" | "support_kind", code) => return listed("support_type", code),
        (_, other) => other,
    };
    words.to_owned()
}

/// An age band in words: "18 to 24".
fn age(band: &str) -> String {
    match (band.strip_prefix("0-"), band.strip_suffix('+')) {
        (Some(to), _) => format!("{to} and under"),
        (_, Some(from)) => format!("{from} and over"),
        _ => band.replace('-', " to "),
    }
}

/// The label of a code in a list of the return; the code where the list does not have it.
fn listed(list: &str, code: &str) -> String {
    let entry = codes::list(list).and_then(|list| list.get(code));
    entry.map_or(code, |entry| entry.label.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn every_category_of_outcomes_and_support_has_words() {
        let instruments = [
            "ons4_satisfaction",
            "ons4_worthwhile",
            "ons4_happiness",
            "ons4_anxiety",
            "swemwbs",
            "ucla3",
            "loneliness_direct",
            "pam_score",
            "mycaw_concern_1",
            "mycaw_concern_2",
            "mycaw_wellbeing",
            "eq5d_vas",
        ];
        for code in instruments {
            assert_ne!(label("instrument", code), code);
        }
        for (by, codes) in [
            ("condition", ["cancer", "heart_circulation", "unknown"]),
            ("mental_need", ["yes", "no", "unknown"]),
            ("need", ["loneliness", "money", "unknown"]),
            ("support", ["debt_advice", "carer_support", "unknown"]),
            ("support_kind", ["arts", "company_learning", "unknown"]),
        ] {
            for code in codes {
                assert_ne!(label(by, code), code, "{by}");
            }
        }
        let named = |by: &str, codes: [&str; 3]| codes.map(|code| label(by, code));
        assert_eq!(
            named("age_band", ["0-17", "18-24", "85+"]),
            ["17 and under", "18 to 24", "85 and over"]
        );
        assert_eq!(
            named("rural", ["rural", "urban", "unknown"]),
            ["Rural", "Urban", "Not recorded"]
        );
        assert_eq!(label("need", "a_new_one"), "a_new_one");
        assert_eq!(label("imd_quintile", "3"), "3");
        assert_eq!(label("support_kind", "nature"), "Nature and gardening");
    }
}
