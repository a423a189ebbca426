//! The ways to break referrals down, each by a measure of its own.

use crate::pages::labels::label;

/// A way to break referrals down.
pub(super) struct Dimension {
    pub(super) by: &'static str,
    pub(super) measure: &'static str,
    pub(super) tab: &'static str,
    pub(super) words: &'static str,
    pub(super) heading: &'static str,
    /// Begins the sentence on what is missing.
    pub(super) missing: &'static str,
    /// What tells how much is missing, the best first.
    pub(super) recorded: &'static [Recorded],
    /// Ends the sentence on what is missing where not recorded means something more; or empty.
    pub(super) unknown_means: &'static str,
    pub(super) told: Told,
}

/// What tells how much is not recorded, and out of what that is.
pub(super) enum Recorded {
    /// The completeness of an item of the return.
    Item {
        item: &'static str,
        of: &'static str,
    },
    /// The measure's own row for what is not known.
    Row { of: &'static str },
}

impl Recorded {
    pub(super) fn of(&self) -> &'static str {
        match self {
            Self::Item { of, .. } | Self::Row { of } => of,
        }
    }
}

/// What the figures of groups are.
pub(super) enum Told {
    /// Rates of the people who live in the area.
    Rates(Residents),
    /// Shares of those who were referred.
    Shares(Referred),
}

/// The people that rates are of.
pub(super) struct Residents {
    /// As in the middle of a sentence.
    pub(super) words: &'static str,
    pub(super) heading: &'static str,
    /// Stands before a group in a sentence.
    pub(super) before: &'static str,
}

/// Those that shares are of.
pub(super) struct Referred {
    /// Head of the counts.
    pub(super) counted: &'static str,
    /// As in the middle of a sentence.
    pub(super) of: &'static str,
    /// What the shares are not, in sentences.
    pub(super) note: &'static str,
    pub(super) lead: Lead,
}

/// What is said of shares.
pub(super) enum Lead {
    /// Which of many is the most frequent, and how each compares with England's.
    First { one: &'static str },
    /// How large one is. It is set against nothing, since that depends on where people live.
    Size {
        category: &'static str,
        from: &'static str,
    },
}

impl Dimension {
    /// What its figures are called.
    pub(super) fn figures(&self) -> &'static str {
        match self.told {
            Told::Rates(_) => "rates",
            Told::Shares(_) => "shares",
        }
    }

    /// A group as a sentence names it.
    pub(super) fn in_sentence(&self, category: &str) -> String {
        let before = match &self.told {
            Told::Rates(residents) => residents.before,
            Told::Shares(_) => "",
        };
        format!("{before}{}", label(self.by, category))
    }
}

const REFERRALS: &str = "referrals";
const PEOPLE: &str = "people referred";
const HOME: &[Recorded] = &[Recorded::Item {
    item: "postcode_or_lsoa",
    of: REFERRALS,
}];
const CENSUS: &str = "usual residents (Census 2021)";
const CENSUS_HEADING: &str = "Usual residents (Census 2021)";

pub(super) static DIMENSIONS: [Dimension; 6] = [
    Dimension {
        by: "imd_decile",
        measure: "referrals_by_deprivation",
        tab: "Deprivation",
        words: "deprivation",
        heading: "Deprivation decile",
        missing: "Where people live",
        recorded: HOME,
        unknown_means: "",
        told: Told::Rates(Residents {
            words: CENSUS,
            heading: CENSUS_HEADING,
            before: "decile ",
        }),
    },
    Dimension {
        by: "ethnic_group",
        measure: "referrals_by_ethnicity",
        tab: "Ethnicity",
        words: "ethnicity",
        heading: "Ethnic group",
        missing: "Ethnicity",
        recorded: &[Recorded::Item {
            item: "ethnic_category",
            of: REFERRALS,
        }],
        unknown_means: "",
        told: Told::Rates(Residents {
            words: CENSUS,
            heading: CENSUS_HEADING,
            before: "",
        }),
    },
    Dimension {
        by: "age_band",
        measure: "referral_rate_by_age",
        tab: "Age",
        words: "age",
        heading: "Age",
        missing: "Age",
        recorded: &[Recorded::Item {
            item: "date_of_birth",
            of: REFERRALS,
        }],
        unknown_means: "",
        told: Told::Rates(Residents {
            words: "residents (mid-2020 estimate)",
            heading: "Residents (mid-2020 estimate)",
            before: "aged ",
        }),
    },
    Dimension {
        by: "condition",
        measure: "referrals_by_condition",
        tab: "Long-term condition",
        words: "long-term condition",
        heading: "Long-term condition",
        missing: "A long-term condition",
        recorded: &[Recorded::Row { of: PEOPLE }],
        unknown_means: "This counts people who have none as well as people of whom it was not written down: a return does not \
            tell them apart. Where it is much, the shares of conditions are too low.",
        told: Told::Shares(Referred {
            counted: "People referred",
            of: PEOPLE,
            note: "A person with several conditions counts in each, so the shares add up to more than 100%. They are shares of \
                those referred and no rates: how many people of the area live with a condition is not in them.",
            lead: Lead::First { one: "condition" },
        }),
    },
    Dimension {
        by: "need",
        measure: "referral_needs",
        tab: "Main need",
        words: "main need",
        heading: "Need",
        missing: "The need",
        // The item counts a person once for each need, so that the row is nearer to what the page shows.
        recorded: &[
            Recorded::Row { of: PEOPLE },
            Recorded::Item {
                item: "need",
                of: "referrals, each counted once for every need",
            },
        ],
        unknown_means: "",
        told: Told::Shares(Referred {
            counted: "People referred",
            of: PEOPLE,
            note: "A person has up to three needs and counts in each, so the shares add up to more than 100%. They are shares of \
                those referred and no rates: how many people of the area have a need is not in them.",
            lead: Lead::First { one: "need" },
        }),
    },
    Dimension {
        by: "rural",
        measure: "referrals_by_rurality",
        tab: "Rural or urban",
        words: "rural or urban home",
        heading: "Where people live",
        missing: "Where people live",
        recorded: &[
            Recorded::Item {
                item: "postcode_or_lsoa",
                of: REFERRALS,
            },
            Recorded::Row { of: REFERRALS },
        ],
        unknown_means: "",
        told: Told::Shares(Referred {
            counted: "Referrals",
            of: REFERRALS,
            note: "They are shares of those referred and no rates: they depend on how many people live in rural places. Compare \
                an area with itself over time, and not with another.",
            lead: Lead::Size {
                category: "rural",
                from: "rural places",
            },
        }),
    },
];
