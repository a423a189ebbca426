//! The questionnaires of the sheet Outcomes, and which scores they have. What is made of the scores (metric scores, reversed
//! scales, bands) is the business of `methods`.

/// Least and greatest score of a questionnaire, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Least.
    pub least: f64,
    /// Greatest.
    pub greatest: f64,
    /// Whether scores are whole numbers.
    pub whole: bool,
}

const fn whole(least: f64, greatest: f64) -> Range {
    Range {
        least,
        greatest,
        whole: true,
    }
}

/// The scores that a questionnaire can have, by its code in the list `instrument`; none for other codes.
#[must_use]
pub fn range(instrument: &str) -> Option<Range> {
    let decimal = |least, greatest| Range {
        least,
        greatest,
        whole: false,
    };
    Some(match instrument {
        "ons4_satisfaction" | "ons4_worthwhile" | "ons4_happiness" | "ons4_anxiety" => {
            whole(0.0, 10.0)
        }
        "swemwbs_raw" => whole(7.0, 35.0),
        "swemwbs_metric" => decimal(7.0, 35.0),
        "ucla3" => whole(3.0, 9.0),
        "loneliness_direct" => whole(1.0, 5.0),
        "pam_score" => decimal(0.0, 100.0),
        "pam_level" => whole(1.0, 4.0),
        "mycaw_concern_1" | "mycaw_concern_2" | "mycaw_wellbeing" => whole(0.0, 6.0),
        "eq5d5l" => whole(11_111.0, 55_555.0),
        "eq5d_vas" => whole(0.0, 100.0),
        _ => return None,
    })
}

/// Whether a score is one that the questionnaire can have.
#[must_use]
pub fn can_score(instrument: &str, score: f64) -> bool {
    let Some(range) = range(instrument) else {
        return false;
    };
    let fits =
        (range.least..=range.greatest).contains(&score) && (!range.whole || score.fract() == 0.0);
    // Five answers from 1 to 5, side by side.
    let is_profile = || {
        score
            .to_string()
            .bytes()
            .all(|digit| (b'1'..=b'5').contains(&digit))
    };
    fits && (instrument != "eq5d5l" || is_profile())
}

/// What scores of a questionnaire are, in words for people.
#[must_use]
pub fn range_words(instrument: &str) -> String {
    match range(instrument) {
        Some(_) if instrument == "eq5d5l" => "five digits from 1 to 5, like 21232".to_owned(),
        Some(Range {
            least,
            greatest,
            whole: true,
        }) => format!("a whole number from {least} to {greatest}"),
        Some(Range {
            least, greatest, ..
        }) => format!("a number from {least} to {greatest}"),
        None => "a number".to_owned(),
    }
}
