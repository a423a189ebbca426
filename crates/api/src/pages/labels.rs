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

/// A category with the name of its breakdown, for a list of figures of all kinds.
pub(crate) fn in_full(by: &str, category: &str) -> String {
    let name = match by {
        "imd_quintile" => "Deprivation fifth",
        "imd_decile" => "Deprivation tenth",
        "ethnic_group" => "Ethnic group",
        "age_band" => "Age",
        "rural" => "Rural or urban",
        "need" => "Need",
        "condition" => "Long-term condition",
        "instrument" => "Questionnaire",
        "mental_need" => "Mental-health need",
        "support" | "support_kind" => "Kind of support",
        "source" => "Who referred",
        "within_days" => return format!("Seen within {category} days, of all referred"),
        "seen_within" => return format!("Seen within {category} days, of those who stay"),
        "percentile" => return format!("Days until {category}% were seen"),
        "share_of_guide" => return format!("Share of the {category} people of the guide"),
        "improved" => return format!("Better: {}", label("instrument", category)),
        "worsened" => return format!("Worse: {}", label("instrument", category)),
        "unknown" => return "Not recorded".to_owned(),
        "item" => "Column of the return",
        "nearest" => "Board with people alike",
        "return" => "Case of the assumptions",
        "drivers" => "One assumption moved",
        "basis" => "What it rests on",
        "index" => {
            return match category {
                "sii" => "Slope index of inequality".to_owned(),
                "rii" => "Relative index of inequality".to_owned(),
                other => format!("Index: {}", plain(other)),
            };
        }
        other => return format!("{}: {}", upper_first(&plain(other)), plain(category)),
    };
    let words = label(by, category);
    if words == category {
        format!("{name}: {}", plain(category))
    } else {
        format!("{name}: {words}")
    }
}

fn plain(code: &str) -> String {
    code.replace('_', " ")
}

/// The text with a capital at its head.
pub(super) fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
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
    use super::{in_full, label};

    #[test]
    fn a_category_alone_says_of_what_it_is_one() {
        for (by, category, words) in [
            ("imd_quintile", "4", "Deprivation fifth: 4"),
            ("imd_quintile", "1", "Deprivation fifth: 1 (most deprived)"),
            ("within_days", "28", "Seen within 28 days, of all referred"),
            ("age_band", "85+", "Age: 85 and over"),
            ("index", "rii", "Relative index of inequality"),
            ("basis", "mean_change", "What it rests on: mean change"),
            ("a_new_one", "of_it", "A new one: of it"),
        ] {
            assert_eq!(in_full(by, category), words);
        }
    }

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
